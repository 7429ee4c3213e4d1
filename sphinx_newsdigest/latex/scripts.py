"""What LaTeX needs to know of a language: the region of its typefaces, how its index is sorted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """How a language is set."""

    region: str  # of Noto CJK: the forms of the characters
    collation: str  # folder of the index style
    has_spaces: bool = False  # between words


_SIMPLIFIED = Script("SC", "pinyin")
_BY_LANGUAGE = {
    "ja": Script("JP", "ja"),
    "ko": Script("KR", "ko", has_spaces=True),
    "zh_HK": Script("HK", "stroke"),
    "zh_MO": Script("HK", "stroke"),
    "zh_TW": Script("TC", "stroke"),
    "zh_Hant": Script("TC", "stroke"),
}


def script_of(language: str) -> Script | None:
    """Return how *language* is set; None if it is not of the Han family."""
    name = language.replace("-", "_")
    own = _BY_LANGUAGE.get(name) or _BY_LANGUAGE.get(name.partition("_")[0])
    return own or (_SIMPLIFIED if name.partition("_")[0] == "zh" else None)
