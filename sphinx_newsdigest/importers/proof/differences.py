"""The proof: what stands in a source stands in its document, or the difference has a reason.

What the conversion knows is asked only for the reason of a difference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import unquote

from ..text.reasons import Reason
from .contents import CLASSES, Contents, Found, address_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..text.drafts import Change

#: Reasons of changes that have no business with addresses.
_KEEPS_ADDRESSES = {
    *(Reason.HTML, Reason.HTML_ROLE, Reason.TITLE, Reason.LEVEL, Reason.EMPTY, Reason.RULE),
    *(Reason.NUMBER, Reason.JOINED, Reason.LISTED, Reason.SESSION, Reason.ESCAPED, Reason.CODE),
}
_LONG = 2_000_000  # pairs: what it takes to compare two sequences
_NEAR = 3  # lines: of equal things the wrong one may be missed
_SPACES = re.compile(r"[^\S\n]+$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DELIMITER = re.compile(r"[\s<>()\"'\[\]]+")
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>|<[?!][^>]*>")
_MARKS = re.compile(r"[*_`]")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the source has and the document has not, or the other way round."""

    what: str  # of CLASSES
    line: int  # of the source
    value: str
    is_lost: bool  # else gained
    reason: str | None  # a code, None if nothing explains it


def differences(
    source: Contents, document: Contents, origins: Sequence[int], changes: Sequence[Change]
) -> list[Difference]:
    """Return how *document* differs from *source*, each with its reason, in order of lines.

    *origins* are the lines of the source for the lines of the document, *changes* what was
    done to it.
    """
    found = []
    of_lost, of_gained = _Reasons(changes, is_lost=True), _Reasons(changes, is_lost=False)
    for what in CLASSES:
        of_class = []
        for lost, gained in _unequal(getattr(source, what), getattr(document, what)):
            there = [one._replace(line=origins[one.line - 1]) for one in gained]
            some = [*of_lost.explained(what, lost, there), *of_gained.explained(what, there, lost)]
            of_class += some if what != "words" else _without_divisions(some)
        found += _without_moved(of_class)
    return sorted(found, key=lambda one: (one.line, CLASSES.index(one.what), not one.is_lost))


def _without_moved(found: list[Difference]) -> list[Difference]:
    """Return the differences of one class without what only stands at another place.

    Where equal things follow each other, the wrong one may be missed.
    """
    open_ends = {one.value for one in found if one.reason is None}
    lost, gained = (
        Counter(one.value for one in found if one.is_lost is is_lost and one.value in open_ends)
        for is_lost in (True, False)
    )
    left = {True: lost & gained, False: lost & gained}
    kept = []
    for one in sorted(found, key=lambda one: one.reason is not None):
        if left[one.is_lost][one.value] > 0:
            left[one.is_lost][one.value] -= 1
        else:
            kept.append(one)
    return kept


def _without_divisions(found: list[Difference]) -> list[Difference]:
    """Return the differences of one place without words that are only divided in another way."""
    lost = [one for one in found if one.is_lost]
    gained = [one for one in found if not one.is_lost]
    if _is_made_of(lost, gained) or _is_made_of(gained, lost):
        return [one for one in found if one.reason]
    return found


def _is_made_of(some: list[Difference], parts: list[Difference]) -> bool:
    """Say whether all of *parts* that nothing explains, and perhaps others, make up *some*."""
    rest = "".join(one.value for one in some if one.reason is None)
    for part in parts:
        if rest.startswith(part.value):
            rest = rest.removeprefix(part.value)
        elif part.reason is None:
            return False
    return not rest


class _Reasons:
    """Changes by where they were made and by what they took away, or else brought."""

    def __init__(self, changes: Sequence[Change], *, is_lost: bool) -> None:
        self.is_lost = is_lost
        self.changes = sorted(changes, key=lambda change: change.line)
        self.fragments = [  # a title stands at the top now
            change.before if is_lost or change.reason is Reason.TITLE else change.after
            for change in self.changes
        ]
        self.words = [_words_in(fragment) for fragment in self.fragments]
        self.near: dict[int, list[int]] = {}  # numbers of changes by line
        self.holding: dict[str, list[int]] = {}  # likewise by word and address, in order
        for number, change in enumerate(self.changes):
            lines = {*range(change.line - _NEAR, change.last + _NEAR + 1)}
            for line in lines | {1} if change.reason is Reason.TITLE else lines:
                self.near.setdefault(line, []).append(number)
            addresses = map(address_of, _DELIMITER.split(self.fragments[number]))
            for value in {*self.words[number], *addresses}:
                self.holding.setdefault(value, []).append(number)

    def explained(self, what: str, some: list[Found], others: list[Found]) -> Iterator[Difference]:
        """Yield a difference for each of *some*, which the *others* lack."""
        # A heading need not account for the words that it has there as well.
        said = Counter(word for one in others for word in one.value.split())
        for one in some:
            number = self._number(what, one, said)
            reason = None if number is None else self.changes[number].reason.code
            yield Difference(what, one.line, one.value, self.is_lost, reason)

    def _number(self, what: str, found: Found, others: Counter[str]) -> int | None:
        """Return the change that was made there, and to these words; None if none was."""
        near = self.near.get(found.line, [])
        if what == "headings":
            letters = Counter(found.value) - Counter("".join(others.elements())) - Counter(" ")
            if near and not letters:  # words that are only divided in another way
                return near[0]
            rest = Counter(found.value.split()) - others
            here = sum((self.words[number] for number in near), Counter[str]())
            some = (number for number in near if rest & self.words[number] or not rest)
            return next(some, None) if rest <= here else None
        holding = self.holding.get(found.value, []) if what != "code" else []
        if self.is_lost and what in {"links", "images"}:
            # What only writes a text in another way is no reason to lose an address.
            holding = [n for n in holding if self.changes[n].reason not in _KEEPS_ADDRESSES]
            near = [n for n in near if self.changes[n].reason not in _KEEPS_ADDRESSES]
        place = bisect_left(
            holding, found.line - _NEAR, key=lambda number: self.changes[number].line
        )
        if place < len(holding) and self.changes[holding[place]].line <= found.line + _NEAR:
            return holding[place]
        if what == "words":
            return next((number for number in near if found.value in self.words[number]), None)
        if holding:  # an address may be defined far from its link
            return holding[0]
        far = (
            number
            for number, change in enumerate(self.changes)
            if what != "code" and not (self.is_lost and change.reason in _KEEPS_ADDRESSES)
        )
        some = (
            number for number in chain(near, far) if _holds(self.fragments[number], found.value)
        )
        return next(some, None)


def _words_in(fragment: str) -> Counter[str]:
    """Return the words of *fragment*, those too that marks of emphasis or tags divide."""
    plain = _MARKS.sub("", fragment)
    return (
        Counter(words_of(fragment))
        | Counter(words_of(plain))
        | (Counter(words_of(_TAGS.sub("", plain))) if "<" in plain else Counter())
    )


def _holds(fragment: str, value: str) -> bool:
    """Say whether *fragment* has an address, as it stands there or in another spelling."""
    if value in fragment:
        return True
    plain = _SPACES.sub("", _ESCAPED.sub(r"\1", unescape(fragment)))
    return value in plain or value in unquote(plain)


def _unequal(before: list[Found], after: list[Found]) -> Iterator[tuple[list[Found], list[Found]]]:
    """Yield what is only in the one and only in the other, in order, place by place."""
    # First by lines, of which a text of any length has few; then within those that differ.
    for left, right in _parts(_by_line(before), _by_line(after)):
        ours = [one for line in left for one in line.found]
        theirs = [one for line in right for one in line.found]
        yield from _parts(ours, theirs)


def _parts(
    left: Sequence[_Part], right: Sequence[_Part]
) -> Iterator[tuple[list[_Part], list[_Part]]]:
    """Yield the parts in which two sequences differ, in order.

    Of long ones, of which comparing takes for ever, only what the one has oftener than the other.
    """
    ours, theirs = [one.value for one in left], [one.value for one in right]
    first, most = 0, min(len(ours), len(theirs))
    while first < most and ours[first] == theirs[first]:
        first += 1
    same = 0
    while same < most - first and ours[-1 - same] == theirs[-1 - same]:
        same += 1
    ours, theirs = ours[first : len(ours) - same], theirs[first : len(theirs) - same]
    if len(ours) * len(theirs) > _LONG:
        yield (
            _oftener(left[first : len(left) - same], theirs),
            _oftener(right[first : len(right) - same], ours),
        )
        return
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield list(left[first + i : first + j]), list(right[first + k : first + m])


def _oftener(some: Sequence[_Part], others: Iterable[object]) -> list[_Part]:
    """Return what *some* have oftener than the *others*."""
    left = Counter(others)
    found = []
    for one in some:
        left[one.value] -= 1
        if left[one.value] < 0:
            found.append(one)
    return found


class _Line(NamedTuple):
    """What stands in one line."""

    value: tuple[str, ...]
    found: list[Found]


_Part = TypeVar("_Part", Found, _Line)


def _by_line(found: list[Found]) -> list[_Line]:
    lines: dict[int, list[Found]] = {}
    for one in found:
        lines.setdefault(one.line, []).append(one)
    return [_Line(tuple(one.value for one in line), line) for line in lines.values()]
