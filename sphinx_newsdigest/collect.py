"""Read phase: marked sections, items and links become records."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from .dates import leading_date
from .items import Block, Kind, ends_in_colon, spans
from .logging import Subtype, warn, where
from .messages import N_
from .model import (
    ENTITY_KINDS,
    Claim,
    Credits,
    Document,
    Entity,
    EventPart,
    Issue,
    Item,
    Link,
    LinkList,
    Session,
    View,
)
from .names import Named, anchor, unique_names
from .nodes import digest_marker, digest_name, digest_record, digest_view
from .options import fold, names
from .passages import hide_mail, mark_lost_pictures, mark_names, pictures, unlink_strange
from .text import Links, external, opening, visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

#: Blocks that a reader does not see as part of the text.
_ASIDES = (
    nodes.Invisible,
    nodes.footnote,
    nodes.citation,
    nodes.system_message,
    nodes.transition,
    nodes.Titular,
    addnodes.index,
    digest_marker,
    digest_view,
)
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


class Collect(SphinxTransform):
    """Find the records of a document, after message catalogs and before collectors."""

    default_priority = 870

    def apply(self, **kwargs: Any) -> None:
        missing = mark_lost_pictures(self.document, self.env)
        _warn_of_unread_fences(self.document, self.config)
        reading = Reading(self.document, self.env)
        found = replace(reading.read(), missing=missing)
        if found != Document(found.docname):
            self.env.get_domain("digest").note(found)  # type: ignore[attr-defined]  # our domain


class Reading:
    """The reading of one document: roots, then their sections, then all records at once."""

    def __init__(self, document: nodes.document, env: BuildEnvironment) -> None:
        """Prepare to read *document*."""
        self.document = document
        self.env = env
        self.docname = env.docname
        self.config = env.config
        self.drafts: list[Draft] = []
        self.roots: list[Root] = []
        self.entities: list[Entity] = []

    def read(self) -> Document:
        """Return all that the document says, and put placeholders where views are."""
        if _says_anything(self.document):
            mark_names(self.document, self.env)
            if not self.config.newsdigest_emails:
                hide_mail(self.document)
            unlink_strange(self.document)
        self._find_roots()
        for root in self.roots:
            self._walk_root(root)
        self._read_entities()
        self._read_stray()
        self._name_drafts()
        issues, events = [], []
        for root in self.roots:
            if root.marker["kind"] == "issue":
                issues.append(self._issue(root, len(issues)))
            else:
                events.append(self._event(root, len(events)))
        links = Links()
        links.read(block for root in self.roots for block in root.prose)
        return Document(
            self.docname,
            tuple(issues),
            tuple(events),
            tuple(self.entities),
            tuple(self._link_list(draft) for draft in self._drafts("links")),
            links.found(),
            tuple(self._views()),
        )

    # -- roots ---------------------------------------------------------------

    def _find_roots(self) -> None:
        """Find the sections that are issues or events; directives win over front matter."""
        markers = [
            marker
            for marker in self.document.findall(digest_marker)
            if marker["kind"] in {"issue", "event"}
        ]
        written = [marker for marker in markers if not marker.get("front")]
        for marker in markers:
            if marker.get("front") and written:
                self._refuse(
                    marker,
                    Subtype.CONFLICT,
                    N_("front matter and the directive in line %(line)s both say what the document "
                       "is; the directive is used. Expected one of them"),
                    line=written[0].line,
                )
                continue
            section = marker.parent
            taken = any(section in root.sections for root in self.roots)
            nested = any(_is_within(section, root.sections[0]) for root in self.roots)
            if taken or nested or not isinstance(section, nodes.section | nodes.document):
                self._misplaced(marker, N_("expected it once, under the title of a section"))
                continue
            sections = [section]
            if marker.get("front"):  # the document has several titles: all are of the issue
                sections += [
                    other
                    for other in section.parent.children
                    if isinstance(other, nodes.section) and other is not section
                ] if section.parent else []
            self.roots.append(Root(marker, sections))

    def _walk_root(self, root: Root) -> None:
        first, *others = root.sections
        is_issue = root.marker["kind"] == "issue"
        context = self._marked(first, Context(), root)
        self._read_blocks(first, replace(context, auto=False), root)
        below = replace(context, auto=context.auto or is_issue)
        for section in (*_subsections(first), *others):
            self._walk(section, below, root)

    def _walk(self, section: nodes.Element, above: Context, root: Root) -> None:
        """Find the records of a section below *root*."""
        title = _title(section)
        heading = Claim("project", title, "owned", strict=False, where=where(section, self.env))
        kinds = {fold(name): kind for name, kind in self.config.newsdigest_sections.items()}
        context = replace(
            above,
            path=(*above.path, title),
            kind=kinds.get(fold(title), above.kind),
            claims=(*above.claims, heading),
        )
        context = self._marked(section, context, root)
        session = _marker_in(section, "session")
        if session and root.marker["kind"] == "issue":
            self._misplaced(session, N_("expected it in the report of an event"))
        elif session:
            facts = dict(session.facts)
            _classify(section, facts.get("lang"))
            context = replace(context, path=above.path)
            self.drafts.append(Draft("session", section, _body(section), facts, context, root))
            return
        self._read_blocks(section, context, root)
        for below in _subsections(section):
            self._walk(below, context, root)

    def _marked(self, section: nodes.Element, context: Context, root: Root) -> Context:
        """Return *context* as a ``digest:section`` in *section* changes it."""
        for marker in _markers_in(section, "section"):
            facts = marker.facts
            context = replace(
                context,
                kind=facts.get("kind", context.kind),
                auto=facts["items"] == "auto" if "items" in facts else context.auto,
                claims=(*context.claims, *self._claims(facts, marker)),
            )
            marker.replace_self(marker.children)
        return context

    # -- blocks --------------------------------------------------------------

    def _read_blocks(self, section: nodes.Element, context: Context, root: Root) -> None:
        """Find the records among the blocks directly in *section*; the rest is prose."""
        blocks = [child for child in section.children if not isinstance(child, nodes.section)]
        kinds = [_block(block, auto=context.auto) for block in blocks]
        held: set[int] = set()
        for span in spans(kinds):
            inside = blocks[span.start : span.stop]
            held.update(range(span.start, span.stop))
            if span.per_entry:
                for entry, facts in _entries(inside[0]):
                    self._wrap(entry, list(entry.children), facts, context, root)
            elif kinds[span.start].kind is Kind.ITEM:
                self._draft(inside[0], context, root)
            else:
                self._wrap(section, inside, {}, context, root)
        for index, block in enumerate(blocks):
            if index in held:
                continue
            if isinstance(block, digest_record):
                self._draft(block, context, root)
            elif isinstance(block, digest_marker) and block["kind"] == "sponsors":
                self._read_sponsors(block, root)
                root.prose.append(block)
            else:
                root.prose.append(block)

    def _wrap(
        self,
        parent: nodes.Element,
        blocks: list[nodes.Node],
        facts: dict[str, Any],
        context: Context,
        root: Root,
    ) -> None:
        """Put *blocks* of *parent* into a record, which is an item."""
        record = digest_record(kind="item", facts=facts)
        record.source, record.line = blocks[0].source or parent.source, blocks[0].line or parent.line
        parent.insert(parent.index(blocks[0]), record)
        for block in blocks:
            parent.remove(block)
            record += block
        self._draft(record, context, root)

    def _draft(self, record: digest_record, context: Context, root: Root | None) -> None:
        kind = record["kind"]
        if kind == "session" and (root is None or root.marker["kind"] != "event"):
            self._misplaced(record, N_("expected it in the report of an event"))
            return
        if kind == "item" and root is None:
            self._misplaced(record, N_("expected it in an issue or a report"))
            return
        facts = dict(record["facts"])
        _classify(record, facts.get("lang"))
        self.drafts.append(Draft(kind, record, record.children, facts, context, root))

    def _read_sponsors(self, marker: digest_marker, root: Root | None) -> None:
        """Take the names of sponsors: of the option, and of the words of the content."""
        typed = list(marker.facts.get("names", ()))
        shown = []
        if typed:
            view = View("names", self.docname, ("organization", *typed), where=where(marker, self.env))
            shown.append(digest_view(view=view))
        for paragraph in marker.findall(nodes.paragraph):
            words = visible_text(
                [child for child in paragraph.children if "picture" not in getattr(child, "attributes", ())]
            )
            typed += names(words) if words else ()
        if root is None or root.marker["kind"] != "event":
            self._misplaced(marker, N_("expected it in the home or a report of an event"), shown)
            return
        root.sponsors += typed
        marker.replace_self([nodes.container("", *shown, *marker.children, classes=["digest-sponsors"])])

    # -- what stands outside of sections that are read -----------------------

    def _read_entities(self) -> None:
        homes: set[int] = set()
        for marker in list(self.document.findall(digest_marker)):
            if marker["kind"] not in ENTITY_KINDS:
                continue
            section = marker.parent
            is_home = (
                isinstance(section, nodes.section)
                and id(section) not in homes
                and all(isinstance(b, _ASIDES) for b in section[: section.index(marker)])
            )
            name = marker["argument"] or (_title(section) if is_home else "")
            if not name:
                self._misplaced(marker, N_("expected an id, such as 'neutron'"))
                continue
            facts = dict(marker.facts)
            title = facts.get("title") or (_title(section) if is_home else "") or name
            kind = marker["kind"]
            if is_home:
                homes.add(id(section))
                _prefer(section, anchor(kind, name))
            self.entities.append(
                Entity(
                    kind,
                    name,
                    title,
                    self.docname,
                    aliases=facts.get("aliases", ()),
                    url=facts.get("url"),
                    links=facts.get("links", ()),
                    former=facts.get("formerly", ()),
                    where=where(marker, self.env),
                )
            )
            view = View("entity", self.docname, (kind, name), where=where(marker, self.env))
            heading = [] if is_home else [nodes.rubric("", title)]
            marker.replace_self([*heading, digest_view("", *marker.children, view=view)])

    def _read_stray(self) -> None:
        """Read the link lists outside of issues and reports; warn of what cannot stand there."""
        drafted = {id(draft.node) for draft in self.drafts}
        for record in list(self.document.findall(digest_record)):
            if id(record) in drafted or _inside_record(record):
                if record["kind"] != "links" and id(record) not in drafted:
                    self._misplaced(record, N_("expected it beside, not inside another record"))
                elif id(record) not in drafted:
                    record["inner"] = True
                continue
            self._draft(record, Context(claims=self._headings_of(record)), None)
        for marker in list(self.document.findall(digest_marker)):
            if any(marker is root.marker for root in self.roots):
                continue
            if marker["kind"] == "session" and any(
                draft.node is marker.parent for draft in self.drafts
            ):
                continue
            if marker["kind"] == "sponsors":
                self._read_sponsors(marker, None)
            else:
                self._misplaced(
                    marker, N_("expected it under a heading of an issue or of an event's report")
                )

    def _headings_of(self, node: nodes.Node) -> tuple[Claim, ...]:
        """Return the claims of the headings above *node*, outside of issues and reports."""
        found = []
        parent = node.parent
        while parent is not None:
            if isinstance(parent, nodes.section):
                found.append(Claim("project", _title(parent), "owned", False))  # noqa: FBT003
            parent = parent.parent
        return tuple(reversed(found))

    # -- records -------------------------------------------------------------

    def _drafts(self, kind: str, root: Root | None = None) -> Iterator[Draft]:
        for draft in self.drafts:
            if draft.kind == kind and (root is None or draft.root is root):
                yield draft

    def _name_drafts(self) -> None:
        things = []
        for draft in self.drafts:
            facts = draft.facts
            links = Links(
                facts.get("kind" if draft.kind == "links" else "links_kind"),
                facts.get("language") or facts.get("lang"),
                facts.get("series"),
            )
            links.read(draft.blocks)
            draft.links, draft.primary = links.found(), links.primary
            draft.text = visible_text(draft.blocks)
            explicit = facts.get("name") or _explicit_name(draft)
            if draft.kind == "item":
                url = draft.primary or (draft.links[0].url if draft.links else None)
                thing = Named(explicit, url, draft.text)
            else:
                title = self._session_title(draft) if draft.kind == "session" else self._list_title(draft)
                thing = Named(explicit, None, f"{title}\n{draft.text}")
            things.append(thing)
        found, counted = unique_names(things)
        for draft, name in zip(self.drafts, found, strict=True):
            draft.name = name
            draft.node["docname"] = self.docname
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
        at = where(draft.node, self.env)
        place = View("place", self.docname, (draft.name,), where=at)
        if isinstance(draft.node, digest_record):
            draft.node["view"] = place
        else:
            draft.node.insert(1, digest_view(view=place))
        if draft.kind == "session":
            facts = View("session", self.docname, (draft.name,), where=at)
            if isinstance(draft.node, digest_record):
                draft.node.insert(0, digest_view(view=facts))
                if draft.facts.get("title"):
                    draft.node.insert(0, nodes.rubric("", draft.facts["title"], digest="title"))
            else:
                marker = _marker_in(draft.node, "session")
                assert marker is not None, "a marker made the section a session"
                marker.replace_self([*marker.children, digest_view(view=facts)])

    def _claims(self, facts: Any, node: nodes.Node) -> tuple[Claim, ...]:
        """Return what an editor's options claim."""
        at = where(node, self.env)
        return tuple(
            Claim(kind, name, "owned", strict=True, where=at)
            for key, kind in _NAMES.items()
            for name in facts.get(key, ())
        )

    def _all_claims(self, draft: Draft) -> tuple[Claim, ...]:
        return (
            *draft.context.claims,
            *self._claims(draft.facts, draft.node),
            *(
                self._claims(inner["facts"], inner)
                for block in draft.blocks
                for inner in block.findall(digest_record)
                if inner.get("inner")
            ),
            *_named(draft.blocks),
        )

    def _item(self, draft: Draft, day: date | None, period: Any) -> Item:
        return Item(
            draft.name,
            self.docname,
            draft.context.path,
            draft.context.kind,
            draft.text,
            opening(draft.text, self.config.newsdigest_opening)
            or next((link.title for link in draft.links), "")
            or draft.name,
            draft.facts.get("date") or leading_date(draft.text, period) or day,
            draft.links,
            pictures(list(draft.blocks)),
            self._all_claims(draft),
            where(draft.node, self.env),
        )

    def _issue(self, root: Root, index: int) -> Issue:
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
        number = int(argument) if argument.isdecimal() else None
        start, end = facts.get("period", (None, None))
        day = facts.get("date") or end
        period = (start, end) if start else (day, day) if day else None
        _prefer(section, anchor("issue", str(number if number is not None else argument)))
        record = Issue(
            self.docname,
            number,
            argument if number is None else None,
            facts.get("newsletter"),
            _title(section) or argument,
            start,
            end,
            day,
            _credits(facts),
            tuple(self._item(draft, day, period) for draft in self._drafts("item", root)),
            where(marker, self.env),
        )
        self._frame(root, "issue", index)
        return record

    def _event(self, root: Root, index: int) -> EventPart:
        marker, section = root.marker, root.sections[0]
        facts = marker.facts
        slug = marker["argument"]
        if not slug:
            slug = self.docname.rpartition("/")[2]
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
            _prefer(section, anchor("event", slug))
        if number is not None:
            _prefer(section, anchor("report", f"{slug}-{number}"))
        record = EventPart(
            slug,
            self.docname,
            _title(section),
            number,
            day,
            facts.get("title"),
            facts.get("dates"),
            facts.get("place"),
            facts.get("venue"),
            facts.get("organizer"),
            facts.get("url"),
            _credits(facts),
            tuple(dict.fromkeys(root.sponsors)),
            tuple(self._item(draft, day, period) for draft in self._drafts("item", root)),
            tuple(self._session(draft, day) for draft in self._drafts("session", root)),
            where(marker, self.env),
        )
        self._frame(root, "event", index)
        return record

    def _frame(self, root: Root, kind: str, index: int) -> None:
        """Put the views of the head and the foot around what the root holds."""
        at = where(root.marker, self.env)
        head, foot = (
            digest_view(view=View(f"{kind}-{end}", self.docname, (str(index),), where=at))
            for end in ("head", "foot")
        )
        root.marker.replace_self([head, *root.marker.children])
        root.sections[-1].append(foot)

    def _session_title(self, draft: Draft) -> str:
        if isinstance(draft.node, nodes.section):
            return draft.facts.get("title") or _title(draft.node)
        held = (*draft.facts.get("organizations", ()), *draft.facts.get("speakers", ()))
        words = opening(draft.text, self.config.newsdigest_opening)
        return draft.facts.get("title") or "、".join(held) or words

    def _session(self, draft: Draft, day: date | None) -> Session:
        facts = draft.facts
        return Session(
            draft.name,
            self.docname,
            self._session_title(draft) or draft.name,
            draft.context.path,
            facts.get("kind"),
            facts.get("organizations", ()),
            facts.get("customers", ()),
            facts.get("speakers", ()),
            facts.get("projects", ()),
            facts.get("track"),
            facts.get("date") or day,
            facts.get("time"),
            facts.get("room"),
            draft.text,
            draft.links,
            pictures(list(draft.blocks)),
            self._all_claims(draft),
            where(draft.node, self.env),
        )

    def _list_title(self, draft: Draft) -> str:
        return draft.facts.get("title") or draft.facts.get("series") or (
            draft.links[0].title if draft.links else ""
        )

    def _link_list(self, draft: Draft) -> LinkList:
        if draft.facts.get("title") and isinstance(draft.node, digest_record):
            draft.node.insert(0, nodes.rubric("", draft.facts["title"], digest="title"))
        return LinkList(
            self._list_title(draft) or draft.name,
            self.docname,
            draft.name,
            draft.links,
            self._all_claims(draft),
            where(draft.node, self.env),
        )

    def _views(self) -> Iterator[View]:
        """Yield each place of the document whose look other documents decide."""
        for node in self.document.findall(
            lambda node: isinstance(node, digest_view | digest_name | digest_record | addnodes.pending_xref)
        ):
            if isinstance(node, addnodes.pending_xref):
                if node.get("refdomain") == "digest" or node.get("reftype") == "any":
                    yield View("target", self.docname, (node["reftype"], node["reftarget"]))
            elif "view" in node:
                yield node["view"]

    # -- what cannot stand where it does --------------------------------------

    def _misplaced(
        self, node: nodes.Element, expected: str, shown: Sequence[nodes.Node] = ()
    ) -> None:
        name = f"digest:{node['kind']}"
        warn(Subtype.MISPLACED, "%(name)s: %(expected)s", location=node, name=name, expected=expected)
        self._dissolve(node, shown)

    def _refuse(self, marker: digest_marker, subtype: Subtype, message: str, **values: Any) -> None:
        warn(subtype, message, location=marker, **values)
        marker.replace_self(marker.children)

    def _dissolve(self, node: nodes.Element, shown: Sequence[nodes.Node]) -> None:
        """Leave the words of *node* where it stood."""
        words = [*shown, *node.children]
        if node.get("argument"):
            text = f"{{digest:{node['kind']}}} {node['argument']}"
            words.insert(0, nodes.paragraph(text, text, classes=["digest-refused"]))
        if isinstance(node, digest_record):
            words = [nodes.container("", *words)]
        node.replace_self(words)


def _says_anything(document: nodes.document) -> bool:
    return any(
        True for _ in document.findall(lambda node: isinstance(node, digest_marker | digest_record))
    )


def _warn_of_unread_fences(document: nodes.document, config: Config) -> None:
    """Warn once where a page shows our directives because MyST does not read them."""
    enabled = getattr(config, "myst_enable_extensions", None)
    if enabled is None or {"colon_fence", "attrs_block"} <= set(enabled):
        return
    for paragraph in document.findall(nodes.paragraph):
        text = paragraph.astext().lstrip(":")
        if paragraph.astext().startswith(":::") and text.startswith("{digest:"):
            warn(
                Subtype.MYST,
                N_("a directive is shown as text; expected 'colon_fence' and 'attrs_block' in "
                   "'myst_enable_extensions'"),
                location=paragraph,
            )
            return


def _block(node: nodes.Node, *, auto: bool) -> Block:
    """Say what *node* is to the rule of items."""
    if "no-item" in getattr(node, "attributes", {}).get("classes", ()):
        return Block(Kind.PROSE)
    if isinstance(node, digest_record):
        if node["kind"] == "item":
            return Block(Kind.ITEM)
        if node["kind"] == "session":
            return Block(Kind.BREAK)
        if not auto:
            return Block(Kind.BREAK)
        return Block(Kind.LINKS if _link_list_of(node) is not None else Kind.OTHER)
    if isinstance(node, nodes.rubric) or (
        isinstance(node, digest_marker) and node["kind"] == "sponsors"
    ):
        return Block(Kind.BREAK)
    if isinstance(node, _ASIDES) or _is_toctree(node) or not auto:
        return Block(Kind.ASIDE if isinstance(node, _ASIDES) or _is_toctree(node) else Kind.PROSE)
    if isinstance(node, nodes.paragraph):
        if all(_is_picture(child) for child in node.children):
            return Block(Kind.OTHER)
        return Block(Kind.PARAGRAPH, ends_in_colon(visible_text([node])))
    if _is_link_list(node):
        return Block(Kind.LINKS)
    if isinstance(node, nodes.raw) and not visible_raw(node):
        return Block(Kind.ASIDE)
    return Block(Kind.OTHER)


def visible_raw(node: nodes.raw) -> bool:
    """Say whether a reader sees anything of *node*, which may be a comment of HTML."""
    return not node.astext().strip().startswith("<!--")


def _is_picture(node: nodes.Node) -> bool:
    """Say whether an inline node is a picture, a lost one, or white space between them."""
    if isinstance(node, nodes.reference):
        return bool(node.children) and all(map(_is_picture, node.children))
    return (
        isinstance(node, nodes.image)
        or "picture" in getattr(node, "attributes", ())
        or (isinstance(node, nodes.Text) and not node.strip())
        or isinstance(node, nodes.raw)
    )


def _is_toctree(node: nodes.Node) -> bool:
    return isinstance(node, nodes.compound) and "toctree-wrapper" in node["classes"]


def _is_link_list(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.bullet_list | nodes.enumerated_list)
        and bool(node.children)
        and all(any(True for _ in external(entry)) for entry in node.children)
    )


def _link_list_of(record: digest_record) -> nodes.Element | None:
    """Return the list of links that is all of *record*, None if there is more or less."""
    blocks = [block for block in record.children if not isinstance(block, _ASIDES)]
    return blocks[0] if len(blocks) == 1 and _is_link_list(blocks[0]) else None


def _entries(node: nodes.Element) -> Iterator[tuple[nodes.Element, dict[str, Any]]]:
    """Yield the entries of a list of links, with what a ``digest:links`` says of them."""
    facts: dict[str, Any] = {}
    entries = node
    if isinstance(node, digest_record):
        listed = _link_list_of(node)
        assert listed is not None, "the rule saw a list of links"
        facts = {key: value for key, value in node["facts"].items() if key not in {"name", "title"}}
        facts["links_kind"] = facts.pop("kind", None)
        node["inner"] = True
        entries = listed
    for entry in list(entries.children):
        yield entry, facts


def _body(section: nodes.Element) -> list[nodes.Node]:
    return [child for child in section.children if not isinstance(child, nodes.Titular | digest_marker)]


def _subsections(section: nodes.Element) -> list[nodes.Element]:
    return [child for child in section.children if isinstance(child, nodes.section)]


def _title(section: nodes.Element) -> str:
    title = next((child for child in section.children if isinstance(child, nodes.title)), None)
    return " ".join(visible_text([title]).split()) if title is not None else ""


def _markers_in(section: nodes.Element, kind: str) -> list[digest_marker]:
    return [
        child
        for child in section.children
        if isinstance(child, digest_marker) and child["kind"] == kind
    ]


def _marker_in(section: nodes.Element, kind: str) -> digest_marker | None:
    return next(iter(_markers_in(section, kind)), None)


def _is_within(node: nodes.Node, ancestor: nodes.Node) -> bool:
    while node is not None:
        if node is ancestor:
            return True
        node = node.parent
    return False


def _inside_record(node: nodes.Node) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, digest_record):
            return True
        parent = parent.parent
    return False


def _prefer(section: nodes.Element, identifier: str) -> None:
    """Make *identifier* the first id of *section*, to which permalinks and contents lead."""
    if isinstance(section, nodes.section) and identifier not in section["ids"]:
        section["ids"].insert(0, identifier)


def _classify(node: nodes.Element, language: str | None) -> None:
    """Give *node* the class from which docutils makes the attribute ``lang``."""
    if language:
        node["classes"].append(f"language-{language}")


def _explicit_name(draft: Draft) -> str | None:
    """Return the name that a target or an attribute gives to what is drafted."""
    if isinstance(draft.node, nodes.section):
        return None
    for node in (draft.node, *draft.blocks[:1]):
        if found := getattr(node, "attributes", {}).get("names"):
            return str(found[0])
    return None


def _named(blocks: Sequence[nodes.Node]) -> Iterator[Claim]:
    """Yield what roles and ``[name]()`` in *blocks* claim."""
    for block in blocks:
        for xref in block.findall(addnodes.pending_xref):
            if xref.get("refdomain") == "digest" and xref["reftype"] in {*ENTITY_KINDS, "event"}:
                yield Claim(xref["reftype"], xref["reftarget"], "named", strict=False)
        for name in block.findall(digest_name):
            yield Claim("", name["view"].key[1].removeprefix("@"), "named", strict=False)


def _credits(facts: Any) -> Credits:
    return Credits(
        facts.get("source"), facts.get("credit"), facts.get("license"), facts.get("editors", ())
    )
