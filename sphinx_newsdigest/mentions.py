"""Names to entities, and entities to graded mentions."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .messages import N_, Problem
from .model import ENTITY_KINDS, GRADES, Mention
from .options import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .model import Claim, Entity


@dataclass(slots=True)
class Names:
    """Who bears which name, per kind; an id beats a title, a title an alias."""

    bearers: dict[tuple[str, str], Entity] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _found: dict[tuple[str, str], Entity | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def find(self, kind: str, name: str) -> Entity | None:
        """Return the entity of *kind* that *name* means; without a kind, of any."""
        asked = kind, name  # the same headings stand in each issue
        if asked not in self._found:
            kinds = (kind,) if kind else ENTITY_KINDS
            bearers = (self.bearers.get((each, fold(name))) for each in kinds)
            self._found[asked] = next(filter(None, bearers), None)
        return self._found[asked]

    def near(self, kind: str, name: str) -> list[str]:
        """Return up to three known names that look like *name*, the nearest first."""
        known = {
            folded: folded if folded == fold(entity.id) else entity.title
            for (of, folded), entity in self.bearers.items()
            if of == kind or not kind
        }
        return near(name, known)


def near(name: str, known: dict[str, str]) -> list[str]:
    """Return up to three values of *known* whose folded keys look like *name*."""
    keys = difflib.get_close_matches(fold(name), sorted(known), n=3)
    return list(dict.fromkeys(known[key] for key in keys))


def register(entities: Iterable[Entity]) -> Names:
    """Give each name its bearer; say which names are claimed twice.

    *entities* are in the order in which the first wins.
    """
    names = Names()
    contested: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    losers: dict[tuple[str, str, str], Entity] = {}
    everyone = list(entities)
    ranks = (
        lambda entity: (entity.id,),
        lambda entity: (entity.title,),
        lambda entity: entity.aliases,
        lambda entity: tuple(name for name, _ in entity.former),
    )
    for rank in ranks:
        for entity in everyone:
            for name in rank(entity):
                owner = names.bearers.setdefault((entity.kind, fold(name)), entity)
                if owner is not entity and owner.id != entity.id:
                    # One warning for a pair, however many names they contest.
                    first, second = sorted((owner.id, entity.id))
                    pair = (entity.kind, first, second)
                    contested[pair].append(name)
                    losers.setdefault(pair, entity)
    for pair, disputed in contested.items():
        loser = losers[pair]
        other = pair[1] if pair[2] == loser.id else pair[2]
        names.problems.append(
            Problem(
                "alias",
                N_(
                    "%(names)s is claimed by two entities (%(kind)s): %(loser)r and %(other)r; "
                    "expected each name to have one bearer"
                ),
                {
                    "kind": loser.kind,
                    "loser": loser.id,
                    "names": ", ".join(sorted({repr(name) for name in disputed})),
                    "other": other,
                },
                loser.where,
            )
        )
    return names


def mentions(claims: Sequence[Claim], names: Names) -> tuple[Mention, ...]:
    """Return the entities that *claims* mean, each once with its surest grade, sorted."""
    grades: dict[tuple[str, str], str] = {}
    for claim in claims:
        if entity := names.find(claim.kind, claim.name):
            key = (entity.id, entity.kind)
            grades[key] = min(claim.grade, grades.get(key, claim.grade), key=GRADES.index)
    return tuple(sorted(Mention(*key, grade) for key, grade in grades.items()))


def unknown(claims: Iterable[Claim], names: Names) -> Iterable[Problem]:
    """Say which names of *claims*, given by an editor, nobody bears."""
    for claim in claims:
        if claim.strict and names.find(claim.kind, claim.name) is None:
            yield unknown_name(
                claim.kind, claim.name, names.near(claim.kind, claim.name), claim.where
            )


def unknown_name(kind: str, name: str, candidates: Sequence[str], where: str) -> Problem:
    """Return the problem of a *name* that no *kind* bears, with what may be meant."""
    values = {"kind": kind, "name": name, "near": ", ".join(map(repr, candidates))}
    if candidates:
        message = N_("unknown %(kind)s %(name)r; did you mean %(near)s?")
    else:
        message = N_("unknown %(kind)s %(name)r; expected an id, a title or an alias")
    return Problem("unknown", message, values, where)
