"""Text, and what leads elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from ..linebreaks import without_soft_breaks
from ..messages import N_
from .formulas import FormulaError, equations, formula
from .logging import Subtype, warn
from .markup import call, page_of, string, way
from .tree import children
from .writer import Writer

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

#: An address that leads somewhere from any page; of others, only the words say something.
_OUTWARD = re.compile(r"(?!javascript:|data:)[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f\v]+")


class InlineWriter(Writer):
    """Writes what stands in a line."""

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils' name
        text = node.astext() if self._is_verbatim else without_soft_breaks(node.astext())
        self._is_fresh = self._is_fresh and (self._is_titled or not text.strip())
        text = text if self._is_verbatim else _SPACE.sub(" ", text)
        self._say(self._text(text))
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.raw) -> None:
        formats = node.get("format", "").split()
        if "typst" in formats:
            self._locate(node)
            self._say(f"[{node.astext()}]")
        elif "html" in formats and node.astext().strip() in {"<br>", "<br />"}:
            self._say("linebreak()")
        raise nodes.SkipNode

    def visit_abbreviation(self, node: nodes.abbreviation) -> None:
        self._begin(node, "plain")

    def depart_abbreviation(self, node: nodes.abbreviation) -> None:
        explained = (self._docnames[-1], node.astext(), node.get("explanation", ""))
        if explained[-1] and not self._is_terse and explained not in self._explained:
            self._explained.add(explained)
            self._say(string(f" ({explained[-1]})"))
        self._end()

    def visit_problematic(self, node: nodes.problematic) -> None:
        self._begin(node, "code")

    # -- formulas --------------------------------------------------------------------------

    def visit_math(self, node: nodes.math) -> None:
        self._place(node)
        tex = node.astext()
        code = self._formula(tex, node)
        self._say(f"{call('formula', tex, narrow=self._narrow[-1])}{code})")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        self._place(node)
        is_whole = bool(node.get("no-wrap", node.get("nowrap")))
        lines = equations(node.astext(), is_whole=is_whole)
        for index, tex in enumerate(lines, 1):
            code = self._formula(tex, node)
            # One label has one number, which stands behind the last.
            number = self._equation_number(node) if index == len(lines) else ""
            self._say(f"{call('displayed', tex, number=number)}{code})")
        raise nodes.SkipNode

    def _formula(self, tex: str, node: Element) -> str:
        """Return the code of the formula *tex*; what cannot be set stands as it was typed."""
        try:
            code, unknown = formula(tex)
            why = f"{unknown[0]}?" if unknown else ""
        except FormulaError as error:
            code, why = f"{call('code')}{string(tex)})", str(error)
        if why:
            warn(
                Subtype.FORMULA,
                N_(
                    "the formula '%(tex)s' cannot be set (%(why)s); what is not known stands as "
                    "typed"
                ),
                location=node,
                tex=" ".join(tex.split()),
                why=why,
            )
        return code

    def _equation_number(self, node: nodes.math_block) -> str:
        if self.config.numfig and self.config.math_numfig:
            parts = self._fignumbers("displaymath").get("".join(node["ids"][:1]), ())
            separator: str = self.config.math_numsep
            return separator.join(".".join(map(str, parts)).rsplit(".", 1))
        return str(node.get("number") or "")

    # -- what leads elsewhere --------------------------------------------------------------

    def visit_target(self, node: nodes.target) -> None:
        self._place(node)

    def depart_target(self, node: nodes.target) -> None:
        pass

    def visit_reference(self, node: nodes.reference) -> None:
        uri = node.get("refuri", "")
        if node.get("refid"):
            uri = f"%{self._docnames[-1]}#{node['refid']}"
        elif uri.startswith("#"):
            uri = f"%{self._docnames[-1]}{uri}"
        if uri.startswith("%"):
            label = uri[1:].removesuffix("#")
            self._begin_way(node, label)
        elif uri:
            self._begin_outward(node, uri)
        else:
            self._begin(node, "plain")

    visit_number_reference = visit_reference

    def _begin_way(self, node: Element, label: str) -> None:
        """Begin a link to *label*, the number of whose page stands behind it."""
        self._want(label, node)
        is_paged = self.config.typst_show_pagerefs and not self._is_terse
        self._begin_code(node, way(label), f"}})\n{page_of(label)}" if is_paged else "})")

    def _begin_outward(self, node: Element, uri: str) -> None:
        """Begin a link out of the book; paper shows where it leads.

        An extension that knows of a place where the address stands says so: ``unnoted``.
        """
        if not _OUTWARD.match(uri):
            self._begin(node, "plain")
            return
        address = string(uri)
        after = ""
        style = self.config.typst_show_urls
        is_known = self._is_terse or node.get("unnoted") or _shows(node, uri)
        # A thousand notes in one table take all memory that Typst can get.
        if not is_known and not (style == "footnote" and self._columns):
            after = {
                "footnote": f"\nfootnote(link({address}, text(..note-look, {self._text(uri)})))",
                "inline": f"\ntext(fill: grey, {self._text(f' ({uri})')})",
            }.get(style, "")
        self._begin_code(node, f"link({address}, {{", f"}}){after}")

    def visit_download_reference(self, node: Element) -> None:
        uri = node.get("refuri", "")
        if uri:
            self._begin_outward(node, uri)
        else:
            self._begin(node, "code")

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        label = f"{self._docnames[-1]}#{node.get('refid')}"
        footnote = self._footnotes.get(label)
        if footnote is None:
            self._begin(node, "super")
            return
        if self._is_titled or label not in self._noted:
            self._want(label, node)
            self._say(way(label))
            self._say(f"super({string(node.astext())})")
            self._say("})")
            raise nodes.SkipNode
        self._place(node)
        if label in self._shown_footnotes:
            self._open.needs.add(self.book.placed[label])
            self._say(f"{call('same-footnote', label)})")
        else:
            self._shown_footnotes.add(label)
            self._put(label)
            self._say(f"{call('foot', label)}{{")
            self._run_in(footnote, without=nodes.label)
            self._say("})")
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        labels = {f"{self._docnames[-1]}#{identifier}" for identifier in node["ids"]}
        if labels & self._noted:
            raise nodes.SkipNode
        self.visit_citation(node)

    def visit_citation(self, node: Element) -> None:
        self._begin(node, "citation-entry")
        self._run_in(node)
        self._end()
        raise nodes.SkipNode

    def _run_in(self, node: Element, without: type[Node] | tuple[()] = ()) -> None:
        """Say what is in *node*; its first paragraph stands in the line of what is before."""
        paragraphs = list(children(node, nodes.paragraph))
        for child in node.children:
            if child in paragraphs[:1]:
                self._place(paragraphs[0])
                for inner in child.children:
                    inner.walkabout(self)
            elif not isinstance(child, without):
                child.walkabout(self)

    def visit_citation_reference(self, node: nodes.citation_reference) -> None:
        label = f"{self._docnames[-1]}#{node.get('refid')}"
        self._begin_way(node, label)

    def visit_label(self, node: nodes.label) -> None:
        self._begin(node, "entry-label")


def _shows(node: Element, uri: str) -> bool:
    """Say whether the words of *node* are its address already."""
    words = node.astext().strip()
    return words in (uri, unquote(uri)) or uri in (
        f"mailto:{words}",
        f"https://{words}",
        f"http://{words}",
    )
