"""The domain ``digest``: the only code that touches its data."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from .catalogue import TARGETS, Catalogue, Place
from .directives import DIRECTIVES
from .identities import catalogue
from .logging import Subtype, report, warn
from .mentions import unknown_name
from .model import ENTITY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .downloads import Download
    from .messages import Problem
    from .model import Document, Entity, Event, Issue, Item, Report, Session

#: Roles whose text is a name to read; the others show the title of their target.
_READ_AS_TYPED = frozenset(ENTITY_KINDS)


class DigestDomain(Domain):
    """Issues, items, events, sessions and entities."""

    name = "digest"
    label = "Digest"
    data_version = 8
    initial_data: ClassVar[dict[str, Any]] = {
        "documents": {},
        "read": {},
        "titles": {},
        "characters": set(),
        "referring": set(),
    }
    directives: ClassVar[dict[str, Any]] = dict(DIRECTIVES)
    roles: ClassVar[dict[str, Any]] = {
        # Names stand in running text: they are words, not code.
        kind: XRefRole(warn_dangling=True, innernodeclass=nodes.inline)
        for kind in TARGETS
    }
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in TARGETS}

    #: The files that the site offers in this build; another may find others.
    downloads: tuple[Download, ...] = ()

    _catalogue: Catalogue | None = None

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._unpacked: dict[str, Document] = {}

    @property
    def _packed(self) -> dict[str, bytes]:
        """The documents as they are stored: the environment is pickled in each build."""
        packed: dict[str, bytes] = self.data["documents"]
        return packed

    @property
    def documents(self) -> Mapping[str, Document]:
        """What each source says, by docname."""
        for docname in self._packed.keys() - self._unpacked.keys():
            self._unpacked[docname] = pickle.loads(self._packed[docname])  # noqa: S301 - as Sphinx does
        return self._unpacked

    @property
    def read(self) -> dict[str, str]:
        """A digest of what each source reads as, by docname."""
        read: dict[str, str] = self.data["read"]
        return read

    @property
    def titles(self) -> dict[str, str]:
        """A digest of the titles in each source, by docname."""
        titles: dict[str, str] = self.data["titles"]
        return titles

    @property
    def characters(self) -> set[str]:
        """The documents whose text has characters that are words to the search."""
        characters: set[str] = self.data["characters"]
        return characters

    @property
    def referring(self) -> set[str]:
        """The documents that refer to what others declare, other than by our roles."""
        referring: set[str] = self.data["referring"]
        return referring

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of all that is read so far."""
        if self._catalogue is None:
            self._catalogue = catalogue(self.documents)
        return self._catalogue

    def note(self, document: Document) -> None:
        """Keep what a source says."""
        self._packed[document.docname] = pickle.dumps(document, pickle.HIGHEST_PROTOCOL)
        self._forget(document.docname)
        self._unpacked[document.docname] = document

    def _forget(self, *docnames: str) -> None:
        """Forget what was made of documents that are others now."""
        for docname in docnames:
            self._unpacked.pop(docname, None)
        self._catalogue = None

    def note_reading(
        self, docname: str, digest: str, titles: str, *, characters: bool, refers: bool
    ) -> None:
        """Keep digests of what a source reads as, and if it has *characters*, if it *refers*."""
        self.read[docname] = digest
        self.titles[docname] = titles
        if characters:
            self.characters.add(docname)
        if refers:
            self.referring.add(docname)

    def clear_doc(self, docname: str) -> None:
        self._packed.pop(docname, None)
        self.read.pop(docname, None)
        self.titles.pop(docname, None)
        self.characters.discard(docname)
        self.referring.discard(docname)
        self._forget(docname)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        theirs = otherdata["documents"]
        self._packed.update((name, theirs[name]) for name in docnames if name in theirs)
        self.read.update((name, otherdata["read"][name]) for name in docnames)
        self.titles.update((name, otherdata["titles"][name]) for name in docnames)
        self.characters.update(docnames & otherdata["characters"])
        self.referring.update(docnames & otherdata["referring"])
        self._forget(*docnames)

    def check_consistency(self) -> None:
        for problem in (*self.catalogue.problems, *self._listings_of_nothing()):
            report(problem, self.env)

    def _listings_of_nothing(self) -> Iterator[Problem]:
        """Yield the names in listings that nothing declares."""
        for document in self.catalogue.documents.values():
            for view in document.views:
                if view.query is None:
                    continue
                for kind in (*ENTITY_KINDS, "event", "issue"):
                    name = getattr(view.query, kind)
                    if name and self.catalogue.find(kind, name) is None:
                        near = self.catalogue.near(kind, name)
                        yield unknown_name(kind, name, near, view.where)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        place = self.catalogue.find(typ, target, node.get("refdoc", fromdocname))
        return place and _reference(builder, fromdocname, typ, place, node, contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        return [
            (f"digest:{kind}", _reference(builder, fromdocname, kind, place, node, contnode))
            for kind in TARGETS
            if (place := self.catalogue.find(kind, target, node.get("refdoc", fromdocname)))
        ]

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        records = self.catalogue
        for kind, found in (
            ("issue", records.issues),
            ("event", records.events),
            ("event", records.report.values()),
            ("session", records.sessions),
        ):
            for record in found:
                yield _object(kind, record.title, record)
        for item in records.items:
            yield _object("item", item.opening, item)
        for entity in records.entities:
            yield _object(entity.kind, entity.title, entity)

    def get_full_qualified_name(self, node: Element) -> str | None:
        return None


def _object(
    kind: str, title: str, record: Issue | Event | Report | Session | Item | Entity
) -> tuple[str, str, str, str, str, int]:
    """Return *record* as Sphinx wants it.

    Of an anchor made of kind and id, Sphinx's search remembers only that; as it does not
    know the id either, it would lead to one made of the title, which is nowhere. Such
    records have headings, which are found.
    """
    is_found = record.anchor != f"{kind}-{record.id}"
    return record.id, title, kind, record.docname, record.anchor, 1 if is_found else -1


def _reference(
    builder: Builder,
    fromdocname: str,
    kind: str,
    place: Place,
    node: pending_xref,
    contnode: Element,
) -> nodes.reference:
    """Return a reference to *place*, with its title where the editor gave no words."""
    as_typed = node.get("refexplicit") or kind in _READ_AS_TYPED
    # Without the class "xref", of which plain formats make emphasis: these are names in a sentence.
    given: list[str] = contnode.get("classes", [])
    classes = [name for name in given if name != "xref"]
    children = contnode.children if as_typed else [nodes.Text(place.title)]
    words = nodes.inline("", "", *children, classes=classes)
    return make_refnode(builder, fromdocname, place.docname, place.anchor, words, place.title)


def warn_of_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say which targets are near one that is unknown; only when nobody resolved it."""
    if domain is None or not isinstance(domain, DigestDomain):
        return None
    kind, target = node["reftype"], node["reftarget"]
    problem = unknown_name(kind, target, domain.catalogue.near(kind, target), "")
    warn(Subtype.UNKNOWN, problem.message, location=node, **problem.values)
    return True
