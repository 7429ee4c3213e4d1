"""Front matter ``digest:`` becomes the marker that the directive would be."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from docutils import nodes
from sphinx.transforms import SphinxTransform

from .directives import DIRECTIVES
from .directives.base import convert, shown
from .logging import Subtype, warn
from .messages import N_
from .nodes import digest_marker
from .options import cleaned

KEY = "digest"
KINDS = ("issue", "event")


class FrontMatter(SphinxTransform):
    """Take the ``digest`` field out of the front matter and put a marker under the title.

    This is before message catalogs are applied: facts are not to be translated.
    """

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:
        fields = next(iter(self.document.findall(nodes.field_list)), None)
        if fields is None or fields.parent is not self.document:
            return
        for field in list(fields.findall(nodes.field)):
            if field[0].astext() == KEY:
                lines = _KeyLines(self.env.doc2path(self.env.docname))
                field.parent.remove(field)
                if (marker := _marker(field[1], lines)) is not None:
                    _place(self.document, marker)
        if not fields.children:
            self.document.remove(fields)


class _KeyLines:
    """Finds where a key of the front matter stands, which MyST does not tell."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self._lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()

    def line(self, key: str = "") -> int:
        """Return the line (from 1) of *key* below ``digest:``; without, of ``digest:``."""
        outer = 0
        for number, text in enumerate(self._lines, 1):
            if not outer and re.match(rf"[\s:]*{KEY}\s*:", text):
                outer = number
            if (
                outer
                and key
                and re.search(rf"(?:^|[\s,{{:])['\"]?{re.escape(key)}['\"]?\s*:", text)
            ):
                return number
        return outer or 1

    def location(self, key: str = "") -> str:
        """Return the location of *key* as Sphinx prints it."""
        return f"{self.path}:{self.line(key)}"


def _marker(body: nodes.Node, lines: _KeyLines) -> digest_marker | None:
    """Return the marker that the field's *body* describes, None if it is no issue or event."""
    data = _mapping(body)
    kinds = [kind for kind in KINDS if isinstance(data, dict) and kind in data]
    if not isinstance(data, dict) or not kinds:
        warn(
            Subtype.OPTION,
            N_(
                "front matter 'digest': expected a mapping with 'issue' or 'event', "
                "not %(found).60r"
            ),
            location=lines.location(),
            found=data,
        )
        return None
    kind = kinds[0]
    argument = cleaned(data[kind])
    if argument != data[kind]:
        warn(
            Subtype.CONTROL,
            N_("option %(name)r: control characters, shown as U+FFFD; expected text"),
            location=lines.location(kind),
            name=kind,
        )
    if len(kinds) > 1:
        warn(
            Subtype.CONFLICT,
            N_(
                "front matter 'digest' says both 'issue' and 'event'; expected one, 'issue' is used"
            ),
            location=lines.location("event"),
        )
    typed = {str(key): value for key, value in data.items() if key not in KINDS}
    facts, refused = convert(DIRECTIVES[kind].table, typed, lines.location)
    if isinstance(argument, list | dict):
        refused.append(shown(f":{kind}: {argument}"))
        argument = None
    words = "" if argument is None else " ".join(str(argument).split())
    marker = digest_marker("", *refused, kind=kind, argument=words, facts=facts, front=True)
    marker.source, marker.line = str(lines.path), lines.line(kind)
    return marker


def _mapping(body: nodes.Node) -> Any:
    """Return the value of a field: JSON from MyST, a mapping or nested fields in reST."""
    nested = next(iter(body.findall(nodes.field_list)), None)
    if nested is not None:
        return {field[0].astext(): field[1].astext() for field in nested.findall(nodes.field)}
    text = body.astext()
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes only text
    except yaml.YAMLError:
        return text


def _place(document: nodes.document, marker: digest_marker) -> None:
    """Put *marker* under the title; in a document without one, at its beginning."""
    section = next(iter(document.findall(nodes.section)), None)
    if section is None:
        index = document.first_child_not_matching_class(nodes.PreBibliographic) or 0  # type: ignore[arg-type]  # a mixin of nodes
        document.insert(index, marker)
    else:
        section.insert(1, marker)
