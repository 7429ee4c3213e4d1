"""The header of a post: its front matter as data, in every form that a generator reads."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

from ...console import _
from ...dates import leading_date
from ...options import cleaned
from ..post import Header

if TYPE_CHECKING:
    from collections.abc import Hashable

#: What closes further down than this is text between two rules.
_LONGEST = 100_000

#: A header of ``Key: value`` lines begins with one of these; "Note: x" is prose.
#: One of these makes a header of lines that prose may begin with too, such as "Summary: …".
_SURE_KEYS = frozenset({"title", "date", "slug", "status", "category", "tags", "number"})
_FIRST_KEYS = frozenset(
    {
        *("title", "subtitle", "date", "modified", "updated", "author", "authors", "layout"),
        *("category", "categories", "tags", "keywords", "slug", "summary", "description"),
        *("status", "lang", "template", "translation", "save_as", "url"),
        *("number", "issue", "period"),
    }
)
_FENCED = {"---": ("yaml", ("---", "...")), "+++": ("toml", ("+++",))}
_YAML_KEY = re.compile(r"([^\s:#'\"\-\[\]{},&*!|>%@`][^\s:]*)[ \t]*:(?=\s|$)[ \t]*(.*)")
#: ``title: Issue #201``: to YAML the number is a comment, to its author it was not.
_HASH = re.compile(
    r"^([\w-]+):[ \t]+((?:[^\s'\"\[\]{}&*!|>%@`#][^\n#]*[ \t])?)(#\S[^\n]*)$", re.MULTILINE
)
_TOML_KEY = re.compile(r"\[|[\w.'\"-]+[ \t]*=")
# Python-Markdown's, but that an address at the top of the text is no key.
_META = re.compile(r" {0,3}([A-Za-z0-9_-]+):(?!//)[ \t]*(.*)")
_META_MORE = re.compile(r" {4,}(.*)|\t(.*)")

_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_IN_ENGLISH = re.compile(
    rf"(?:[a-z]+,\s*)?(?:{_MONTH}\s+{_DAY}|{_DAY.replace('day', 'day_')}\s+"
    rf"{_MONTH.replace('month', 'month_')}),?\s+(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[,，、;；\n]")
_NAME_KEYS = ("name", "title", "label", "display_name")


class _Loader(yaml.SafeLoader):
    """YAML's mappings, lists and texts; only whole numbers, yes and no become something else.

    Dates, 1.10 and 12:30 stay as typed. Aliases are refused: ten lines of them can stand
    for more text than there is memory.
    """

    # A table of its own, not the one that all loaders share.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(_("it has an alias (*name), which is not read"))
        return super().compose_node(parent, index)

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - PyYAML's signature
    ) -> dict[Hashable, Any]:
        _refuse_twice([key.value for key, _value in node.value if isinstance(key.value, str)])
        return {str(key): value for key, value in super().construct_mapping(node, deep).items()}


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?i:true|false|yes|no)$"), list("tTfFyYnN")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]{0,8})$"), list("-0123456789")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|)$"), ["~", "n", ""])


def split(text: str) -> tuple[Header, str]:
    r"""Return the header of *text*, whose lines end in ``\n``, and the body below it.

    The body is the text without the header's first `lines` lines. A text without a header
    gives an empty one and itself.
    """
    top = len(text) - len(text.lstrip())
    top = text.rfind("\n", 0, top) + 1  # blank lines above the header
    first = text[top : _line_end(text, top)].rstrip()
    if first in _FENCED:
        header = _fenced(text, top, first)
    elif first.startswith("{"):
        header = _json(text, top)
    else:
        header = _meta(text, top)
    if header is None:
        return Header(), text
    start = 0
    for _line in range(header.lines):
        start = _line_end(text, start) + 1
    return header, text[start:]


def read_yaml(text: str) -> tuple[dict[str, Any], str]:
    """Return the mapping that *text* is, and what is wrong with it.

    Where YAML cannot read it, the fields are read one by one, and those that are no YAML
    (``title: Notes: part 2``) are text. Raise TypeError if it is no mapping.
    """
    try:
        value = yaml.load(text, _Loader)  # noqa: S506 - a safe one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        fields: dict[str, Any] = cleaned(_one_by_one(text))
        if not fields:
            raise TypeError from error
        return fields, _("not all of it is YAML, its lines were read one by one: %(error)s") % {
            "error": _reason(error)
        }
    if value is None:
        return {}, ""
    if not isinstance(value, dict):
        raise TypeError
    return _with_hashes(cleaned(value), text)


def as_date(value: Any) -> date | None:
    """Return the day that *value* names, as written where it was written; None if none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    if found := leading_date(value, None):
        return found
    if match := _IN_ENGLISH.match(value.strip()):
        month = _MONTHS[(match["month"] or match["month_"]).lower()]
        try:
            return date(int(match["year"]), month, int(match["day"] or match["day_"]))
        except ValueError:
            return None
    return None


def names(value: Any, *, spaced: bool = False) -> tuple[str, ...]:
    """Return the names of categories, tags or authors that *value* lists, each once.

    A text is split at commas and semicolons and, if *spaced*, else at white space, as
    Jekyll splits ``categories: a b``. Of a mapping, its name counts, else its keys.
    """
    if isinstance(value, str):
        parts: list[Any] = _SEPARATORS.split(value)
        if spaced and len(parts) == 1:
            parts = value.split()
    elif isinstance(value, dict):
        named = [value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)]
        parts = named[:1] or list(value)
    elif isinstance(value, list):
        parts = [
            name
            for part in value
            for name in (names(part) if isinstance(part, (dict, list)) else (part,))
        ]
    else:
        parts = [] if value is None else [value]
    found = (" ".join(str(part).split()) for part in parts if part is not None)
    return tuple(dict.fromkeys(filter(None, found)))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _fenced(text: str, top: int, opening: str) -> Header | None:
    """Return the header between two marker lines, the first at *top*; None if it is none."""
    kind, closings = _FENCED[opening]
    inside = start = _line_end(text, top) + 1
    while start < min(len(text), inside + _LONGEST):
        end = _line_end(text, start)
        if text[start:end].rstrip() in closings:
            break
        start = end + 1
    else:
        return None
    source = text[inside:start]
    lines = text.count("\n", 0, start) + 1
    return _yaml_header(source, lines) if kind == "yaml" else _toml_header(source, lines)


def _yaml_header(source: str, lines: int) -> Header | None:
    try:
        fields, error = read_yaml(source)
    except TypeError:
        return None  # text between two rules
    return Header(fields, lines, "yaml", error)


def _toml_header(source: str, lines: int) -> Header | None:
    try:
        return Header(cleaned(tomllib.loads(source)), lines, "toml")
    except (ValueError, RecursionError) as error:
        if _TOML_KEY.match(source.lstrip()):
            return Header(kind="toml", error=_reason(error))  # it stays as text
        return None


def _json(text: str, top: int) -> Header | None:
    """Return the header that is a JSON object alone on its lines; None if it is none."""
    source = text[top : top + _LONGEST]
    try:
        value, length = json.JSONDecoder(object_pairs_hook=_pairs).raw_decode(source)
        fields = cleaned(value)
    except (ValueError, RecursionError) as error:
        closing = re.search(r"^\}[ \t]*$", source, re.MULTILINE)
        if source.partition("\n")[0].strip() != "{" or closing is None:
            return None
        return Header(kind="json", error=_reason(error))  # it stays as text
    if text[top + length : _line_end(text, top + length)].strip():
        return None
    return Header(fields, text.count("\n", 0, top + length) + 1, "json")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _refuse_twice([key for key, _value in pairs])
    return dict(pairs)


def _refuse_twice(keys: list[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(_("the key %(key)r stands there twice") % {"key": key})
        seen.add(key)


def _meta(text: str, top: int) -> Header | None:
    """Return Pelican's header of ``Key: value`` lines, with its blank line."""
    values: dict[str, list[str]] = {}
    key, start, lines = "", top, text.count("\n", 0, top)
    while start < len(text):
        end = _line_end(text, start)
        line = text[start:end]
        if match := _META.match(line):
            key = match[1]
            if not values and key.lower() not in _FIRST_KEYS:
                return None
            values.setdefault(key, []).append(match[2].strip())
        elif values and line.strip() and (match := _META_MORE.match(line)):
            values[key].append((match[1] or match[2] or "").strip())
        else:
            lines += bool(values and not line.strip())
            break
        lines += 1
        start = end + 1
    if not _SURE_KEYS.intersection(map(str.lower, values)):
        return None
    fields = {key: "\n".join(filter(None, found)) for key, found in values.items()}
    return Header(cleaned(fields), lines, "pelican")


def _with_hashes(fields: dict[str, Any], source: str) -> tuple[dict[str, Any], str]:
    """Give the *fields* back what stands behind `` #``, and say of which."""
    cut = {
        match[1]: f"{match[2]}{match[3]}".rstrip()
        for match in _HASH.finditer(source)
        if match[1] in fields and str(fields[match[1]] or "") == match[2].strip()
    }
    if not cut:
        return fields, ""
    return fields | cut, _("to YAML a comment begins at ' #' in %(keys)s; it was kept as text") % {
        "keys": ", ".join(cut)
    }


def _one_by_one(source: str) -> dict[str, Any]:
    """Return the fields of *source* that can be told apart, each read by itself."""
    chunks: list[list[str]] = []
    for line in source.splitlines():
        if _YAML_KEY.match(line):
            chunks.append([line])
        elif chunks:
            chunks[-1].append(line)
        elif line.strip() and not line.startswith("#"):
            return {}  # it begins with something else than a key: no header
    fields: dict[str, Any] = {}
    for chunk in chunks:
        fields.update(_one("\n".join(chunk)))
    return fields


def _one(chunk: str) -> dict[str, Any]:
    try:
        value = yaml.load(chunk, _Loader)  # noqa: S506 - a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        match = _YAML_KEY.match(chunk)
        assert match  # a chunk begins with its key
        words = (match[2] + chunk[match.end() :]).strip()
        if words[:1] in ("'", '"') and words[:1] == words[-1:] and len(words) > 1:
            words = words[1:-1]
        return {match[1]: words}
    return value if isinstance(value, dict) else {}


def _reason(error: Exception) -> str:
    """Return what *error* says on one line; a RecursionError says nothing of use."""
    if isinstance(error, RecursionError):
        return _("it is nested too deeply")
    return " ".join(str(error).split())
