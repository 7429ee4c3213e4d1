"""What can be wrong, as data: told apart from how and where it is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark *message* for the catalog; it is translated where it is said."""
    return message


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor should know: a subtype, a message, its values, its place."""

    subtype: str
    message: str  # with %(name)s placeholders
    values: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""  # "source:line", the source relative to the documents


class UnexpectedError(ValueError):
    """A text that is not what an option expects."""

    def __init__(self, message: str, **values: object) -> None:
        """Keep *message*, with %(name)s placeholders, apart from its *values*."""
        super().__init__(message % values)
        self.message = message
        self.values = values
