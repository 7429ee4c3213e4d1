"""Build the editions of the publication, and the manual, and say where they are.

``python docs/build.py`` builds every edition; ``python docs/build.py epub manual`` only these.
What an earlier run left is removed first, so that a warning given while reading comes back until
it is mended, and what stands there is what a fresh clone gives.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

DOCS = Path(__file__).resolve().parent
BUILD = DOCS / "_build"


class Edition(NamedTuple):
    """One output: how Sphinx makes it, and what its reader opens."""

    name: str  # also its folder in _build
    builder: str
    result: str  # the file to open, a glob inside the folder
    source: Path = DOCS


EDITIONS = [
    Edition("html", "html", "index.html"),
    Edition("epub", "epub", "*.epub"),
    Edition("pdf", "typstpdf", "*.pdf"),
    Edition("data", "digest-data", "archive.json"),
]
MANUAL = Edition("manual", "html", "index.html", DOCS / "manual")


def build(edition: Edition) -> Path | None:
    """Run Sphinx for *edition* and return the file to open, or None if anything was wrong."""
    output = BUILD / edition.name
    doctrees = BUILD / "doctrees" / edition.source.name
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-b", edition.builder]
    folders = ["-d", str(doctrees), str(edition.source), str(output)]
    if subprocess.run([*command, *folders], check=False, env=dated()).returncode != 0:
        return None
    return next(iter(sorted(output.glob(edition.result))), None)


def dated() -> dict[str, str]:
    """Return the environment with a date for the book, that of the last commit if none is set."""
    command = ["git", "-C", str(DOCS), "log", "-1", "--format=%ct"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        found = ""  # no git, or no repository: the book has no date
    return ({"SOURCE_DATE_EPOCH": found} if found else {}) | os.environ


def kilobytes(path: Path) -> float:
    """Return the size of *path*, of its whole folder if it is the first page of a site."""
    files = path.parent.rglob("*") if path.name == "index.html" else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1000


def how_to_open(path: Path) -> str:
    """Return what shows *path*: an address for the browser, or a command of this platform."""
    if path.suffix == ".html":
        return path.as_uri()
    if sys.platform == "win32":
        return f'start "" "{path}"'
    return shlex.join(["open" if sys.platform == "darwin" else "xdg-open", str(path)])


def report(name: str, result: Path | None, seconds: float) -> str:
    """Return the line that says where an edition is and how to open it."""
    if result is None:
        return f"{name:8} FAILED after {seconds:.1f} s; its messages stand above"
    where = result.relative_to(DOCS.parent).as_posix()
    figures = f"{kilobytes(result):,.0f} kB  {seconds:.1f} s"
    return f"{name:8} {where}  {figures}  open: {how_to_open(result)}"


def main(argv: list[str] | None = None) -> int:
    """Build what *argv* names, every edition if nothing, and return 1 if one failed."""
    known = {edition.name: edition for edition in [*EDITIONS, MANUAL]}
    parser = argparse.ArgumentParser(
        description="Build the editions of the publication, or the manual."
    )
    parser.add_argument(
        "edition", nargs="*", help=f"{', '.join(known)}; all but the manual if none is named"
    )
    names = parser.parse_args(argv).edition or [edition.name for edition in EDITIONS]
    if unknown := sorted(set(names) - set(known)):
        parser.error(f"unknown edition {unknown[0]!r}; expected {', '.join(sorted(known))}")

    for name in ["doctrees", *names]:
        shutil.rmtree(BUILD / name, ignore_errors=True)
    lines = {}
    failed = False
    # The site after the others: it offers the PDF and the ePub.
    for name in sorted(names, key="html".__eq__):
        start = perf_counter()
        result = build(known[name])
        lines[name] = report(name, result, perf_counter() - start)
        failed = failed or result is None
    print("", *(lines[name] for name in names), sep="\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
