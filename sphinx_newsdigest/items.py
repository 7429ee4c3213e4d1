"""The rule that finds items: kinds of blocks in, spans of blocks out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

COLONS = (":", "：")


class Kind(Enum):
    """What a block is to the rule."""

    PARAGRAPH = auto()
    """Running text; opens an item."""
    LINKS = auto()
    """A list of which every top-level entry contains an external link."""
    OTHER = auto()
    """A list, quote, code, table or figure; belongs to the open item."""
    ITEM = auto()
    """An item that says itself where it begins and ends."""
    PROSE = auto()
    """A paragraph that is no item."""
    BREAK = auto()
    """A block with a life of its own, such as a session; closes the item."""
    ASIDE = auto()
    """What a reader does not see as text: targets, comments, views."""


@dataclass(frozen=True, slots=True)
class Block:
    """What the rule knows of one block."""

    kind: Kind
    ends_in_colon: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One or more items: blocks *start* up to *stop*, or each entry of one list."""

    start: int
    stop: int
    per_entry: bool = False


def spans(blocks: Sequence[Block]) -> list[Span]:
    """Return the items among the *blocks* of one section, in order.

    Source: architecture, section 3, "Items".
    """
    return list(_spans(blocks))


def _spans(blocks: Sequence[Block]) -> Iterable[Span]:
    start: int | None = None
    stop = 0
    lead = False  # the paragraph directly before ends in a colon
    for index, block in enumerate(blocks):
        match block.kind:
            case Kind.ASIDE:
                continue
            case Kind.OTHER:
                joins = start is not None
            case Kind.LINKS:
                joins = start is not None and lead
            case _:
                joins = False
        if joins:
            stop = index + 1
        elif start is not None:
            yield Span(start, stop)
            start = None
        match block.kind:
            case Kind.PARAGRAPH:
                start, stop = index, index + 1
            case Kind.ITEM:
                yield Span(index, index + 1)
            case Kind.LINKS if not joins:
                yield Span(index, index + 1, per_entry=True)
        lead = block.kind is Kind.PARAGRAPH and block.ends_in_colon
    if start is not None:
        yield Span(start, stop)


def ends_in_colon(text: str) -> bool:
    """Say whether a paragraph leads over to what follows it."""
    return text.rstrip().endswith(COLONS)
