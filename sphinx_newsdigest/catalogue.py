"""The read-only view over all records: what stands where, and who bears which name."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .mentions import Names, near
from .model import ENTITY_KINDS, Entity, Event, Item, Link, LinkList, Report, Session, changed
from .options import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .messages import Problem
    from .model import Document, Issue

Owner: TypeAlias = Item | Session | LinkList

#: What can be referred to, in the order in which ``any`` looks.
TARGETS = (*ENTITY_KINDS, "event", "issue", "item", "session")


class Place(NamedTuple):
    """Where something stands, and what it is called there."""

    docname: str
    anchor: str
    title: str


@dataclass(frozen=True)
class Catalogue:
    """All records of a publication, identified and resolved; made by :mod:`.identities`."""

    documents: Mapping[str, Document]
    issues: tuple[Issue, ...]  # by newsletter and number; special issues by date
    items: tuple[Item, ...]  # as they stand, by document
    sessions: tuple[Session, ...]  # likewise
    events: tuple[Event, ...]  # by id
    entities: tuple[Entity, ...]  # by kind and id
    link_lists: tuple[LinkList, ...]  # by document
    names: Names
    problems: tuple[Problem, ...]

    @cached_property
    def issue(self) -> Mapping[str, Issue]:
        """Issues by id, by bare number or name, and by title (the first docname wins)."""
        found: dict[str, Issue] = {}
        for record in sorted(self.issues, key=lambda record: (record.docname, record.id)):
            found.setdefault(fold(record.label), record)
        found.update((fold(record.id), record) for record in self.issues)
        for record in sorted(self.issues, key=lambda record: (record.docname, record.id)):
            found.setdefault(fold(record.title), record)
        return found

    @cached_property
    def item(self) -> Mapping[str, Item]:
        """Items by id."""
        return {record.id: record for record in self.items}

    @cached_property
    def session(self) -> Mapping[str, Session]:
        """Sessions by id."""
        return {record.id: record for record in self.sessions}

    @cached_property
    def event(self) -> Mapping[str, Event]:
        """Events by id."""
        return {record.id: record for record in self.events}

    @cached_property
    def report(self) -> Mapping[str, Report]:
        """Reports by id."""
        return {report.id: report for event in self.events for report in event.reports}

    @property
    def owners(self) -> Iterator[Owner]:
        """All that mentions entities and stands in the general index."""
        yield from self.items
        yield from self.sessions
        yield from self.link_lists

    @cached_property
    def in_document(self) -> Mapping[str, Mapping[str, Owner]]:
        """Items, sessions and link lists by docname, then by their name there."""
        found: defaultdict[str, dict[str, Owner]] = defaultdict(dict)
        for record in self.owners:
            found[record.docname][record.name] = record
        return found

    @cached_property
    def by_mention(self) -> Mapping[tuple[str, str], tuple[Owner, ...]]:
        """Items, sessions and link lists by the (kind, id) of an entity they mention."""
        found: defaultdict[tuple[str, str], list[Owner]] = defaultdict(list)
        for record in self.owners:
            for mention in record.mentions:
                found[mention.kind, mention.entity].append(record)
        return {key: tuple(records) for key, records in found.items()}

    @cached_property
    def at_anchor(self) -> Mapping[str, Owner]:
        """Items, sessions and link lists by anchor."""
        return {record.anchor: record for record in self.owners}

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links of items, sessions, link lists and prose, with the ids of what they stand in."""
        in_records = (link for owner in self.owners for link in links_of(owner))
        return (*in_records, *self.links_in_prose)

    @cached_property
    def links_in_prose(self) -> tuple[Link, ...]:
        """Links that stand in no record, by document."""
        return tuple(
            changed(link, docname=document.docname)
            for document in self.documents.values()
            for link in document.links
        )

    @cached_property
    def prose_of_event(self) -> Mapping[str, Sequence[Link]]:
        """Links in the prose of an event, by its id."""
        found: defaultdict[str, list[Link]] = defaultdict(list)
        for link in self.links_in_prose:
            if link.event:
                found[link.event].append(link)
        return found

    @cached_property
    def entity(self) -> Mapping[tuple[str, str], Entity]:
        """Entities by kind and id; events are entities too."""
        return {
            (record.kind, record.id): record
            for record in (*self.entities, *map(event_as_entity, self.events))
        }

    def neighbours(self, issue: Issue) -> tuple[Issue | None, Issue | None]:
        """Return the issues before and after *issue* in its newsletter, by number."""
        if issue.number is None:
            return None, None
        row = self._by_number[issue.newsletter]
        at = bisect_left(row, issue.number, key=lambda other: other.number or 0)
        return (row[at - 1] if at else None, row[at + 1] if at + 1 < len(row) else None)

    @cached_property
    def _by_number(self) -> Mapping[str | None, Sequence[Issue]]:
        """The issues of each newsletter by number; of one number, that in the first document."""
        found: defaultdict[str | None, dict[int, Issue]] = defaultdict(dict)
        for issue in sorted(self.issues, key=lambda issue: issue.docname, reverse=True):
            if issue.number is not None:
                found[issue.newsletter][issue.number] = issue
        return {
            newsletter: [numbers[number] for number in sorted(numbers)]
            for newsletter, numbers in found.items()
        }

    @cached_property
    def issues_in(self) -> Mapping[str, Sequence[Issue]]:
        """Issues by the document in which they stand."""
        found: defaultdict[str, list[Issue]] = defaultdict(list)
        for issue in self.issues:
            found[issue.docname].append(issue)
        return found

    @cached_property
    def by_folded_name(self) -> Mapping[tuple[str, str, str], Owner | Report]:
        """Items, sessions and reports by kind, document and name, or by kind, "" and id."""
        found: dict[tuple[str, str, str], Owner | Report] = {}
        for record in self.owners:
            found.setdefault((_kind(record), record.docname, fold(record.name)), record)
            if not isinstance(record, LinkList):
                found.setdefault((_kind(record), "", fold(record.id)), record)
        for session in self.sessions:
            found.setdefault(("session", "", fold(session.title)), session)
        for report in self.report.values():
            found.setdefault(("event", "", fold(report.id)), report)
        return found

    def find(self, kind: str, target: str, docname: str = "") -> Place | None:
        """Return where *target* stands; a bare item or session name is looked up in *docname*."""
        if kind == "issue":
            issue = self.issue.get(fold(target))
            return Place(issue.docname, issue.anchor, issue.title) if issue else None
        record: Owner | Report | None = None
        if kind in {"item", "session"}:
            by_id: Mapping[str, Owner] = self.item if kind == "item" else self.session
            record = by_id.get(target) or self.in_document.get(docname, {}).get(target)
            if record is not None and _kind(record) != kind:
                record = None
        for place in ("", docname):
            record = record or self.by_folded_name.get((kind, place, fold(target)))
        if record is not None:
            title = record.opening if isinstance(record, Item) else record.title
            return Place(record.docname, record.anchor, title)
        entity = self.names.find(kind, target)
        return Place(entity.docname, entity.anchor, entity.title) if entity else None

    def near(self, kind: str, target: str) -> list[str]:
        """Return up to three targets of *kind* that look like *target*."""
        if kind == "issue":
            known = {key: record.id for key, record in self.issue.items()}
        elif kind == "item":
            known = {fold(key): key for key in self.item}
        elif kind == "session":
            known = {fold(record.title): record.title for record in self.sessions}
            known |= {fold(key): key for key in self.session}
        else:
            return self.names.near(kind, target)
        return near(target, known)


def links_of(owner: Owner) -> Iterator[Link]:
    """Yield the links of *owner*, with the ids of what they stand in."""
    for link in owner.links:
        yield changed(
            link,
            item=owner.id if isinstance(owner, Item) else None,
            session=owner.id if isinstance(owner, Session) else None,
            event=owner.event,
            docname=owner.docname,
            anchor=owner.anchor,
        )


def event_as_entity(event: Event) -> Entity:
    """Return *event* as what can be mentioned and has names."""
    return Entity("event", event.id, event.title, event.docname, anchor=event.anchor)


def _kind(record: Owner) -> str:
    match record:
        case Item():
            return "item"
        case Session():
            return "session"
        case _:
            return "links"
