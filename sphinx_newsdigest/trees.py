"""Nodes of a tree: docutils finds them one by one, through a generator for each level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def put(parent: nodes.Element, at: int, children: Sequence[nodes.Node]) -> None:
    """Put *children* into *parent*; docutils would climb to the document several times for each."""
    parent.children[at:at] = children
    for child in children:
        child.parent = parent


def told(found: Iterable[nodes.Node]) -> str:
    """Return what nodes say, and what is said of them, as one text."""
    return "\0".join(
        node if isinstance(node, str) else f"{node.tagname} {node.attributes} {len(node.children)}"  # type: ignore[attr-defined]  # an element
        for node in found
    )


class Parts:
    """The nodes of a tree by their kind, found in one walk: later changes do not show."""

    def __init__(self, node: nodes.Node) -> None:
        """Walk through *node*, and all below it."""
        self._found: dict[type, list[nodes.Node]] = {}
        for part in find(node):
            self._found.setdefault(type(part), []).append(part)

    def of(self, kind: type[N]) -> list[N]:
        """Return the nodes of *kind*; of one class, in the order of the text."""
        found: list[Any] = []
        for each, parts in self._found.items():
            if issubclass(each, kind):
                found += parts
        return found
