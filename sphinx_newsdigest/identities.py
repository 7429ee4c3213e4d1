"""Identities: the records of all documents get ids, anchors and resolved names."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from .catalogue import Catalogue, event_as_entity
from .mentions import mentions, register, unknown
from .messages import N_, Problem
from .model import Entity, Event, EventPart, Item, LinkList, Mention, Report, Session, changed
from .names import anchor, digest
from .options import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from .mentions import Names
    from .model import Claim, Document, Issue

#: What reports may say when the home of the event does not.
_EVENT_FACTS = ("title", "dates", "place", "venue", "organizer", "url")


def catalogue(documents: Mapping[str, Document]) -> Catalogue:
    """Return the catalogue of *documents*; the same for every order they come in."""
    ordered = {name: documents[name] for name in sorted(documents)}
    anchors = _Anchors()
    problems: list[Problem] = []
    issues = list(_issues(ordered.values(), anchors, problems))
    events, parts = _events(ordered.values(), anchors, problems)
    entities = list(_entities(ordered.values(), anchors, problems))
    names = register([*entities, *map(event_as_entity, events)])
    problems += names.problems

    items: list[Item] = []
    sessions: list[Session] = []
    resolve = _Resolver(names, anchors, problems)
    for issue in issues:
        for item in issue.items:
            items.append(resolve.item(item, issue.id, issue=issue.id))
            if item.date and issue.date and item.date > issue.date:
                problems.append(_too_late(item, issue))
    for part, prefix in parts:
        items += [resolve.item(item, prefix, event=part.slug) for item in part.items]
        report = prefix if part.day else None
        sessions += [
            resolve.session(session, prefix, event=part.slug, report=report)
            for session in part.sessions
        ]
    link_lists = [
        resolve.link_list(record) for document in ordered.values() for record in document.link_lists
    ]
    return Catalogue(
        documents=ordered,
        issues=tuple(sorted(issues, key=_issue_order)),
        items=tuple(items),
        sessions=tuple(sessions),
        events=tuple(
            changed(
                event,
                sponsors=_ids("organization", event.sponsors, names),
                sessions=tuple(sorted(s.id for s in sessions if s.event == event.id)),
            )
            for event in sorted(events, key=lambda event: event.id)
        ),
        entities=tuple(sorted(entities, key=lambda entity: (entity.kind, entity.id))),
        link_lists=tuple(link_lists),
        names=names,
        problems=tuple(problems),
    )


class _Anchors:
    """Anchors given so far; a second taker of one gets a digest to it.

    Case does not tell anchors apart: they are keys of BibTeX, too.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, kind: str, identifier: str) -> str:
        wanted = unique = anchor(kind, identifier)
        number = 1
        while unique.lower() in self._taken:
            unique = f"{wanted}-{digest(identifier)}" + (f"-{number}" if number > 1 else "")
            number += 1
        self._taken.add(unique.lower())
        return unique


class _Resolver:
    """Gives records their ids, anchors and mentions."""

    def __init__(self, names: Names, anchors: _Anchors, problems: list[Problem]) -> None:
        self._names, self._anchors, self._problems = names, anchors, problems

    def item(
        self, record: Item, prefix: str, *, issue: str | None = None, event: str | None = None
    ) -> Item:
        identifier = f"{prefix}/{record.name}"
        return changed(
            record,
            id=identifier,
            anchor=self._anchors.take("item", identifier),
            issue=issue,
            event=event,
            mentions=self.mentions(record.claims, event),
        )

    def session(self, record: Session, prefix: str, *, event: str, report: str | None) -> Session:
        identifier = f"{prefix}/{record.name}"
        return changed(
            record,
            id=identifier,
            anchor=self._anchors.take("session", identifier),
            event=event,
            report=report,
            mentions=self.mentions(record.claims, event),
            organizations=_ids("organization", record.organizations, self._names),
            customers=_ids("organization", record.customers, self._names),
            speakers=_ids("person", record.speakers, self._names),
            projects=_ids("project", record.projects, self._names),
        )

    def link_list(self, record: LinkList) -> LinkList:
        return changed(
            record,
            anchor=self._anchors.take("links", f"{record.docname}/{record.name}"),
            mentions=self.mentions(record.claims, record.event),
        )

    def mentions(self, claims: Sequence[Claim], event: str | None = None) -> tuple[Mention, ...]:
        """Return what *claims* mention, and the event in whose report they stand."""
        self._problems.extend(unknown(claims, self._names))
        owner = {Mention(event, "event", "owned")} if event else set()
        found = mentions(claims, self._names)
        return tuple(sorted(owner | {m for m in found if (m.kind, m.entity) != ("event", event)}))


def _issues(
    documents: Iterable[Document], anchors: _Anchors, problems: list[Problem]
) -> Iterator[Issue]:
    records = [issue for document in documents for issue in document.issues]
    several = len({issue.newsletter for issue in records}) > 1
    first: dict[str, Issue] = {}
    for issue in records:
        identifier = issue.label
        if several and issue.newsletter and issue.number is not None:
            identifier = f"{issue.newsletter}-{issue.number}"
        if other := first.get(fold(identifier)):
            problems.append(
                Problem(
                    "duplicate",
                    N_(
                        "issue %(id)r is already in %(other)s; references go there. "
                        "Expected one document for each issue"
                    ),
                    {"id": identifier, "other": other.docname},
                    issue.where,
                )
            )
            identifier = _told_apart(identifier, issue.docname, first)
        done = changed(issue, id=identifier, anchor=anchors.take("issue", identifier))
        first[fold(identifier)] = done
        yield done


def _told_apart(identifier: str, docname: str, taken: Container[str]) -> str:
    """Return *identifier* with the end of *docname*, or all of it where that is taken.

    *taken* are folded.
    """
    for tail in (docname.rpartition("/")[2], docname.replace("/", "-")):
        if fold(candidate := f"{identifier}-{tail}") not in taken:
            return candidate
    number = 2
    while fold(f"{identifier}-{tail}-{number}") in taken:
        number += 1
    return f"{identifier}-{tail}-{number}"


def _events(
    documents: Iterable[Document], anchors: _Anchors, problems: list[Problem]
) -> tuple[list[Event], list[tuple[EventPart, str]]]:
    """Return the events, and each part with the id under which its items stand."""
    by_slug: defaultdict[str, list[EventPart]] = defaultdict(list)
    for document in documents:
        for part in document.events:
            by_slug[part.slug].append(part)
    events: list[Event] = []
    placed: list[tuple[EventPart, str]] = []
    for slug, parts in by_slug.items():
        homes = [part for part in parts if part.is_home]
        days = sorted((p for p in parts if p.day), key=lambda p: (p.day or 0, p.docname))
        problems.extend(_second_homes(homes))
        home = (homes or days)[0]
        facts = _merged([home, *(part for part in days if part is not home)], problems)
        reports: dict[str, Report] = {}
        for part in days:
            identifier = f"{slug}-{part.day}"
            if identifier in reports:
                identifier = _told_apart(identifier, part.docname, set(map(fold, reports)))
            reports[identifier] = Report(
                id=identifier,
                event=slug,
                day=part.day or 0,
                date=part.date,
                title=part.heading,
                docname=part.docname,
                anchor=anchors.take("report", identifier),
                credits=part.credits,
                where=part.where,
            )
            placed.append((part, identifier))
        placed += [(part, slug) for part in homes if not part.day]
        start, end = facts["dates"] or _span(part.date for part in days)
        events.append(
            Event(
                id=slug,
                title=facts["title"] or home.heading or slug,
                start=start,
                end=end,
                place=facts["place"],
                venue=facts["venue"],
                organizer=facts["organizer"],
                url=facts["url"],
                sponsors=tuple(dict.fromkeys(name for part in parts for name in part.sponsors)),
                docname=home.docname,
                anchor=anchors.take("event", slug),
                reports=tuple(reports.values()),
                sessions=(),
            )
        )
    return events, placed


def _second_homes(homes: Sequence[EventPart]) -> Iterator[Problem]:
    for other in homes[1:]:
        yield Problem(
            "duplicate",
            N_(
                "event %(id)r is already declared in %(other)s; references go there. "
                "Expected one home for each event (a report says its ':day:')"
            ),
            {"id": other.slug, "other": homes[0].docname},
            other.where,
        )


def _merged(parts: Sequence[EventPart], problems: list[Problem]) -> dict[str, Any]:
    """Return each fact of an event from the first part that knows it."""
    facts: dict[str, Any] = dict.fromkeys(_EVENT_FACTS)
    source: dict[str, EventPart] = {}
    for part in parts:
        for key in _EVENT_FACTS:
            value = getattr(part, key)
            if value is None:
                continue
            if facts[key] is None:
                facts[key], source[key] = value, part
            elif facts[key] != value:
                problems.append(
                    Problem(
                        "conflict",
                        N_(
                            "event %(id)r: %(key)s is %(here)s here but %(there)s in %(other)s; "
                            "the latter is used"
                        ),
                        {
                            "id": part.slug,
                            "key": key,
                            "here": _said(value),
                            "there": _said(facts[key]),
                            "other": source[key].docname,
                        },
                        part.where,
                    )
                )
    return facts


def _said(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, tuple) else repr(value)


def _span(dates: Iterable[date | None]) -> tuple[date | None, date | None]:
    known = [day for day in dates if day]
    return min(known, default=None), max(known, default=None)


def _entities(
    documents: Iterable[Document], anchors: _Anchors, problems: list[Problem]
) -> Iterator[Entity]:
    first: dict[tuple[str, str], Entity] = {}
    for document in documents:
        for entity in document.entities:
            key = (entity.kind, fold(entity.id))
            if other := first.get(key):
                problems.append(
                    Problem(
                        "duplicate",
                        N_(
                            "%(kind)s %(id)r is already declared in %(other)s; references go "
                            "there. Expected one home for each"
                        ),
                        {"kind": entity.kind, "id": entity.id, "other": other.docname},
                        entity.where,
                    )
                )
                continue
            first[key] = entity
            yield changed(entity, anchor=anchors.take(entity.kind, entity.id))


def _ids(kind: str, typed: Iterable[str], names: Names) -> tuple[str, ...]:
    """Return the id of each known name, and the others as typed."""
    return tuple(
        dict.fromkeys(found.id if (found := names.find(kind, name)) else name for name in typed)
    )


def _too_late(item: Item, issue: Issue) -> Problem:
    return Problem(
        "date",
        N_(
            "the item is of %(item)s, which is later than its issue (%(issue)s); "
            "expected news of the issue's day or before"
        ),
        {"item": item.date, "issue": issue.date},
        item.where,
    )


def _issue_order(issue: Issue) -> tuple[object, ...]:
    return (
        issue.newsletter or "",
        issue.number is None,
        issue.number or 0,
        issue.date or date.min,
        issue.docname,
        issue.id,
    )
