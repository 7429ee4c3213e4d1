"""Nodes of a tree: docutils finds them one by one, through a generator for each level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from docutils import nodes

N = TypeVar("N", bound="nodes.Node")


@overload
def find(node: nodes.Node) -> list[nodes.Node]: ...


@overload
def find(node: nodes.Node, kind: type[N]) -> list[N]: ...


@overload
def find(node: nodes.Node, kind: tuple[type[nodes.Element], ...]) -> list[nodes.Element]: ...


def find(node: nodes.Node, kind: Any = object) -> list[Any]:
    """Return *node*, if it is of *kind*, and all below it that are, in the order of the text.

    The list stays as it is when the tree is changed.
    """
    found = []
    ahead = [node]
    while ahead:
        node = ahead.pop()
        if isinstance(node, kind):
            found.append(node)
        if node.children:
            ahead.extend(node.children[::-1])
    return found
