"""Documents on disk: new ones are written, those that an editor changed are not."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from difflib import unified_diff
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What stands beside a document that an editor changed: what the import gives now, and how it
#: differs. Sphinx reads neither.
IMPORTED, DIFF = ".imported", ".diff"


class State(Enum):
    """What became of a file."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # an editor's; ours stands beside


@dataclass(frozen=True, slots=True)
class Planned:
    """A file and what to do with it."""

    path: str  # in the book
    content: bytes
    state: State
    difference: bytes = b""  # from the editor's to ours, where it is kept


def digest_of(content: bytes) -> str:
    """Return what tells whether a file is as it was written."""
    return hashlib.sha256(content).hexdigest()


def planned(dest: Path, path: str, content: bytes, last: str | None, *, force: bool) -> Planned:
    """Return what to do with a file of the book *dest*.

    *last* is the digest of what the last import wrote there; *force* overwrites anything.
    Raise OSError if the file there cannot be read.
    """
    file = dest / path
    if not (file.exists() or file.is_symlink()):
        return Planned(path, content, State.NEW)
    there = file.read_bytes()
    if there == content:
        return Planned(path, content, State.UNCHANGED)
    if force or digest_of(there) == last:
        return Planned(path, content, State.UPDATED)
    difference = unified_diff(_lines(there), _lines(content), path, path + IMPORTED, lineterm="\n")
    text = "".join(line if line.endswith("\n") else f"{line}\n" for line in difference)
    return Planned(path, content, State.KEPT, text.encode("utf-8", "surrogateescape"))


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "surrogateescape").splitlines(keepends=True)


def write(dest: Path, plan: Planned) -> None:
    """Do what is planned; what stood beside the file before goes where it is needed no more.

    Raise OSError if that is not possible.
    """
    file = dest / plan.path
    if plan.state in {State.NEW, State.UPDATED}:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(plan.content)
    beside = {IMPORTED: plan.content, DIFF: plan.difference}
    for suffix, content in beside.items():
        other = file.with_name(file.name + suffix)
        if plan.state is State.KEPT:
            if not other.exists() or other.read_bytes() != content:
                other.write_bytes(content)
        elif other.exists():
            other.unlink()


def in_the_way(dest: Path, paths: Iterator[str]) -> list[str]:
    """Return what stands in the way: files for folders, folders for files, links that lead out."""
    found = set()
    root = os.path.realpath(dest)
    for path in paths:
        leaves = not Path(os.path.realpath(dest / path)).is_relative_to(root)
        if leaves or (dest / path).is_dir():
            found.add(path)
        for parent in (dest / path).parents:
            if parent == dest:
                break
            if parent.exists() and not parent.is_dir():
                found.add(str(parent.relative_to(dest)))
    return sorted(found)
