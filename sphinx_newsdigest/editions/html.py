"""HTML: permalinks, the style sheet, the bibliography beside the pages."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..citations import bibliography
from ..logging import _
from ..messages import N_
from ..resolve import builder_of, sight
from ..trees import find, put
from .files import write_if_changed

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Builders whose output is a site; an ePub must hold nothing that no page of it uses.
SITES = frozenset({"html", "dirhtml", "singlehtml"})
BIBLIOGRAPHY = "archive.bib"

_TITLES = {
    "item": N_("Permalink to this item"),
    "session": N_("Permalink to this session"),
    "links": N_("Permalink to these links"),
}


class Permalinks(SphinxPostTransform):
    """Give records that are no section the permalink that headings have."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        builder = builder_of(self.env)
        if not (getattr(builder, "add_permalinks", False) and self.config.html_permalinks):
            return
        icon = self.config.html_permalinks_icon
        titles = {kind: escape(_(title)) for kind, title in _TITLES.items()}
        for target in find(self.document, nodes.target):
            if kind := target.get("digest"):
                place = _end_of_first_words(target)
                if place is None:
                    continue
                # As Sphinx writes those of headings.
                address = f"#{target['ids'][0]}"
                link = f'<a class="headerlink" href="{address}" title="{titles[kind]}">{icon}</a>'
                put(place, len(place), [nodes.raw("", link, format="html", digest="permalink")])


def _end_of_first_words(target: nodes.target) -> nodes.Element | None:
    """Return the paragraph or title that a record begins with."""
    if isinstance(target.parent, nodes.TextElement):
        return target.parent
    return next(iter(find(target.parent, (nodes.paragraph, nodes.rubric))), None)


class LinksInOnePage(SphinxPostTransform):
    """Lead ``#document-x#id`` to ``#id``: in one page the first part is dead."""

    default_priority = 810
    builders = ("singlehtml",)

    def run(self, **kwargs: Any) -> None:
        for reference in find(self.document, nodes.reference):
            uri = reference.get("refuri", "")
            if uri.startswith("#document-") and "#" in uri[1:]:
                reference["refuri"] = "#" + uri[1:].partition("#")[2]


def keep_templates(app: Sphinx) -> None:
    """Let Jinja keep the templates that it has read: for each page it looks if they are others."""
    templates = getattr(app.builder, "templates", None)
    if isinstance(templates, BuiltinTemplateLoader):
        templates.environment.auto_reload = False


def write_bibliography(app: Sphinx, exception: Exception | None) -> None:
    """Write an entry for each issue and report beside the pages."""
    if exception is None and app.builder.name in SITES:
        seen = sight(app.env)
        text = bibliography(seen.catalogue, seen.publication)
        write_if_changed(Path(app.outdir) / BIBLIOGRAPHY, text)


def setup(app: Sphinx) -> None:
    """Register the edition."""
    app.add_post_transform(Permalinks)
    app.add_post_transform(LinksInOnePage)
    app.add_css_file("newsdigest.css")
    app.connect("builder-inited", _add_static)
    app.connect("builder-inited", keep_templates)
    app.connect("build-finished", write_bibliography)


def _add_static(app: Sphinx) -> None:
    # A new list: the old one may be Sphinx's own default, which the next build shares.
    ours = str(Path(__file__).parent.parent / "static")
    app.config.html_static_path = [*app.config.html_static_path, ours]
