"""Emphasis that ends in punctuation, as Chinese text has it: kramdown and Python-Markdown read it.

CommonMark does not, where no space follows: ``**注意：**内容`` would show its stars. The
punctuation moves out of the emphasis, and the words stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

from ..text.edits import Edit
from ..text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EMPHASIS = re.compile(r"(?<![\\*])(\*{1,3})(?![\s*])([^*\n]+)(?<![\s\\])\1(?!\*)")


def edits(text: str, is_code: Callable[[int], bool]) -> Iterator[Edit]:
    """Yield what moves punctuation out of the emphasis that CommonMark would not see.

    Source: CommonMark 0.31, 6.2, left-flanking and right-flanking.
    """
    for match in _EMPHASIS.finditer(text):
        stars, words = match[1], match[2]
        before = text[max(0, match.start() - 1) : match.start()]
        after = text[match.end() : match.end() + 1]
        opens = not _is_mark(words[0]) or not before.strip() or _is_mark(before)
        closes = not _is_mark(words[-1]) or not after.strip() or _is_mark(after)
        first = 0 if opens else _apart(words)
        last = len(words) if closes else len(words) - _apart(words[::-1])
        helps = (opens or first) and (closes or last < len(words)) and first < last
        if helps and not is_code(match.start()):
            begin = match.start(2)
            for start, stop, moved in (
                (match.start(), begin + first, words[:first] + stars),
                (begin + last, match.end(), stars + words[last:]),
            ):
                if text[start:stop] != moved:
                    yield Edit(start, stop, moved, Reason.TEMPLATE)


def _is_mark(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _apart(words: str) -> int:
    """Return how many characters can stand apart from *words*, at their beginning."""
    return next((at for at, one in enumerate(words) if not _can_move(one)), len(words))


def _can_move(character: str) -> bool:
    """Say whether a character is punctuation, or space, and no syntax of Markdown."""
    is_ascii = character.isascii()
    return character in ".,:!?'\" " if is_ascii else isPunctChar(character) or character.isspace()
