"""Headings: one title, levels without a jump, numbers apart from words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...options import fold
from ..text.edits import Edit
from ..text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from markdown_it.token import Token

    from ..text.markdown import Text

_LOWEST = 6
#: A break within a heading, hard ones too; and what a heading with marks would end with.
_WRAP = re.compile(r"(?:[ \t]+|(?<!\\)(?:\\\\)*+(\\))?\n[ \t]*(?=\S)")
_CLOSING = re.compile(r"(?<=[ \t])#+[ \t]*\Z")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_GLUED_NUMBER = re.compile(r"\d{1,3}[.)．](?=[^\W\d_])")


class Heading(NamedTuple):
    """A heading that is a section's: in no list and no quote."""

    level: int
    first: int  # line, from 0
    stop: int  # the line after it
    content: str  # raw Markdown
    is_underlined: bool
    is_first_block: bool


def headings(text: Text) -> Iterator[Heading]:
    """Yield the headings of sections, in order."""
    blocks = 0
    for index, token in enumerate(text.tokens):
        if token.level or token.nesting == -1:
            continue
        if token.type == "heading_open" and token.map:
            yield Heading(
                int(token.tag[1]),
                token.map[0],
                token.map[1],
                text.tokens[index + 1].content,
                is_underlined=token.markup in {"=", "-"},
                is_first_block=blocks == 0,
            )
        if not _is_comment(token):
            blocks += 1


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and token.content.lstrip().startswith("<!--")


def is_empty(heading: Heading) -> bool:
    """Say whether a heading has no words and no picture."""
    return not _TAG.sub("", heading.content).strip() and "<img" not in heading.content


def title_of(text: Text) -> Heading | None:
    """Return the heading that is the title of a text without another one."""
    first = next(headings(text), None)
    return first if first and (first.level == 1 or first.is_first_block) else None


def edits(text: Text, title: str, lines: Container[int] = ()) -> Iterator[Edit]:
    """Yield what makes the headings of a body those of a document with a *title*.

    The first heading goes where it is the title already, or begins in one of *lines* (from 0);
    the rest begins at level 2.
    """
    open_levels: list[int] = []
    for index, heading in enumerate(headings(text)):
        start, stop = text.starts[heading.first], text.starts[heading.stop]
        if is_empty(heading):
            yield Edit(start, stop, _gap(text, heading), Reason.EMPTY)
            continue
        is_same = heading.first in lines or fold(heading.content) == fold(title)
        if index == 0 and is_same and title_of(text):
            yield Edit(start, stop, _gap(text, heading), Reason.TITLE)
            continue
        while open_levels and open_levels[-1] >= heading.level:
            open_levels.pop()
        open_levels.append(heading.level)
        yield from _at_level(text, heading, min(len(open_levels) + 1, _LOWEST))
    yield from _rules(text, text.tokens)


def _gap(text: Text, heading: Heading) -> str:
    """Return what keeps the paragraphs apart between which a *heading* goes."""
    above = text.lines(heading.first - 1, heading.first) if heading.first else ""
    below = text.lines(heading.stop, heading.stop + 1)
    if below.startswith(("    ", "\t")):  # code, which would go on
        return "\n<!-- -->\n\n"
    return "\n" if above.strip() and below.strip() else ""


def _at_level(text: Text, heading: Heading, level: int) -> Iterator[Edit]:
    """Yield what gives a *heading* its *level*, and a space after its number."""
    start = text.starts[heading.first]
    is_numbered = heading.is_underlined and _GLUED_NUMBER.match(heading.content)
    if is_numbered or (heading.level != level and heading.is_underlined):
        # With a space after its number, an underlined heading would be a list and a rule.
        yield from _underlined(text, heading, level)
    elif heading.level != level:
        marks = text.text.index("#", start)
        yield Edit(marks, marks + heading.level, "#" * level, Reason.LEVEL)
    if glued := _GLUED_NUMBER.match(heading.content):
        place = text.text.index(heading.content[: glued.end()], start) + glued.end()
        yield Edit(place, place, " ", Reason.NUMBER)


def _underlined(text: Text, heading: Heading, level: int) -> Iterator[Edit]:
    """Yield what makes an underlined heading one with marks, which all levels have."""
    start, underline = text.starts[heading.first], text.starts[heading.stop - 1]
    words = text.text[start : underline - 1]
    lead = len(words) - len(words.lstrip(" \t"))
    yield Edit(start, start + lead, "#" * level + " ", Reason.LEVEL)
    for wrap in _WRAP.finditer(words):
        yield Edit(start + wrap.start(), start + wrap.end(), " ", Reason.LEVEL)
    if marks := _CLOSING.search(words):
        place = start + marks.start()
        yield Edit(place, place, "\\", Reason.LEVEL)
    end = text.starts[heading.stop]
    newline = "\n" if text.text[underline:end].endswith("\n") else ""
    yield Edit(underline - 1, end, newline, Reason.LEVEL)


def _rules(text: Text, tokens: Sequence[Token]) -> Iterator[Edit]:
    """Yield the removal of rules that docutils has no place for.

    It takes one only between two blocks of a section.
    """
    last = ""
    pending: Token | None = None
    for token in tokens:
        if token.type == "hr" and token.map:
            if token.level or last in {"", "heading_close", "hr"}:
                yield _without(text, token)
            else:
                pending = token
        elif token.level == 0 and token.nesting >= 0 and not _is_comment(token):
            pending = None
        if token.level == 0 and not _is_comment(token):
            last = token.type
    if pending:
        yield _without(text, pending)


def _without(text: Text, rule: Token) -> Edit:
    """Return the edit that takes a rule away, but for the list or quote it stands in."""
    assert rule.map is not None
    line = text.lines(*rule.map)
    marks = re.search(r"(?:([-*_])[ \t]*)(?:\1[ \t]*){2,}(?=\n?$)", line)
    start = text.starts[rule.map[0]]
    if marks is None:
        return Edit(start, start, "", Reason.RULE)
    return Edit(start + marks.start(), start + marks.end(), "", Reason.RULE)
