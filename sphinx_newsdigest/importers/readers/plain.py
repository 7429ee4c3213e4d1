"""Plain Markdown, of no generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...console import _
from ..post import Reader, Site
from . import attributes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..text.edits import Edit

#: Folders that hold no text of the publication, whoever made them.
LEFT_OUT = ("node_modules", "vendor", "_build", "_site", "public", "output", "__pycache__")


def site(root: Path) -> Site:
    """Return a site without a config."""
    return Site(root, drafts=("drafts", "_drafts"), left_out=LEFT_OUT)


def plain(text: str, is_code: Callable[[int], bool]) -> list[Edit]:
    """Return the edits that undo the ids of headings: there is no other syntax to undo."""
    return attributes.heading_ids(text, is_code) if "{#" in text else []


READER = Reader("markdown", _("plain Markdown files"), (), site, plain)
