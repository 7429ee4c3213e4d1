"""PDF by Typst: two builders for any project of Sphinx; no TeX, all from pip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .builder import TypstBuilder, TypstPdfBuilder
from .options import OPTIONS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builders and their config."""
    app.add_builder(TypstBuilder)
    app.add_builder(TypstPdfBuilder)
    for name, (default, kind) in OPTIONS.items():
        types = [kind] if isinstance(kind, type) else kind
        app.add_config_value(f"typst_{name}", default, "", types)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
