"""What commands know of a book without building it: its conf.py, its index pages."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..options import without_controls
from .init import SCAFFOLD, escaped, filled, publication

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_SUFFIXES = (".md", ".rst")


def setting(root: Path, name: str) -> str:
    """Return a text that conf.py gives *name*, on one line; "" if it does not.

    It is read and not run.
    """
    try:
        tree = ast.parse((root / "conf.py").read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            return without_controls(" ".join(node.value.value.split()))
    return ""


def language_of(root: Path, words: str) -> str:
    """Return the language that conf.py says; else Chinese if *words* of the book are."""
    return setting(root, "language") or ("zh_CN" if _HAN.search(words) else "en")


def indexes(root: Path, documents: Iterable[str], title: str, language: str) -> Mapping[str, str]:
    """Return the index pages that *documents* (docnames) need and the book lacks, by path."""
    pages = publication(title, language, example=False)
    pages |= {"pages/index.md": filled(SCAFFOLD / "pages" / "pages" / "index.md.in", language, {})}
    first = filled(SCAFFOLD / "pages" / "index.md.in", language, {"heading": escaped(title)})
    wanted = {"index.md": first}
    for docname in documents:
        path = PurePosixPath(docname)
        if path.parts[0] == "drafts":
            continue
        top = f"{path.parts[0]}/index.md"
        wanted[top] = pages[top]
        if path.parts[0] == "issues":
            year = path.parent
            wanted[f"{year}/index.md"] = filled(
                SCAFFOLD / "pages" / "year.md.in", language, {"title": year.name}
            )
    return {path: text for path, text in sorted(wanted.items()) if not _is_there(root, path)}


def _is_there(root: Path, path: str) -> bool:
    return any((root / path).with_suffix(suffix).exists() for suffix in _SUFFIXES)
