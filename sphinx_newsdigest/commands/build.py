"""``newsdigest build``: all editions of a book, from one reading of its sources."""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from ..console import DONE, INCOMPLETE, Command, UsageError, _
from ..downloads import size_of

if TYPE_CHECKING:
    import argparse

#: The folder of all that is made, below that of the book, and what is read, in there.
BUILT = "_build"
DOCTREES = "doctrees"


@dataclass(frozen=True, slots=True)
class Edition:
    """One output: how Sphinx makes it, and what its reader opens."""

    name: str  # also of its folder
    builder: str
    opened: str  # a pattern for the file that is opened
    parts: str  # one for all files that belong to it


EDITIONS = {
    edition.name: edition
    for edition in (
        Edition("html", "html", "index.html", "**/*"),
        Edition("epub", "epub", "*.epub", "*.epub"),
        Edition("pdf", "typstpdf", "*.pdf", "*.pdf"),
        Edition("data", "digest-data", "archive.json", "archive.*"),
    )
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of Sphinx made."""

    edition: Edition
    opened: Path | None  # None if it failed
    files: int
    size: int  # bytes
    seconds: float

    @property
    def line(self) -> str:
        """One line of the summary."""
        seconds = f"{self.seconds:.1f} s"
        if self.opened is None:
            said = _("FAILED after %(seconds)s; its messages stand above") % {"seconds": seconds}
            return f"{self.edition.name:5} {said}"
        count = _("%(count)d files") % {"count": self.files} if self.files > 1 else _("1 file")
        figures = f"{count:>12} {size_of(self.size):>7} {seconds:>8}"
        return f"{self.edition.name:5} {figures}  {how_to_open(self.opened)}"


def build(book: Path, edition: Edition, options: list[str]) -> Result:
    """Let Sphinx make an *edition* of *book*, as its command line does with *options*."""
    out = book / BUILT / edition.name
    command = [sys.executable, "-m", "sphinx", "-b", edition.builder, *options]
    folders = ["-d", str(book / BUILT / DOCTREES), str(book), str(out)]
    start = perf_counter()
    # A process for each: memory is given back, and no edition can change another.
    status = subprocess.run([*command, *folders], check=False).returncode  # noqa: S603 - Sphinx
    seconds = perf_counter() - start
    parts = [path for path in out.glob(edition.parts) if path.is_file() and not _is_state(path)]
    size = sum(path.stat().st_size for path in parts)
    opened = next(iter(sorted(out.glob(edition.opened))), None) if status == 0 else None
    return Result(edition, opened, len(parts), size, seconds)


def _is_state(path: Path) -> bool:
    """Say whether *path* is what a builder keeps for itself."""
    return path.name.startswith(".")


def how_to_open(path: Path) -> str:
    """Return what shows *path*: an address for the browser, or a command of this platform."""
    if path.suffix == ".html":
        return path.resolve().as_uri()
    if sys.platform == "win32":
        return f'start "" "{path}"'
    return shlex.join(["open" if sys.platform == "darwin" else "xdg-open", str(path)])


def chosen(names: str) -> list[Edition]:
    """Return the editions that *names* lists."""
    wanted = {name.strip() for name in names.split(",")}
    if unknown := sorted(wanted - EDITIONS.keys()):
        raise UsageError(
            _("unknown edition %(found)r; expected some of: %(known)s")
            % {"found": unknown[0], "known": ",".join(EDITIONS)}
        )
    return [edition for name, edition in EDITIONS.items() if name in wanted]


def _checked(jobs: str) -> str:
    """Return the number of processes, as Sphinx takes it."""
    if jobs == "auto" or (jobs.isdecimal() and int(jobs) > 0):
        return jobs
    raise UsageError(
        _("--jobs: expected a number from 1, or 'auto', not %(found)r") % {"found": jobs}
    )


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "dest",
        metavar="DEST",
        type=Path,
        nargs="?",
        default=Path(),
        help=_("the folder of the book; if none is named, this one"),
    )
    parser.add_argument(
        "--editions",
        metavar="NAMES",
        default=",".join(EDITIONS),
        help=_("what to make, such as html,pdf; else all: %(known)s")
        % {"known": ",".join(EDITIONS)},
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        default="1",
        help=_("so many processes at a time, or 'auto'"),
    )
    parser.add_argument("-E", "--fresh-env", action="store_true", help=_("read all sources anew"))
    parser.add_argument(
        "-W", "--fail-on-warning", action="store_true", help=_("a warning is a failure")
    )


def _run(arguments: argparse.Namespace) -> int:
    book: Path = arguments.dest
    if not (book / "conf.py").is_file():
        raise UsageError(
            _("expected the folder of a book, with a conf.py, found %(found)r")
            % {"found": str(book)}
        )
    editions = chosen(arguments.editions)
    options = ["-j", _checked(arguments.jobs)]
    options += ["-W", "--keep-going"] if arguments.fail_on_warning else []
    results = {}
    # The site comes last, for it offers the others.
    for number, edition in enumerate(sorted(editions, key=EDITIONS["html"].__eq__), 1):
        _say(f"[{number}/{len(editions)}] {edition.name}")
        fresh = ["-E"] if arguments.fresh_env and number == 1 else []
        results[edition] = build(book, edition, [*options, *fresh])
    _say("", *(results[edition].line for edition in editions))
    return INCOMPLETE if any(result.opened is None for result in results.values()) else DONE


def _say(*lines: str) -> None:
    # At once: what Sphinx says comes in between.
    print(*lines, sep="\n", flush=True)  # noqa: T201 - a command speaks


COMMAND = Command("build", _("make the editions of a book"), _arguments, _run)
