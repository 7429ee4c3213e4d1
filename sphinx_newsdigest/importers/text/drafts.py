"""A text on its way from source to document, and what was done to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .edits import Edit

#: Reasons whose edits are MyST's syntax, which must not be escaped later.
_SYNTAX = {Reason.TEMPLATE, Reason.ATTRIBUTES, Reason.HTML_ROLE}


class Change(NamedTuple):
    """One edit, as the report tells it."""

    line: int  # of the source, from 1
    last: int  # likewise, the last that it touches
    reason: Reason
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text of which each line knows the line of the source that it came from."""

    text: str
    origins: tuple[int, ...]  # for each line, from 1
    changes: tuple[Change, ...] = ()
    made: tuple[tuple[int, int], ...] = ()  # where MyST's syntax was put in, in order

    def is_made(self, position: int) -> bool:
        """Say whether a character is MyST's syntax that was put in, and no text."""
        return is_within(self.made, position)

    def edited(self, edits: Iterable[Edit]) -> Draft:
        """Return the draft with *edits* made, several at one place in the order given.

        They do not overlap, but for those of a text that another edit takes away.
        """
        ordered = _apart(sorted(edits, key=lambda edit: (edit.start, edit.stop)))
        if not ordered:
            return self
        starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

        def line(position: int) -> int:
            return bisect_right(starts, position) - 1

        parts: list[str] = []
        origins = [self.origins[0]]
        changes = []
        made = []
        older = deque(self.made)
        done = size = 0
        for edit in ordered:
            while older and older[0][1] <= edit.start:
                begin, end = older.popleft()
                if begin >= done:
                    made.append((size + begin - done, size + end - done))
            size += edit.start - done
            if edit.reason in _SYNTAX:
                made.append((size, size + len(edit.text)))
            size += len(edit.text)
            parts += self.text[done : edit.start], edit.text
            first, last = line(edit.start), line(edit.stop)
            origins += self.origins[line(done) + 1 : first + 1]
            added = edit.text.count("\n")
            if added:
                origins += [self.origins[first]] * (added - 1)
                origins.append(self.origins[last if edit.text.endswith("\n") else first])
            done = edit.stop
            before = self.text[edit.start : edit.stop]
            end = line(max(edit.start, edit.stop - 1))
            changes.append(
                Change(self.origins[first], self.origins[end], edit.reason, before, edit.text)
            )
        parts.append(self.text[done:])
        origins += self.origins[line(done) + 1 :]
        made += [(size + begin - done, size + end - done) for begin, end in older if begin >= done]
        return Draft("".join(parts), tuple(origins), (*self.changes, *changes), tuple(made))


def _apart(edits: list[Edit]) -> list[Edit]:
    """Return *edits* without those of a text that is taken away."""
    kept: list[Edit] = []
    for edit in edits:
        if kept and edit.start < kept[-1].stop:
            assert edit.stop <= kept[-1].stop, "edits overlap"
            assert not kept[-1].text, "edits overlap"
            continue
        kept.append(edit)
    return kept


def is_within(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Say whether a character stands in one of *spans*, which are in order and apart."""
    place = bisect_right(spans, position, key=lambda span: span[0]) - 1
    return place >= 0 and position < spans[place][1]


def draft(text: str, first_line: int) -> Draft:
    """Return a draft of a *text* that begins in a line of its source, from 1."""
    return Draft(text, tuple(range(first_line, first_line + text.count("\n") + 1)))
