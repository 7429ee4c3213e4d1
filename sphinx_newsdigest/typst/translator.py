"""Doctrees to Typst: each node is a call of a function that the template defines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from ..messages import N_
from .blocks import BlockWriter
from .inline import InlineWriter
from .logging import Subtype, warn
from .objects import ObjectWriter
from .structure import StructureWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils.nodes import Element, Node

#: The function of each node whose children are all that it gets.
CALLS = {
    "Bibliographic": "plain",
    "acks": "plain",
    "acronym": "plain",
    "attribution": "attribution",
    "block_quote": "quotation",
    "centered": "centered",
    "classifier": "classifier",
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


class TypstTranslator(StructureWriter, InlineWriter, BlockWriter, ObjectWriter):
    """Writes each node of docutils and Sphinx; of another, its text, with a warning."""

    def unknown_visit(self, node: Node) -> None:
        name = type(node).__name__
        if name not in self.builder.unknown:
            self.builder.unknown.add(name)
            warn(
                Subtype.NODE,
                N_("nodes of type %(name)r have no form in Typst; only their text is kept"),
                location=node,
                name=name,
            )
        if not isinstance(node, nodes.Element):
            return
        is_in_line = isinstance(node.parent, nodes.TextElement)
        if not node.children and node.get("code"):  # of a picture, as Graphviz draws
            kind = nodes.literal if is_in_line else nodes.literal_block
            node += kind(node["code"], node["code"], language="text")
        if isinstance(node, nodes.TextElement) and not is_in_line:
            self.visit_paragraph(node)
        else:
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
    for method in dir(translator):
        depart = method.replace("visit_", "depart_", 1)
        if method.startswith("visit_") and not hasattr(translator, depart):
            setattr(translator, depart, _ends)


_complete(TypstTranslator)
