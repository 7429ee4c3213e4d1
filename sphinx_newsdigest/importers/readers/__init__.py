"""The readers, one per generator, and which of them reads a source."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ..reading.headers import split
from . import hugo, jekyll, pelican, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..post import Reader

#: All readers, in the order in which they are tried. The last one reads anything.
READERS: tuple[Reader, ...] = (jekyll.READER, pelican.READER, hugo.READER, plain.READER)

#: How far up a site's root may be, and how many posts tell their generator.
_HIGHEST = 6
_ENOUGH = 12
_HEADER = 20_000  # bytes

_BY_HEADER = {"pelican": pelican.READER, "toml": hugo.READER}


def detect(source: Path) -> tuple[Reader, Path]:
    """Return the reader of *source*, a file or a folder, and the root of its site.

    The root may lie above *source*. Marks of a site count, else the names of folders, else
    the headers of the first posts.
    """
    start = (source if source.is_dir() else source.parent).absolute()
    above = list(_upwards(start))
    for folder in above:
        for reader in READERS:
            if any(next(folder.glob(mark), None) for mark in reader.marks):
                return reader, _configured(reader, folder, above)
    files = _posts(start) if source.is_dir() else iter([source])
    for path in islice(files, _ENOUGH):
        if reader_of := _BY_HEADER.get(_kind(path)):
            content = next((folder for folder in above if folder.name == "content"), None)
            return reader_of, content.parent if content else start
    return plain.READER, start


def _upwards(start: Path) -> Iterator[Path]:
    """Yield *start* and the folders above it, up to the repository's."""
    for folder in islice((start, *start.parents), _HIGHEST):
        yield folder
        if (folder / ".git").exists():
            return


def _configured(reader: Reader, root: Path, above: list[Path]) -> Path:
    """Return the folder with Jekyll's config above *root*, which may be a category of posts."""
    if reader is not jekyll.READER or root == above[0]:
        return root
    higher = above[above.index(root) :]
    return next((folder for folder in higher if (folder / "_config.yml").is_file()), root)


def _posts(folder: Path) -> Iterator[Path]:
    """Yield the Markdown files below *folder* in order, without those that are hidden."""
    for path, names, files in os.walk(folder):  # Path.walk needs Python 3.12
        names[:] = sorted(
            name for name in names if name[0] not in "._" and name not in plain.LEFT_OUT
        )
        for name in sorted(files):
            if name.endswith((".md", ".markdown")):
                yield Path(path, name)


def _kind(path: Path) -> str:
    """Return the kind of header of the file at *path*; "" if it has none."""
    try:
        with path.open("rb") as file:
            text = file.read(_HEADER).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    return split(text.replace("\r\n", "\n"))[0].kind
