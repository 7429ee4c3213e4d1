"""Build the editions of the publication, and the manual, and say where they are.

``python docs/build.py`` builds every edition; ``python docs/build.py epub manual`` only these.
What an earlier run left is removed first, so that a warning given while reading comes back until
it is mended, and what stands there is what a fresh clone gives.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sphinx_newsdigest.cli import main as newsdigest
from sphinx_newsdigest.commands.build import EDITIONS, how_to_open

DOCS = Path(__file__).resolve().parent
BUILD = DOCS / "_build"
MANUAL = "manual"


def dated() -> dict[str, str]:
    """Return the environment with a date for the book, that of the last commit if none is set."""
    command = ["git", "-C", str(DOCS), "log", "-1", "--format=%ct"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        found = ""  # no git, or no repository: the book has no date
    return ({"SOURCE_DATE_EPOCH": found} if found else {}) | os.environ


def main(argv: list[str] | None = None) -> int:
    """Build what *argv* names, every edition if nothing, and return 1 if one failed."""
    known = [*EDITIONS, MANUAL]
    parser = argparse.ArgumentParser(
        description="Build the editions of the publication, or the manual."
    )
    parser.add_argument(
        "edition", nargs="*", help=f"{', '.join(known)}; all but the manual if none is named"
    )
    names = parser.parse_args(argv).edition or [*EDITIONS]
    if unknown := sorted({*names} - {*known}):
        parser.error(f"unknown edition {unknown[0]!r}; expected {', '.join(known)}")

    for name in ["doctrees", *names]:
        shutil.rmtree(BUILD / name, ignore_errors=True)
    os.environ |= dated()
    failed = False
    if MANUAL in names:
        out = BUILD / MANUAL
        command = [sys.executable, "-m", "sphinx", "-n", "-W", str(DOCS / MANUAL), str(out)]
        failed = subprocess.run(command, check=False).returncode != 0
        print(f"{MANUAL} {'FAILED' if failed else how_to_open(out / 'index.html')}")
    if editions := ",".join(name for name in names if name != MANUAL):
        book = os.path.relpath(DOCS)  # short in the lines that say where the editions are
        failed = newsdigest(["build", "-W", "--editions", editions, book]) != 0 or failed
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
