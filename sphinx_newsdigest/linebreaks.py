"""Soft breaks: ends of lines in a source that are no ends of lines on a page."""

from __future__ import annotations

import re

#: Han characters, kana and their punctuation, between which Chinese and Japanese have no space.
_HAN = r"[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})[ \t]*\n\s*(?={_HAN})")


def without_soft_breaks(text: str) -> str:
    """Return *text* without the soft breaks between Han characters: they would be spaces."""
    return _BETWEEN_HAN.sub("", text)
