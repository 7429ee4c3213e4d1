"""Plain formats: URLs are shown, and whole; hard line breaks break lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.text import TextTranslator

from ..options import is_linked
from ..text import is_hard_break
from ..trees import find

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_URL = re.compile(r"(?:https?|ftp):[^\s<>\u3000-\u303f\uff00-\uffef]+")
#: Private characters that stand for URLs, by number, and fill the room that these take.
_FIRST, _FILL, _MOST = 0xF0000, "\U000ffff0", 0xFFF0
_HIDDEN = re.compile(rf"([\U000f0000-\U000fffef]){_FILL}*(?:\s*\n\s*{_FILL}+)*")
#: More would not fit beside an indent; Sphinx's lines have 70 characters.
_ROOM = 50


class WholeUrls(TextTranslator):
    """Keeps URLs whole where lines are wrapped: Sphinx breaks them at hyphens."""

    def __init__(self, *args: Any) -> None:
        """Begin a document, of which no URL is known."""
        super().__init__(*args)
        self._urls: list[str] = []

    def add_text(self, text: str) -> None:
        super().add_text(_URL.sub(self._hidden, text))

    def depart_document(self, node: nodes.Element) -> None:
        super().depart_document(node)
        shown = _HIDDEN.sub(lambda match: self._urls[ord(match[1]) - _FIRST], self.body)
        self.body = shown.replace(_FILL, "")  # left over where the cell of a table is narrow

    def _hidden(self, match: re.Match[str]) -> str:
        """Return a word that is not broken, as long as the URL if that fits in a line."""
        if len(self._urls) == _MOST:
            return match[0]
        self._urls.append(match[0])
        return chr(_FIRST + len(self._urls) - 1) + _FILL * (min(len(match[0]), _ROOM) - 1)


class HardBreaks(SphinxPostTransform):
    """Make paragraphs with hard breaks blocks of lines: MyST says them in HTML and LaTeX only."""

    default_priority = 820
    formats = ("text", "man", "texinfo")

    def run(self, **kwargs: Any) -> None:
        for paragraph in find(self.document, nodes.paragraph):
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
        for reference in find(self.document, nodes.reference):
            uri = reference.get("refuri", "")
            if is_linked(uri) and unquote(uri) not in unquote(reference.astext()):
                reference.append(nodes.Text(f" <{uri}>"))


def keep_urls_whole(app: Sphinx) -> None:
    """Write plain text with our translator, unless the editor has chosen another."""
    name = app.builder.name
    if app.builder.format == "text" and name not in app.registry.translators:
        app.set_translator(name, WholeUrls)


def setup(app: Sphinx) -> None:
    """Register the edition."""
    app.connect("builder-inited", keep_urls_whole)
    app.add_post_transform(HardBreaks)
    app.add_post_transform(VisibleUrls)
