"""Blocks and sections of a doctree, as the rule of items sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from .items import Block, Kind, ends_in_colon
from .nodes import digest_downloads, digest_marker, digest_record, digest_view, is_entry
from .text import external, last_words, visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Blocks that a reader does not see as part of the text.
ASIDES = (
    nodes.Invisible,
    nodes.footnote,
    nodes.citation,
    nodes.system_message,
    nodes.transition,
    nodes.Titular,
    addnodes.index,
    digest_downloads,
    digest_marker,
    digest_view,
)


def block_of(node: nodes.Node, *, auto: bool) -> Block:
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
    if isinstance(node, nodes.rubric):
        return Block(Kind.BREAK)
    if isinstance(node, ASIDES) or is_toctree(node) or not auto:
        return Block(Kind.ASIDE if isinstance(node, ASIDES) or is_toctree(node) else Kind.PROSE)
    if isinstance(node, nodes.paragraph):
        if all(_is_picture(child) for child in node.children):
            return Block(Kind.OTHER)
        return Block(Kind.PARAGRAPH, ends_in_colon(last_words(node)))
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


def is_toctree(node: nodes.Node) -> bool:
    """Say whether *node* is what holds the place of a table of contents."""
    return isinstance(node, nodes.compound) and "toctree-wrapper" in node["classes"]


def _is_link_list(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.bullet_list | nodes.enumerated_list)
        and bool(node.children)
        and all(any(True for _ in external(entry)) for entry in node.children)
    )


def _link_list_of(record: digest_record) -> nodes.Element | None:
    """Return the list of links that is all of *record*, None if there is more or less."""
    blocks = [block for block in record.children if not isinstance(block, ASIDES)]
    if len(blocks) == 1 and isinstance(blocks[0], nodes.Element) and _is_link_list(blocks[0]):
        return blocks[0]
    return None


def entries(node: nodes.Node) -> Iterator[tuple[nodes.list_item, dict[str, Any]]]:
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
    part = 1
    for entry in list(entries.children):
        assert isinstance(entry, nodes.list_item), "a list holds entries"
        yield entry, {**facts, "links_part": part}
        part += sum(1 for _ in external(entry))


def body(section: nodes.Element) -> list[nodes.Node]:
    """Return the blocks of *section* without its title and markers."""
    return [
        child for child in section.children if not isinstance(child, nodes.Titular | digest_marker)
    ]


def subsections(section: nodes.Element) -> list[nodes.Element]:
    """Return the sections directly in *section*."""
    return [child for child in section.children if isinstance(child, nodes.section)]


def title_of(section: nodes.Element) -> str:
    """Return the title of *section*, "" if it has none."""
    title = next((child for child in section.children if isinstance(child, nodes.title)), None)
    return " ".join(visible_text([title]).split()) if title is not None else ""


def markers_in(section: nodes.Element, kind: str) -> list[digest_marker]:
    """Return the markers of *kind* directly in *section*."""
    return [
        child
        for child in section.children
        if isinstance(child, digest_marker) and child["kind"] == kind
    ]


def marker_in(section: nodes.Element, kind: str) -> digest_marker | None:
    """Return the first marker of *kind* directly in *section*, if any."""
    return next(iter(markers_in(section, kind)), None)


def is_within(node: nodes.Node, ancestor: nodes.Node) -> bool:
    """Say whether *node* is *ancestor* or below it."""
    above: nodes.Node | None = node
    while above is not None:
        if above is ancestor:
            return True
        above = above.parent
    return False


def inside_record(node: nodes.Node) -> bool:
    """Say whether *node* is below a record."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, digest_record) or is_entry(parent):
            return True
        parent = parent.parent
    return False


def prefer(section: nodes.Element, identifier: str) -> None:
    """Make *identifier* the first id of *section*, to which permalinks and contents lead.

    A heading whose words happen to make the same id gets another.
    """
    if not isinstance(section, nodes.section) or identifier in section["ids"]:
        return
    document = section.document
    assert document is not None, "the section stands in one"
    holder = document.ids.setdefault(identifier, section)
    if holder is not section:
        names = [name for name, found in document.nameids.items() if found == identifier]
        if not names or not isinstance(holder, nodes.section):
            return  # a record of the same id, or a target of the editor's own
        other = f"{identifier}-heading"
        holder["ids"][holder["ids"].index(identifier)] = other
        document.nameids.update(dict.fromkeys(names, other))
        document.ids.update({identifier: section, other: holder})
    section["ids"].insert(0, identifier)
    section["guessed"] = [*section.get("guessed", ()), identifier]


def classify(node: nodes.Element, language: str | None) -> None:
    """Give *node* the class from which docutils makes the attribute ``lang``."""
    if language:
        node["classes"].append(f"language-{language}")
