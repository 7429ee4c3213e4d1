"""The warnings of this way to PDF: their subtypes of the type ``latex``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from ..logging import __

if TYPE_CHECKING:
    from docutils.nodes import Node

_logger = logging.getLogger(__name__)


class Subtype(StrEnum):
    """Subtypes of the warning type ``latex``, for ``suppress_warnings``."""

    PICTURE = "picture"


def warn(subtype: Subtype, message: str, *, location: Node | None = None, **values: Any) -> None:
    """Say *message*, filled with *values*, of the place of a node."""
    text = __(message) % values
    _logger.warning("%s", text, location=location, type="latex", subtype=subtype.value)
