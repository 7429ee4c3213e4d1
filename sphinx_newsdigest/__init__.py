"""Turn a newsletter archive into a book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from . import config, editions, nodes, rewrite
from .collect import Collect
from .domain import DigestDomain, warn_of_missing
from .events import fill_index, lost_pictures_found, mend_included, mend_source
from .frontmatter import FrontMatter
from .logging import CATALOG
from .resolve import FillViews

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension, in the order of a build."""
    app.add_message_catalog(CATALOG, str(Path(__file__).parent / "locale"))
    config.add_to(app)
    app.add_domain(DigestDomain)
    for node in nodes.PLACEHOLDERS:
        app.add_node(node)
    # read
    app.connect("env-get-outdated", lost_pictures_found)
    app.connect("source-read", mend_source, priority=900)
    app.connect("include-read", mend_included)
    app.add_transform(FrontMatter)
    app.add_transform(Collect)
    # resolve
    rewrite.setup(app)
    app.connect("write-started", fill_index)
    app.add_post_transform(FillViews)
    app.connect("warn-missing-reference", warn_of_missing)
    # write
    editions.setup(app)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
