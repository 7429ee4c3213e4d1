"""What each output needs beyond Sphinx; to add an edition, write its module and name it here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    contents,
    data,
    downloads,
    epub,
    html,
    redirects,
    search,
    search_index,
    sidebar,
    text,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register what the editions need."""
    for edition in (
        html,
        contents,
        sidebar,
        search,
        search_index,
        redirects,
        downloads,
        epub,
        text,
        data,
    ):
        edition.setup(app)
