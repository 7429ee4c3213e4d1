"""The warnings of these builders: their subtypes of the type ``typst``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from ..logging import __

if TYPE_CHECKING:
    from docutils.nodes import Node

_logger = logging.getLogger(__name__)


class Subtype(StrEnum):
    """Subtypes of the warning type ``typst``, for ``suppress_warnings``."""

    COMPILER = "compiler"
    CONFIG = "config"
    DOCUMENT = "document"
    FORMULA = "formula"
    GLYPH = "glyph"
    LINK = "link"
    NODE = "node"
    PICTURE = "picture"


def warn(
    subtype: Subtype, message: str, *, location: Node | str | None = None, **values: Any
) -> None:
    """Say *message*, filled with *values*, of the place of a node or of a docname."""
    text = __(message) % values
    _logger.warning("%s", text, location=location, type="typst", subtype=subtype.value)


def fail(message: str, *, location: str | None = None, **values: Any) -> None:
    """Say as an error what *message* says, filled with *values*, of a place in a source."""
    _logger.error("%s", __(message) % values, location=location)
