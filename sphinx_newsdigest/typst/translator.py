"""Doctrees to Typst: each node is a call of a function that the template defines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes, locale
from sphinx.locale import admonitionlabels
from sphinx.util.docutils import SphinxTranslator

from ..messages import N_
from .logging import Subtype, warn
from .markup import call, string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.nodes import Element, Node

    from .markup import Value

_Found = TypeVar("_Found", bound=nodes.Element)

#: The function of each node whose children are all that it gets.
CALLS = {
    "Bibliographic": "plain",
    "abbreviation": "abbreviation",
    "acks": "plain",
    "acronym": "abbreviation",
    "attribution": "attribution",
    "block_quote": "quotation",
    "centered": "centered",
    "classifier": "classifier",
    "compound": "plain",
    "container": "plain",
    "definition": "definition",
    "desc": "description",
    "desc_addname": "plain",
    "desc_annotation": "emph",
    "desc_content": "definition",
    "desc_inline": "code",
    "desc_name": "strong",
    "desc_parameter": "plain",
    "desc_sig_keyword": "emph",
    "desc_signature_line": "signature-line",
    "desc_type": "plain",
    "desc_type_parameter": "plain",
    "emphasis": "emph",
    "field_list": "facts",
    "glossary": "plain",
    "inline": "plain",
    "legend": "legend",
    "line": "verse-line",
    "literal": "code",
    "literal_emphasis": "code-emph",
    "literal_strong": "code-strong",
    "manpage": "emph",
    "option_list": "facts",
    "option_string": "code",
    "production": "production",
    "productionlist": "grammar",
    "strong": "strong",
    "subscript": "sub",
    "substitution_reference": "plain",
    "superscript": "super",
    "term": "term",
    "title_reference": "title-reference",
    "topic": "topic",
    "sidebar": "aside",
    "versionmodified": "version-note",
}

#: Nodes of which only the children are seen.
TRANSPARENT = (
    "compact_paragraph",
    "definition_list",
    "desc_sig_element",
    "field_body",
    "generated",
    "only",
    "option",
    "pending_xref",
    "pending_xref_condition",
    "translatable",
)

#: Nodes of which nothing is seen.
UNSEEN = (
    "colspec",
    "comment",
    "decoration",
    "docinfo",
    "footer",
    "header",
    "highlightlang",
    "index",
    "meta",
    "pending",
    "substitution_definition",
    "system_message",
    "tabular_col_spec",
    "toctree",
)

#: What holds documents without being a box of its own, in which no page can begin.
_OPEN = (
    nodes.document,
    nodes.section,
    nodes.compound,
    nodes.container,
    addnodes.only,
    addnodes.start_of_file,
)

#: What can hold its like. Typst gives up at some depth, and a page is only so wide: what is
#: deeper than this says its words, without a form.
_DEEPEST = 10
_NESTS = (
    nodes.Admonition,
    nodes.block_quote,
    nodes.bullet_list,
    nodes.definition,
    nodes.emphasis,
    nodes.enumerated_list,
    nodes.field_list,
    nodes.line_block,
    nodes.option_list,
    nodes.sidebar,
    nodes.strong,
    nodes.subscript,
    nodes.superscript,
    nodes.table,
    nodes.topic,
    addnodes.desc,
    addnodes.hlist,
)

_LENGTH = re.compile(r"([0-9]*\.?[0-9]+)(px|pt|pc|cm|mm|in|em|ex|ch|%)?")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_HAN = r"[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
_WORD = r"[^\s\u200b\u2e80-\U0003ffff]"  # what no line can end after
_SOFT_IN_HAN = re.compile(rf"(?<={_HAN})[ \t]*\n\s*(?={_HAN})")


class part(nodes.Part, nodes.TextElement):  # noqa: N801 - docutils names nodes so
    """The caption of a table of contents: the title of a part of the book."""


class TypstTranslator(SphinxTranslator):
    """Writes a document, which may be assembled of many, as the code of one or more files.

    Each expression stands on a line of its own: in a block of code, Typst joins them. What
    holds text is a call whose last argument is such a block.
    """

    builder: Any  # a TypstBuilder, whose module imports this one

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.files: dict[str, str] = {}  # code by docname
        self.placed: set[str] = set()  # labels that stand somewhere
        self.wanted: dict[str, Node] = {}  # labels that are led to, and from where
        self._docnames: list[str] = []
        self._bodies: list[list[str]] = []
        self._ends: list[str] = []
        self._level = -1  # the first section is the book
        self._can_break = [True]  # whether a page can begin in the open documents
        self._outer: list[int] = []  # the levels at which the open documents stand
        self._titles: list[int | None] = []  # and those of their titles, once known
        self._is_titled = False  # in a title
        self._is_signature = False  # in that of an object
        self._depth = 0  # of what nests
        self._narrow = [70]  # the letters in a line, about, of the open tables
        self._is_verbatim = False  # where blanks and ends of lines count
        self._is_fresh = True  # nothing but titles since the page began
        self._footnotes: dict[str, nodes.footnote] = {}
        self._noted: set[str] = set()  # the footnotes that stand at the foot of a page
        self._shown_footnotes: set[str] = set()

    def dispatch_visit(self, node: Node) -> None:
        self._depth += isinstance(node, _NESTS)
        try:
            super().dispatch_visit(node)
        except nodes.SkipNode:
            self._depth -= isinstance(node, _NESTS)
            raise

    def dispatch_departure(self, node: Node) -> None:
        super().dispatch_departure(node)
        self._depth -= isinstance(node, _NESTS)

    def _formed(self, function: str) -> str:
        """Return *function*, or where its form would be too deep, what only says the words."""
        return function if self._depth <= _DEEPEST else "formless"

    # -- the shape of the code -------------------------------------------------------------

    def _say(self, code: str) -> None:
        self._bodies[-1].append(code)

    def _begin(self, node: Element, function: str, *values: Value, **named: Value) -> None:
        """Begin a call of *function* whose last argument is what the children say."""
        end = "})"
        names: list[str] = node.get("classes", [])
        for name in names:
            if name.startswith("language-"):
                self._say(f"{call('in-language', name.removeprefix('language-'))}{{")
                end += "})"
                break
        nests = isinstance(node, (*_NESTS, nodes.entry, addnodes.desc_content))
        if nests and self._depth > _DEEPEST:
            function, values, named = "formless", (), {}
        self._say(f"{call(function, *values, **named)}{{")
        self._ends.append(end)
        self._place(node)

    def _end(self) -> None:
        if self._bodies[-1][-1].endswith("{"):
            self._say("[]")  # a block with nothing in it is no content
        self._say(self._ends.pop())

    def _place(self, node: Element) -> None:
        """Put the labels of *node* here."""
        identifiers: list[str] = node.get("ids", [])
        for identifier in identifiers:
            label = f"{self._docnames[-1]}#{identifier}"
            if label not in self.placed:
                self.placed.add(label)
                self._say(f"{call('anchor', label)})")

    def _locate(self, node: Element) -> None:
        """Say where *node* comes from, for messages of the compiler."""
        if node.source and node.line:
            self._say(f"// {node.source}:{node.line}")

    # -- documents and sections --------------------------------------------------------------

    def visit_document(self, node: nodes.document) -> None:
        self._footnotes = {
            f"{docname}#{identifier}": footnote
            for docname, footnote in _by_docname(node, nodes.footnote)
            for identifier in footnote["ids"]
        }
        # What stands in a title also stands in the contents: no place for a note.
        self._noted = {
            f"{docname}#{reference.get('refid')}"
            for docname, reference in _by_docname(node, nodes.footnote_reference)
            if not _within(reference, nodes.title)
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

    def visit_field(self, node: nodes.field) -> None:
        self._say(f"{self._formed('fact')}({{")

    def depart_field(self, node: nodes.field) -> None:
        self._say("})")

    def visit_field_name(self, node: nodes.field_name) -> None:
        pass

    def depart_field_name(self, node: nodes.field_name) -> None:
        self._say("}, {")

    def visit_option_list_item(self, node: nodes.option_list_item) -> None:
        self._say(f"{self._formed('fact')}({{")

    def depart_option_list_item(self, node: nodes.option_list_item) -> None:
        self._say("})")

    def visit_option_group(self, node: nodes.option_group) -> None:
        for index, child in enumerate(node.children):
            if index:
                self._say(string(", "))
            child.walkabout(self)
        raise nodes.SkipNode

    def visit_option_argument(self, node: nodes.option_argument) -> None:
        self._say(f"{call('code')}{{{string(node.get('delimiter', ' '))}}})")
        self._begin(node, "code-emph")

    def visit_description(self, node: nodes.description) -> None:
        self._say("}, {")

    def depart_description(self, node: nodes.description) -> None:
        pass

    def visit_subtitle(self, node: nodes.subtitle) -> None:
        self._begin(node, "block-title")

    def visit_rubric(self, node: nodes.rubric) -> None:
        words = locale._
        if node.astext() in {"Footnotes", words("Footnotes")}:
            raise nodes.SkipNode  # these stand at the foot of their pages
        self._begin(node, "rubric")

    def visit_transition(self, node: nodes.transition) -> None:
        self._say("transition()")
        raise nodes.SkipNode

    @property
    def _is_terse(self) -> bool:
        """Whether notes and numbers of pages would be in the way."""
        return self._is_titled or self._is_signature

    def visit_desc_signature(self, node: Element) -> None:
        self._is_signature = True
        self._begin(node, "signature")

    def depart_desc_signature(self, node: Element) -> None:
        self._is_signature = False
        self._end()

    # -- text ------------------------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils' name
        text = node.astext() if self._is_verbatim else _SOFT_IN_HAN.sub("", node.astext())
        self._is_fresh = self._is_fresh and (self._is_titled or not text.strip())
        text = text if self._is_verbatim else _SPACE.sub(" ", text)
        self._say(string(self._breakable(text)))
        raise nodes.SkipNode

    def _breakable(self, text: str) -> str:
        """Return *text* such that a line can end in a word that is too long for one."""
        narrow = self._narrow[-1]
        piece = rf"[/.?&=#_%:;,+-](?=\w)|\w{{{narrow // 3}}}(?=\w)"
        return re.sub(
            rf"{_WORD}{{{narrow // 2},}}", lambda it: re.sub(piece, "\\g<0>\u200b", it[0]), text
        )

    def visit_raw(self, node: nodes.raw) -> None:
        formats = node.get("format", "").split()
        if "typst" in formats:
            self._say(f"[{node.astext()}]")
        elif "html" in formats and node.astext().strip() in {"<br>", "<br />"}:
            self._say("linebreak()")
        raise nodes.SkipNode

    def visit_problematic(self, node: nodes.problematic) -> None:
        self._begin(node, "code")

    def visit_math(self, node: Element) -> None:
        self._place(node)
        self._say(f"{call('code')}{{{string(self._breakable(node.astext()))}}})")
        raise nodes.SkipNode

    visit_math_block = visit_math

    # -- lists -----------------------------------------------------------------------------

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        self._place(node)
        self._say(call(self._formed("list")))

    def depart_bullet_list(self, node: nodes.bullet_list) -> None:
        self._say(")")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self._place(node)
        sign = {
            "arabic": "1",
            "loweralpha": "a",
            "upperalpha": "A",
            "lowerroman": "i",
            "upperroman": "I",
        }.get(node.get("enumtype"), "1")
        numbering = f"{node.get('prefix', '')}{sign}{node.get('suffix', '.')}"
        self._say(call(self._formed("enum"), numbering=numbering, start=node.get("start", 1)))

    def depart_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self._say(")")

    def visit_list_item(self, node: Element) -> None:
        self._say("{[]")
        self._place(node)

    def depart_list_item(self, node: Element) -> None:
        self._say("},")

    def visit_hlist(self, node: Element) -> None:
        self._place(node)
        self._say(call(self._formed("columns-list")))

    def depart_hlist(self, node: Element) -> None:
        self._say(")")

    visit_hlistcol = visit_list_item
    depart_hlistcol = depart_list_item

    def visit_definition_list_item(self, node: nodes.definition_list_item) -> None:
        self._place(node)
        term = node[0]
        assert isinstance(term, nodes.Element), "a definition has a term"
        for classifier in list(_children(node, nodes.classifier)):
            node.remove(classifier)  # it stands in the line of its term
            term += classifier

    def depart_definition_list_item(self, node: nodes.definition_list_item) -> None:
        pass

    def visit_line_block(self, node: nodes.line_block) -> None:
        self._begin(node, "verse", inner=isinstance(node.parent, nodes.line_block))

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        self._begin(node, "plain" if _is_picture(node) else "paragraph")

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
            self.wanted.setdefault(label, node)
            self._begin(node, "goto", label, paged=not self._is_terse)
        elif uri:
            self._begin(node, "outward", uri, shown=self._is_terse or _shows(node, uri))
        else:
            self._begin(node, "plain")

    visit_number_reference = visit_reference

    def visit_download_reference(self, node: Element) -> None:
        uri = node.get("refuri", "")
        if uri:
            self._begin(node, "outward", uri, shown=self._is_terse or _shows(node, uri))
        else:
            self._begin(node, "code")

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        label = f"{self._docnames[-1]}#{node.get('refid')}"
        footnote = self._footnotes.get(label)
        if footnote is None:
            self._begin(node, "super")
            return
        if self._is_titled or label not in self._noted:
            self.wanted.setdefault(label, node)
            self._say(f"{call('goto', label, paged=False)}super({string(node.astext())}))")
            raise nodes.SkipNode
        self._place(node)
        if label in self._shown_footnotes:
            self._say(f"{call('same-footnote', label)})")
        else:
            self._shown_footnotes.add(label)
            self.placed.add(label)
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
        paragraphs = list(_children(node, nodes.paragraph))
        for child in node.children:
            if child in paragraphs[:1]:
                self._place(paragraphs[0])
                for inner in child.children:
                    inner.walkabout(self)
            elif not isinstance(child, without):
                child.walkabout(self)

    def visit_citation_reference(self, node: nodes.citation_reference) -> None:
        label = f"{self._docnames[-1]}#{node.get('refid')}"
        self.wanted.setdefault(label, node)
        self._begin(node, "goto", label)

    def visit_label(self, node: nodes.label) -> None:
        self._begin(node, "entry-label")

    # -- pictures --------------------------------------------------------------------------

    def visit_image(self, node: nodes.image) -> None:
        self._is_fresh = False
        self._place(node)
        name = self.builder.picture(node)
        alt = node.get("alt") or node["uri"]
        if name is None:
            self._say(f"{call('lost-picture', alt, node['uri'])})")
        else:
            inline = isinstance(node.parent, nodes.TextElement) and not _is_picture(node.parent)
            sizes = {key: length for key in ("width", "height") if (length := _length(node, key))}
            looks = {
                "inline": inline,
                "sticky": _within(node, nodes.figure),  # to its caption
                "scale": node.get("scale", 100),
            }
            self._say(
                f"{call('picture', name, alt=alt, **looks)}"
                f"{''.join(f'{key}: {length}, ' for key, length in sizes.items())})"
            )
        raise nodes.SkipNode

    def visit_figure(self, node: nodes.figure) -> None:
        self._begin(node, "picture-frame", align=node.get("align", "default"))

    # -- tables ----------------------------------------------------------------------------

    def visit_table(self, node: nodes.table) -> None:
        self._begin(node, "table-frame")

    def visit_tgroup(self, node: nodes.tgroup) -> None:
        widths = [column.get("colwidth", 1) for column in _children(node, nodes.colspec)]
        self._narrow.append(max(6, self._narrow[-1] // max(1, len(widths))))
        self._say(call(self._formed("cells"), widths))

    def depart_tgroup(self, node: nodes.tgroup) -> None:
        self._narrow.pop()
        self._say(")")

    def visit_thead(self, node: nodes.thead) -> None:
        self._say(f"{self._formed('table.header')}(")

    def depart_thead(self, node: nodes.thead) -> None:
        self._say("),")

    def visit_row(self, node: Element) -> None:
        pass  # between cells, nothing but cells can stand

    visit_tbody = depart_row = depart_tbody = visit_row

    def visit_entry(self, node: nodes.entry) -> None:
        spans = {"colspan": node.get("morecols", 0) + 1, "rowspan": node.get("morerows", 0) + 1}
        is_head = isinstance(node.parent.parent, nodes.thead)
        self._begin(node, "head-cell" if is_head else "table.cell", **spans)

    def depart_entry(self, node: nodes.entry) -> None:
        self._end()
        self._say(",")

    # -- code ------------------------------------------------------------------------------

    def visit_literal_block(self, node: nodes.FixedTextElement) -> None:
        self._place(node)
        if node.rawsource != node.astext():
            self._is_verbatim = True
            self._begin(node, "verbatim")  # with words of its own, as a parsed literal has
            return
        options: dict[str, Any] = dict(node.get("highlight_args", {}))
        start = options.pop("linenostart", 1)
        force = options.pop("force", node.get("force", False))
        lines = self.builder.highlighter.highlight_block(
            node.astext(), node.get("language", "default"), force=force, location=node, **options
        )
        looks = {"numbered": bool(node.get("linenos")), "start": start, "narrow": self._narrow[-1]}
        self._say(f"{call('listing', **looks)}{lines})")
        raise nodes.SkipNode

    def depart_literal_block(self, node: nodes.FixedTextElement) -> None:
        self._is_verbatim = False
        self._end()

    visit_doctest_block = visit_literal_block
    depart_doctest_block = depart_literal_block

    # -- boxes -----------------------------------------------------------------------------

    def visit_Admonition(self, node: Element) -> None:  # noqa: N802 - docutils' name
        kind = type(node).__name__
        title = str(admonitionlabels.get(kind, ""))
        self._begin(node, "box-of", kind, title=title)

    def visit_desc_parameterlist(self, node: Element) -> None:
        self._parameters(node, "(", ")")

    def visit_desc_type_parameter_list(self, node: Element) -> None:
        self._parameters(node, "[", "]")

    def visit_desc_returns(self, node: Element) -> None:
        self._begin(node, "plain")
        self._say(string(" \u2192 "))

    def visit_desc_optional(self, node: Element) -> None:
        self._parameters(node, "[", "]")

    def _parameters(self, node: Element, first: str, last: str) -> None:
        self._say(string(first))
        for index, child in enumerate(node.children):
            if index:
                self._say(string(", "))
            child.walkabout(self)
        self._say(string(last))
        raise nodes.SkipNode

    def unknown_visit(self, node: Node) -> None:
        name = type(node).__name__
        if name not in self.builder.unknown:
            self.builder.unknown.add(name)
            warn(
                Subtype.NODE,
                N_("nodes of type %(name)r have no form in Typst; their text is kept"),
                location=node,
                name=name,
            )
        if isinstance(node, nodes.Element):
            self._begin(node, "plain")

    def unknown_departure(self, node: Node) -> None:
        if isinstance(node, nodes.Element):
            self._end()


def _calls(function: str) -> Callable[[TypstTranslator, Element], None]:
    def visit(self: TypstTranslator, node: Element) -> None:
        self._begin(node, function)

    return visit


def _ends(self: TypstTranslator, node: Element) -> None:
    self._end()


def _passes(self: TypstTranslator, node: Element) -> None:
    self._place(node)


def _skips(self: TypstTranslator, node: Element) -> None:
    raise nodes.SkipNode


def _nothing(self: TypstTranslator, node: Element) -> None:
    pass


def _complete(translator: type[TypstTranslator]) -> None:
    """Give *translator* the methods that tables tell of."""
    for name, function in CALLS.items():
        setattr(translator, f"visit_{name}", _calls(function))
        setattr(translator, f"depart_{name}", _ends)
    for name in TRANSPARENT:
        setattr(translator, f"visit_{name}", _passes)
        setattr(translator, f"depart_{name}", _nothing)
    for name in UNSEEN:
        setattr(translator, f"visit_{name}", _skips)
    # What a method begins and says nothing of its end.
    for method in list(vars(translator)):
        depart = method.replace("visit_", "depart_", 1)
        if method.startswith("visit_") and not hasattr(translator, depart):
            setattr(translator, depart, _ends)


_complete(TypstTranslator)


def file_name(docname: str) -> str:
    """Return the path of the code of *docname*, from the root of the output."""
    return f"/documents/{docname}.typ"


def _by_docname(document: nodes.document, kind: type[_Found]) -> Iterator[tuple[str, _Found]]:
    """Yield the nodes of *kind* in *document*, which may be assembled, with their docnames."""

    def walk(node: nodes.Node, docname: str) -> Iterator[tuple[str, _Found]]:
        for child in node.children:
            inner = child["docname"] if isinstance(child, addnodes.start_of_file) else docname
            if isinstance(child, kind):
                yield inner, child
            yield from walk(child, inner)

    yield from walk(document, document["docname"])


def _is_picture(node: Node) -> bool:
    """Say whether *node* holds a picture, perhaps in a link, and nothing else."""
    if isinstance(node, nodes.image):
        return True
    return len(node.children) == 1 and _is_picture(node.children[0])


def _within(node: Node, kind: type[Node]) -> bool:
    """Say whether *node* is in one of *kind*."""
    return node.parent is not None and (isinstance(node.parent, kind) or _within(node.parent, kind))


def _children(node: Node, kind: type[_Found]) -> Iterator[_Found]:
    return (child for child in node.children if isinstance(child, kind))


def _shows(node: Element, uri: str) -> bool:
    """Say whether the words of *node* are its address already."""
    words = node.astext().strip()
    return words in (uri, unquote(uri)) or uri in (
        f"mailto:{words}",
        f"https://{words}",
        f"http://{words}",
    )


def _length(node: Element, side: str) -> str:
    """Return the length that *node* gives for *side* as Typst has it, "" if it has none."""
    match = _LENGTH.fullmatch(str(node.get(side, "")).strip())
    if not match:
        return ""
    number, unit = float(match[1]), match[2] or "px"
    if unit == "%":
        number = min(number, 100)
    elif unit == "px":
        number, unit = number * 0.75, "pt"  # 96 to an inch
    elif unit == "pc":
        number, unit = number * 12, "pt"
    elif unit in {"ex", "ch"}:
        number, unit = number / 2, "em"
    return f"{number:g}{unit}"
