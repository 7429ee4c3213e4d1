"""Files that readers can take home, and the words for them."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a site offers."""

    format: str  # such as "PDF"; "" if its name does not say
    name: str
    size: int  # bytes
    path: Path


def is_glob(pattern: str) -> bool:
    """Say whether :meth:`Path.glob` takes *pattern*, in every release of Python."""
    path = PurePath(pattern)
    return (
        bool(path.parts)
        and not path.anchor
        and "\0" not in pattern
        and all(part == "**" or "**" not in part for part in path.parts)
    )


def find(folder: Path, patterns: Iterable[str], output: Path) -> Iterator[Download]:
    """Yield the files below *folder* that match, in the order of *patterns*, then by path.

    What stands below *output* is left out: there lies what an earlier build put.
    """
    seen = set()
    for pattern in patterns:
        for found in sorted(folder.glob(pattern)):
            path = Path(os.path.abspath(found))  # noqa: PTH100 - without "..", but links as named
            if path in seen or output in path.resolve().parents or not path.is_file():
                continue
            seen.add(path)
            yield Download(path.suffix[1:].upper(), path.name, path.stat().st_size, path)


def labels(downloads: Sequence[Download]) -> tuple[str, ...]:
    """Return the words for each of *downloads*: format and size, the name where needed."""
    formats = Counter(download.format for download in downloads)
    return tuple(
        " · ".join(
            (download.format, size_of(download.size))
            if download.format and formats[download.format] == 1
            else filter(None, (download.format, size_of(download.size), download.name))
        )
        for download in downloads
    )


def size_of(size: int) -> str:
    """Return *size*, in bytes, as words such as "640 kB" and "1.2 MB".

    Two digits tell what a reader wants to know. With more, pages would be written again
    for every word that makes a file a little larger.
    """
    rounded = size
    if size >= 100:  # noqa: PLR2004 - has a third digit
        rounded = round(size, 2 - len(str(size)))
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if rounded >= factor:
            value = rounded / factor
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"  # noqa: PLR2004 - two digits
    return f"{max(1, round(rounded / 1000))} kB"
