"""What is where in a doctree."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node

_Found = TypeVar("_Found", bound=nodes.Element)


def by_docname(document: nodes.document, kind: type[_Found]) -> Iterator[tuple[str, _Found]]:
    """Yield the nodes of *kind* in *document*, which may be assembled, with their docnames."""

    def walk(node: nodes.Node, docname: str) -> Iterator[tuple[str, _Found]]:
        for child in node.children:
            inner = child["docname"] if isinstance(child, addnodes.start_of_file) else docname
            if isinstance(child, kind):
                yield inner, child
            yield from walk(child, inner)

    yield from walk(document, document["docname"])


def is_picture(node: Node) -> bool:
    """Say whether *node* holds a picture, perhaps in a link, and nothing else."""
    if isinstance(node, nodes.image):
        return True
    return len(node.children) == 1 and is_picture(node.children[0])


def is_block(node: Node) -> bool:
    """Say whether *node* stands in lines of its own: what is empty or unseen does not."""
    is_inline = isinstance(node, (nodes.Text, nodes.Inline, nodes.Invisible, nodes.system_message))
    return bool(node.children) and not is_inline


def parts(node: nodes.TextElement) -> list[nodes.Element]:
    """Take *node*, which holds a block, apart: blocks, and as paragraphs the words between them.

    If the first block is a paragraph, it stands in the line of what is before: ``x – what it is``.
    """
    first = next(filter(is_block, node.children))
    if isinstance(first, nodes.paragraph):
        node["ids"] += first["ids"]
        node.replace(first, first.children)
    words = nodes.paragraph()
    made: list[nodes.Element] = [words]
    for child in node.children:
        if isinstance(child, nodes.Element) and is_block(child):
            words = nodes.paragraph()
            made += [child, words]
        else:
            words += child
    for part in made:
        part.parent = node
    return [part for part in made if part.astext().strip() or any(children(part, nodes.Element))]


def within(node: Node, kind: type[Node]) -> bool:
    """Say whether *node* is in one of *kind*."""
    return node.parent is not None and (isinstance(node.parent, kind) or within(node.parent, kind))


def children(node: Node, kind: type[_Found]) -> Iterator[_Found]:
    """Return the children of *node* that are of *kind*."""
    return (child for child in node.children if isinstance(child, kind))
