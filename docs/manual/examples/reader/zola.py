"""Zola: content with shortcodes, and a config in TOML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_newsdigest.console import _
from sphinx_newsdigest.importers.post import Reader, Site
from sphinx_newsdigest.importers.readers.config import read_data
from sphinx_newsdigest.importers.readers.templates import arguments, visible
from sphinx_newsdigest.importers.text.edits import Edit
from sphinx_newsdigest.importers.text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_POST = re.compile(r"(?<=\]\()@(/[^\s()]+)")
_SHORTCODE = re.compile(r"\{\{\s*(\w+)\(([^{}]*)\)\s*\}\}|\{%[^%]*%\}")


def site(root: Path) -> Site:
    """Return what ``config.toml`` says; posts stand in ``content``, pictures in ``static``, too."""
    config = read_data(root / "config.toml")
    address = "/:sections[1:]/:title/"  # Zola drops the date of a file name
    return Site(
        root,
        url=str(config.get("base_url") or "").rstrip("/"),
        permalink=address,
        page_permalink=address,
        posts=("blog", "news", "posts"),
        statics=("static", "content"),
        left_out=("templates", "themes", "sass", "public"),
    )


def plain(text: str, is_code: Callable[[int], bool]) -> list[Edit]:
    """Return the edits that undo Zola's links to posts, and its shortcodes."""
    found = [Edit(*match.span(), match[1], Reason.TEMPLATE) for match in _POST.finditer(text)]
    for match in _SHORTCODE.finditer(text):
        _unnamed, named = arguments(match[2] or "")
        if match[1] == "youtube" and named.get("id"):
            written = f"<https://www.youtube.com/watch?v={named['id']}>"
            found.append(Edit(*match.span(), written, Reason.TEMPLATE))
        else:
            found.append(Edit(*match.span(), visible(match[0]), Reason.TEMPLATE_UNKNOWN))
    return sorted((edit for edit in found if not is_code(edit.start)), key=lambda one: one.start)


READER = Reader(
    "zola",
    _("a Zola site, or its content"),
    ("templates/../content/../config.toml",),
    site,
    plain,
)
