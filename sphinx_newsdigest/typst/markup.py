"""Typst code as text. All that a document says stands in strings, so nothing in it is code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

#: What an argument of a call can be.
Value: TypeAlias = (
    "str | int | float | bool | re.Pattern[str] | Sequence[Value] | Mapping[str, Value] | None"
)

_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f]')
_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t", "\r": r"\r"}

_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})([-_](?P<script>[a-z]{4}))?([-_](?P<region>[a-z]{2}))?([-_.@].*)?",
    re.ASCII | re.IGNORECASE,
)
_REGIONS = {"hans": "CN", "hant": "TW"}


def string(text: str) -> str:
    """Return *text* as a string of Typst. Source: typst.app/docs/reference/foundations/str."""

    def escaped(match: re.Match[str]) -> str:
        return _ESCAPES.get(match[0], f"\\u{{{ord(match[0]):x}}}")

    # A lone surrogate is no character, and no file can hold it.
    sound = text.encode("utf-8", "replace").decode()
    return f'"{_SPECIAL.sub(escaped, sound)}"'


def code(value: Value) -> str:
    """Return *value* as Typst writes it."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case str():
            return string(value)
        case int() | float():
            return str(value)
        case re.Pattern():
            return f"regex({string(value.pattern)})"
        case Mapping():
            pairs = (f"{string(key)}: {code(inner)}" for key, inner in value.items())
            return f"({', '.join(pairs) or ':'})"
        case _:
            return f"({''.join(f'{code(inner)}, ' for inner in value)})"


def call(function: str, *values: Value, **named: Value) -> str:
    """Return the beginning of a call of *function*: more arguments may follow."""
    given = [code(value) for value in values]
    given += [f"{name.replace('_', '-')}: {code(value)}" for name, value in named.items()]
    return f"{function}({''.join(f'{argument}, ' for argument in given)}"


def language(tag: str) -> tuple[str, str | None] | None:
    """Return the language and the region, if any, that *tag* names; None if it is no language.

    Scripts are said by regions, for Typst has no other way: ``zh_Hant`` is ("zh", "TW").
    """
    match = _LANGUAGE.fullmatch(tag)
    if not match:
        return None
    region = match["region"] or _REGIONS.get((match["script"] or "").lower(), "")
    return match["language"].lower(), region.upper() or None


def anchor(label: str) -> str:
    """Return a place that links can lead to."""
    return f"[#metadata(none)#label({string(label)})]"


def way(label: str) -> str:
    """Return the beginning of a link to the place *label*; a block of code follows."""
    return f"link(label({string(label)}), {{"


def page_of(label: str) -> str:
    """Return the number of the page of *label*, in brackets."""
    return aside(f'ref(label({string(label)}), form: "page", supplement: none)')


def aside(number: str) -> str:
    """Return the *number* of a page, which is code, in brackets."""
    return f"text(..aside-look)[~(#{number})]"


def replaced(text: str, lines: Mapping[str, str]) -> str:
    """Return the code *text* with others in the places of some *lines*."""
    return "\n".join(lines.get(line, line) for line in text.split("\n"))
