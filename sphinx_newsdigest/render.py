"""What a view shows, as docutils nodes; knows neither environment nor builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes

from .logging import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .shown import Fact, Group, Part, Shown


#: Returns the URI of an anchor in a document, or "" where an edition has none.
Linker: TypeAlias = "Callable[[str, str], str]"


def render(shown: Shown, link: Linker, prose: Sequence[nodes.Node] = ()) -> list[nodes.Node]:
    """Return the nodes of *shown*: facts, then *prose*, then groups of lines."""
    body: list[nodes.Node] = []
    if shown.facts:
        body.append(_line(shown.facts, link) if shown.one_line else _fields(shown.facts, link))
    body += prose
    for group in shown.groups:
        body += _group(group, link)
    if shown.note:
        body.append(nodes.paragraph("", "", *_part(shown.note, link)))
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


def _group(group: Group, link: Linker) -> list[nodes.Node]:
    """Return a title, where there is one, and a list of lines."""
    label = _(group.label) if group.label else "%s"
    title = label % group.title if "%s" in label else label
    heading: list[nodes.Node] = [nodes.rubric("", title, digest="aside")] if title else []
    lines = [nodes.list_item("", nodes.paragraph("", "", *_row(row, link))) for row in group.rows]
    return (
        [*heading, nodes.bullet_list("", *lines, bullet="-", digest="aside")] if lines else heading
    )


def _row(row: Iterable[Part], link: Linker) -> list[nodes.Node]:
    found = parts(row, link, " · ")
    for reference in found:
        if isinstance(reference, nodes.reference):
            reference["unnoted"] = True  # in print, its address stands in full where it is at home
    return found


def parts(row: Iterable[Part], link: Linker, divider: str) -> list[nodes.Node]:
    """Return *row* as inline nodes with *divider* between its parts."""
    found: list[nodes.Node] = []
    for part in row:
        if found:
            found.append(nodes.Text(divider))
        found += _part(part, link)
    return found


def _part(part: Part, link: Linker) -> list[nodes.Node]:
    text = _(part.text) if part.translate else part.text
    uri = part.url or (link(part.docname, part.anchor) if part.docname else "")
    if not uri:
        return [nodes.Text(text)]
    return [nodes.reference("", text, refuri=uri, internal=not part.url)]
