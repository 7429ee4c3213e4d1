"""Lines of a paragraph, and those that a writer broke by hand to make a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..passes.breaks import HAN, width
from .edits import Edit
from .markdown import parser
from .reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from .markdown import Inline, Text

_WIDEST = 80  # columns of a line that is an entry of a list
_SENTENCE_END = re.compile(r"[。．.！!？?；;：:，,、…][\"'”’」』）)]*$")
_LEAD_END = re.compile(r"[。．.！!？?；;：:…][\"'”’」』）)]*$")
_NO_ENTRY = re.compile(
    r"[0-9０-９]{1,9}[.)、．]|[-+*>#|:<•·●▪◦○■◆—–]|https?://|!?\[[^\]]*\]\([^)]*\)$"
)
_FEWEST = 3  # entries where no session leads them
_VERSE = re.compile(rf"{HAN}{{5,}}")
TEXT = {"text", "text_special", "code_inline"}
_BREAKS = {"softbreak", "hardbreak"}


class Line(NamedTuple):
    """One line of a paragraph."""

    start: int  # in the text
    stop: int  # without the spaces or the backslash of a hard break
    end: int
    words: str
    is_hard: bool  # a hard break, or nothing, follows


def lines(text: Text, inline: Inline) -> list[Line]:
    """Return the lines of a paragraph; none where emphasis or a link goes over a line's end."""
    found = []
    position = 0
    contents = inline.content.split("\n")
    for number, content in enumerate(contents):
        words = content.strip()
        start = inline.at(position + len(content) - len(content.lstrip()))
        is_last = number == len(contents) - 1
        end = start + len(content.lstrip())
        if words.endswith("\\") and not is_last:
            words = words[:-1].rstrip()
        while text.text[end : end + 1] in {" ", "\t"}:  # the parser takes them from the last line
            end += 1
        is_hard = is_last or content.endswith(("  ", "\\"))
        found.append(Line(start, start + len(words), end, words, is_hard))
        position += len(content) + 1
    apart = [_kind(token) for line in found for token in tokens(line.words, text)]
    whole = [_kind(token) for token in inline.token.children or () if token.type not in _BREAKS]
    return found if apart == whole else []


def tokens(words: str, text: Text) -> Sequence[Token]:
    """Return what one line of *text* is made of."""
    return parser().parseInline(words, {"references": text.references})[0].children or ()


def plain(words: str, text: Text) -> str:
    """Return what one line of *text* says, without its syntax."""
    return "".join(token.content for token in tokens(words, text) if token.type in TEXT)


def _kind(token: Token) -> tuple[str, str]:
    return token.type, token.content


def listed(part: Sequence[Line], *, led: bool, fewest: int = _FEWEST) -> Iterator[Edit]:
    """Yield what makes a list of the last lines of *part*, a paragraph or some lines of one.

    A list has *fewest* entries, which the lines before them say what they are, or what stands
    before *part*, where it is *led* by that.
    """
    first = len(part)
    while first and _is_entry(part[first - 1]) and (first == 1 or part[first - 2].is_hard):
        first -= 1
    entries = part[first:]
    is_led = bool(_LEAD_END.search(part[first - 1].words)) if first else led
    if len(entries) < fewest or not is_led or _is_verse(entries):
        return
    for number, line in enumerate(entries):
        mark = "\n- " if first and not number else "- "
        yield Edit(line.start, line.start, mark, Reason.LISTED)
        if line.stop < line.end:
            yield Edit(line.stop, line.end, "", Reason.LISTED)


def _is_entry(line: Line) -> bool:
    return (
        line.is_hard
        and 0 < width(line.words) <= _WIDEST
        and not _SENTENCE_END.search(line.words)
        and not _NO_ENTRY.match(line.words)
    )


def _is_verse(entries: Sequence[Line]) -> bool:
    """Say whether lines are of equal length, as those of a Chinese poem."""
    sizes = {len(line.words) for line in entries}
    return len(sizes) == 1 and all(_VERSE.fullmatch(line.words) for line in entries)
