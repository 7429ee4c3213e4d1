"""The characters of a book, for LaTeX to look for each in its typefaces before it begins."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from .defaults import served

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

NAME = "sphinxcjk-characters.def"


def listed(texts: Iterable[str]) -> str:
    """Return the code that names each character of *texts* that is not ASCII."""
    found = {character for text in texts for character in text if not character.isascii()}
    return "".join(
        f"\\{'sphinxcjksilent' if _is_silent(character) else 'sphinxcjkcharacter'}"
        f"{{{ord(character):04X}}}\n"
        for character in sorted(found)
    )


def _is_silent(character: str) -> bool:
    """Say whether *character* shows nothing: a joiner, a mark of direction, a variant's number."""
    return unicodedata.category(character) == "Cf" or "VARIATION SELECTOR" in unicodedata.name(
        character, ""
    )


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the list beside the book."""
    if exception is None and app.builder.name == "latex" and served(app.config):
        books = (Path(app.outdir, entry[1]) for entry in app.config.latex_documents)
        texts = (path.read_text(encoding="utf-8") for path in books if path.is_file())
        Path(app.outdir, NAME).write_text(listed(texts), encoding="utf-8")
