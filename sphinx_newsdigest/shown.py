"""What a view shows, as plain data: the same for every edition, and comparable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .catalogue import TARGETS
from .citations import Publication, citation
from .messages import N_
from .model import Entity, Event, Issue, Item, Link, Query, Report, Session
from .options import fold, is_linked
from .queries import date_of, grouped, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from .catalogue import Catalogue, Owner
    from .model import Credits, EventPart, View
    from .queries import Listed


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text; with a docname or a URL it is a link."""

    text: str
    docname: str = ""
    anchor: str = ""
    url: str = ""
    translate: bool = False  # the text is a message of ours


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says."""

    label: str  # a message
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a common title."""

    label: str  # a message, in which %s is the title; "" is the title itself
    title: str
    rows: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the place of a view."""

    facts: tuple[Fact, ...] = ()
    groups: tuple[Group, ...] = ()
    note: Part | None = None  # instead of groups, where there is nothing
    anchors: tuple[str, ...] = ()  # that stand here
    index: tuple[str, ...] = ()  # entries of the general index that lead here
    style: str = ""  # a class for the whole
    one_line: bool = False  # facts in a running line


@dataclass(frozen=True, slots=True)
class Sight:
    """From where a view is seen: all records, what is bound in, and whose book it is."""

    catalogue: Catalogue
    publication: Publication
    bound: AbstractSet[str]


def show(view: View, sight: Sight) -> Shown:
    """Return what *view* shows."""
    return _SHOWS[view.shows](view, sight)


def _listing(view: View, sight: Sight) -> Shown:
    query = view.query
    assert query is not None, "a listing has a query"
    groups = tuple(_groups(query, sight))
    if groups:
        return Shown(groups=groups, style="digest-listing")
    if view.empty is not None:
        return Shown(note=Part(view.empty) if view.empty else None, style="digest-listing")
    return Shown(note=Part(N_("Nothing yet."), translate=True), style="digest-listing")


def _groups(query: Query, sight: Sight, label: str = "") -> Iterator[Group]:
    records = select(sight.catalogue, query, sight.bound)
    for title, members in grouped(sight.catalogue, records, query.group):
        if members:
            rest = N_("Others") if query.group and not title else ""
            rows = tuple(_row(record, sight) for record in members)
            yield Group(rest or label, title, rows)


def _entity(view: View, sight: Sight) -> Shown:
    kind, name = view.key
    entity = sight.catalogue.entity.get((kind, name))
    if entity is None or entity.docname != view.docname:
        return Shown()  # a second declaration; its warning says where the first is
    return Shown(
        facts=tuple(_entity_facts(entity)),
        groups=tuple(_all_about(kind, entity.id, sight)),
        anchors=(entity.anchor,),
        style="digest-entity",
    )


def _entity_facts(entity: Entity) -> Iterator[Fact]:
    if entity.aliases:
        yield Fact(N_("Also called"), (Part(", ".join(entity.aliases)),))
    for name, until in entity.former:
        yield Fact(N_("Formerly"), (Part(f"{name} (–{until})" if until else name),))
    if entity.url:
        yield Fact(N_("Website"), (_external(entity.url),))
    for url in entity.links:
        yield Fact(N_("Its pages"), (_external(url),))


def _all_about(kind: str, name: str, sight: Sight) -> Iterator[Group]:
    """Return all that the archive says about an entity, newest first."""
    query = replace(Query(of="items", group="year"), **{kind: name})  # type: ignore[arg-type]  # a kind is a text field
    yield from _groups(query, sight, N_("News, %s"))
    yield from _groups(replace(query, of="sessions", group=None), sight, N_("Sessions"))
    if kind == "organization":
        yield from _groups(replace(query, of="events", group=None), sight, N_("Events"))
    yield from _groups(replace(query, of="links", group=None), sight, N_("Links"))


def _row(record: Listed, sight: Sight) -> tuple[Part, ...]:
    """Return the line of *record*: day, place, opening words with a link."""
    catalogue = sight.catalogue
    day = date_of(catalogue, record)
    parts = [Part(day.isoformat())] if day else []
    match record:
        case Item():
            if record.issue:
                issue = catalogue.issue[fold(record.issue)]
                parts.append(Part(issue.title, issue.docname, issue.anchor))
            elif record.event:
                parts.append(_event_part(record.event, catalogue))
            parts.append(Part(record.opening, record.docname, record.anchor))
        case Session():
            if record.event:
                parts.append(_event_part(record.event, catalogue))
            parts.append(Part(record.title, record.docname, record.anchor))
            held = _entities("organization", record.organizations, catalogue)
            parts += [part for part in held if fold(part.text) not in fold(record.title)]
        case Link():
            title = record.title or record.url
            numbered = f"{record.series} ({record.part})" if record.series and record.part else ""
            if numbered and record.series != title:
                parts += [Part(title, url=record.url), Part(numbered)]
            else:
                parts.append(Part(numbered or title, url=record.url))
            parts.append(_home_of(record, catalogue))
        case Issue():
            parts.append(Part(record.title, record.docname, record.anchor))
            if record.start and record.end:
                parts.append(Part(_period(record.start, record.end)))
        case Event():
            parts.append(Part(record.title, record.docname, record.anchor))
            parts += [Part(place) for place in (record.place,) if place]
        case Entity():
            parts.append(Part(record.title, record.docname, record.anchor))
            parts += [Part(", ".join(record.aliases))] if record.aliases else []
    return tuple(parts)


def _home_of(link: Link, catalogue: Catalogue) -> Part:
    """Return a way to the place where *link* stands."""
    if link.item:
        item = catalogue.item[link.item]
        if item.issue:
            return Part(catalogue.issue[fold(item.issue)].title, link.docname, link.anchor)
    if link.event:
        event = catalogue.event[link.event]
        return Part(event.title, link.docname, link.anchor)
    return Part(N_("where it stands"), link.docname, link.anchor, translate=True)


def _event_part(slug: str, catalogue: Catalogue) -> Part:
    event = catalogue.event[slug]
    return Part(event.title, event.docname, event.anchor)


def _entities(kind: str, ids: Iterable[str], catalogue: Catalogue) -> list[Part]:
    """Return a link to each known entity, and the others as they were typed."""
    return [
        Part(entity.title, entity.docname, entity.anchor)
        if (entity := catalogue.entity.get((kind, identifier)))
        else Part(identifier)
        for identifier in ids
    ]


def _organization(name: str, catalogue: Catalogue) -> Part:
    """Return a link to the organization that *name* means, or the name."""
    entity = catalogue.names.find("organization", name)
    return Part(entity.title, entity.docname, entity.anchor) if entity else Part(name)


def _external(url: str) -> Part:
    return Part(url, url=url if is_linked(url) else "")


def _period(start: object, end: object) -> str:
    return f"{start}" if start == end else f"{start} – {end}"


def _issue_at(view: View, catalogue: Catalogue) -> Issue:
    """Return the issue that *view* belongs to: the key is its place in the document."""
    index = int(view.key[0])
    said = [(i.newsletter, i.label) for i in catalogue.documents[view.docname].issues]
    alike = [
        issue
        for issue in catalogue.issues_in[view.docname]
        if (issue.newsletter, issue.label) == said[index]
    ]
    # The first of one number has the plain id, the others longer ones.
    alike.sort(key=lambda issue: (len(issue.id), issue.id))
    return alike[said[:index].count(said[index])]


def _issue_head(view: View, sight: Sight) -> Shown:
    issue = _issue_at(view, sight.catalogue)
    facts = []
    if issue.newsletter:
        facts.append(Fact(N_("Newsletter"), (Part(issue.newsletter),)))
    if issue.number is not None:
        facts.append(Fact(N_("Issue"), (Part(str(issue.number)),)))
    if issue.start and issue.end:
        facts.append(Fact(N_("Period"), (Part(_period(issue.start, issue.end)),)))
    if issue.date:
        facts.append(Fact(N_("Published"), (Part(issue.date.isoformat()),)))
    return Shown(facts=tuple(facts), anchors=(issue.anchor,), style="digest-head", one_line=True)


def _issue_foot(view: View, sight: Sight) -> Shown:
    issue = _issue_at(view, sight.catalogue)
    earlier, later = sight.catalogue.neighbours(issue)
    facts = [
        *_credits(issue.credits),
        *_citing(issue, sight),
        *_neighbour(N_("Previous issue"), earlier, sight),
        *_neighbour(N_("Next issue"), later, sight),
    ]
    return Shown(facts=tuple(facts), style="digest-foot")


def _neighbour(label: str, issue: Issue | None, sight: Sight) -> Iterator[Fact]:
    if issue and issue.docname in sight.bound:
        yield Fact(label, (Part(issue.title, issue.docname, issue.anchor),))


def _credits(credits: Credits) -> Iterator[Fact]:  # noqa: A002 - the builtin is for the console
    for label, value in (
        (N_("Editors"), ", ".join(credits.editors)),
        (N_("Source"), credits.source),
        (N_("Credit"), credits.credit),
        (N_("License"), credits.license),
    ):
        if value:
            yield Fact(label, (_external(value),))


def _citing(record: Issue | Report, sight: Sight) -> Iterator[Fact]:
    cited = citation(record, sight.publication)
    yield Fact(N_("Cite as"), (Part(cited.text),))
    yield Fact(N_("BibTeX key"), (Part(cited.key),))


def _part_at(view: View, catalogue: Catalogue) -> EventPart:
    return catalogue.documents[view.docname].events[int(view.key[0])]


def _report_of(part: EventPart, event: Event) -> Report | None:
    """Return the report that *part* is, None if it is the home alone."""
    return next((r for r in event.reports if (r.docname, r.day) == (part.docname, part.day)), None)


def _event_head(view: View, sight: Sight) -> Shown:
    """Show the event's facts at its home, and the day's at a report."""
    part = _part_at(view, sight.catalogue)
    event = sight.catalogue.event[part.slug]
    report = _report_of(part, event)
    anchors = tuple(
        found.anchor
        for found in (event if event.docname == part.docname else None, report)
        if found
    )
    if part.day and not part.is_home:
        facts = [Fact(N_("Event"), (_event_part(event.id, sight.catalogue),))]
        facts.append(Fact(N_("Day"), (Part(str(part.day)),)))
        if part.date:
            facts.append(Fact(N_("Date"), (Part(part.date.isoformat()),)))
        return Shown(facts=tuple(facts), anchors=anchors, style="digest-head", one_line=True)
    facts = []
    if event.start and event.end:
        facts.append(Fact(N_("Dates"), (Part(_period(event.start, event.end)),)))
    for label, value in (
        (N_("Place"), event.place),
        (N_("Venue"), event.venue),
    ):
        if value:
            facts.append(Fact(label, (Part(value),)))
    if event.organizer:
        facts.append(Fact(N_("Organizer"), (_organization(event.organizer, sight.catalogue),)))
    if event.url:
        facts.append(Fact(N_("Website"), (_external(event.url),)))
    if event.sponsors:
        sponsors = _entities("organization", event.sponsors, sight.catalogue)
        facts.append(Fact(N_("Sponsors"), tuple(sponsors)))
    return Shown(facts=tuple(facts), anchors=anchors, style="digest-head")


def _event_foot(view: View, sight: Sight) -> Shown:
    """Show the days of the event, what is said of it at its home, and how to cite a report."""
    catalogue = sight.catalogue
    part = _part_at(view, catalogue)
    event = catalogue.event[part.slug]
    days = tuple(
        (
            *([Part(report.date.isoformat())] if report.date else []),
            Part(report.title, report.docname, report.anchor),
        )
        for report in event.reports
        if report.docname in sight.bound and report.docname != part.docname
    )
    groups = [Group(N_("Reports") if part.is_home else N_("Other days"), "", days)] if days else []
    if part.is_home and event.docname == part.docname:
        groups += _all_about("event", event.id, sight)
    facts = list(_credits(part.credits))
    if report := _report_of(part, event):
        facts += _citing(report, sight)
    return Shown(facts=tuple(facts), groups=tuple(groups), style="digest-foot")


def _session(view: View, sight: Sight) -> Shown:
    catalogue = sight.catalogue
    session = catalogue.in_document[view.docname][view.key[0]]
    assert isinstance(session, Session), "a session's view bears its name"
    facts = [
        Fact(label, tuple(_entities(kind, ids, catalogue)))
        for label, kind, ids in (
            (N_("Organizations"), "organization", session.organizations),
            (N_("Customers"), "organization", session.customers),
            (N_("Speakers"), "person", session.speakers),
            (N_("Projects"), "project", session.projects),
        )
        if ids
    ]
    when = " ".join(filter(None, ((session.date and session.date.isoformat()) or "", session.time)))
    for label, value in (
        (N_("Track"), session.track),
        (N_("Time"), when if session.time else None),
        (N_("Room"), session.room),
    ):
        if value:
            facts.append(Fact(label, (Part(value),)))
    return Shown(facts=tuple(facts), style="digest-session-facts")


def _names(view: View, sight: Sight) -> Shown:
    """Show names with links to their entities: of sponsors, or ``[name]()``."""
    kind, *typed = view.key
    parts = []
    for name in typed:
        entity = sight.catalogue.names.find(kind, name.removeprefix("@"))
        parts.append(Part(name, entity.docname, entity.anchor) if entity else Part(name))
    return Shown(groups=(Group("", "", (tuple(parts),)),), style="digest-names")


def _place(view: View, sight: Sight) -> Shown:
    """Show where a record of the document stands: its anchor and its index entries."""
    record = sight.catalogue.in_document[view.docname][view.key[0]]
    return Shown(anchors=(record.anchor,), index=index_entries(record, sight.catalogue))


def _target(view: View, sight: Sight) -> Shown:
    """Show what a role refers to."""
    kind, target = view.key
    found = (
        sight.catalogue.find(each, target, view.docname)
        for each in (TARGETS if kind == "any" else (kind,))
    )
    row = tuple(Part(place.title, place.docname, place.anchor) for place in found if place)
    return Shown(groups=(Group("", "", (row,)),) if row else ())


def index_entries(record: Owner, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the entries of *record* for the general index: ``entity; words``."""
    words = record.opening if isinstance(record, Item) else record.title
    # ";" divides the levels of an entry, so no title may bring its own.
    words = words.replace(";", "；")
    return tuple(
        f"{catalogue.entity[mention.kind, mention.entity].title.replace(';', '；')}; {words}"
        for mention in record.mentions
    )


_SHOWS = {
    "listing": _listing,
    "entity": _entity,
    "issue-head": _issue_head,
    "issue-foot": _issue_foot,
    "event-head": _event_head,
    "event-foot": _event_foot,
    "session": _session,
    "names": _names,
    "place": _place,
    "target": _target,
}
