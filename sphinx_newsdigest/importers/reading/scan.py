"""Which files below a source are posts, and which are left out and why."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ...messages import N_
from . import titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..post import Site

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdtxt", ".mdtext"})
_OTHER_TEXTS = frozenset(
    {".rst", ".html", ".htm", ".adoc", ".asciidoc", ".org", ".textile", ".ipynb", ".mdx", ".rmd"}
)
_ABOUT_THE_SITE = frozenset({"readme", "license", "licence", "contributing", "code_of_conduct"})
#: Names of files that are the text of the folder in which they stand.
OF_FOLDER = ("index", "_index", "readme")
#: Elsewhere posts may be called so.
_AT_THE_TOP = frozenset({"changelog", "security"})
_ANYWHERE = frozenset({"node_modules", "vendor", "__pycache__"})

#: Reasons for which a file is left out; ``refused`` means that a text is not imported.
REASONS = {
    "about": N_("tells about the site"),
    "template": N_("a template"),
    "no-markdown": N_("no Markdown"),
    "symlink": N_("a symbolic link that leaves the source"),
    "again": N_("a symbolic link to what has its own place"),
    "unreadable": N_("cannot be read"),
}
REFUSED = frozenset({"symlink", "unreadable"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not imported."""

    path: PurePosixPath  # below the source
    reason: str  # a key of REASONS


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands below a source."""

    posts: tuple[PurePosixPath, ...]
    left_out: tuple[LeftOut, ...]


def scan(
    source: Path, site: Site, *, skip: Path | None = None, match: str | None = None
) -> Sources:
    """Return the Markdown files below the folder *source*, or the one file that it is.

    The folder *skip*, where documents are written, is passed over; *match* is a pattern
    for the path below *source* or for the name.
    """
    if source.is_file():
        return Sources((PurePosixPath(source.name),), ())
    posts: list[PurePosixPath] = []
    left_out: list[LeftOut] = []
    root = _real(source)
    for path in _files(root, skip, site, left_out):
        relative = _below(path, root)
        if match and not (fnmatchcase(str(relative), match) or fnmatchcase(path.name, match)):
            continue
        reason = _reason(path, relative, root)
        if reason:
            left_out.append(LeftOut(relative, reason))
        elif path.suffix.lower() in SUFFIXES:
            posts.append(relative)
    return Sources(tuple(sorted(posts)), tuple(sorted(left_out, key=lambda out: str(out.path))))


def _files(root: Path, skip: Path | None, site: Site, left_out: list[LeftOut]) -> Iterator[Path]:
    """Yield the files below *root* that are text or links to it."""
    skipped = _real(skip) if skip else None

    def unreadable(error: OSError) -> None:
        path = PurePosixPath(os.path.relpath(error.filename, root).replace(os.sep, "/"))
        left_out.append(LeftOut(path, "unreadable"))

    for folder, names, files in os.walk(root, onerror=unreadable):
        here = Path(folder)
        for name in sorted(names):
            path = here / name
            # A name such as "public" is an output only at the top; deeper it may be anything.
            is_top = _real(here) in {root, _real(site.root)} or name.startswith("_")
            is_template = name in site.left_out and (is_top or name in _ANYWHERE)
            if name.startswith(".") or is_template or _real(path) == skipped:
                names.remove(name)
                if is_template and any(_texts(path)):
                    left_out.append(LeftOut(_below(path, root), "template"))
            elif path.is_symlink():
                is_inside = _real(path).is_relative_to(root)
                left_out.append(LeftOut(_below(path, root), "again" if is_inside else "symlink"))
        names.sort()
        for name in sorted(files):
            if not name.startswith("."):
                yield here / name


def _texts(folder: Path) -> Iterator[Path]:
    """Yield the Markdown files in a folder that is left out."""
    return (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def _real(path: Path) -> Path:
    """Return where *path* leads; Path.resolve raises an error where links lead to each other."""
    return Path(os.path.realpath(path))


def _below(path: Path, root: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(root).as_posix())


def _reason(path: Path, relative: PurePosixPath, root: Path) -> str:
    """Return why a file is left out, "" if it is not."""
    suffix = path.suffix.lower()
    if suffix in _OTHER_TEXTS:
        return "no-markdown"
    if suffix not in SUFFIXES:
        return ""
    if path.is_symlink():
        if not _real(path).is_relative_to(root):
            return "symlink"
        if path.is_file():
            return "again"
    if not os.access(path, os.R_OK) or not path.is_file():
        return "unreadable"
    stem = relative.stem.lower().replace("-", "_")
    is_top = len(relative.parts) == 1
    if not is_top and stem == "readme" and _is_issue(path):
        return ""
    if stem.startswith("readme") or stem in _ABOUT_THE_SITE or (is_top and stem in _AT_THE_TOP):
        return "about"
    words = stem.split("_")
    is_template = "template" in {words[0], words[-1]} and not stem[0].isdigit()
    return "template" if is_template else ""


def _is_issue(readme: Path) -> bool:
    """Say whether a folder, by its name, is that of an issue, of which *readme* is all the text."""
    texts = [path for path in readme.parent.iterdir() if path.suffix.lower() in SUFFIXES]
    said = titles.read_name(readme.parent.name, near=None)
    return texts == [readme] and any((said.number, said.date, said.period))
