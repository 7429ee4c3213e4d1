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
    from collections.abc import Iterator

    from ..text.free import Free
    from ..text.markdown import Inline

_EMPHASIS = re.compile(r"(?<![\\*])(\*{1,3})(?![\s*])([^*\n\\]+)(?<!\s)\1(?!\*)")
_BRACKETS = tuple(zip("（《〈「『【“‘", "）》〉」』】”’", strict=True))


def is_lost(text: str) -> bool:
    """Say whether *text* has emphasis that CommonMark would not see."""
    return any(not all(_flanks(match)) for match in _EMPHASIS.finditer(text))


def edits(inline: Inline, runs: list[Free]) -> Iterator[Edit]:
    """Yield what moves punctuation out of the emphasis that CommonMark would not see."""
    for run in runs:
        for match in _EMPHASIS.finditer(inline.content, run.start, run.stop):
            opens, closes = _flanks(match)
            if opens and closes:
                continue
            stars, words, begin = match[1], match[2], match.start(2)
            first, last = _apart(words), len(words) - _apart(words[::-1])
            least = (0 if opens else first, len(words) if closes else last)
            for start, stop in (least, (first, last)):
                core = words[start:stop]
                helps = (opens or start) and (closes or stop < len(words))
                if not helps or not core or not _is_balanced(core):
                    continue
                for at, end, moved in (
                    (match.start(), begin + start, words[:start] + stars),
                    (begin + stop, match.end(), stars + words[stop:]),
                ):
                    if moved != stars:
                        yield Edit(inline.at(at), inline.at(end - 1) + 1, moved, Reason.TEMPLATE)
                break


def _flanks(match: re.Match[str]) -> tuple[bool, bool]:
    """Say whether the stars of *match* open and close emphasis.

    Source: CommonMark 0.31, 6.2, left-flanking and right-flanking.
    """
    words, text = match[2], match.string
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 1]
    opens = not _is_mark(words[0]) or not before.strip() or _is_mark(before)
    closes = not _is_mark(words[-1]) or not after.strip() or _is_mark(after)
    return opens, closes


def _is_balanced(words: str) -> bool:
    return all(words.count(opening) == words.count(closing) for opening, closing in _BRACKETS)


def _is_mark(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _apart(words: str) -> int:
    """Return how many characters can stand apart from *words*, at their beginning."""
    return next((at for at, one in enumerate(words) if not _can_move(one)), len(words))


def _can_move(character: str) -> bool:
    """Say whether a character is punctuation, or space, and no syntax of Markdown."""
    is_ascii = character.isascii()
    return character in ".,:!?'\" " if is_ascii else isPunctChar(character) or character.isspace()
