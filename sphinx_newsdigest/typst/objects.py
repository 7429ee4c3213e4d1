"""Descriptions of objects: functions, classes, options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from .markup import string
from .writer import Writer

if TYPE_CHECKING:
    from docutils.nodes import Element


class ObjectWriter(Writer):
    """Writes signatures."""

    def visit_desc_signature(self, node: Element) -> None:
        self._is_signature = True
        self._begin(node, "signature")

    def depart_desc_signature(self, node: Element) -> None:
        self._is_signature = False
        self._end()

    def visit_desc_parameterlist(self, node: Element) -> None:
        self._parameters(node, "(", ")")

    def visit_desc_type_parameter_list(self, node: Element) -> None:
        self._parameters(node, "[", "]")

    def visit_desc_optional(self, node: Element) -> None:
        self._parameters(node, "[", "]")

    def visit_desc_returns(self, node: Element) -> None:
        self._begin(node, "plain")
        self._say(string(" \u2192 "))

    def _parameters(self, node: Element, first: str, last: str) -> None:
        self._say(string(first))
        self._list(node, "")
        self._say(string(last))
        raise nodes.SkipNode

    def _list(self, node: Element, before: str) -> str:
        """Say what *node* lists, after *before*; return what the next stands after."""
        for child in node.children:
            if isinstance(child, addnodes.desc_optional):
                self._say(string("["))
                before = self._list(child, before)
                self._say(string("]"))
            else:
                self._say(string(before))
                child.walkabout(self)
                before = ", "
        return before
