"""Turn a newsletter archive into a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension."""
    # The console commands import this package too, and need no Sphinx.
    from .extension import register  # noqa: PLC0415

    return register(app)
