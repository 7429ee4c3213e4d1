"""What a view shows, as docutils nodes; knows neither environment nor builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from docutils import nodes

from .logging import _
from .nodes import Piece, digest_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .shown import Fact, Group, Part, Shown


#: Returns the URI of an anchor in a document, or "" where an edition has none.
Linker: TypeAlias = "Callable[[str, str], str]"


def render(
    shown: Shown, link: Linker, prose: Sequence[nodes.Node] = (), *, on_page: bool = False
) -> list[nodes.Node]:
    """Return the nodes of *shown*: facts, then *prose*, then groups of lines.

    *on_page* of a site, a list of lines is one node, until :func:`unfolded`.
    """
    body: list[nodes.Node] = []
    if shown.facts:
        body.append(_line(shown.facts, link) if shown.one_line else _fields(shown.facts, link))
    body += prose
    for group in shown.groups:
        body += _group(group, link, on_page=on_page)
    if shown.note:
        body.append(nodes.paragraph("", "", *parts([shown.note], link, "")))
    if not body:
        return []
    # The attribute tells it from what an editor wrote; an aside says what is said elsewhere.
    return [nodes.container("", *body, classes=[shown.style] if shown.style else [], digest="view")]


def _line(facts: Iterable[Fact], link: Linker) -> nodes.Node:
    """Return *facts* as one running line."""
    paragraph = nodes.paragraph(digest="aside")
    for fact in facts:
        if paragraph.children:
            paragraph += nodes.Text(" · ")
        paragraph += nodes.Text(_("%s: ") % _(fact.label))
        paragraph += parts(fact.parts, link, _(", "))
    return paragraph


def _fields(facts: Iterable[Fact], link: Linker) -> nodes.Node:
    """Return *facts* as a field list."""
    return nodes.field_list(
        "",
        *(
            nodes.field(
                "",
                nodes.field_name("", _(fact.label)),
                nodes.field_body("", nodes.paragraph("", "", *parts(fact.parts, link, _(", ")))),
            )
            for fact in facts
        ),
        classes=["digest-facts"],
    )


def _group(group: Group, link: Linker, *, on_page: bool) -> list[nodes.Node]:
    """Return a title, where there is one, and a list of lines."""
    label = _(group.label) if group.label else "%s"
    title = label % group.title if "%s" in label else label
    heading: list[nodes.Node] = [nodes.rubric("", title, digest="aside")] if title else []
    rows = [[*_pieces(row, link, " · ")] for row in group.rows]
    if not rows:
        return heading
    # Themes may show an address in another way than it is typed: they look for its node.
    if on_page and not any(uri == text for row in rows for text, uri, _ in row):
        return [*heading, digest_lines("", rows=rows, digest="aside")]
    return [*heading, _list(rows, digest="aside")]


def unfolded(lines: digest_lines) -> nodes.bullet_list:
    """Return the list that *lines* are."""
    return _list(lines.rows, digest="aside", classes=lines["classes"])


def _list(rows: Iterable[Iterable[Piece]], **attributes: Any) -> nodes.bullet_list:
    lines = (nodes.list_item("", nodes.paragraph("", "", *map(_unnoted, row))) for row in rows)
    return nodes.bullet_list("", *lines, bullet="-", **attributes)


def _unnoted(piece: Piece) -> nodes.Node:
    node = _node(piece)
    if isinstance(node, nodes.reference):
        node["unnoted"] = True  # in print, its address stands in full where it is at home
    return node


def parts(row: Iterable[Part], link: Linker, divider: str) -> list[nodes.Node]:
    """Return *row* as inline nodes with *divider* between its parts."""
    return [*map(_node, _pieces(row, link, divider))]


def _pieces(row: Iterable[Part], link: Linker, divider: str) -> Iterator[Piece]:
    """Yield what *row* says, with *divider* between its parts."""
    for index, part in enumerate(row):
        if index:
            yield divider, "", False
        uri = part.url or (link(part.docname, part.anchor) if part.docname else "")
        yield _(part.text) if part.translate else part.text, uri, not part.url


def _node(piece: Piece) -> nodes.Node:
    text, uri, is_internal = piece
    if not uri:
        return nodes.Text(text)
    return nodes.reference("", text, refuri=uri, internal=is_internal)
