"""ePub: a language tag that is one, and citations that epubcheck accepts."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config


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


def say_language(app: Sphinx) -> None:
    """Put the language on every page: readers choose fonts, hyphens and voices by it.

    Source: EPUB 3.3, 5.5.3.1 (dc:language says nothing of the language of the pages).
    """
    builder: Any = app.builder
    if builder.name == "epub":
        tag = escape(app.config.epub_language)
        builder.html_tag = builder.html_tag.replace(
            "<html", f'<html lang="{tag}" xml:lang="{tag}"', 1
        )


def forget_cover(app: Sphinx, builder: Builder) -> None:
    """Remove the cover page of an earlier build: Sphinx would list it twice, once unreachable.

    Source: ``Epub3Builder.build_content``, which takes every page in the folder into the spine.
    """
    if builder.name == "epub":
        name = builder.coverpage_name  # type: ignore[attr-defined]  # of the ePub builder
        (Path(app.outdir) / name).unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Register the edition."""
    app.add_post_transform(Citations)
    app.connect("config-inited", use_language_tag)
    app.connect("builder-inited", say_language)
    app.connect("write-started", forget_cover)
