"""Typographic quotes where there are any: Sphinx's transform, kept from all other text.

docutils takes each piece of text of a document out and puts another in, even of lists that hold
links and nothing else; in long issues this took a twentieth of a build.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms import SphinxSmartQuotes

from .trees import N, find

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What these actions change, and the marks of what escapes it.
_ACTIONS = frozenset("qbBdDie")
_CHANGED = re.compile(r"""["'`\\\0]|--|\.\.\.|\. \. \.|&#""")


class SmartQuotes(SphinxSmartQuotes):
    """Does for Sphinx, which comes next, what it would do."""

    default_priority = SphinxSmartQuotes.default_priority - 1

    def apply(self, **kwargs: Any) -> None:
        if not (_ACTIONS.issuperset(self.config.smartquotes_action) and self.is_available()):
            return
        document = self.document
        self.document = cast("nodes.document", _TextToChange(document))
        super().apply(**kwargs)
        # How an extension tells Sphinx to leave the document alone; others share the settings.
        document.settings = document.settings.copy()
        document.settings.smart_quotes = False


class _TextToChange:
    """A document as the transform sees it, with the blocks alone in which it would do something."""

    def __init__(self, document: nodes.document) -> None:
        self._document = document
        self.settings, self.reporter = document.settings, document.reporter

    def findall(self, kind: type[N]) -> Iterator[N]:
        around: set[int] = set()
        for node in find(self._document):
            if isinstance(node, nodes.Text):
                above = node.parent if _CHANGED.search(node) else None
                while above is not None and id(above) not in around:
                    around.add(id(above))
                    above = above.parent
            elif isinstance(node, nodes.Element) and _has_language(node):
                return iter(find(self._document, kind))  # of which it may warn, whatever is in it
        return (node for node in find(self._document, kind) if id(node) in around)


def _has_language(node: nodes.Element) -> bool:
    classes: list[str] = node["classes"]
    return bool(classes) and any(name.startswith("language-") for name in classes)
