"""Documents, sections and their titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes, locale

from .markup import call, string
from .tree import by_docname, within
from .writer import Writer

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

#: What holds documents without being a box of its own, in which no page can begin.
_OPEN = (
    nodes.document,
    nodes.section,
    nodes.compound,
    nodes.container,
    addnodes.only,
    addnodes.start_of_file,
)


class part(nodes.Part, nodes.TextElement):  # noqa: N801 - docutils names nodes so
    """The caption of a table of contents: the title of a part of the book."""


class StructureWriter(Writer):
    """Writes what a book is made of."""

    def visit_document(self, node: nodes.document) -> None:
        self._footnotes = {
            f"{docname}#{identifier}": footnote
            for docname, footnote in by_docname(node, nodes.footnote)
            for identifier in footnote["ids"]
        }
        # What stands in a title also stands in the contents: no place for a note.
        self._noted = {
            f"{docname}#{reference.get('refid')}"
            for docname, reference in by_docname(node, nodes.footnote_reference)
            if not within(reference, nodes.title)
        }
        self._open_file(node["docname"])

    def depart_document(self, node: nodes.document) -> None:
        self._close_file()

    def visit_start_of_file(self, node: Element) -> None:
        self._say(f"include {string(file_name(node['docname']))}")
        self._outer.append(self._level)
        self._can_break.append(self._breaks_in(node.parent))
        # A document belongs to the one that lists it, in whichever section it does so.
        title = self._titles[-1]
        self._level = self._level if title is None else title
        self._open_file(node["docname"])

    def depart_start_of_file(self, node: Element) -> None:
        self._close_file()
        self._level = self._outer.pop()
        self._can_break.pop()

    def _open_file(self, docname: str) -> None:
        self._docnames.append(docname)
        self._titles.append(None)
        self._bodies.append([])
        self.placed.add(docname)
        self._say(f"{call('anchor', docname)})")

    def _close_file(self) -> None:
        lines = "\n".join(self._bodies.pop())
        self.files[self._docnames.pop()] = lines
        self._titles.pop()

    def _breaks_in(self, node: Node | None) -> bool:
        """Say whether a page can begin in *node*: it is in no box, list or table."""
        while isinstance(node, _OPEN):
            node = node.parent
        return node is None and self._can_break[-1]

    def visit_section(self, node: nodes.section) -> None:
        self._level += 1

    def depart_section(self, node: nodes.section) -> None:
        self._level -= 1

    def visit_title(self, node: nodes.title) -> None:
        parent = node.parent
        self._locate(node)
        if not isinstance(parent, nodes.section):
            if isinstance(parent, nodes.table):
                self.visit_caption(node)
            else:
                self._begin(node, "block-title")
            return
        opens = self._titles[-1] is None
        if opens:
            self._titles[-1] = self._level
        if self._level < 1:
            self._place(parent)  # its title is on the cover
            raise nodes.SkipNode
        labels = [f"{self._docnames[-1]}#{identifier}" for identifier in parent["ids"]]
        labels = [label for label in labels if label not in self.placed]
        self.placed.update(labels)
        new_page = opens and not self._is_fresh and self._breaks_in(parent)
        for inner in node.findall(nodes.Element):
            self._place(inner)  # not in the title, which also stands in the contents
        self._is_titled, self._is_fresh = True, self._is_fresh or opens
        self._begin(
            node,
            "section-title",
            level=self._level,
            labels=labels,
            opens=opens,
            new_page=new_page,
        )

    def depart_title(self, node: nodes.title) -> None:
        self._is_titled = False
        self._end()

    def visit_subtitle(self, node: nodes.subtitle) -> None:
        self._begin(node, "block-title")

    def visit_caption(self, node: Element) -> None:
        self._begin(node, "caption")
        self._number(node.parent)

    def _number(self, node: Element) -> None:
        """Say the number of a figure, a table or a listing, where these are numbered."""
        domain: Any = self._domains["std"]
        figtype = domain.get_enumerable_node_type(node)
        numbers = self.builder.env.toc_fignumbers.get(self._docnames[-1], {}).get(figtype, {})
        for identifier in node["ids"]:
            if identifier in numbers and self.config.numfig:
                number = ".".join(map(str, numbers[identifier]))
                self._say(string(f"{self.config.numfig_format[figtype] % number} "))
                return

    def visit_part(self, node: Element) -> None:
        self._is_fresh = self._is_titled = True
        self._begin(node, "part-title", new_page=self._breaks_in(node.parent))

    def depart_part(self, node: Element) -> None:
        self._is_titled = False
        self._end()

    def visit_rubric(self, node: nodes.rubric) -> None:
        words = locale._
        if node.astext() in {"Footnotes", words("Footnotes")}:
            raise nodes.SkipNode  # these stand at the foot of their pages
        self._begin(node, "rubric")

    def visit_transition(self, node: nodes.transition) -> None:
        self._say("transition()")
        raise nodes.SkipNode


def file_name(docname: str) -> str:
    """Return the path of the code of *docname*, from the root of the output."""
    return f"/documents/{docname}.typ"
