"""``newsdigest import``: posts of an archive become documents of a book."""

from __future__ import annotations

import argparse
import gc
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..console import DONE, INCOMPLETE, Command, UsageError, _
from ..importers.importing import Choices, Imported, import_archive, summary
from ..importers.passes.sessions import OPTIONS
from ..importers.proof import report
from ..importers.readers import READERS
from ..importers.reading.posts import KINDS
from ..importers.reading.scan import SUFFIXES
from ..importers.writing import Planned, State, digest_of, in_the_way, planned, write
from .books import indexes, language_of, setting
from .import_words import Progress, say_all
from .init import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping


_REDIRECTS = "redirects.json"


def _arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "source",
        metavar="SOURCE",
        type=Path,
        help=_("a post, a folder of posts, or a whole site with its config and pictures"),
    )
    add("dest", metavar="DEST", type=Path, help=_("the folder of the book"))
    add(
        "--reader",
        default="auto",
        choices=["auto", *(reader.name for reader in READERS)],
        help=_("what made the site; else it is found out"),
    )
    add(
        "--kind",
        default="auto",
        choices=["auto", *KINDS],
        help=_("what the posts are; else each title, date and folder tells"),
    )
    add("--match", metavar="GLOB", help=_("import only paths or names like this one"))
    add(
        "--permalink",
        metavar="PATTERN",
        help=_("the posts' old addresses, such as https://example.org/:year/:month/:slug/"),
    )
    add(
        "--key",
        metavar="WORD=OPTION",
        action="append",
        default=[],
        type=_key,
        help=_("a word before a colon that names a session's %(options)s in event reports")
        % {"options": ", ".join(OPTIONS)},
    )
    add("--report", metavar="FILE", help=_("write the report here too; - is standard output"))
    add("--dry-run", action="store_true", help=_("write nothing but the --report"))
    add("--force", action="store_true", help=_("overwrite what an editor changed"))
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("--quiet", action="store_true", help=_("say only what is lost"))
    loudness.add_argument("--verbose", action="store_true", help=_("name each change"))


def _key(text: str) -> tuple[str, str]:
    word, divided, option = text.rpartition("=")
    if not divided or not word.strip() or option.strip() not in OPTIONS:
        message = _("expected a form such as 讲师=speakers, with one of %(options)s, not %(found)r")
        said = message % {"options": ", ".join(OPTIONS), "found": text}
        raise argparse.ArgumentTypeError(said)
    return word.strip(), option.strip()


def _run(arguments: argparse.Namespace) -> int:
    source, dest = arguments.source, arguments.dest
    _check(source, dest)
    choices = Choices(
        arguments.reader,
        arguments.kind,
        arguments.match,
        arguments.permalink,
        tuple(arguments.key),
    )
    last = _last(dest / report.NAME)
    had_index = _has_index(dest)
    progress = Progress(sys.stderr, quiet=arguments.quiet)
    # The trees of a thousand posts are many objects and no garbage; looking costs a third.
    gc.disable()
    try:
        imported = import_archive(source, dest, choices, progress.step)
    finally:
        gc.enable()
        progress.end()
    if not imported.outcomes and not imported.refused:
        raise UsageError(
            _("no Markdown to import in %(source)s; expected posts") % {"source": source}
        )
    try:
        plans = _plans(imported, dest, last, force=arguments.force)
        data = _summary(imported, source, plans, last, dest)
        if not arguments.dry_run:
            for plan in plans:
                write(dest, plan)
            _write_report(dest / report.NAME, data)
        if arguments.report is not None:
            _write_report(arguments.report, data)
    except OSError as error:
        raise UsageError(
            _("cannot write %(path)s: %(reason)s")
            % {"path": error.filename, "reason": error.strerror}
        ) from None
    say_all(imported, plans, _unlisted(plans, had_index=had_index), source, arguments)
    return DONE if data["complete"] else INCOMPLETE


def _check(source: Path, dest: Path) -> None:
    if not source.exists():
        raise UsageError(_("no %(source)s; expected a file or a folder") % {"source": source})
    if source.is_file() and source.suffix.lower() not in SUFFIXES:
        raise UsageError(
            _("%(source)s is no Markdown; expected one of %(suffixes)s")
            % {"source": source, "suffixes": ", ".join(sorted(SUFFIXES))}
        )
    if dest.exists() and not dest.is_dir():
        raise UsageError(_("%(dest)s is a file; expected a folder") % {"dest": dest})
    if source.resolve() == dest.resolve() and source.is_dir():
        raise UsageError(
            _("%(dest)s is the source too; expected another folder for the book") % {"dest": dest}
        )


@dataclass(frozen=True, slots=True)
class _Last:
    """What earlier imports into a book did, perhaps of other sources."""

    written: Mapping[str, str] = field(default_factory=dict)  # digests by path
    candidates: Mapping[str, int] = field(default_factory=dict)  # numbers of posts by heading


def _last(path: Path) -> _Last:
    try:
        data = json.loads(path.read_bytes())
        return _Last(
            {str(name): str(digest) for name, digest in data["written"].items()},
            {str(one["heading"]): int(one["posts"]) for one in data["candidates"]},
        )
    except FileNotFoundError:
        return _Last()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(
            _("%(path)s is no report of an import; expected to read there what was written")
            % {"path": path}
        ) from None


def _plans(imported: Imported, dest: Path, last: _Last, *, force: bool) -> list[Planned]:
    """Return what to do with each file of the book, the documents first."""
    contents: dict[str, bytes] = {
        f"{one.docname}.md": one.text.encode("utf-8", "surrogateescape")
        for one in imported.outcomes
    }
    contents |= {path: file.read_bytes() for path, file in sorted(imported.files.items())}
    if imported.redirects:
        contents[_REDIRECTS] = report.as_json(_redirects(imported, dest, force=force))
    if wrong := in_the_way(dest, iter(contents)):
        raise UsageError(
            _("expected a book with room for the documents, found in their way: %(names)s")
            % {"names": ", ".join(wrong)}
        )
    plans = [
        # The map is merged, not overwritten.
        planned(dest, path, content, last.written.get(path), force=force or path == _REDIRECTS)
        for path, content in contents.items()
    ]
    titles = "".join(one.post.title for one in imported.outcomes)
    language = language_of(dest, titles)
    title = setting(dest, "project") or title_of(dest)
    pages = indexes(dest, [one.docname for one in imported.outcomes], title, language)
    plans += [
        Planned(path, text.encode("utf-8", "replace"), State.NEW) for path, text in pages.items()
    ]
    return plans


def _redirects(imported: Imported, dest: Path, *, force: bool) -> dict[str, str]:
    """Return the old addresses, with those that the book has already and an editor's changes."""
    try:
        there = json.loads((dest / _REDIRECTS).read_bytes())
    except FileNotFoundError:
        there = {}
    except (ValueError, RecursionError):
        there = None
    if not isinstance(there, dict):
        raise UsageError(
            _("%(path)s cannot be read; expected a JSON object of addresses and documents")
            % {"path": dest / _REDIRECTS}
        )
    both = {**there, **imported.redirects} if force else {**imported.redirects, **there}
    return dict(sorted(both.items()))


def _has_index(dest: Path) -> bool:
    return any((dest / f"index{suffix}").exists() for suffix in (".md", ".rst"))


def _unlisted(plans: list[Planned], *, had_index: bool) -> list[str]:
    """Return the new index pages that an older first page of the book does not name yet."""
    return [
        plan.path
        for plan in plans
        if had_index
        and plan.state is State.NEW
        and re.fullmatch(r"(?!pages/)[^/]+/index\.md", plan.path)
    ]


def _summary(
    imported: Imported, source: Path, plans: list[Planned], last: _Last, dest: Path
) -> dict[str, Any]:
    ours = {f"{one.docname}.md" for one in imported.outcomes} | imported.files.keys()
    digests = {plan.path: digest_of(plan.content) for plan in plans if plan.path in ours}
    older = {path: digest for path, digest in last.written.items() if (dest / path).exists()}
    base = source.parent if source.is_file() else source
    return summary(imported, {**older, **digests}, last.candidates, base)


def _write_report(path: str | Path, data: Mapping[str, Any]) -> None:
    content = report.as_json(data)
    if path == "-":
        sys.stdout.write(content.decode())
        return
    file = Path(path)
    if not file.is_file() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


COMMAND = Command("import", _("turn posts into documents of a book"), _arguments, _run)
