"""Descriptions of objects: functions, classes, options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

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
