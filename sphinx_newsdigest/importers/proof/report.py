"""The report of an import, as data: what came in, what came out, and why they differ."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...names import canonical_url
from ..passes.breaks import HAN
from ..reading.scan import REFUSED
from .contents import CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..post import Note, Post
    from ..reading.scan import LeftOut
    from ..text.drafts import Change
    from ..text.reasons import Reason
    from .candidates import Candidate
    from .contents import Contents, Found
    from .differences import Difference

VERSION = 1
#: Its name in the folder of a book.
NAME = "newsdigest-import.json"

#: What begins or ends a word that needs a space beside another.
_SPACED = re.compile(rf"(?!{HAN})\w")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    post: Post
    docname: str
    text: str  # of the document
    source: Contents
    document: Contents
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    notes: tuple[Note, ...]
    missing: tuple[Found, ...]  # pictures, by their paths in the book
    origins: tuple[int, ...]  # the line of the source for each of the document

    @property
    def losses(self) -> tuple[Difference, ...]:
        """The differences that nothing explains."""
        return tuple(one for one in self.differences if one.reason is None)


def report(
    reader: str,
    outcomes: Sequence[Outcome],
    left_out: Sequence[LeftOut],
    candidates: Sequence[Candidate],
    files: Mapping[str, str],
    written: Mapping[str, str],
) -> dict[str, Any]:
    """Return the report, of which ``import-report.schema.json`` is the schema.

    *files* are the sources of copied files by their paths in the book, *written* the
    SHA-256 of each document and each copy as it was imported.
    """
    used = sorted({change.reason for one in outcomes for change in one.changes}, key=_code)
    return {
        "version": VERSION,
        "reader": reader,
        "complete": not any(one.losses for one in outcomes)
        and not any(one.reason in REFUSED for one in left_out),
        "totals": {
            what: {
                "source": sum(len(getattr(one.source, what)) for one in outcomes),
                "document": sum(len(getattr(one.document, what)) for one in outcomes),
            }
            for what in CLASSES
        },
        "sources": [_source(one) for one in outcomes],
        "left_out": [{"path": str(one.path), "reason": one.reason} for one in left_out],
        "files": dict(sorted(files.items())),
        "candidates": [{"heading": one.heading, "posts": one.posts} for one in candidates],
        "reasons": {reason.code: reason.message for reason in used},
        "written": dict(sorted(written.items())),
    }


def _code(reason: Reason) -> str:
    return reason.code


def _source(outcome: Outcome) -> dict[str, Any]:
    post = outcome.post
    changes: dict[str, list[int]] = {}
    for change in outcome.changes:
        lines = changes.setdefault(change.reason.code, [])
        if change.line not in lines[-1:]:
            lines.append(change.line)
    return {
        "path": str(post.path),
        "document": f"{outcome.docname}.md",
        "kind": post.kind,
        "title": post.title,
        "number": post.facts.number,
        "period": [str(day) for day in post.facts.period] if post.facts.period else None,
        "date": str(post.date) if post.date else None,
        "day": post.facts.day,
        "draft": post.draft,
        "url": post.url or None,
        "counts": {
            what: {
                "source": len(getattr(outcome.source, what)),
                "document": len(getattr(outcome.document, what)),
            }
            for what in CLASSES
        },
        "differences": _differences(outcome.differences),
        "changes": dict(sorted(changes.items())),
        "missing": [{"line": found.line, "picture": found.value} for found in outcome.missing],
        "tracking": [
            {"line": outcome.origins[found.line - 1], "url": found.value, "canonical": canonical}
            for found in outcome.document.links
            if "?" in found.value
            and (canonical := canonical_url(found.value)).count("=") < found.value.count("=")
        ],
        "notes": [
            {"line": note.line, "code": note.code, "text": note.text} for note in outcome.notes
        ],
    }


def _differences(found: Sequence[Difference]) -> list[dict[str, Any]]:
    return [
        {
            "what": one.what,
            "line": one.line,
            "lost" if one.is_lost else "gained": values,
            "reason": one.reason,
        }
        for one, values in together(found)
    ]


def together(found: Sequence[Difference]) -> list[tuple[Difference, list[str]]]:
    """Return each line and reason of differences, as one without a value, with all values.

    Words that follow each other are one value.
    """
    groups: dict[Difference, list[str]] = {}
    last = None
    for one in found:
        key = replace(one, value="")
        values = groups.setdefault(key, [])
        if one.what == "words" and key == last:
            values[-1] = _joined(values[-1], one.value)
        else:
            values.append(one.value)
        last = key
    return list(groups.items())


def _joined(words: str, word: str) -> str:
    """Return *words* and the next *word*: Han characters and signs need no space between them."""
    space = " " if _SPACED.match(words[-1]) and _SPACED.match(word) else ""
    return f"{words}{space}{word}"


def as_json(data: Mapping[str, Any]) -> bytes:
    """Return *data* as JSON; what is no Unicode is escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "backslashreplace")


def counted(outcomes: Sequence[Outcome]) -> Counter[str]:
    """Return how many documents of each kind there are."""
    return Counter("draft" if one.post.draft else one.post.kind for one in outcomes)
