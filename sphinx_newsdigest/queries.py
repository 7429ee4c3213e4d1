"""Queries: which records a listing shows, in which order and in which groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from .catalogue import links_of
from .model import ENTITY_KINDS, Entity, Event, Issue, Item, Link, LinkList, Mention, Session
from .options import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from .catalogue import Catalogue, Owner
    from .model import Query

Listed: TypeAlias = "Item | Issue | Link | Session | Event | Entity"

#: What a listing can be of, and the kind of entity it then shows, if any.
SUBJECTS = {
    "items": None,
    "issues": None,
    "links": None,
    "sessions": None,
    "events": "event",
    "projects": "project",
    "organizations": "organization",
    "people": "person",
}
GROUPS = ("year", "month", "issue", "project", "host")
ORDERS = ("newest", "oldest", "title")


def select(catalogue: Catalogue, query: Query, bound: AbstractSet[str]) -> list[Listed]:
    """Return what *query* asks for, among the documents *bound* in, in its order.

    An entity that is not declared, or an issue that is not there, selects nothing.
    """
    found = [
        record
        for record in _candidates(catalogue, query)
        if record.docname in bound and _matches(catalogue, record, query)
    ]
    if kind := SUBJECTS[query.of]:
        found = _mentioned(catalogue, found, kind, query, bound)
    order = query.order or ("title" if kind and kind != "event" else "newest")
    # Sorting is stable: what is of one day keeps the order in which it stands.
    if order == "title":
        found = sorted(found, key=_title_key)
    else:
        found = sorted(found, key=_date_key(catalogue), reverse=order == "newest")
    return found[: query.limit]


def grouped(
    catalogue: Catalogue, records: Sequence[Listed], group: str | None
) -> list[tuple[str, list[Listed]]]:
    """Return *records* under the titles of their groups; what has no group comes last.

    A record of several projects stands in the group of each.
    """
    if group is None:
        return [("", list(records))]
    groups: dict[str, list[Listed]] = {}
    rest: list[Listed] = []
    for record in records:
        titles = _titles(catalogue, record, group)
        for title in titles:
            groups.setdefault(title, []).append(record)
        if not titles:
            rest.append(record)
    pairs = list(groups.items())
    if group in {"host", "project"}:
        pairs.sort(key=lambda pair: fold(pair[0]))
    return [*pairs, ("", rest)] if rest else pairs


def date_of(catalogue: Catalogue, record: Listed | LinkList) -> date | None:
    """Return the day under which *record* is ordered and shown."""
    match record:
        case Item() | Session():
            return record.date
        case Issue():
            return record.date or record.end
        case Event():
            return record.start
        case Link():
            if record.item:
                return catalogue.item[record.item].date
            if record.session:
                return catalogue.session[record.session].date
            return None
        case _:
            return None


def _candidates(catalogue: Catalogue, query: Query) -> Iterable[Listed]:
    """Return records of the query's subject: few, where an entity narrows them down."""
    match query.of:
        case "items":
            return (owner for owner in _owners(catalogue, query) if isinstance(owner, Item))
        case "sessions":
            return (owner for owner in _owners(catalogue, query) if isinstance(owner, Session))
        case "links":
            return _links(catalogue, query)
        case "issues":
            return catalogue.issues
        case "events":
            return catalogue.events
        case _:
            kind = SUBJECTS[query.of] or ""
            return (entity for entity in catalogue.entities if entity.kind == kind)


def _owners(catalogue: Catalogue, query: Query) -> Iterable[Owner]:
    """Return what mentions the first entity that *query* asks for; everything, if it asks none."""
    for kind, name in _wanted(query):
        entity = catalogue.names.find(kind, name)
        return catalogue.by_mention.get((kind, entity.id), ()) if entity else ()
    return catalogue.owners


def _links(catalogue: Catalogue, query: Query) -> Iterator[Link]:
    """Yield the links of what mentions the first entity asked for; an event has prose, too."""
    wanted = _wanted(query)
    if not wanted:
        yield from catalogue.links
        return
    for owner in _owners(catalogue, query):
        yield from links_of(owner)
    match wanted:
        case [("event", name)] if event := catalogue.names.find("event", name):
            yield from catalogue.prose_of_event.get(event.id, ())


def _wanted(query: Query) -> list[tuple[str, str]]:
    """Return the kinds and names of the entities that *query* asks for."""
    return [(kind, name) for kind in (*ENTITY_KINDS, "event") if (name := getattr(query, kind))]


def _matches(catalogue: Catalogue, record: Listed, query: Query) -> bool:
    """Say whether *record* itself has what *query* asks of it."""
    if isinstance(record, Entity):
        return True  # asked of what mentions it
    day = date_of(catalogue, record)
    dated = query.since or query.until
    if dated and (day is None or not (query.since or day) <= day <= (query.until or day)):
        return False
    if isinstance(record, Event):
        return True
    if query.kind and query.kind != getattr(record, "kind", None):
        return False
    if query.host and query.host.lower() not in _hosts(record):
        return False
    if query.issue and not _is_of_issue(catalogue, record, query.issue):
        return False
    wanted = _wanted(query)
    if not wanted:
        return True
    mentioned = {(mention.kind, mention.entity) for mention in _mentions(catalogue, record)}
    return all(
        (entity := catalogue.names.find(kind, name)) is not None and (kind, entity.id) in mentioned
        for kind, name in wanted
    )


def _mentioned(
    catalogue: Catalogue, found: list[Listed], kind: str, query: Query, bound: AbstractSet[str]
) -> list[Listed]:
    """Return those of *found* that are mentioned where the query's other words hold."""
    if kind == "event":
        query = replace(query, since=None, until=None)  # these are its own
    asked = (query.issue, query.kind, query.host, query.since, query.until)
    if not any((*_wanted(query), *asked)):
        return found
    present = _held_by(catalogue, query) if kind == "event" else set()
    present |= {
        mention.entity
        for record in _owners(catalogue, query)
        if not isinstance(record, LinkList)
        and record.docname in bound
        and _matches(catalogue, record, query)
        for mention in record.mentions
        if mention.kind == kind
    }
    return [record for record in found if getattr(record, "id", None) in present]


def _held_by(catalogue: Catalogue, query: Query) -> set[str]:
    """Return the events that the query's organization held or paid for, if it asks no more."""
    if query.organization is None or len(_wanted(query)) > 1 or query.issue or query.host:
        return set()
    entity = catalogue.names.find("organization", query.organization)
    if entity is None:
        return set()
    return {
        event.id
        for event in catalogue.events
        if entity.id in event.sponsors
        or (event.organizer and catalogue.names.find("organization", event.organizer) == entity)
    }


def _mentions(catalogue: Catalogue, record: Any) -> Iterable[Mention]:
    match record:
        case Item() | Session():
            return record.mentions
        case Issue():
            return [
                mention
                for item in record.items
                for mention in catalogue.in_document[record.docname][item.name].mentions
            ]
        case Link():
            if record.item:
                return catalogue.item[record.item].mentions
            if record.session:
                return catalogue.session[record.session].mentions
            if owner := catalogue.at_anchor.get(record.anchor):
                return owner.mentions
            return [Mention(record.event, "event", "owned")] if record.event else []
        case _:
            return ()


def _is_of_issue(catalogue: Catalogue, record: Listed, target: str) -> bool:
    issue = catalogue.issue.get(fold(target))
    match record:
        case Issue():
            return record == issue
        case Item():
            return issue is not None and record.issue == issue.id
        case Link() if record.item:
            return issue is not None and catalogue.item[record.item].issue == issue.id
        case Link():  # in the preface or other prose
            return issue is not None and record.docname == issue.docname
        case _:
            return False


def _hosts(record: Any) -> set[str]:
    return (
        {record.host}
        if isinstance(record, Link)
        else {link.host for link in getattr(record, "links", ()) if isinstance(link, Link)}
    )


def _titles(catalogue: Catalogue, record: Listed, group: str) -> list[str]:
    """Return the titles of the groups in which *record* stands."""
    match group:
        case "year" | "month":
            day = date_of(catalogue, record)
            return [day.isoformat()[: 4 if group == "year" else 7]] if day else []
        case "issue":
            item = catalogue.item.get(record.item or "") if isinstance(record, Link) else record
            if isinstance(item, Item) and item.issue:
                return [catalogue.issue[fold(item.issue)].title]
            return []
        case "host":
            return sorted(_hosts(record))
        case _:
            titles = (
                catalogue.entity["project", mention.entity].title
                for mention in _mentions(catalogue, record)
                if mention.kind == "project"
            )
            return list(dict.fromkeys(titles))


def _title_key(record: Listed) -> tuple[str, ...]:
    match record:
        case Item():
            return (fold(record.opening), record.id)
        case Link():
            return (fold(record.title), record.url, record.docname, record.anchor)
        case _:
            return (fold(record.title), record.id)


def _date_key(catalogue: Catalogue) -> Callable[[Listed], tuple[object, ...]]:
    def key(record: Listed) -> tuple[object, ...]:
        number = record.number or 0 if isinstance(record, Issue) else 0
        return (date_of(catalogue, record) or date.min, number)

    return key
