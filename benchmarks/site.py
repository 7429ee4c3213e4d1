"""Measure the site of a long archive, as ratios to what Sphinx and the theme take without us.

The same documents are built with the book theme as it comes, with the theme "basic" without any
navigation, and with the extension and its sidebar; then once more without a change, with an item
edited, and with an issue added; then as the other editions, from what was read. Each build is a
process of its own, in turn, several times. Figures are medians of CPU seconds; memory is that of
the process.

With NEWSDIGEST_CORPORA set the documents are issues of This Week in Rust, imported; otherwise they
are made up. Fewer are spread over the time of the most: its issues grew longer from year to year,
and only books of issues alike show how a build grows with their number.
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
from typing import TYPE_CHECKING, NamedTuple

from sphinx import __display_version__

if TYPE_CHECKING:
    from benchmarks.archives import newsdigest
    from benchmarks.imports import write_posts
else:  # a script has its own folder at hand, not the one above
    from archives import newsdigest
    from imports import write_posts

CONF = """
project = "bench"
extensions = {extensions}
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
html_theme = {theme!r}
html_copy_source = False
suppress_warnings = ["digest", "toc", "myst", "misc", "image"]
{more}
"""
EDITIONS = ("epub", "latex", "typst", "digest-data")
BOOK_THEME = 'html_theme_options = {"max_navbar_depth": 3}'
NO_NAVIGATION = 'html_sidebars = {"**": []}'


class Way(NamedTuple):
    """One way to build the documents."""

    name: str
    extensions: tuple[str, ...]
    theme: str
    more: str


WAYS = [
    Way("book theme as it comes", ("myst_parser",), "sphinx_book_theme", BOOK_THEME),
    Way("basic, no navigation", ("myst_parser",), "basic", NO_NAVIGATION),
    Way(
        "book theme, the extension",
        ("myst_parser", "sphinx_newsdigest"),
        "sphinx_book_theme",
        BOOK_THEME,
    ),
]


class Cost(NamedTuple):
    """What a build takes."""

    cpu: float  # seconds
    peak: int  # kB


def write_documents(folder: Path) -> Path:
    """Make a book of all there is in *folder*; return its folder."""
    corpora = os.environ.get("NEWSDIGEST_CORPORA")
    posts = Path(corpora, "twir", "content") if corpora else folder / "posts"
    if not corpora:
        write_posts(posts, 700)
    book = folder / "all"
    newsdigest("init", str(book))
    newsdigest("import", "--quiet", str(posts), str(book))
    return book


def posts_of(book: Path) -> list[Path]:
    """Return the issues of *book*."""
    return [path for path in (book / "issues").rglob("*.md") if path.stem != "index"]


def edit(post: Path) -> None:
    """Add a word to the last line of *post* that is an entry of a list, else to its last."""
    lines = post.read_text(encoding="utf-8").splitlines()
    entries = [at for at, line in enumerate(lines) if line.startswith(("* ", "- "))]
    lines[(entries or [len(lines) - 1])[-1]] += " Edited."
    post.write_text("\n".join(lines) + "\n", encoding="utf-8")


def select(every: Path, folder: Path, issues: int, most: int) -> Path:
    """Copy *issues* of the first *most* of *every*, evenly, into *folder*; return it."""
    shutil.copytree(every, folder)
    posts = sorted(posts_of(folder))
    most = min(most, len(posts))
    issues = min(issues, most)
    kept = {posts[at * most // issues] for at in range(issues)}
    for post in posts:
        if post not in kept:
            post.unlink()
    for year in (folder / "issues").iterdir():
        if year.is_dir() and not [path for path in year.rglob("*.md") if path.stem != "index"]:
            shutil.rmtree(year)
    return folder


def build(way: Way, book: Path, output: Path, builder: str = "html") -> Cost:
    """Build *book* the one *way* into *output*; all builders share what is read."""
    # Extensions that are not there leave their directives as text, with a warning.
    conf = CONF.format(extensions=[*way.extensions], theme=way.theme, more=way.more)
    if not (book / "conf.py").is_file() or (book / "conf.py").read_text(encoding="utf-8") != conf:
        (book / "conf.py").write_text(conf, encoding="utf-8")
    paths = ["-d", str(output / "doctrees"), str(book), str(output / builder)]
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-Q", *paths]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{way.name}: the build failed")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def measure(issues: int, most: int, runs: int, every: Path, folder: Path) -> None:
    """Print the lines of the table for *issues* of the first *most*."""
    books = {
        way: select(every, folder / f"{issues}-{at}", issues, most) for at, way in enumerate(WAYS)
    }
    costs_of: dict[str, list[Cost]] = {}

    def note(name: str, way: Way, book: Path, output: Path, builder: str = "html") -> None:
        costs_of.setdefault(name, []).append(build(way, book, output, builder))

    for run in range(runs):
        for way, book in books.items():
            output = folder / f"out-{issues}-{run}-{book.name}"
            note(way.name, way, book, output)
            if way is WAYS[-1]:
                posts = sorted(posts_of(book))
                last = posts[-1]
                note("no change", way, book, output)
                edit(posts[len(posts) // 2])
                note("an item edited", way, book, output)
                text = last.read_bytes()
                last.unlink()
                build(way, book, output)
                last.write_bytes(text)
                note("an issue added", way, book, output)
                for builder in EDITIONS:
                    note(f"then {builder}", way, book, output, builder)
            shutil.rmtree(output)
    base = statistics.median(cost.cpu for cost in costs_of[WAYS[0].name])
    for name, costs in costs_of.items():
        cpu = statistics.median(cost.cpu for cost in costs)
        peak = statistics.median(cost.peak for cost in costs)
        print(
            f"| {issues} | {name} | {cpu:.1f} | {cpu / base:.2f} | {peak / 1000:.0f} |", flush=True
        )


def main() -> None:
    """Print a table: of each size, all ways, and what goes on from the last one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issues", type=int, nargs="+", default=[100, 300])
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    print(f"Sphinx {__display_version__}, Python {sys.version.split()[0]}\n")
    print("| issues | build | CPU s | to the theme | MB |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        every = write_documents(Path(name))
        for issues in options.issues:
            measure(issues, max(options.issues), options.runs, every, Path(name))


if __name__ == "__main__":
    main()
