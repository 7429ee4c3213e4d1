"""Read phase: marked sections, items and links become records."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from .blocks import (
    ASIDES,
    block_of,
    body,
    classify,
    entries,
    inside_record,
    is_within,
    marker_in,
    markers_in,
    prefer,
    subsections,
    title_of,
)
from .drafts import Context, Draft, Records, Root, claims, event_of
from .items import Kind, spans
from .logging import Subtype, __, warn, where
from .messages import N_, UnexpectedError
from .model import ENTITY_KINDS, Claim, Document, Entity, EventPart, Issue, Link, View, changed
from .names import anchor
from .nodes import digest_marker, digest_name, digest_record, digest_view, give_way
from .options import fold, names, without_number
from .passages import hide_mail, linked_files, mark_lost_pictures, mark_names, unlink_strange
from .text import Links, visible_text
from .trees import Parts, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

#: Nodes that may be records.
_RECORDS = (digest_record, nodes.list_item)
#: A fence with a directive of ours.
_FENCE = re.compile(r"^:{3,}\{digest:", re.MULTILINE)


class Collect(SphinxTransform):
    """Find the records of a document, after message catalogs and before collectors."""

    default_priority = 870

    def apply(self, **kwargs: Any) -> None:
        parts = Parts(self.document)
        lost = mark_lost_pictures(parts, self.env)
        if lost:  # there is text in their place
            parts = Parts(self.document)
        linked, missing = linked_files(parts, self.env)
        _warn_of_unread_fences(parts, self.config)
        reading = Reading(self.document, parts, self.env)
        found = changed(
            reading.read(),
            linked=tuple(sorted(linked)),
            missing=tuple(sorted({*lost, *missing})),
        )
        if found != Document(found.docname):
            self.env.get_domain("digest").note(found)  # type: ignore[attr-defined]  # our domain


class Reading:
    """The reading of one document: roots, then their sections, then all records at once."""

    def __init__(self, document: nodes.document, parts: Parts, env: BuildEnvironment) -> None:
        """Prepare to read *document*, whose *parts* are known."""
        self.document = document
        self.parts = parts
        self.env = env
        self.docname = env.docname
        self.config = env.config
        self.drafts: list[Draft] = []
        self.roots: list[Root] = []
        self.entities: list[Entity] = []

    def read(self) -> Document:
        """Return all that the document says, and put placeholders where views are."""
        mark_names(self.parts, self.env)
        typed = (*self.parts.of(digest_marker), *self.parts.of(digest_record))
        if typed and not self.config.newsdigest_emails:
            hide_mail(self.parts)
        unlink_strange(self.parts)
        self._find_roots()
        for root in self.roots:
            self._walk_root(root)
        if len(typed) > len(self.roots):
            self._read_entities()
            self._read_stray()
        records = Records(self.env, self.drafts, self.parts)
        records.name_all()
        issues: list[Issue] = []
        events: list[EventPart] = []
        for root in self.roots:
            if root.marker["kind"] == "issue":
                self._frame(root, "issue", len(issues))
                issues.append(records.issue(root))
            else:
                self._frame(root, "event", len(events))
                events.append(records.event(root))
        return Document(
            self.docname,
            tuple(issues),
            tuple(events),
            tuple(self.entities),
            records.link_lists(),
            (
                *(link for root in self.roots for link in _links_in_prose(root, self.docname)),
                *self._links_outside(),
            ),
            tuple(self._views()),
        )

    # -- roots ---------------------------------------------------------------

    def _find_roots(self) -> None:
        """Find the sections that are issues or events; directives win over front matter."""
        markers = [
            marker
            for marker in self.parts.of(digest_marker)
            if marker["kind"] in {"issue", "event"}
        ]
        written = [
            marker
            for marker in markers
            if not marker.get("front") and isinstance(marker.parent, nodes.section | nodes.document)
        ]
        for marker in markers:
            if marker.get("front") and written:
                self._refuse(
                    marker,
                    Subtype.CONFLICT,
                    N_(
                        "front matter and the directive in line %(line)s both say what the "
                        "document is; the directive is used. Expected one of them"
                    ),
                    line=written[0].line,
                )
                continue
            section = marker.parent
            taken = any(section in root.sections for root in self.roots)
            nested = any(is_within(section, root.sections[0]) for root in self.roots)
            above = section is self.document and bool(subsections(section))
            is_place = isinstance(section, nodes.section | nodes.document)
            if taken or nested or above or not is_place:
                self._misplaced(marker, N_("expected it once, under the title of a section"))
                continue
            sections: list[nodes.Element] = [section]
            if marker.get("front"):  # the document has several titles: all are of the issue
                sections += (
                    [
                        other
                        for other in section.parent.children
                        if isinstance(other, nodes.section) and other is not section
                    ]
                    if section.parent
                    else []
                )
            self.roots.append(Root(marker, sections))

    def _walk_root(self, root: Root) -> None:
        first, *others = root.sections
        is_issue = root.marker["kind"] == "issue"
        context = self._marked(first, Context(), root)
        self._read_blocks(first, replace(context, auto=False), root)
        below = replace(context, auto=context.auto or is_issue)
        for section in (*subsections(first), *others):
            self._walk(section, below, root)
        if len(self.roots) == 1 and first.parent is self.document:
            # MyST puts footnotes behind the last section, wherever they are written.
            root.prose += [node for node in self.document if isinstance(node, nodes.footnote)]

    def _walk(self, section: nodes.Element, above: Context, root: Root) -> None:
        """Find the records of a section below *root*."""
        title = title_of(section)
        at = where(section, self.env)
        spelled = list(dict.fromkeys((title, without_number(title))))
        headings = [Claim("project", name, "owned", strict=False, where=at) for name in spelled]
        kinds = {fold(name): kind for name, kind in self.config.newsdigest_sections.items()}
        context = replace(
            above,
            path=(*above.path, title),
            kind=next(filter(None, map(kinds.get, map(fold, spelled))), above.kind),
            claims=(*above.claims, *headings),
        )
        context = self._marked(section, context, root)
        session = marker_in(section, "session")
        if session and root.marker["kind"] == "issue":
            self._misplaced(session, N_("expected it in the report of an event"))
        elif session:
            facts = dict(session.facts)
            classify(section, facts.get("lang"))
            context = replace(context, path=above.path)
            self.drafts.append(Draft("session", section, body(section), facts, context, root))
            return
        self._read_blocks(section, context, root)
        for below in subsections(section):
            self._walk(below, context, root)

    def _marked(self, section: nodes.Element, context: Context, root: Root) -> Context:
        """Return *context* as a ``digest:section`` in *section* changes it."""
        for marker in markers_in(section, "section"):
            facts = marker.facts
            context = replace(
                context,
                kind=facts.get("kind", context.kind),
                auto=facts["items"] == "auto" if "items" in facts else context.auto,
                claims=(*context.claims, *claims(facts, where(marker, self.env))),
            )
            give_way(marker, marker.children)
        return context

    # -- blocks --------------------------------------------------------------

    def _read_blocks(self, section: nodes.Element, context: Context, root: Root) -> None:
        """Find the records among the blocks directly in *section*; the rest is prose."""
        for marker in markers_in(section, "sponsors"):
            self._read_sponsors(marker, root)
        blocks = [child for child in section.children if not isinstance(child, nodes.section)]
        kinds = [block_of(block, auto=context.auto) for block in blocks]
        held: set[int] = set()
        for span in spans(kinds):
            inside = blocks[span.start : span.stop]
            held.update(range(span.start, span.stop))
            if span.per_entry:
                for entry, facts in entries(inside[0]):
                    self._take(entry, facts, context, root)
            elif isinstance(inside[0], digest_record) and kinds[span.start].kind is Kind.ITEM:
                self._draft(inside[0], context, root)
            else:
                self._wrap(section, inside, context, root)
        for index, block in enumerate(blocks):
            if index in held:
                continue
            if isinstance(block, digest_record):
                self._draft(block, context, root)
            else:
                root.prose.append(block)

    def _wrap(
        self, section: nodes.Element, blocks: list[nodes.Node], context: Context, root: Root
    ) -> None:
        """Put *blocks* of *section* into a record, which is an item."""
        record = digest_record(kind="item", facts={})
        _place_like(record, blocks[0], section)
        section.insert(section.index(blocks[0]), record)
        for block in blocks:
            section.remove(block)
            record += block
        self._draft(record, context, root)

    def _take(
        self, entry: nodes.list_item, facts: dict[str, Any], context: Context, root: Root
    ) -> None:
        """Take the *entry* of a list as an item."""
        _place_like(entry, entry.children[0], entry)
        entry["view"] = None  # until it has a name
        self.drafts.append(Draft("item", entry, entry.children, facts, context, root))

    def _draft(self, record: digest_record, context: Context, root: Root | None) -> None:
        kind = record["kind"]
        if kind == "session" and (root is None or root.marker["kind"] != "event"):
            self._misplaced(record, N_("expected it in the report of an event"))
            return
        if kind == "item" and root is None:
            self._misplaced(record, N_("expected it in an issue or a report"))
            return
        facts = dict(record["facts"])
        classify(record, facts.get("lang"))
        self.drafts.append(Draft(kind, record, record.children, facts, context, root))

    def _read_sponsors(self, marker: digest_marker, root: Root | None) -> None:
        """Take the names of sponsors: of the option, and of the words of the content."""
        typed = list(marker.facts.get("names", ()))
        shown = []
        if typed:
            view = View(
                "names", self.docname, ("organization", *typed), where=where(marker, self.env)
            )
            shown.append(digest_view(view=view))
        for paragraph in find(marker, nodes.paragraph):
            words = visible_text(
                [
                    child
                    for child in paragraph.children
                    if "picture" not in getattr(child, "attributes", ())
                ]
            )
            try:
                typed += names(words) if words else ()
            except UnexpectedError as error:
                why = __(error.message) % error.values
                warn(Subtype.OPTION, "digest:sponsors: %(why)s", location=paragraph, why=why)
        if root is None or root.marker["kind"] != "event":
            self._misplaced(marker, N_("expected it in the home or a report of an event"), shown)
            return
        root.sponsors += typed
        marker.replace_self(
            [nodes.container("", *shown, *marker.children, classes=["digest-sponsors"])]
        )

    # -- what stands outside of sections that are read -----------------------

    def _read_entities(self) -> None:
        markers = [m for m in find(self.document, digest_marker) if m["kind"] in ENTITY_KINDS]
        alike = Counter((id(marker.parent), marker["kind"]) for marker in markers)
        begun: set[int] = set()  # sections in which an entity stands already
        for marker in markers:
            section = marker.parent
            is_home = (
                isinstance(section, nodes.section)
                and id(section) not in begun
                # The heading above many, such as "People", is none of theirs.
                and (alike[id(section), marker["kind"]] == 1 or _is_named(section, marker))
                and all(isinstance(b, ASIDES) for b in section[: section.index(marker)])
            )
            begun.add(id(section))
            name = marker["argument"] or (title_of(section) if is_home else "")
            if not name:
                self._misplaced(marker, N_("expected an id, such as 'neutron'"))
                continue
            facts = dict(marker.facts)
            title = facts.get("title") or (title_of(section) if is_home else "") or name
            kind = marker["kind"]
            if is_home:
                prefer(section, anchor(kind, name))
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
            give_way(marker, [*heading, digest_view("", *marker.children, view=view)])

    def _read_stray(self) -> None:
        """Read the link lists outside of issues and reports; warn of what cannot stand there."""
        drafted = {id(draft.node) for draft in self.drafts}
        for record in find(self.document, digest_record):
            if record.get("inner"):
                continue  # its entries are items
            if id(record) in drafted or inside_record(record):
                if record["kind"] != "links" and id(record) not in drafted:
                    self._misplaced(record, N_("expected it beside, not inside another record"))
                elif id(record) not in drafted:
                    record["inner"] = True
                continue
            if record["kind"] != "links" and any(
                is_within(record, section) for root in self.roots for section in root.sections
            ):
                self._misplaced(record, N_("expected it in a section, not inside another block"))
                continue
            self._draft(record, Context(claims=self._headings_of(record)), None)
        for marker in find(self.document, digest_marker):
            if any(marker is root.marker for root in self.roots):
                continue
            if (
                marker["kind"] == "session"
                and isinstance(marker.parent, nodes.section)
                and any(draft.node is marker.parent for draft in self.drafts)
                and marker_in(marker.parent, "session") is marker
            ):
                continue
            if marker["kind"] == "sponsors":
                self._read_sponsors(marker, None)
            else:
                self._misplaced(
                    marker, N_("expected it under a heading of an issue or of an event's report")
                )

    def _links_outside(self) -> Iterator[Link]:
        """Yield the links of the document outside of issues, reports and link lists."""
        read = {id(draft.node) for draft in self.drafts}
        read |= {id(section) for root in self.roots for section in root.sections}
        read |= {id(block) for root in self.roots for block in root.prose}
        links = Links()
        links.read(_unread([self.document], read))
        for link in links.found():
            # In documents that say nothing else, addresses are left as they stand.
            if self.config.newsdigest_emails or not link.url.lower().startswith("mailto:"):
                yield link

    def _headings_of(self, node: nodes.Node) -> tuple[Claim, ...]:
        """Return the claims of the headings above *node*, outside of issues and reports."""
        found = []
        parent = node.parent
        while parent is not None:
            if isinstance(parent, nodes.section):
                found.append(Claim("project", title_of(parent), "owned", False))  # noqa: FBT003
            parent = parent.parent
        return tuple(reversed(found))

    # -- records -------------------------------------------------------------

    def _frame(self, root: Root, kind: str, index: int) -> None:
        """Put the views of the head and the foot around what the root holds."""
        at = where(root.marker, self.env)
        head, foot = (
            digest_view(view=View(f"{kind}-{end}", self.docname, (str(index),), where=at))
            for end in ("head", "foot")
        )
        give_way(root.marker, [head, *root.marker.children])
        root.sections[-1].append(foot)

    def _views(self) -> Iterator[View]:
        """Yield each place whose look other documents decide, but for those of the records."""
        for node in find(self.document, (addnodes.pending_xref, digest_view, digest_name)):
            if isinstance(node, addnodes.pending_xref):
                if node.get("refdomain") == "digest" or node.get("reftype") == "any":
                    yield View("target", self.docname, (node["reftype"], node["reftarget"]))
            elif node["view"].shows != "place":
                yield node["view"]

    # -- what cannot stand where it does --------------------------------------

    def _misplaced(
        self, node: nodes.Element, expected: str, shown: Sequence[nodes.Node] = ()
    ) -> None:
        name = f"digest:{node['kind']}"
        warn(
            Subtype.MISPLACED,
            "%(name)s: %(expected)s",
            location=node,
            name=name,
            expected=__(expected),
        )
        self._dissolve(node, shown)

    def _refuse(self, marker: digest_marker, subtype: Subtype, message: str, **values: Any) -> None:
        warn(subtype, message, location=marker, **values)
        give_way(marker, marker.children)

    def _dissolve(self, node: nodes.Element, shown: Sequence[nodes.Node]) -> None:
        """Leave the words of *node* where it stood."""
        words = [*shown, *node.children]
        if node.get("argument"):
            text = f"{{digest:{node['kind']}}} {node['argument']}"
            words.insert(0, nodes.paragraph(text, text, classes=["digest-refused", "no-item"]))
        if isinstance(node, digest_record):
            words = [nodes.container("", *words)]
        give_way(node, words)


def _place_like(node: nodes.Element, first: nodes.Node, around: nodes.Element) -> None:
    """Say of *node* that it stands where its *first* block does, else where what is *around*."""
    node.source, node.line = first.source or around.source, first.line or around.line


def _is_named(section: nodes.section, marker: digest_marker) -> bool:
    """Say whether the heading of *section* is a name of the entity that *marker* declares."""
    facts = marker.facts
    known = (marker["argument"], facts.get("title", ""), *facts.get("aliases", ()))
    return fold(title_of(section)) in map(fold, known)


def _links_in_prose(root: Root, docname: str) -> Iterator[Link]:
    """Yield the links of *root* that stand in no record."""
    links = Links()
    links.read(root.prose)
    for link in links.found():
        yield changed(link, event=event_of(root, docname))


def _unread(nodes_: Iterable[nodes.Node], read: AbstractSet[int]) -> Iterator[nodes.Node]:
    """Yield the blocks in *nodes_* that hold nothing of what is *read*, which are ids."""
    for node in nodes_:
        if id(node) in read:
            continue
        parts = (nodes.document, nodes.section, digest_view)
        if isinstance(node, parts) or any(id(part) in read for part in find(node, _RECORDS)):
            yield from _unread(node.children, read)
        else:
            yield node


def _warn_of_unread_fences(parts: Parts, config: Config) -> None:
    """Warn once where a page shows our directives because MyST does not read them."""
    enabled = getattr(config, "myst_enable_extensions", None)
    if enabled is None or {"colon_fence", "attrs_block"} <= set(enabled):
        return
    for paragraph in parts.of(nodes.paragraph):
        if any(isinstance(part, nodes.Text) and _FENCE.search(part) for part in paragraph):
            warn(
                Subtype.MYST,
                N_(
                    "a directive is shown as text; expected 'colon_fence' and 'attrs_block' in "
                    "'myst_enable_extensions'"
                ),
                location=paragraph,
            )
            return
