"""Records: what the archive says, as frozen data.

Reading fills a :class:`Document` for each source; what can be known only after
reading (ids, anchors, resolved names) is given by the catalogue, which returns
copies of the records with these fields set.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

#: The kinds of entities, as directives and roles name them.
ENTITY_KINDS = ("project", "organization", "person")

#: How surely an entity is meant, the surest first.
GRADES = ("owned", "named", "linked")

Views: TypeAlias = "tuple[View, ...]"

R = TypeVar("R", bound="Record")


class Record:
    """What all records are: the tuple of their fields, when they are stored or changed.

    An archive has hundreds of thousands; dataclasses would store and change each field by field.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind: Any = type(self)
        return kind, _values(kind)(self)


@cache
def _values(kind: type) -> Callable[[Record], tuple[Any, ...]]:
    """Return what gives the values of all fields of a record of *kind*."""
    return attrgetter(*_places(kind))


@cache
def _places(kind: type) -> dict[str, int]:
    """Return the fields of *kind*, and where the value of each stands among all."""
    return {field.name: place for place, field in enumerate(fields(kind))}


def changed(record: R, **changes: Any) -> R:
    """Return a copy of *record* with other values in some fields, as ``dataclasses.replace``."""
    kind: Any = type(record)
    values = [*_values(kind)(record)]
    places = _places(kind)
    for name, value in changes.items():
        values[places[name]] = value
    found: R = kind(*values)
    return found


def _where() -> str:
    """Return a field for "source:line": never compared, and no part of a record's repr.

    An edit that moves a record down must not look like a change of what it says.
    """
    return field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """A name found in a text, before anybody knows whose it is."""

    kind: str  # of entity; "" is any kind
    name: str  # as typed
    grade: str
    strict: bool  # the editor said so; a name that nobody bears is worth a warning
    where: str = _where()


@dataclass(frozen=True, slots=True, order=True)
class Mention(Record):
    """An entity found in an item or a session."""

    entity: str  # id
    kind: str
    grade: str


@dataclass(frozen=True, slots=True)
class Link(Record):
    """One external URL in one place."""

    url: str  # as the parser gives it
    title: str
    host: str
    kind: str | None = None
    language: str | None = None
    series: str | None = None  # the lead of several link lines
    part: int | None = None  # from 1, in a series
    item: str | None = None  # ids, given by the catalogue
    session: str | None = None
    event: str | None = None  # known before, where the link is in no record
    docname: str = ""
    anchor: str = ""  # of the nearest record around it; "" is the document


@dataclass(frozen=True, slots=True)
class Image(Record):
    """One picture of an item or a session."""

    uri: str
    alt: str | None
    caption: str | None
    missing: bool


@dataclass(frozen=True, slots=True)
class Item(Record):
    """One piece of news."""

    name: str  # unique in its document
    docname: str
    section: tuple[str, ...]  # titles below the issue, outermost first
    kind: str | None  # of the section, as the editor or the config says
    text: str
    opening: str  # the words a listing shows
    date: date | None
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    claims: tuple[Claim, ...] = ()
    where: str = _where()
    id: str = ""
    anchor: str = ""
    issue: str | None = None
    event: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Session(Record):
    """One talk, demo or meeting."""

    name: str
    docname: str
    title: str
    section: tuple[str, ...]
    kind: str | None
    organizations: tuple[str, ...]  # as typed; ids or names from the catalogue
    customers: tuple[str, ...]
    speakers: tuple[str, ...]
    projects: tuple[str, ...]
    track: str | None
    date: date | None
    time: str | None
    room: str | None
    text: str
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    claims: tuple[Claim, ...] = ()
    where: str = _where()
    id: str = ""
    anchor: str = ""
    event: str | None = None
    report: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Credits(Record):
    """What stands at the foot of an issue or a report, and who made it."""

    source: str | None = None
    credit: str | None = None
    license: str | None = None
    editors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue(Record):
    """One number of a newsletter."""

    docname: str
    number: int | None
    name: str | None  # of a special issue, which has no number
    newsletter: str | None
    title: str
    start: date | None
    end: date | None
    date: date | None
    credits: Credits = Credits()
    items: tuple[Item, ...] = ()
    where: str = _where()
    id: str = ""
    anchor: str = ""

    @property
    def label(self) -> str:
        """The number or the name that stands for the issue."""
        return str(self.number) if self.number is not None else self.name or ""


@dataclass(frozen=True, slots=True)
class EventPart(Record):
    """What one document says of an event: its home, the report of a day, or both."""

    slug: str
    docname: str
    heading: str  # of the section that is the report or the home
    day: int | None = None
    dates: tuple[date, date] | None = None
    date: date | None = None
    title: str | None = None
    place: str | None = None
    venue: str | None = None
    organizer: str | None = None
    url: str | None = None
    credits: Credits = Credits()
    sponsors: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    sessions: tuple[Session, ...] = ()
    where: str = _where()

    @property
    def is_home(self) -> bool:
        """Whether the event itself lives here."""
        return self.day is None or self.dates is not None


@dataclass(frozen=True, slots=True)
class Report(Record):
    """The report of one day of an event."""

    id: str
    event: str
    day: int
    date: date | None
    title: str
    docname: str
    anchor: str
    credits: Credits
    where: str = _where()


@dataclass(frozen=True, slots=True)
class Event(Record):
    """One event, as its home and its reports tell of it."""

    id: str
    title: str
    start: date | None
    end: date | None
    place: str | None
    venue: str | None
    organizer: str | None
    url: str | None
    sponsors: tuple[str, ...]
    docname: str
    anchor: str
    reports: tuple[Report, ...]
    sessions: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True)
class Entity(Record):
    """A project, an organization or a person, with its names."""

    kind: str
    id: str
    title: str
    docname: str
    aliases: tuple[str, ...] = ()
    url: str | None = None
    links: tuple[str, ...] = ()  # URL prefixes that belong to it
    former: tuple[tuple[str, str], ...] = ()  # a name, and until when ("" is unknown)
    where: str = _where()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class LinkList(Record):
    """A collection of links that is no item."""

    title: str
    docname: str
    name: str
    links: tuple[Link, ...]
    event: str | None = None  # in whose home or report it stands
    claims: tuple[Claim, ...] = ()
    where: str = _where()
    anchor: str = ""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Query(Record):
    """What a listing asks for; ``None`` asks for all."""

    of: str
    project: str | None = None
    organization: str | None = None
    person: str | None = None
    event: str | None = None
    issue: str | None = None
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    host: str | None = None
    group: str | None = None
    order: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class View(Record):
    """A place in a document whose content depends on other documents."""

    shows: str  # which view: "listing", "entity", "issue-head", "target", …
    docname: str = ""
    key: tuple[str, ...] = ()
    query: Query | None = None
    empty: str | None = None  # what a listing says when there is nothing
    where: str = _where()


@dataclass(frozen=True, slots=True)
class Document(Record):
    """All that one source says."""

    docname: str
    issues: tuple[Issue, ...] = ()
    events: tuple[EventPart, ...] = ()
    entities: tuple[Entity, ...] = ()
    link_lists: tuple[LinkList, ...] = ()
    links: tuple[Link, ...] = ()  # in no item and no session
    views: Views = ()  # but for those of where its records stand: one for each
    linked: tuple[str, ...] = ()  # paths of documents that it links to by their files
    missing: tuple[str, ...] = ()  # paths of pictures and other files that are not there
