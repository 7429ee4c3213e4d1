"""Characters that are words to the search, and the one cut of texts and queries."""

from __future__ import annotations

import re
import unicodedata

#: Han, kana, bopomofo and Hangul: letters, no punctuation. Source: Unicode 16, Blocks.txt.
_LETTERS = (
    (0x1100, 0x11FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3031, 0x3035),
    (0x3038, 0x303C),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x3105, 0x312F),
    (0x3131, 0x318E),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7FB),
    (0xF900, 0xFAFF),
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)

#: Letters and digits in another form or width than the usual one, and radicals.
_VARIANTS = (
    (0x2E80, 0x2FDF),
    (0xF900, 0xFAFF),
    (0xFF10, 0xFF19),
    (0xFF21, 0xFF3A),
    (0xFF41, 0xFF5A),
    (0xFF66, 0xFFDC),
    (0x2F800, 0x2FA1F),
)

#: Which say how a character is drawn.
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))


def _in_python(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _in_javascript(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(rf"\u{{{first:x}}}-\u{{{last:x}}}" for first, last in ranges)


#: What a class of a regular expression in JavaScript, with the flag ``u``, is made of.
LETTERS_IN_JAVASCRIPT = _in_javascript(_LETTERS)
VARIANTS_IN_JAVASCRIPT = _in_javascript(_VARIANTS)
SELECTORS_IN_JAVASCRIPT = _in_javascript(_SELECTORS)

_LETTER = re.compile(f"[{_in_python(_LETTERS)}\uff66-\uffdc]")
_VARIANT = re.compile(f"[{_in_python(_VARIANTS)}]+")
_SELECTOR = re.compile(f"[{_in_python(_SELECTORS)}]")
_WORD = re.compile(rf"[{_in_python(_LETTERS)}]|[^\W{_in_python(_LETTERS)}]+")
_ASCII_WORD = re.compile(r"\w+")


def has_letters(text: str) -> bool:
    """Say whether *text* holds a character that is a word of its own."""
    return not text.isascii() and _LETTER.search(text) is not None


def plain(text: str) -> str:
    """Return *text* with each letter in its usual form and width; punctuation stays."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", _SELECTOR.sub("", text))
    usual = _VARIANT.sub(lambda run: unicodedata.normalize("NFKC", run[0]), composed)
    return unicodedata.normalize("NFC", usual)


def cut(text: str) -> list[str]:
    """Return the words of *text*: each character of these scripts, and all else as Sphinx does."""
    return (_ASCII_WORD if text.isascii() else _WORD).findall(plain(text))
