"""Placeholders; none of them reaches a writer.

========= ============================================================ =============
node      holds                                                        until
========= ============================================================ =============
marker    the facts of a directive or of front matter                  collecting
record    the blocks of an item, a session or a list of links          resolving
(entry)   of a list of links is an item itself, and has its *view*     resolving
view      (the prose of) a place whose content other documents decide  resolving
name      a name that may be known, ``[name]()``                       resolving
downloads nothing; links to files stand there on a site                resolving
lines     the *rows* of a list, on a page of a site                    all is resolved
========= ============================================================ =============
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .model import View


class digest_marker(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """What a directive says: *kind*, *argument*, *facts* and, if it has any, content."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """Converted options by name."""
        facts: Mapping[str, Any] = self["facts"]
        return facts


class digest_record(nodes.General, nodes.Element):  # noqa: N801
    """The blocks of one record; *kind* and *facts*, later *docname* and *name*."""


def is_entry(node: nodes.Node) -> TypeGuard[nodes.list_item]:
    """Say whether *node* is an item as it stands in a list: most are, so none is wrapped."""
    return isinstance(node, nodes.list_item) and "view" in node


class digest_view(nodes.General, nodes.Element):  # noqa: N801
    """A place that shows the *view*."""

    @property
    def view(self) -> View:
        """What it shows."""
        view: View = self["view"]
        return view


class digest_name(nodes.Inline, nodes.TextElement):  # noqa: N801
    """A name in running text; its *view* knows whose it is."""


#: Text in a line, its address ("" is none), and whether that is in the book.
Piece: TypeAlias = "tuple[str, str, bool]"


class digest_lines(nodes.General, nodes.Element):  # noqa: N801
    """A list of lines, which are ten nodes each: all transforms would look at these in vain."""

    @property
    def rows(self) -> Sequence[Sequence[Piece]]:
        """The lines."""
        rows: Sequence[Sequence[Piece]] = self["rows"]
        return rows


class digest_downloads(nodes.General, nodes.Element):  # noqa: N801
    """A place for links to the files that a site offers."""


def give_way(node: nodes.Element, successors: Sequence[nodes.Node]) -> None:
    """Put *successors* in the place of *node*; what names the place in the text stays there."""
    given = any(node[attribute] for attribute in nodes.Element.basic_attributes)
    if given and not (successors and isinstance(successors[0], nodes.Element)):
        successors = [nodes.target(), *successors]
    node.replace_self(list(successors))


PLACEHOLDERS = (
    digest_marker,
    digest_record,
    digest_view,
    digest_name,
    digest_downloads,
    digest_lines,
)
