"""Pelican: articles with a header of ``Key: value`` lines, and a config in Python."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ...console import _
from ..post import Reader, Site
from ..text.edits import Edit
from ..text.reasons import Reason
from . import attributes
from .config import folders, read
from .templates import CONTENTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LEFT_OUT = (*("output", "cache", "theme", "themes", "plugins", "templates"), "__pycache__")
#: The whole address, where an address stands.
_TARGET = re.compile(
    r"(?:\]\(\s*|^ {0,3}\[[^\]\n]+\]:\s*|[<\"'=])(?P<all>(?P<open>[{|])"
    r"(?P<what>filename|static|attach|tag|category|author|index)(?P<close>[}|])"
    r"(?P<path>[^\s)>\"'|]*))",
    re.MULTILINE,
)
_TOC = re.compile(r"^ {0,3}\[TOC\][ \t]*$", re.MULTILINE)


def site(root: Path) -> Site:
    """Return what ``pelicanconf.py`` and ``publishconf.py`` say; neither is run."""
    settings = _settings(read(root / "pelicanconf.py"))
    published = _settings(read(root / "publishconf.py"))
    settings |= {key: value for key, value in published.items() if value}
    content = next(folders(settings.get("PATH"), root), "")
    if not content and (root / "content").is_dir():
        content = "content"
    source = settings.get("SLUGIFY_SOURCE", "title")
    return Site(
        root,
        url=_text(settings, "SITEURL").rstrip("/"),
        permalink=_text(settings, "ARTICLE_URL", "ARTICLE_SAVE_AS") or "{slug}.html",
        page_permalink=_text(settings, "PAGE_URL", "PAGE_SAVE_AS") or "pages/{slug}.html",
        # Not the folder of all content: pages stand there too, and an article has a date.
        posts=tuple(
            PurePosixPath(path).name for path in folders(settings.get("ARTICLE_PATHS"), root)
        ),
        drafts=("drafts",),
        statics=tuple(dict.fromkeys((content, ""))),
        left_out=_LEFT_OUT,
        slug_from_title=source == "title",
    )


def plain(text: str, is_code: Callable[[int], bool]) -> list[Edit]:
    """Return the edits that undo Pelican's link targets, ``[TOC]`` and attributes."""
    found: list[Edit] = []
    if "{" not in text and "[TOC]" not in text and "|" not in text:
        return found
    for match in _TARGET.finditer(text):
        if match["open"] + match["close"] in {"{}", "||"} and not is_code(match.start("all")):
            scheme = "file" if match["what"] in {"filename", "static", "attach"} else "none"
            written = f"newsdigest-{scheme}:{match['path']}"
            found.append(Edit(*match.span("all"), written, Reason.TEMPLATE))
    found += [
        Edit(*match.span(), CONTENTS, Reason.TEMPLATE)
        for match in _TOC.finditer(text)
        if not is_code(match.start())
    ]
    found.sort(key=lambda edit: edit.start)
    found += attributes.edits(text, is_code, found)
    return sorted(found, key=lambda edit: (edit.start, edit.stop))


def _settings(source: str) -> dict[str, Any]:
    """Return the names that *source* gives a literal value, read as text and never run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of another's Python
            statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found = {}
    for statement in statements:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        if statement.value is None:
            continue
        try:
            value = ast.literal_eval(statement.value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        found.update({target.id: value for target in targets if isinstance(target, ast.Name)})
    return found


def _text(settings: dict[str, Any], *keys: str) -> str:
    return next((value for key in keys if isinstance(value := settings.get(key), str)), "")


READER = Reader(
    "pelican", _("a Pelican site, or its articles"), ("pelicanconf.py",), site, plain, loose=True
)
