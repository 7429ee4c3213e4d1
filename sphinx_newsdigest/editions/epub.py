"""ePub: a language tag that is one, citations that epubcheck accepts, files of any name."""

from __future__ import annotations

from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config


class EpubBuilder(Epub3Builder):
    """Sphinx's builder, with its faults mended that make a book invalid or its build warn."""

    def init(self) -> None:
        super().init()
        # Readers choose fonts, hyphens and voices by the language of each page; dc:language says
        # nothing of that. Source: EPUB 3.3, 5.5.3.1.
        tag = escape(self.config.epub_language)
        self.html_tag = self.html_tag.replace("<html", f'<html lang="{tag}" xml:lang="{tag}"', 1)

    def build_content(self) -> None:
        # Of an earlier build; Sphinx would list it twice, once unreachable.
        (self.outdir / self.coverpage_name).unlink(missing_ok=True)
        self.config.epub_exclude_files = [*self.config.epub_exclude_files, *self._not_of_the_book()]
        # The reading order names files as the manifest does, which has them from the folder. The
        # table of contents has addresses, and with these "组织.xhtml" would be two files.
        entries = self.refnodes
        self.refnodes = [
            {**entry, "refuri": unquote(unescape(entry["refuri"]))} for entry in entries
        ]
        super().build_content()
        self.refnodes = entries

    def _not_of_the_book(self) -> Iterator[str]:
        """Yield the files in the folder that Sphinx put there for itself, but wonders at."""
        yield ".buildinfo.bak"
        if self.outdir in self.doctreedir.parents:  # so it is without "-d"
            for path in self.doctreedir.rglob("*"):
                yield str(path.relative_to(self.outdir))


class Citations(SphinxPostTransform):
    """Show citations as labelled paragraphs: docutils gives them a role that ePub forbids."""

    default_priority = 820
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        for citation in list(self.document.findall(nodes.citation)):
            label, *body = citation.children
            words = nodes.strong("", f"[{label.astext()}] ")
            if body and isinstance(body[0], nodes.paragraph):
                body[0].insert(0, words)
            else:
                body.insert(0, nodes.paragraph("", "", words))
            entry = nodes.container("", *body, classes=["citation"], ids=citation["ids"])
            citation.replace_self(entry)


def use_language_tag(app: Sphinx, config: Config) -> None:
    """Say ``zh-CN``, not ``zh_CN``, where the editor has not said anything.

    Source: EPUB 3.3, 5.5.3.1 (dc:language is a BCP 47 tag).
    """
    if not config.epub_language:
        config.epub_language = (config.language or "en").replace("_", "-")
    else:
        config.epub_language = config.epub_language.replace("_", "-")


def setup(app: Sphinx) -> None:
    """Register the edition."""
    app.add_builder(EpubBuilder, override=True)
    app.add_post_transform(Citations)
    app.connect("config-inited", use_language_tag)
