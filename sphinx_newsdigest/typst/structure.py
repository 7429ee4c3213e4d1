"""Documents, sections and their titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes, locale

from .markup import anchor, string
from .tree import by_docname, children, within
from .volumes import Piece, Title
from .writer import Writer

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

#: Lines that show nothing.
_QUIET = re.compile(r"//|\[#metadata\(none\)|[{}]$")

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
        self._say(anchor(node["docname"]))

    def depart_document(self, node: nodes.document) -> None:
        self._close_file()

    def visit_start_of_file(self, node: Element) -> None:
        docname = node["docname"]
        self._outer.append(self._level)
        self._can_break.append(self._breaks_in(node.parent))
        # A document belongs to the one that lists it, in whichever section it does so.
        title = self._titles[-1]
        self._level = max(0, self._level if title is None else title) + self._parted[-1]
        if self._can_break[-1]:
            self._close_piece()  # files beside one another: Typst has no room for many in a row
        else:
            self._say(f"include {string(file_name(docname))}")
        self._open_file(docname)
        if next(children(node, nodes.section), None) is None:
            self._say(anchor(docname))

    def depart_start_of_file(self, node: Element) -> None:
        self._close_file()
        self._level = self._outer.pop()
        if self._can_break.pop():
            self._bodies.append([])

    def _open_file(self, docname: str) -> None:
        self._docnames.append(docname)
        self._titles.append(None)
        self._parted.append(0)
        self._bodies.append([])
        self._put(docname)

    def _close_file(self) -> None:
        self._close_piece()
        self._docnames.pop()
        self._titles.pop()
        self._parted.pop()

    def _close_piece(self) -> None:
        """Write what there is of the open document: the next in the book comes, or its end."""
        lines = self._bodies.pop()
        if not lines:
            return
        docname = self._docnames[-1]
        piece = self._pieces[docname]
        self._pieces[docname] += 1
        name = file_name(docname, piece)
        up = "../" * (name.count("/") - 1)
        head = f'// {self.builder.env.doc2path(docname)}:1\n#import "{up}template.typ": *'
        self._open.files[name] = "\n".join((head, "#{", *lines, "}", ""))
        if self._can_break[-1]:
            self._open.markup = f"#include {string(name)}"
            self.book.pieces.append(self._open)
            self._open = Piece()

    def _breaks_in(self, node: Node | None) -> bool:
        """Say whether a page can begin in *node*: it is in no box, list or table."""
        while isinstance(node, _OPEN):
            node = node.parent
        return node is None and self._can_break[-1]

    def visit_section(self, node: nodes.section) -> None:
        self._level += 1

    def depart_section(self, node: nodes.section) -> None:
        self._level = max(0, self._level - 1)  # on the cover, only the first title stands

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
        # None before the page begins, and none in the title, which also stands in the contents.
        named = [parent, *node.findall(nodes.Element)]
        ids = [identifier for inner in named for identifier in inner["ids"]]
        labels = [f"{self._docnames[-1]}#{identifier}" for identifier in ids]
        labels = [label for label in dict.fromkeys(labels) if label not in self.book.placed]
        if opens:
            labels.append(self._docnames[-1])
        new_page = opens and not self._is_fresh and self._breaks_in(parent)
        self._is_fresh = self._is_fresh or opens
        if not opens:
            self._parted[-1] = 0  # a section of its own ends a part
        self._begin_heading(node, "section-title", self._level, labels, new_page, opens=opens)
        numbers = self.builder.env.toc_secnumbers.get(self._docnames[-1], {})
        anchors = [""] if opens else [f"#{identifier}" for identifier in parent["ids"]]
        for number in filter(None, map(numbers.get, anchors)):
            self._say(string(".".join(map(str, number)) + ". "))
            break

    def depart_title(self, node: nodes.title) -> None:
        if self._heading:
            self._end_heading()
        else:
            self._end()

    def _begin_heading(
        self,
        node: Element,
        function: str,
        level: int,
        labels: list[str],
        new_page: bool,  # noqa: FBT001 - as the template calls it
        **named: bool,
    ) -> None:
        labels = labels or [f"/title/{len(self.book.titles)}"]
        for label in labels:
            self._put(label)
        # Not where the page before is of the same piece.
        self._open.opens |= new_page and all(map(_QUIET.match, self._bodies[-1]))
        self._is_titled = True
        source = f"// {node.source}:{node.line}" if node.source and node.line else ""
        self._begin(node, function, level=level, labels=labels, new_page=new_page, **named)
        self._heading = (level, labels, source, len(self._bodies[-1]))

    def _end_heading(self) -> None:
        assert self._heading
        level, labels, source, begin = self._heading
        words = "\n".join(self._bodies[-1][begin:]) or "[]"
        self.book.titles.append(Title(len(self.book.pieces), level, labels, source, words))
        self._is_titled, self._heading = False, None
        self._end()

    def visit_subtitle(self, node: nodes.subtitle) -> None:
        self._begin(node, "block-title")

    def visit_caption(self, node: Element) -> None:
        self._begin(node, "caption")
        self._number(node.parent)

    def _number(self, node: Element) -> None:
        """Say the number of a figure, a table or a listing, where these are numbered."""
        if not self.config.numfig:
            return
        domain: Any = self._domains["std"]
        figtype = domain.get_enumerable_node_type(node)
        numbers = self._fignumbers(figtype)
        for number in filter(None, map(numbers.get, node["ids"])):
            words = self.config.numfig_format[figtype] % ".".join(map(str, number))
            self._say(string(f"{words} "))
            return

    def visit_part(self, node: Element) -> None:
        title = self._titles[-1]
        level = max(1, (self._level if title is None else title) + 1)
        new_page = level == 1 and self._breaks_in(node.parent)
        self._is_fresh = new_page
        self._parted[-1] = 1
        self.book.parted = self.book.parted or new_page
        self._begin_heading(node, "part-title", level, [], new_page)

    def depart_part(self, node: Element) -> None:
        self._end_heading()

    def visit_rubric(self, node: nodes.rubric) -> None:
        words = locale._
        if node.astext() in {"Footnotes", words("Footnotes")}:
            raise nodes.SkipNode  # these stand at the foot of their pages
        self._begin(node, "rubric")

    def visit_transition(self, node: nodes.transition) -> None:
        self._say("transition()")
        raise nodes.SkipNode


def file_name(docname: str, piece: int = 0) -> str:
    """Return the path of the code of *docname*, or of a later piece of it, from the root."""
    return f"/continued/{piece}/{docname}.typ" if piece else f"/documents/{docname}.typ"
