"""``newsdigest new``: the next issue of a newsletter, derived from the last one."""

from __future__ import annotations

import os
import posixpath
import re
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from .. import options
from ..console import DONE, Command, UsageError, _
from ..importers.reading.titles import successor, successor_name
from ..messages import UnexpectedError
from .books import indexes, language_of, setting
from .init import escaped, title_of
from .next_issue import Issue, blocks_of, marker, next_period, next_text, read_issue, written

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from datetime import date

#: Folders that are not the book's text, beside hidden ones.
_LEFT_OUT = frozenset({"_build", "drafts", "node_modules"})

_TOCTREE = re.compile(r"\s*(?:[`~:]{3,}\{toctree\}|\.\. toctree::)")
_ENTRY = re.compile(r"(?P<before>\s*(?:(?P<title>.*\S)\s*<)?)(?P<target>[^<>\s]+)(?P<after>>?\s*)")
_GLOB = re.compile(r"[*?\[]")


def project_title(root: Path) -> str:
    """Return the project's name that conf.py says; else the folder's name."""
    return setting(root, "project") or title_of(root)


def last_two(issues: list[Issue], newsletter: str | None) -> tuple[Issue, Issue | None]:
    """Return the last issue and the one before, of *newsletter*, else of the one with the last."""
    ordered = sorted(issues, key=lambda issue: (str(issue.date or ""), issue.number))
    wanted = ordered[-1].newsletter if newsletter is None else newsletter
    chosen = [issue for issue in ordered if options.fold(issue.newsletter) == options.fold(wanted)]
    if not chosen:
        names = sorted({issue.newsletter for issue in issues if issue.newsletter})
        raise UsageError(
            _("no issue of the newsletter %(found)r; expected one of: %(names)s")
            % {"found": wanted, "names": ", ".join(names)}
        )
    chosen.sort(key=lambda issue: issue.number)  # one may have no date
    return chosen[-1], chosen[-2] if len(chosen) > 1 else None


def next_path(last: Issue, day: date, period: tuple[date, date] | None) -> PurePosixPath:
    """Return where the next issue stands: as the *last*, with its own number, dates and year."""
    folder, name = last.path.parent, last.path.stem
    is_folder = name == "index" and folder.name != ""
    if is_folder:
        folder, name = folder.parent, folder.name
    renewed = successor_name(name, last.facts, last.number + 1, period, day=day)
    if renewed == name:
        renewed = f"{day}-issue-{last.number + 1}"
    if last.date and folder.name == str(last.date.year):
        folder = folder.with_name(str(day.year))
    return folder / renewed / "index.md" if is_folder else folder / f"{renewed}.md"


def with_entry(text: str, folder: str, old: str, new: str, renew: Callable[[str], str]) -> str:
    """Return an index in *folder* with the document *new* after each explicit entry of *old*.

    It is written likewise; *renew* makes its title of the old one, if that has one.
    """
    lines: list[str] = []
    inside = False
    for line in text.splitlines(keepends=True):
        lines.append(line)
        inside = inside or _TOCTREE.match(line) is not None
        typed = line.rstrip("\r\n")
        entry = _ENTRY.fullmatch(typed)
        if not inside or entry is None or _document(entry["target"], folder) != old:
            continue
        ending = line[len(typed) :] or "\n"
        lines[-1] = typed + ending
        before = entry["before"]
        if entry["title"]:
            before = before.replace(entry["title"], renew(entry["title"]), 1)
        lines.append(f"{before}{_target(entry['target'], folder, new)}{entry['after']}{ending}")
    return "".join(lines)


def year_index(text: str, old: int, new: int, name: str) -> str:
    """Return the index of a *new* year, like that of an *old* one: its title and toctrees.

    Where no pattern finds the year's documents, *name* is the first in their list.
    """
    kept = []
    for block in blocks_of(text.replace("\r\n", "\n")):
        if block.level == 1:
            kept.append(re.sub(rf"(?<![0-9]){old}(?![0-9])", str(new), block.text))
        elif _TOCTREE.match(block.text):
            first, *rest = block.text.split("\n")
            options_, entries = [], []
            for line in rest[:-1]:
                if line.lstrip().startswith(":"):
                    options_.append(line)
                elif _GLOB.search(line):
                    entries.append(line)
            kept.append("\n".join([first, *options_, "", *(entries or [name]), rest[-1]]))
    return "\n\n".join(kept) + "\n" if len(kept) > 1 else _new_index(new)


def _new_index(year: int) -> str:
    return f"# {year}\n\n```{{toctree}}\n:glob:\n\n*\n```\n"


def _document(target: str, folder: str) -> str:
    """Return the docname that the entry *target* of an index in *folder* means."""
    path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(re.sub(r"\.(?:md|rst)$", "", path))


def _target(typed: str, folder: str, new: str) -> str:
    """Return the entry of the document *new*, written as the entry *typed*."""
    path = f"/{new}" if typed.startswith("/") else posixpath.relpath(new, folder or ".")
    return f"{path}.md" if typed.endswith(".md") else path


def _issues(root: Path) -> Iterator[Issue]:
    """Yield the issues of the book; say on the standard error what cannot be read."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name for name in folders if name not in _LEFT_OUT and not name.startswith(".")
        )
        for name in sorted(name for name in files if name.endswith(".md")):
            path = Path(folder, name)
            try:
                text = path.read_text(encoding="utf-8-sig", errors="replace")
                issue = read_issue(PurePosixPath(path.relative_to(root)), text)
            except (OSError, ValueError) as error:
                reason = " ".join(str(error).split())
                print(f"newsdigest: {path}: {reason}", file=sys.stderr)  # noqa: T201
            else:
                if issue:
                    yield issue


def _day(argument: str | None) -> date | None:
    try:
        return None if argument is None else options.iso_date(argument)
    except UnexpectedError as error:
        raise UsageError(f"--date: {_(error.message) % error.values}") from None


def _following(
    last: Issue, before: Issue | None, day: date | None
) -> tuple[date, tuple[date, date] | None]:
    """Return the date and the period of the issue after *last*."""
    try:
        period = next_period(last, before)
        if day is None and period:
            day = period[1]
        elif day is None and last.date and before and before.date and before.date < last.date:
            day = last.date + (last.date - before.date)
    except OverflowError:
        day = None
    if day is None:
        raise UsageError(
            _("%(name)s and the issue before it do not say when the next one is; expected --date")
            % {"name": last.path}
        )
    return day, period


def _first(root: Path, day: date | None) -> dict[Path, str]:
    """Return the files of a book's first issue."""
    if day is None:
        raise UsageError(
            _("no issue in %(folder)s; expected --date for the first one") % {"folder": root}
        )
    title = project_title(root)
    language = language_of(root, title)
    heading = escaped(f"{title}第一期" if language.startswith("zh") else f"{title} 1")
    name = f"issues/{day.year}/{day}-issue-1"
    files = {root / f"{name}.md": written({"digest": marker(1, None, day)}, heading, [])}
    pages = indexes(root, [name], title, language)
    return files | {root / path: text for path, text in pages.items()}


def _next(
    root: Path, issues: list[Issue], newsletter: str | None, day: date | None
) -> tuple[dict[Path, str], dict[Path, str]]:
    """Return the new files for the issue after the last one, and the indexes that change."""
    last, before = last_two(issues, newsletter)
    day, period = _following(last, before, day)
    path = next_path(last, day, period)
    title = last.newsletter or project_title(root)
    files = {root / path: next_text(last, before, day, period, title)}
    pairs = [(_name(last.path), _name(path))]
    old, new = _year_folders(last, path)
    if old != new and not _index(root / new) and (index := _index(root / old)):
        files[root / new / "index.md"] = year_index(
            _read(index), int(old.name), int(new.name), str(path.relative_to(new).with_suffix(""))
        )
        pairs.append((f"{old}/index", f"{new}/index"))
    changed = {}
    for folder in path.parents:
        index = _index(root / folder)
        if index is None:
            continue
        text = was = _read(index)
        for one, other in pairs:
            text = with_entry(
                text,
                "" if folder.name == "" else str(folder),
                one,
                other,
                lambda typed: successor(typed, last.facts, last.number + 1, period, day=day),
            )
        if text != was:
            changed[index] = text
    return files, changed


def _year_folders(last: Issue, path: PurePosixPath) -> tuple[PurePosixPath, PurePosixPath]:
    """Return the folders of the years in which two issues stand; alike if it is one."""
    for old, new in zip(last.path.parents, path.parents, strict=False):
        if last.date and old != new and old.name == str(last.date.year):
            return old, new
    return path.parent, path.parent


def _index(folder: Path) -> Path | None:
    paths = (folder / name for name in ("index.md", "index.rst"))
    return next((path for path in paths if path.is_file()), None)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _name(path: PurePosixPath) -> str:
    return str(path.with_suffix(""))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dest", metavar="DEST", type=Path, help=_("the folder of the book"))
    parser.add_argument(
        "--date", help=_("the day of publication, such as 2026-01-31; else the period's last day")
    )
    parser.add_argument("--newsletter", help=_("which newsletter, where a book has several"))


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.dest
    if not root.is_dir():
        raise UsageError(_("expected the folder of a book, found %(found)r") % {"found": str(root)})
    day = _day(arguments.date)
    issues = list(_issues(root))
    if issues:
        files, changed = _next(root, issues, arguments.newsletter, day)
    else:
        files, changed = _first(root, day), {}
    _write(files, changed)
    print(next(iter(files)))  # noqa: T201 - a command speaks
    return DONE


def _write(files: dict[Path, str], changed: dict[Path, str]) -> None:
    """Write new *files*, the issue first, and what *changed*; never over an issue."""
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
                file.write(text)
        for path, text in changed.items():
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
    except FileExistsError as error:
        raise UsageError(
            _("%(name)s is there already; expected the place of the next issue to be free")
            % {"name": error.filename}
        ) from None
    except OSError as error:
        raise UsageError(_("cannot write: %(reason)s") % {"reason": error}) from None


COMMAND = Command("new", _("write the next issue"), _arguments, _run)
