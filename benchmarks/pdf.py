"""Measure the PDF, as ratios to the HTML of the same documents; that of xelatex beside it.

The documents are read once. Each edition is then written from what was read, in a process of
its own, in turn, several times. Figures are medians; ratios are of CPU seconds, which say more
than the clock on a busy machine. Memory is that of the largest process.

With NEWSDIGEST_CORPORA set the documents are its digests, repeated with other numbers and
years as often as it takes; otherwise they are made up.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
from sphinx import __display_version__

if TYPE_CHECKING:
    from benchmarks.archives import import_book, repeat_posts
    from benchmarks.imports import write_posts
else:  # a script has its own folder at hand, not the one above
    from archives import import_book, repeat_posts
    from imports import write_posts

MANY = 100  # issues that are measured once unless told otherwise
LAST_WORDS = 2000  # characters of what a build said that failed
TEX = ("xelatex", "latexmk", "upmendex", "make")


class Cost(NamedTuple):
    """What a command takes."""

    cpu: float  # seconds, of all processes
    wall: float  # seconds
    peak: int  # kB, of the largest process


class Edition(NamedTuple):
    """What Sphinx is asked for, and which files are meant."""

    option: str
    builder: str
    files: str  # a glob in the output


READ = Edition("-b", "dummy", "*")
HTML = Edition("-b", "html", "**/*")
TYPST = Edition("-b", "typstpdf", "*.pdf")
LATEX = Edition("-M", "latexpdf", "latex/*.pdf")


def write_book(folder: Path, issues: int) -> Path:
    """Make a book of *issues* in *folder*; return its folder."""
    corpora = os.environ.get("NEWSDIGEST_CORPORA")
    posts = folder / "posts"
    if corpora:
        repeat_posts(posts, Path(corpora, "openstack-digest"), issues)
    else:
        write_posts(posts, issues)
    book = folder / "book"
    found = len(import_book(book, posts))
    assert found == issues, f"{found} issues instead of {issues}"
    return book


def cost_of(command: list[str]) -> Cost | None:
    """Run *command* and return what it took; None, and the end of what it said, if it fails."""
    with tempfile.TemporaryFile() as said:
        start = perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)  # the usage of it and of what it ran
        wall = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            print(said.read().decode(errors="replace")[-LAST_WORDS:], file=sys.stderr)
            return None
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


def build(edition: Edition, book: Path, output: Path) -> Cost | None:
    """Write *edition* of *book* into *output*, anew, from what was read if anything was."""
    shutil.rmtree(output, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", edition.option, edition.builder]
    # "-M" has a folder of its own for what was read; the last one counts.
    command += [str(book), str(output), "-q", "-j", "1", "-d", str(book.with_name("doctrees"))]
    return cost_of(command)


def sizes(edition: Edition, output: Path) -> tuple[str, float]:
    """Return the pages of *edition*, "" if it has none, and its megabytes."""
    files = [path for path in output.glob(edition.files) if path.is_file()]
    pages = ""
    if edition.files.endswith(".pdf"):
        with pikepdf.open(*files) as pdf:
            pages = str(len(pdf.pages))
    return pages, sum(path.stat().st_size for path in files) / 1e6


def measure(issues: int, runs: int, editions: list[Edition]) -> None:
    """Print the lines of the table for *issues*, each edition written *runs* times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = write_book(folder, issues)
        costs = {READ: [build(READ, book, folder / READ.builder)]}
        for _ in range(runs):
            for edition in editions:
                cost = build(edition, book, folder / edition.builder)
                costs.setdefault(edition, []).append(cost)
        base = statistics.median(cost.cpu for cost in costs[HTML] if cost)
        for edition, every in costs.items():
            found = [cost for cost in every if cost]
            line = f"| {issues} | {edition.builder} |"
            if len(found) < len(every):
                print(line, "failed | | | | | |")
                continue
            cpu, wall, peak = (statistics.median(each) for each in zip(*found, strict=True))
            pages, size = sizes(edition, folder / edition.builder)
            figures = f"{cpu:.1f} | {cpu / base:.2f} | {wall:.1f} | {peak / 1000:.0f}"
            print(line, f"{figures} | {pages} | {size:.1f} |", flush=True)


def main() -> None:
    """Print a table: of each size the reading, and the writing of all editions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issues", type=int, nargs="+", default=[20, 400])
    parser.add_argument("--runs", type=int, help=f"by default 3, and 1 of {MANY} issues or more")
    options = parser.parse_args()
    print(f"Sphinx {__display_version__}, Python {sys.version.split()[0]}")
    editions = [HTML, TYPST]
    missing = [name for name in TEX if shutil.which(name) is None]
    if missing:
        print(f"latexpdf is left out: there is no {', '.join(missing)}.")
    else:
        editions.append(LATEX)
    print()
    print("| issues | builder | CPU s | ratio | wall s | peak, MB | pages | size, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for issues in options.issues:
        measure(issues, options.runs or (3 if issues < MANY else 1), editions)


if __name__ == "__main__":
    main()
