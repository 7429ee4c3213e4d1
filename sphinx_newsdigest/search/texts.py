"""What stands where on a page, and the file of all texts that the search reads."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from docutils import nodes

from ..blocks import is_toctree, title_of
from ..text import visible_text
from ..trees import find
from .characters import has_letters, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

#: Tells the day and, unless it is an item, the title of the record at an anchor.
Records: TypeAlias = "Callable[[str], tuple[str, str]]"

#: A page as the file holds it: its title, its day, and its passages, which are an anchor,
#: a heading ("" is the one before), the text and, if it has one of its own, the day.
Page: TypeAlias = "list[Any]"

#: A page of which the search is told nothing.
NOTHING: Page = ["", "", []]

_BEGIN, _END = "Search.setTexts(", ")"
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^<]+?>", re.IGNORECASE | re.DOTALL)


def page(document: nodes.document, title: str, day: str, records: Records) -> Page:
    """Return the passages of the resolved *document*, in their order."""
    reader = _Reader(records)
    reader.read(document)
    passages = []
    for anchor, heading, parts, own in reader.passages:
        text = plain("\n".join(filter(None, parts)))
        if text or heading:
            passages.append(
                [anchor, plain(heading), text, *([own] if own not in ("", day) else ())]
            )
    return [plain(title), day, passages]


def only_characters(found: Page) -> Page:
    """Return *found* with the passages alone that need the cut."""
    title, day, passages = found
    kept: list[Any] = []
    above: list[Any] = []  # the section of the passage, unless it is kept already
    for passage in passages:
        anchor, heading, text, *own = passage
        needed = has_letters(heading + text)
        if heading:
            above = [] if needed else [[anchor, heading, "", *own]]
        elif needed:
            kept += above
            above = []
        if needed:
            kept.append(passage)
    return [title, day, kept]


class _Reader:
    """Walks a document and puts each block into the passage where it stands."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._parts: list[str] = []  # of the passage that is open
        self.passages: list[tuple[str, str, list[str], str]] = [("", "", self._parts, "")]

    def read(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Element) and _is_hidden(node):
            return
        anchors = _anchors(node)
        if anchors:
            outer = self._parts
            self._open(anchors, node)
            self._read_inside(node)
            self._parts = outer
        elif isinstance(node, nodes.Text | nodes.TextElement):
            self._parts.append(visible_text([node]))
            # As Sphinx does: of HTML, what is left without its tags.
            self._parts += map(_words_of, find(node, nodes.raw))
        else:
            self._read_inside(node)

    def _read_inside(self, node: nodes.Node) -> None:
        for child in node.children:
            if not (isinstance(child, nodes.title) and isinstance(node, nodes.section)):
                self.read(child)

    def _open(self, anchors: list[str], node: nodes.Node) -> None:
        known = (found for found in map(self._records, anchors) if any(found))
        day, title = next(known, ("", ""))
        heading, anchor = title, anchors[0]
        if isinstance(node, nodes.section):
            heading = title_of(node)
        self._parts = []
        self.passages.append((anchor, heading, self._parts, day))


def _words_of(raw: nodes.raw) -> str:
    """Return the words of *raw*, if it is HTML and no permalink's sign."""
    is_html = "html" in raw.get("format", "").split()
    if not is_html or _is_hidden(raw) or (raw.parent is not None and _is_hidden(raw.parent)):
        return ""
    return " ".join(_TAG.sub("", raw.astext()).split())


def _is_hidden(node: nodes.Element) -> bool:
    """Say whether a reader does not see *node*, or the search shall not."""
    return (
        isinstance(node, nodes.Invisible | nodes.system_message)
        or node.get("digest") == "permalink"
        or "no-search" in node.get("classes", ())
        or is_aside(node)
    )


def is_aside(node: nodes.Element) -> bool:
    """Say whether *node* shows what is said elsewhere.

    These are tables of contents, listings, and the head and foot of an issue or a report.
    """
    ours = node.get("digest")
    return (
        is_toctree(node) or ours == "aside" or (ours == "view" and "digest-foot" in node["classes"])
    )


def _anchors(node: nodes.Node) -> list[str]:
    """Return the anchors of the section or record that *node* is, none if it is neither."""
    if isinstance(node, nodes.section):
        return list(node["ids"])
    if isinstance(node, nodes.list_item | nodes.container):
        first = _first(_first(node) if isinstance(node, nodes.list_item) else node)
        if isinstance(first, nodes.target) and first.get("digest"):
            return list(first["ids"])
    return []


def _first(node: nodes.Node) -> nodes.Node:
    return node.children[0] if node.children else node


def dump(pages: Mapping[str, Page]) -> str:
    """Return the file of *pages*, by docname; those without a passage are left out."""
    told = {docname: found for docname, found in pages.items() if found[-1]}
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f"{_BEGIN}{data}{_END}\n"


def load(path: Path) -> dict[str, Page] | None:
    """Return what :func:`dump` wrote to *path*; None if it is not there or not whole."""
    try:
        text = path.read_text(encoding="utf-8").rstrip("\n")
        if not (text.startswith(_BEGIN) and text.endswith(_END)):
            return None
        found = json.loads(text[len(_BEGIN) : -len(_END)])
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and all(map(_is_page, found.values())) else None


def is_whole(path: Path) -> bool:
    """Say whether *path* begins and ends as :func:`dump` wrote it: quick, and mostly enough."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_BEGIN)) == _BEGIN.encode()
            file.seek(-len(_END) - 1, os.SEEK_END)
            return begins and file.read() == f"{_END}\n".encode()
    except OSError:
        return False


def _is_page(found: Any) -> bool:
    match found:
        case [str(), str(), list()]:
            return True
    return False
