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


def families(config: Config) -> tuple[str, ...]:
    """Return the typefaces for running text: the language's, then those that fill in."""
    own = _OF_LANGUAGE.get(config.language.replace("-", "_"), _ALL[0])
    return (own, *(name for name in _ALL if name != own), MONO)


def folders() -> list[str]:
    """Return the folders of the typefaces that are installed."""
    found = find_spec("justmytype_intl_cjk")
    return [str(Path(found.origin).parent)] if found and found.origin else []
