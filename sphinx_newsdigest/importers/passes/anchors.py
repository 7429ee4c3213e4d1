"""Places within a document that links of the archive lead to."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ..text.edits import Edit
from ..text.reasons import Reason
from . import headings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..text.markdown import Text

#: Ids that an author gave, as kramdown and goldmark write them.
_EXPLICIT = re.compile(
    r"^ {0,3}#{1,6}[ \t][^\n]*?(?:\n[ \t]*)?\{:?[^{}\n]{0,200}#([\w.:-]+)[^{}\n]{0,200}\}",
    re.MULTILINE,
)
#: Ids that tags of HTML bear.
_OF_TAG = re.compile(
    r"<(?:a\b[^<>]*?\sname|[a-z][a-z0-9-]*\b[^<>]*?\sid)\s*=\s*"
    r"(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))",
    re.IGNORECASE,
)
_TARGET = re.compile(r"(?m)^\(([^()\n]+)\)=$")
_LINK = re.compile(
    r"\]\(\s*<?([^\s()<>]*#[^\s()<>]+)|^ {0,3}\[[^\]\n]+\]:\s*<?(\S*#[^\s>]+)"
    r"|\bhref\s*=\s*[\"']?([^\s\"'>]{0,2000}#[^\s\"'>]+)",
    re.MULTILINE | re.IGNORECASE,
)
_NO_WORD = re.compile(r"[^\w\- ]")


def linked(body: str) -> Iterator[str]:
    """Yield the addresses in *body* that lead to a place within a page."""
    for match in _LINK.finditer(body):
        yield match[1] or match[2] or match[3]


def explicit(body: str) -> set[str]:
    """Return the ids that the author of *body* gave."""
    return {match[1] for match in _EXPLICIT.finditer(body)} if "#" in body else set()


def in_tags(text: Text) -> Iterator[tuple[str, int]]:
    """Yield the ids that tags of HTML bear, and the line, from 0, of the outermost block."""
    line = 0
    for token in text.tokens:
        if token.level == 0 and token.map:
            line = token.map[0]
        for tag in (token, *(token.children or ())):
            if tag.type in {"html_block", "html_inline"}:
                for match in _OF_TAG.finditer(tag.content):
                    yield match[1] or match[2] or match[3] or "", line


def slugs(title: str) -> set[str]:
    """Return what generators call a heading: GitHub and Hugo, kramdown, Python-Markdown."""
    words = re.sub(r"[*_`]|\]\([^)]*\)|[\[\]]", "", title).strip().lower()
    github = _NO_WORD.sub("", words).replace(" ", "-")
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    python = re.sub(r"[-\s]+", "-", _NO_WORD.sub("", letters).strip())
    kramdown = re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9 _-]", "", words)).replace(" ", "-")
    return {github, python, kramdown} - {""}


def label(docname: str, fragment: str) -> str:
    """Return the target's name, unique in the book."""
    return f"{docname}-{fragment}".replace("/", "-").replace(" ", "-")


def edits(text: Text, labels: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the targets before the headings that are linked, by their slugs in *labels*.

    Those of ids that the author gave are there already.
    """
    left = _not_there(text, labels)
    for heading in headings.headings(text) if labels else ():
        for slug in sorted(slugs(heading.content) & left.keys()):
            place = text.starts[heading.first]
            yield Edit(place, place, f"({left.pop(slug)})=\n", Reason.LINK)


def _not_there(text: Text, labels: Mapping[str, str]) -> dict[str, str]:
    """Return those of *labels* that have no target in *text* yet."""
    return {name: label for name, label in labels.items() if f"({label})=\n" not in text.text}


def of_tags(text: Text, labels: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the targets before the blocks with an id in HTML that is linked, by their *labels*."""
    left = _not_there(text, labels)
    for name, line in in_tags(text) if labels else ():
        if (label := left.pop(name, None)) is not None:
            place = text.starts[line]
            # Apart, it is no part of a paragraph.
            yield Edit(place, place, f"({label})=\n\n", Reason.ATTRIBUTES)


def named(edit: Edit, docname: str) -> Edit:
    """Return an edit of which the targets are unique in the book."""
    if ")=" not in edit.text:
        return edit
    text = _TARGET.sub(lambda match: f"({label(docname, match[1])})=", edit.text)
    return Edit(edit.start, edit.stop, text, edit.reason)
