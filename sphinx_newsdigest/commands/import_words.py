"""What ``newsdigest import`` says: how far it is, what is lost, what was done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from ..console import _
from ..importers.proof import report
from ..importers.reading.scan import REASONS
from ..importers.text.reasons import Reason
from ..importers.writing import Planned, State

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from ..importers.importing import Imported
    from ..importers.post import Post


#: Reasons of changes that leave something for an editor to do.
_TO_LOOK_AT = {Reason.TEMPLATE_UNKNOWN, Reason.HTML_UNKNOWN, Reason.NO_TARGET, Reason.DEEP}


class Progress:
    """A line that counts, on a terminal; nothing in a pipe."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        self.stream = stream
        self.is_on = not quiet and stream.isatty()

    def step(self, done: int, total: int, post: Post) -> None:
        if self.is_on:
            self.stream.write(f"\r\033[K{done + 1}/{total} {post.path.name[:60]}")
            self.stream.flush()

    def end(self) -> None:
        if self.is_on:
            self.stream.write("\r\033[K")


def say_all(
    imported: Imported,
    plans: list[Planned],
    unlisted: list[str],
    source: Path,
    arguments: argparse.Namespace,
) -> None:
    """Say what is lost, what an editor should look at, and what was done.

    *unlisted* are new index pages that no table of contents holds.
    """
    base = source.parent if source.is_file() else source
    said = list(_losses(imported, base))
    if not arguments.quiet:
        said += _notes(imported, base, verbose=arguments.verbose)
        said += [
            _("%(path)s was changed by an editor and stays; the import stands beside it")
            % {"path": arguments.dest / plan.path}
            for plan in plans
            if plan.state is State.KEPT
        ]
        said += [
            _("%(path)s is new; expected it in a table of contents") % {"path": path}
            for path in unlisted
        ]
    for line in said:
        print(line, file=sys.stderr)  # noqa: T201 - a command speaks
    if not arguments.quiet and arguments.report != "-":
        print(_told(imported, plans, arguments))  # noqa: T201 - a command speaks


def _losses(imported: Imported, base: Path) -> Iterator[str]:
    for one in imported.outcomes:
        for loss, values in report.together(one.losses):
            said = _("lost") if loss.is_lost else _("added without a reason")
            for value in values:
                yield f"{base / one.post.path}:{loss.line}: {said}: {loss.what}: {value}"
    for out in imported.refused:
        yield f"{base / out.path}: " + _("refused: %(reason)s") % {"reason": _(REASONS[out.reason])}


def _notes(imported: Imported, base: Path, *, verbose: bool) -> Iterator[str]:
    for one in imported.outcomes:
        path = base / one.post.path
        for note in one.notes:
            yield f"{path}:{note.line}: {note.text} [{note.code}]"
        for picture in one.missing:
            said = _("no file for the picture %(path)s") % {"path": picture.value}
            yield f"{path}:{picture.line}: {said} [missing]"
        shown = {
            (change.line, change.reason)
            for change in one.changes
            if verbose or change.reason in _TO_LOOK_AT
        }
        for line, why in sorted(shown, key=lambda change: (change[0], change[1].code)):
            yield f"{path}:{line}: {_(why.message)} [{why.code}]"
    for out in imported.left_out:
        if out not in imported.refused:
            reason = _(REASONS[out.reason])
            yield f"{base / out.path}: " + _("left out: %(reason)s") % {"reason": reason}


def _told(imported: Imported, plans: list[Planned], arguments: argparse.Namespace) -> str:
    """Return the last lines: how many of what, and where the report is."""
    kinds = report.counted(imported.outcomes)
    states = {state: sum(plan.state is state for plan in plans) for state in State}
    lines = [
        _(
            "%(reader)s: %(issues)d issues, %(events)d event reports, %(pages)d pages, "
            "%(drafts)d drafts"
        )
        % {
            "reader": imported.reader.name,
            "issues": kinds["issue"],
            "events": kinds["event"],
            "pages": kinds["page"],
            "drafts": kinds["draft"],
        },
        _("%(new)d files new, %(updated)d updated, %(unchanged)d unchanged, %(kept)d kept")
        % {
            "new": states[State.NEW],
            "updated": states[State.UPDATED],
            "unchanged": states[State.UNCHANGED],
            "kept": states[State.KEPT],
        },
    ]
    if arguments.dry_run:
        lines.append(_("nothing was written"))
    else:
        lines.append(_("report: %(path)s") % {"path": arguments.dest / report.NAME})
    if not arguments.dry_run and not (arguments.dest / "conf.py").exists():
        lines.append(
            _("no conf.py in %(dest)s yet; `newsdigest init` adds one, and what else it needs")
            % {"dest": arguments.dest}
        )
    return "\n".join(lines)
