"""The sidebar of the book theme: one table of contents for the site, which each page loads.

The theme lets Sphinx resolve the whole table of contents anew for each page, so that a build
grows with the square of the documents, and a new one changes all pages. This one is made once,
of the entries that Sphinx has read.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from docutils import nodes
from sphinx import addnodes

from ..navigation import BUILDERS, TEMPLATES, has_shared_sidebar
from .files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

#: The file that each page loads.
SIDEBAR = "sidebar.js"

#: The theme's template of the sidebar, and ours.
_THEIRS = "sbt-sidebar-nav.html"
_OURS = "newsdigest-sidebar.html"

_SCRIPT = TEMPLATES / SIDEBAR

#: Title (HTML), address (from the root of the site, or elsewhere), entries below.
Entry: TypeAlias = "tuple[str, str, list[Entry]]"


def contents(builder: StandaloneHTMLBuilder, depth: int) -> list[tuple[str, list[Entry]]]:
    """Return the captions and entries of the site's tables of contents, to *depth* levels."""
    root: str = builder.config.root_doc
    return [
        (toctree.get("caption") or "", list(_entries(builder, root, toctree, depth, {root})))
        for toctree in _toctrees(builder, root)
    ]


def _toctrees(builder: StandaloneHTMLBuilder, docname: str) -> Iterator[addnodes.toctree]:
    """Yield the tables of contents in a document that this output shows."""
    for toctree in builder.env.tocs[docname].findall(addnodes.toctree):
        above = toctree.parent
        while above is not None:
            if isinstance(above, addnodes.only) and not builder.tags.eval_condition(above["expr"]):
                break
            above = above.parent
        else:
            yield toctree


def _entries(
    builder: StandaloneHTMLBuilder,
    docname: str,
    toctree: addnodes.toctree,
    depth: int,
    above: set[str],
) -> Iterator[Entry]:
    """Yield the entries of a *toctree* in *docname*, which the documents *above* lead to."""
    env = builder.env
    pages = env.domaindata["std"]["labels"]  # those that are no documents: of the index, the search
    for title, reference in toctree["entries"]:
        name = docname if reference == "self" else reference
        if name in env.titles:
            inner: list[Entry] = []
            if depth > 1 and name not in above:
                for within in _toctrees(builder, name):
                    inner += _entries(builder, name, within, depth - 1, {*above, name})
            words = escape(title) if title else _title(builder, name)
            yield words, builder.get_target_uri(name), inner
        elif "://" in name or name.startswith("mailto:"):
            yield escape(title or name), name, []
        elif name in pages:
            page, _, words = pages[name]
            yield escape(title or str(words)), builder.get_target_uri(page), []


def _title(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Return the title of a document as HTML."""
    title = builder.env.titles[docname]
    if all(isinstance(part, nodes.Text) for part in title.children):
        return escape(title.astext(), quote=False)
    return str(builder.render_partial(title)["title"])


def show(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give a page our sidebar in the place of the theme's."""
    builder = app.builder
    if not has_shared_sidebar(builder):
        return
    sidebars = context.get("sidebars") or []
    context["sidebars"] = [_OURS if name == _THEIRS else name for name in sidebars]
    is_document = pagename in app.env.all_docs
    context["newsdigest_page"] = builder.get_target_uri(pagename) if is_document else ""
    is_home = pagename == app.config.root_doc
    context["newsdigest_contents"] = contents(builder, 1) if is_home else []


def keep(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Spare the theme to resolve a table of contents, to leave out sidebars that it has not."""
    if has_shared_sidebar(app.builder):
        context["suppress_sidebar_toctree"] = lambda *_, **__: False


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the file that the pages load."""
    builder = app.builder
    if exception is not None or builder.name not in BUILDERS:
        return
    text = ""
    if has_shared_sidebar(builder):
        found = contents(builder, int(_option(builder, "max_navbar_depth")))
        if _option(builder, "home_page_in_toc") in {True, "True", "true"}:
            root = builder.config.root_doc
            home: Entry = (_title(builder, root), builder.get_target_uri(root), [])
            found.insert(0, ("", [home]))
        data = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        text = _SCRIPT.read_text(encoding="utf-8").replace("SIDEBAR", data, 1)
    write_if_changed(Path(app.outdir, SIDEBAR), text)


def _option(builder: StandaloneHTMLBuilder, name: str) -> Any:
    """Return an option of the theme: what ``conf.py`` says, or its default."""
    return {**builder.theme.get_options({}), **builder.theme_options}[name]


def setup(app: Sphinx) -> None:
    """Register the sidebar."""
    app.connect("config-inited", _add_templates, priority=900)
    # Before the theme renders its sidebars to see if they are empty; after it gives its functions.
    app.connect("html-page-context", show, priority=100)
    app.connect("html-page-context", keep, priority=900)
    app.connect("build-finished", write)


def _add_templates(app: Sphinx, config: Any) -> None:
    config.templates_path = [*config.templates_path, str(TEMPLATES)]
