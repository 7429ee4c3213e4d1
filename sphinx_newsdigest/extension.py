"""What the extension registers, in the order of a build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__, config, editions, memory, nodes, rewrite
from .collect import Collect
from .domain import DigestDomain, warn_of_missing
from .events import fill_index, mend_included, mend_source, read_otherwise
from .frontmatter import FrontMatter
from .logging import CATALOG, name_empty_globs
from .quotes import SmartQuotes
from .resolve import FillViews, Unfold

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def register(app: Sphinx) -> ExtensionMetadata:
    """Register everything and say what Sphinx wants to know of the extension."""
    app.add_message_catalog(CATALOG, str(Path(__file__).parent / "locale"))
    name_empty_globs()
    config.add_to(app)
    memory.setup(app)
    app.add_domain(DigestDomain)
    for node in nodes.PLACEHOLDERS:
        app.add_node(node)
    # read
    app.connect("env-get-outdated", read_otherwise)
    app.connect("source-read", mend_source, priority=900)
    app.connect("include-read", mend_included)
    app.add_transform(FrontMatter)
    app.add_transform(SmartQuotes)
    app.add_transform(Collect)
    # resolve
    rewrite.setup(app)
    app.connect("write-started", fill_index)
    app.add_post_transform(FillViews)
    app.add_post_transform(Unfold)
    app.connect("warn-missing-reference", warn_of_missing)
    # write
    editions.setup(app)
    app.setup_extension(f"{__package__}.typst")
    app.setup_extension(f"{__package__}.latex")
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
