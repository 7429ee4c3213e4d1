"""Edits of a text: the only way in which an importer changes what an author wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .reasons import Reason


@dataclass(frozen=True, slots=True)
class Edit:
    """Put *text* in the place of the characters *start* up to *stop* (from 0)."""

    start: int
    stop: int
    text: str
    reason: Reason
