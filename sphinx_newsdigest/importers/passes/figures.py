"""Event reports: pictures become figures, with the caption that stands beside them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ...options import fold
from ..text.edits import Edit
from ..text.lines import plain
from ..text.markdown import escaped
from ..text.reasons import Reason
from .breaks import width
from .pictures import alt_of, figure, own_line, pictures, says_nothing, tells_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

    from ..text.markdown import Inline, Text

_LONGEST = 80  # columns of a caption
_STOP = re.compile(r"[。！？!?；;]|\.(?=\s|$)")
#: Lines of a directive, and what no caption begins with.
_SYNTAX = re.compile(r":{3,}|:[\w-]+:|- ")
#: A line below a picture that can only be its caption.
_BELOW = re.compile(
    r"([*_]{1,3})[^*_].*\1|(?:图|照片|(?:fig(?:ure|\.)?|photo|picture) ?)\s*\d*\s*[:：].+",
    re.IGNORECASE,
)


class _Line(NamedTuple):
    """A line of a paragraph."""

    start: int  # in the text
    stop: int
    words: str
    picture: Token | None  # that is all of the line


def edits(text: Text, is_missing: Callable[[str], bool]) -> Iterator[Edit]:
    """Yield what makes a figure of each picture that has a line of its own.

    A single sentence that stands alone before a picture is its caption, or one below it that
    says so; what a longer text says is only the description of a picture without one.
    """
    alts = Counter(fold(alt) for _address, alt, _line in pictures(text))
    caption: Inline | None = None  # the paragraph directly before, where it can be one
    near = ""  # the words that stand directly before
    paragraphs = {id(inline.token): inline for inline in text.inlines() if not inline.depth}
    for index, token in enumerate(text.tokens):
        if token.level or token.nesting == -1:
            continue
        inline = None
        if token.type == "paragraph_open":
            inline = paragraphs.get(id(text.tokens[index + 1]))
        if inline is None:
            caption, near = None, ""
            continue
        lines = list(_lines(text, inline))
        for number, line in enumerate(lines):
            if line.picture is None:
                near = "" if _SYNTAX.match(line.words) else line.words
                continue
            alt, address = alt_of(line.picture), str(line.picture.attrs["src"])
            title = str(line.picture.attrs.get("title") or "").strip()
            is_useless = says_nothing(alt, alts)
            # A number is no description; one of many pictures is better than none.
            alt = title or ("" if tells_nothing(alt) else alt) if is_useless else alt
            missing = is_missing(address)
            is_above = caption is not None and is_useless and number == 0
            is_below = number + 2 == len(lines) and _is_caption(lines[-1])
            if is_below or is_above:
                # Around the words, which stay where they are.
                head, _, tail = figure(address, alt, "\0", missing=missing).partition("\0")
            if is_below:
                made = ("\n" if number else "") + head.rstrip("\n") + "\n"
                yield Edit(line.start, line.stop, made, Reason.PICTURE)
                yield Edit(lines[-1].stop, lines[-1].stop, tail, Reason.PICTURE)
                break
            if caption and is_above:
                yield Edit(caption.at(0), caption.at(0), head, Reason.PICTURE)
                made = tail.lstrip("\n")
            else:
                if is_useless and near and not title:
                    alt = _last_sentence(plain(near, text)) or alt
                shown = title or ("" if is_useless or not missing else alt)
                made = figure(address, alt, escaped(shown), missing=missing)
                made = "\n" + made if number and lines[number - 1].picture is None else made
            stop = line.stop
            if number + 1 < len(lines):  # indented, the next line would be code now
                stop = lines[number + 1].start
                made += "\n\n"
            yield Edit(line.start, stop, made, Reason.PICTURE)
            caption, near = None, ""
        else:
            caption = inline if _can_be_caption(inline, lines) else None
            continue
        caption, near = None, ""


def _lines(text: Text, inline: Inline) -> Iterator[_Line]:
    position = 0
    places = {
        (start, stop): token for token, start, stop in inline.spans() if token.type == "image"
    }
    for content in inline.content.split("\n"):
        words = content.strip()
        first = position + len(content) - len(content.lstrip())
        start = inline.at(first)
        span = own_line(inline.content, first, first + len(words))
        stop = start + len(words)
        while text.text[stop : stop + 1] in {" ", "\t"}:
            stop += 1
        yield _Line(start, stop, words, places.get(span))
        position += len(content) + 1


def _can_be_caption(paragraph: Inline, lines: list[_Line]) -> bool:
    """Say whether a paragraph is one short sentence, and no syntax of ours."""
    words = paragraph.content.strip()
    return (
        len(lines) == 1
        and lines[0].picture is None
        and width(words) <= _LONGEST
        and not _STOP.search(words[:-1])
        and not _SYNTAX.match(words)
    )


def _is_caption(line: _Line) -> bool:
    return (
        line.picture is None
        and width(line.words) <= _LONGEST
        and bool(_BELOW.fullmatch(line.words))
    )


def _last_sentence(words: str) -> str:
    """Return the sentence of a text that stands nearest to what follows."""
    parts = [part.strip() for part in _STOP.split(" ".join(words.split()))]
    return next((part for part in reversed(parts) if part), "")
