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


def within(node: Node, kind: type[Node]) -> bool:
    """Say whether *node* is in one of *kind*."""
    return node.parent is not None and (isinstance(node.parent, kind) or within(node.parent, kind))


def children(node: Node, kind: type[_Found]) -> Iterator[_Found]:
    """Return the children of *node* that are of *kind*."""
    return (child for child in node.children if isinstance(child, kind))
