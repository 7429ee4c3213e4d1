"""PDF by Typst: two builders for any project of Sphinx; no TeX, all from pip."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.util.osutil import make_filename_from_project

from .builder import TypstBuilder, TypstPdfBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

#: What Sphinx calls a file if it finds no name for it.
_NAMELESS = "sphinx"


def default_documents(config: Config) -> list[tuple[str, str, str, str]]:
    """Return the one document that is the whole book."""
    name = make_filename_from_project(config.project)
    if name == _NAMELESS:  # none of its letters is ASCII
        name = "-".join(re.findall(r"\w+", config.project)) or name
    return [(config.root_doc, name, config.project, config.author)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builders and their config."""
    app.add_builder(TypstBuilder)
    app.add_builder(TypstPdfBuilder)
    for name, default, kind in (
        ("documents", default_documents, list),
        ("elements", {}, dict),
        ("template", "", str),
        ("max_pixels", 2400, int),
        ("show_pagerefs", True, bool),
        ("show_urls", "footnote", str),
        ("pdf_standards", [], list),
        ("system_fonts", False, bool),
    ):
        app.add_config_value(f"typst_{name}", default, "", [kind])
    return {"parallel_read_safe": True, "parallel_write_safe": True}
