"""Drafts become records, when all of a document are found and can be named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from .blocks import marker_in, prefer, title_of
from .dates import leading_date
from .logging import Subtype, warn, where
from .messages import N_
from .model import (
    ENTITY_KINDS,
    Claim,
    Credits,
    EventPart,
    Issue,
    Item,
    Link,
    LinkList,
    Session,
    View,
)
from .names import Named, anchor, unique_names
from .nodes import digest_marker, digest_name, digest_record, digest_view, give_way, is_entry
from .options import as_number
from .passages import pictures
from .text import Links, opening, visible_text
from .trees import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sphinx.environment import BuildEnvironment

    from .model import Image
    from .trees import Parts

_NAMES = {"projects": "project", "organizations": "organization", "people": "person"}
_NAMES |= {"customers": "organization", "speakers": "person"}


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the blocks of a section."""

    path: tuple[str, ...] = ()  # titles below the root
    kind: str | None = None
    claims: tuple[Claim, ...] = ()  # of the headings, and of their options
    auto: bool = False  # paragraphs are items


@dataclass(slots=True)
class Root:
    """An issue or an event in the document, while its records are found."""

    marker: digest_marker
    sections: list[nodes.Element]  # the first holds the marker
    prose: list[nodes.Node] = field(default_factory=list)
    sponsors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A record found, before all of its document are, and so before it has a name."""

    kind: str  # "item", "session" or "links"
    node: nodes.Element
    blocks: Sequence[nodes.Node]
    facts: dict[str, Any]
    context: Context
    root: Root | None
    links: tuple[Link, ...] = ()
    primary: str | None = None
    name: str = ""
    text: str = ""
    where: str = ""


class Records:
    """Names the drafts of a document and makes records of them."""

    def __init__(self, env: BuildEnvironment, drafts: Sequence[Draft], parts: Parts) -> None:
        """Take the *drafts* in the order of the document, and the *parts* it was parsed to."""
        self.env = env
        self.docname = env.docname
        self.config = env.config
        self.drafts = drafts
        # In most documents there is nothing to look for in each item.
        self._has_names = bool(parts.of(addnodes.pending_xref) or parts.of(digest_record)) or any(
            node.get("refuri") == "" for node in parts.of(nodes.reference)
        )
        self._has_pictures = bool(parts.of(nodes.image)) or any(
            "picture" in node for node in parts.of(nodes.inline)
        )

    def _drafts(self, kind: str, root: Root | None = None) -> Iterator[Draft]:
        for draft in self.drafts:
            if draft.kind == kind and (root is None or draft.root is root):
                yield draft

    def name_all(self) -> None:
        """Name each draft, and put the views of where it stands into the document."""
        things = []
        for draft in self.drafts:
            facts = draft.facts
            links = Links(
                facts.get("kind" if draft.kind == "links" else "links_kind"),
                facts.get("language") or facts.get("lang"),
                facts.get("series"),
                facts.get("links_part", 1),
            )
            links.read(draft.blocks)
            draft.links, draft.primary = links.found(), links.primary
            draft.text = visible_text(draft.blocks)
            explicit = facts.get("name") or _explicit_name(draft)
            if draft.kind == "item":
                url = draft.primary or (draft.links[0].url if draft.links else None)
                thing = Named(explicit, url, draft.text)
            else:
                title = (
                    self._session_title(draft)
                    if draft.kind == "session"
                    else self._list_title(draft)
                )
                thing = Named(explicit, None, f"{title}\n{draft.text}")
            things.append(thing)
        found, counted = unique_names(things)
        for draft, name in zip(self.drafts, found, strict=True):
            draft.name = name
            self._show_place(draft)
        for index in counted:
            draft = self.drafts[index]
            warn(
                Subtype.DUPLICATE,
                N_(
                    "the %(kind)s has the name or the words of another one here and is called "
                    "%(name)r; expected a ':name:' of its own"
                ),
                location=draft.node,
                kind=draft.kind,
                name=draft.name,
            )

    def _show_place(self, draft: Draft) -> None:
        """Put the view of where *draft* stands, and of what a session is."""
        draft.where = at = where(draft.node, self.env)
        place = View("place", self.docname, (draft.name,), where=at)
        if isinstance(draft.node, digest_record) or is_entry(draft.node):
            draft.node["view"] = place
        else:
            prefer(draft.node, anchor("session", f"{self._prefix(draft.root)}/{draft.name}"))
            draft.node.insert(1, digest_view(view=place))
        if draft.kind == "session":
            facts = View("session", self.docname, (draft.name,), where=at)
            if isinstance(draft.node, digest_record):
                draft.node.insert(0, digest_view(view=facts))
                if draft.facts.get("title"):
                    draft.node.insert(0, nodes.rubric("", draft.facts["title"], digest="title"))
            else:
                marker = marker_in(draft.node, "session")
                assert marker is not None, "a marker made the section a session"
                give_way(marker, [*marker.children, digest_view(view=facts)])

    def _prefix(self, root: Root | None) -> str:
        """Return what the ids of an event's records begin with, as far as one document tells."""
        assert root is not None, "sessions stand in events"
        day = root.marker.facts.get("day")
        slug = event_slug(root, self.docname)
        return f"{slug}-{day}" if day else slug

    def _all_claims(self, draft: Draft) -> tuple[Claim, ...]:
        said = (*draft.context.claims, *claims(draft.facts, draft.where))
        if not self._has_names:
            return said
        kinds = (digest_record, addnodes.pending_xref, digest_name)
        parts = [node for block in draft.blocks for node in find(block, kinds)]
        return (
            *said,
            *(
                claim
                for inner in parts
                if isinstance(inner, digest_record) and inner.get("inner")
                for claim in claims(inner["facts"], where(inner, self.env))
            ),
            *_named(parts),
        )

    def _pictures(self, draft: Draft) -> tuple[Image, ...]:
        return pictures(list(draft.blocks)) if self._has_pictures else ()

    def _item(
        self, draft: Draft, day: date | None, period: Any, latest: date | None = None
    ) -> Item:
        leading = leading_date(draft.text, period)
        if leading and latest and leading > latest:  # it tells of something to come
            leading = None
        return Item(
            name=draft.name,
            docname=self.docname,
            section=draft.context.path,
            kind=draft.context.kind,
            text=draft.text,
            opening=opening(draft.text, self.config.newsdigest_opening)
            or next((link.title for link in draft.links), "")
            or draft.name,
            date=draft.facts.get("date") or leading or day,
            links=draft.links,
            images=self._pictures(draft),
            claims=self._all_claims(draft),
            where=draft.where,
        )

    def issue(self, root: Root) -> Issue:
        """Return the issue that *root* is."""
        marker, section = root.marker, root.sections[0]
        facts = marker.facts
        argument = marker["argument"]
        if not argument:
            argument = self.docname.rpartition("/")[2]
            warn(
                Subtype.OPTION,
                N_("expected the number or the name of the issue; %(name)r is used"),
                location=marker,
                name=argument,
            )
        number = as_number(argument)
        start, end = facts.get("period", (None, None))
        day = facts.get("date") or end
        period = (start, end) if start else (day, day) if day else None
        latest = day if facts.get("item-dates") == "past" else None
        label, newsletter = argument, facts.get("newsletter")
        if number is not None:
            # Whether there are several newsletters, as in the id, is not known here.
            label = f"{newsletter}-{number}" if newsletter else str(number)
        prefer(section, anchor("issue", label))
        return Issue(
            docname=self.docname,
            number=number,
            name=argument if number is None else None,
            newsletter=newsletter,
            title=title_of(section) or argument,
            start=start,
            end=end,
            date=day,
            credits=_credits(facts),
            items=tuple(
                self._item(draft, day, period, latest) for draft in self._drafts("item", root)
            ),
            where=where(marker, self.env),
        )

    def event(self, root: Root) -> EventPart:
        """Return the home or the report that *root* is."""
        marker, section = root.marker, root.sections[0]
        facts = marker.facts
        slug = event_slug(root, self.docname)
        if not marker["argument"]:
            warn(
                Subtype.OPTION,
                N_("expected the id of the event; %(name)r is used"),
                location=marker,
                name=slug,
            )
        day = facts.get("date")
        period = facts.get("dates") or ((day, day) if day else None)
        number = facts.get("day")
        if number is None or "dates" in facts:
            prefer(section, anchor("event", slug))
        if number is not None:
            prefer(section, anchor("report", f"{slug}-{number}"))
        return EventPart(
            slug=slug,
            docname=self.docname,
            heading=title_of(section),
            day=number,
            date=day,
            title=facts.get("title"),
            dates=facts.get("dates"),
            place=facts.get("place"),
            venue=facts.get("venue"),
            organizer=facts.get("organizer"),
            url=facts.get("url"),
            credits=_credits(facts),
            sponsors=tuple(dict.fromkeys(root.sponsors)),
            items=tuple(self._item(draft, day, period) for draft in self._drafts("item", root)),
            sessions=tuple(self._session(draft, day) for draft in self._drafts("session", root)),
            where=where(marker, self.env),
        )

    def _session_title(self, draft: Draft) -> str:
        if isinstance(draft.node, nodes.section):
            return draft.facts.get("title") or title_of(draft.node)
        held = (*draft.facts.get("organizations", ()), *draft.facts.get("speakers", ()))
        words = opening(draft.text, self.config.newsdigest_opening)
        return draft.facts.get("title") or "、".join(held) or words

    def _session(self, draft: Draft, day: date | None) -> Session:
        facts = draft.facts
        return Session(
            name=draft.name,
            docname=self.docname,
            title=self._session_title(draft) or draft.name,
            section=draft.context.path,
            kind=facts.get("kind"),
            organizations=facts.get("organizations", ()),
            customers=facts.get("customers", ()),
            speakers=facts.get("speakers", ()),
            projects=facts.get("projects", ()),
            track=facts.get("track"),
            date=facts.get("date") or day,
            time=facts.get("time"),
            room=facts.get("room"),
            text=draft.text,
            links=draft.links,
            images=self._pictures(draft),
            claims=self._all_claims(draft),
            where=draft.where,
        )

    def _list_title(self, draft: Draft) -> str:
        return (
            draft.facts.get("title")
            or draft.facts.get("series")
            or (draft.links[0].title if draft.links else "")
        )

    def link_lists(self) -> tuple[LinkList, ...]:
        """Return the collections of links that are no items."""
        return tuple(self._link_list(draft) for draft in self._drafts("links"))

    def _link_list(self, draft: Draft) -> LinkList:
        if draft.facts.get("title") and isinstance(draft.node, digest_record):
            draft.node.insert(0, nodes.rubric("", draft.facts["title"], digest="title"))
        return LinkList(
            title=self._list_title(draft) or draft.name,
            docname=self.docname,
            name=draft.name,
            links=draft.links,
            event=event_of(draft.root, self.docname) if draft.root else None,
            claims=self._all_claims(draft),
            where=draft.where,
        )


def event_of(root: Root, docname: str) -> str | None:
    """Return the id of the event that *root* is, None if it is an issue."""
    return event_slug(root, docname) if root.marker["kind"] == "event" else None


def event_slug(root: Root, docname: str) -> str:
    """Return the id of the event that *root* is; where it is not said, the document's name."""
    return root.marker["argument"] or docname.rpartition("/")[2]


def claims(facts: Mapping[str, Any], at: str) -> tuple[Claim, ...]:
    """Return what an editor's options, which stand *at* a place, claim."""
    return tuple(
        Claim(kind, name, "owned", strict=True, where=at)
        for key, kind in _NAMES.items()
        for name in facts.get(key, ())
    )


def _explicit_name(draft: Draft) -> str | None:
    """Return the name that a target or an attribute gives to what is drafted."""
    if isinstance(draft.node, nodes.section):
        return None
    for node in (draft.node, *draft.blocks[:1]):
        if found := getattr(node, "attributes", {}).get("names"):
            return str(found[0])
    return None


def _named(parts: Sequence[nodes.Element]) -> Iterator[Claim]:
    """Yield what roles and ``[name]()`` among *parts* of a text claim."""
    for node in parts:
        if isinstance(node, digest_name):
            yield Claim("", node["view"].key[1].removeprefix("@"), "named", strict=False)
        elif node.get("refdomain") == "digest" and node["reftype"] in {*ENTITY_KINDS, "event"}:
            yield Claim(node["reftype"], node["reftarget"], "named", strict=False)


def _credits(facts: Any) -> Credits:
    return Credits(
        facts.get("source"), facts.get("credit"), facts.get("license"), facts.get("editors", ())
    )
