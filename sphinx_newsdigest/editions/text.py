"""Plain formats: URLs are shown, and hard line breaks break lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..options import is_linked
from ..text import is_hard_break

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class HardBreaks(SphinxPostTransform):
    """Make paragraphs with hard breaks blocks of lines: MyST says them in HTML and LaTeX only."""

    default_priority = 820
    formats = ("text", "man", "texinfo")

    def run(self, **kwargs: Any) -> None:
        for paragraph in list(self.document.findall(nodes.paragraph)):
            if not any(map(is_hard_break, paragraph.children)):
                continue
            block = nodes.line_block(
                "", nodes.line(), classes=paragraph["classes"], ids=paragraph["ids"]
            )
            for child in paragraph.children:
                if is_hard_break(child):
                    block += nodes.line()
                elif not isinstance(child, nodes.raw):
                    block[-1] += child  # type: ignore[operator]  # a line, which takes children
            paragraph.replace_self(block)


class VisibleUrls(SphinxPostTransform):
    """Put the URL behind the words of a link, where the format has no links."""

    default_priority = 830
    formats = ("text",)

    def run(self, **kwargs: Any) -> None:
        for reference in list(self.document.findall(nodes.reference)):
            uri = reference.get("refuri", "")
            if is_linked(uri) and uri not in reference.astext():
                reference.append(nodes.Text(f" <{uri}>"))


def setup(app: Sphinx) -> None:
    """Register the edition."""
    app.add_post_transform(HardBreaks)
    app.add_post_transform(VisibleUrls)
