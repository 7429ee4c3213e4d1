"""Resolve phase: views are filled, records get their anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform

from .citations import Publication
from .navigation import BUILDERS
from .nodes import digest_lines, digest_name, digest_record, digest_view, give_way, is_entry
from .render import parts, render, unfolded
from .shown import Sight, index_entries, show
from .trees import find, put

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .domain import DigestDomain
    from .render import Linker
    from .shown import Shown


def publication(config: Config) -> Publication:
    """Return the book as its config describes it."""
    suffix = config.html_link_suffix or config.html_file_suffix or ".html"
    author = config.author if config.author != "Author name not set" else ""
    return Publication(
        config.project, author, config.language.replace("_", "-"), config.html_baseurl, suffix
    )


def sight(env: BuildEnvironment, bound: AbstractSet[str] | None = None) -> Sight:
    """Return what there is to see when *bound* documents are bound in; all, if not said."""
    domain: DigestDomain = env.get_domain("digest")  # type: ignore[assignment]  # our domain
    documents = frozenset(env.found_docs if bound is None else bound)
    return Sight(domain.catalogue, publication(env.config), documents)


def builder_of(env: BuildEnvironment) -> Builder:
    """Return the builder that writes; Sphinx 9 deprecates ``env.app``, 8 has nothing else."""
    app = env._app if hasattr(env, "_app") else env.app  # noqa: SLF001 - see above
    return app.builder


#: Views that stand for the section they are in.
_OF_SECTIONS = frozenset({"issue-head", "event-head", "place"})


class FillViews(SphinxPostTransform):
    """Put into each placeholder what it shows, before references are resolved."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        kinds = (digest_view, digest_record, digest_name, nodes.list_item)
        placeholders = find(self.document, kinds)
        if not placeholders:
            return
        builder = builder_of(self.env)
        bound = _bound(self.document)
        seen = sight(self.env, bound)
        link = _linker(builder, self.env.docname)
        on_page = builder.name in BUILDERS
        for node in placeholders:
            if isinstance(node, digest_name):
                (group,) = show(node["view"], seen).groups
                (row,) = group.rows
                found = parts(row, link, "")
                if isinstance(found[0], nodes.reference):
                    found[0].children = []
                    found[0] += node.children
                else:
                    found = [nodes.inline("", "", *node.children)]
                node.replace_self(found)
            elif isinstance(node, digest_view):
                shown = show(node.view, seen)
                if bound is not None:
                    _forget_guesses(shown, node)
                targets = _anchors(shown, node)
                found = render(shown, link, node.children, on_page=on_page)
                give_way(node, [*targets, *found])
            elif isinstance(node, digest_record):
                _unwrap(node, seen)
            elif is_entry(node):
                _anchor_entry(node, seen)
        for section in find(self.document, nodes.section):
            section.attributes.pop("guessed", None)  # no format is to show it


class Unfold(SphinxPostTransform):
    """Make nodes of the lines of listings, when all transforms have seen the rest of the page."""

    default_priority = 990

    def run(self, **kwargs: Any) -> None:
        for lines in find(self.document, digest_lines):
            lines.replace_self(unfolded(lines))


def _unwrap(record: digest_record, seen: Sight) -> None:
    """Put the blocks of *record*, with its anchor, where they belong."""
    if "view" not in record or record.get("inner"):
        title = record["facts"].get("title") if record["kind"] == "links" else None
        heading = [nodes.rubric("", title, digest="title")] if title else []
        give_way(record, [*heading, *record.children])
        return
    shown = show(record["view"], seen)
    targets = _anchors(shown, record, record["kind"])
    classes = [f"digest-{record['kind']}", *record["classes"]]
    record.replace_self(nodes.container("", *targets, *record.children, classes=classes))


def _anchor_entry(entry: nodes.list_item, seen: Sight) -> None:
    """Put the anchor of an item into the *entry* that it is."""
    targets = _anchors(show(entry.attributes.pop("view"), seen), entry, "item")
    first = entry.children[0]
    if isinstance(first, nodes.paragraph):
        # A list stays compact when its entries hold paragraphs alone.
        put(first, 0, targets)
    else:
        inside = nodes.container("", *targets, *entry.children, classes=["digest-item"])
        entry.children = [inside]
        entry.setup_child(inside)


def _forget_guesses(shown: Shown, view: digest_view) -> None:
    """Take away the ids that reading guessed wrong: in one file another section may bear them."""
    section = view.parent
    if isinstance(section, nodes.section) and view.view.shows in _OF_SECTIONS:
        guessed: list[str] = section.get("guessed", [])
        wrong = set(guessed) - set(shown.anchors)
        section["ids"] = [identifier for identifier in section["ids"] if identifier not in wrong]


def _anchors(shown: Shown, node: nodes.Element, kind: str = "") -> list[nodes.Node]:
    """Return index entries, and targets for the anchors that the section does not bear.

    The targets of a record have its *kind*.
    """
    section = node.parent
    missing = list(shown.anchors)
    if isinstance(section, nodes.section):
        if isinstance(node, digest_view) and node.view.shows in _OF_SECTIONS:
            # First, for permalinks lead there; reading could only guess, see identities.
            if not section["ids"] or section["ids"][0] not in missing:
                section["ids"] = [*missing, *(i for i in section["ids"] if i not in missing)]
            else:
                section["ids"] += [anchor for anchor in missing if anchor not in section["ids"]]
        missing = [anchor for anchor in missing if anchor not in section["ids"]]
    targets: list[nodes.Node] = [
        nodes.target("", "", ids=[anchor], digest=kind) for anchor in missing
    ]
    if shown.index:
        entries = [("single", entry, shown.anchors[0], "", None) for entry in shown.index]
        targets.append(addnodes.index(entries=entries, inline=False))
    return targets


def _bound(document: nodes.document) -> AbstractSet[str] | None:
    """Return the documents bound into an assembled *document*; None if it is a page."""
    inner = {node["docname"] for node in find(document, addnodes.start_of_file)}
    return inner | {document.get("docname", "")} if inner else None


def _linker(builder: Builder, docname: str) -> Linker:
    """Return a function that makes links from *docname*."""

    def link(target: str, anchor: str) -> str:
        try:
            uri = builder.get_relative_uri(docname, target)
        except NoUri:
            return ""
        return f"{uri}#{anchor}" if anchor else uri

    return link


def entries(seen: Sight) -> dict[str, list[tuple[str, str, str, str, None]]]:
    """Return the entries for the general index, by docname."""
    found: dict[str, list[tuple[str, str, str, str, None]]] = {}
    for owner in seen.catalogue.owners:
        if owner.mentions:  # most have none
            found.setdefault(owner.docname, []).extend(
                ("single", entry, owner.anchor, "", None)
                for entry in index_entries(owner, seen.catalogue)
            )
    return found
