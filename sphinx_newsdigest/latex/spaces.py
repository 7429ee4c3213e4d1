"""Spaces that the author typed between Han characters: "张三 李四" are two names, also in a PDF.

xeCJK drops them: to TeX the end of a line is a space, too, and Chinese lines are joined without
one. The docutils tree still knows which is which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .defaults import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

#: A space that ``sphinxcjk.sty`` sets as one, whatever stands around it.
SPACE = "\u2005"

_HAN = "\u2e80-\u2fff\u3005-\u3007\u3021-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_DASHES = "·–—…"  # to xeCJK they are Chinese, and bring their room with them
_LOST = re.compile(
    rf"(?<=[{_HAN}]) +(?=[{_HAN}{_DASHES}]|$)"
    rf"|(?<=[{_DASHES}]) +"
    rf"|^ +(?=[{_HAN}{_DASHES}])"
)
_VERBATIM = (nodes.FixedTextElement, nodes.math, nodes.raw, nodes.comment)


def kept(text: str) -> str:
    """Return *text* with spaces that xeCJK leaves alone, where it would drop them."""
    return _LOST.sub(SPACE, text)


class KeepSpaces(SphinxPostTransform):
    """Mark the spaces that would be lost."""

    default_priority = 900  # when the text is final
    builders = ("latex",)

    def run(self, **kwargs: Any) -> None:
        script = served(self.config)
        if script is None or script.has_spaces:
            return
        for text in list(self.document.findall(nodes.Text)):
            marked = kept(text)
            if marked != text and not any(isinstance(above, _VERBATIM) for above in _around(text)):
                text.parent.replace(text, nodes.Text(marked))


def keep_in_titles(app: Sphinx) -> None:
    """Mark the spaces of the titles and authors that stand in ``latex_documents``."""
    script = served(app.config)
    if app.builder.name == "latex" and script and not script.has_spaces:
        app.config.latex_documents = [
            (*entry[:2], *map(kept, entry[2:4]), *entry[4:]) for entry in app.config.latex_documents
        ]


def _around(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node
