"""A file becomes a post: its header, its title, and what both say of it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from ...options import without_controls
from ..passes import headings
from ..post import Facts, Note, Post
from ..text import markdown
from . import headers, permalinks, titles
from .scan import OF_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import PurePosixPath

    from ..post import Site

KINDS = ("issue", "event", "page")

_PAGES = {"pages", "_pages"}
_EVENT = re.compile(
    r"峰会|大会|论坛|沙龙|研讨会|\b(?:summit|conference|conf|meetup|hackathon)\b", re.IGNORECASE
)
_UTF8, _NO_UTF8 = re.compile("[^\udc80-\udcff]+"), re.compile("[\udc80-\udcff]")
_DATE_PREFIX = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[-_]?")


def decoded(raw: bytes) -> tuple[str, tuple[Note, ...]]:
    r"""Return the text of a file, its lines ending in ``\n``, and what was wrong with it.

    Bytes that are no UTF-8 stay: they are written as they were read. Control characters,
    which no edition may carry, become U+FFFD.
    """
    text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = _UTF8.sub(lambda match: without_controls(match[0]), text)
    notes = []
    for number, (line, kept) in enumerate(zip(text.split("\n"), shown.split("\n"), strict=True), 1):
        if line != kept:
            said = "control character(s), which became U+FFFD"
            count = sum(old != new for old, new in zip(line, kept, strict=True))
            notes.append(Note(number, "control", f"{count} {said}"))
        if found := _NO_UTF8.findall(line):
            said = "byte(s) that are no UTF-8; Sphinx reads the document when they are mended"
            notes.append(Note(number, "encoding", f"{len(found)} {said}"))
    return shown, tuple(notes)


def read(path: PurePosixPath, raw: bytes, site: Site, folder: PurePosixPath, kind: str) -> Post:
    """Return the post in a file.

    *path* stands below the source and *folder*, of the file, below the site's root. *kind* is
    one of KINDS, or "auto".
    """
    text, notes = decoded(raw)
    header, body = headers.split(text)
    fields = {str(key).lower(): value for key, value in header.fields.items()}
    stem = stem_of(path)
    title, title_line, title_note = _title(fields, body, stem)
    day = headers.as_date(fields.get("date")) or titles.read_name(stem, near=None).date
    facts, conflicts = _facts(fields, title, stem, day)
    day = day or facts.date
    line = 1 if header.lines else 0
    found = [*notes, *title_note, *(Note(1, code, said) for code, said in conflicts)]
    if header.error:
        found.append(Note(max(line, 1), "header", header.error))
    slug = str(fields.get("slug") or "").strip()
    if not slug and site.slug_from_title:
        slug = permalinks.slug_of(title)
    parts = (*folder.parts, *path.parts[:-1])
    is_draft = _is_draft(fields) or any(name in parts for name in site.drafts)
    is_post = any(name in parts for name in site.posts) or day is not None
    if kind == "auto":
        # Hugo's _index.md stands above the posts of a folder.
        is_page = bool(_PAGES.intersection(parts)) or path.stem == "_index"
        kind = _kind(facts, title, stem, is_post=is_post, is_page=is_page)
    pattern = site.page_permalink if kind == "page" else site.permalink
    own = fields.get("permalink") or fields.get("url")
    url = permalinks.path_of(
        str(own) if isinstance(own, str) and own.strip() else pattern,
        date=day,
        slug=slug,
        title=title,
        categories=headers.names(fields.get("categories"), spaced=True)
        or headers.names(fields.get("category")),
        stem=stem,
        folder=str(folder / path.parent),
    )
    return Post(
        path,
        body,
        header.lines + 1,
        header,
        title,
        slug or _DATE_PREFIX.sub("", stem) or stem,
        kind,
        day,
        facts,
        is_draft,
        url if url != "/" else "",
        tuple(
            "/" + alias.strip().lstrip("/")
            for key in ("aliases", "alias", "redirect_from")
            for alias in headers.names(fields.get(key))
            if "://" not in alias and ".." not in alias.split("/")
        ),
        title_line and header.lines + title_line,
        tuple(found),
    )


def stem_of(path: PurePosixPath) -> str:
    """Return the name of a post; a folder's where the file is its text."""
    stem = path.stem
    if stem.lower() in OF_FOLDER and path.parent.name:
        stem = path.parent.name
    return unicodedata.normalize("NFC", stem)


def _title(fields: Mapping[str, Any], body: str, stem: str) -> tuple[str, int, tuple[Note, ...]]:
    """Return the title that the header, the first heading or the file's name gives.

    With it comes the line of the heading in the *body*, from 1; else 0.
    """
    value = fields.get("title")
    if value is not None and not isinstance(value, (dict, list)) and str(value).strip():
        return titles.title_text(str(value)), 0, ()
    heading = headings.title_of(markdown.parsed(body))
    if heading and not headings.is_empty(heading):
        return " ".join(heading.content.split()), heading.first + 1, ()
    words = " ".join(re.split(r"[-_\s]+", _DATE_PREFIX.sub("", stem))).strip() or stem
    return words, 0, (Note(1, "no-title", f"no title; the file's name gives {words!r}"),)


def _facts(
    fields: Mapping[str, Any], title: str, stem: str, day: date | None
) -> tuple[Facts, list[tuple[str, str]]]:
    """Return what header, title and name say, the first that says it, and where they differ."""
    said = {
        "front matter": titles.read_header(fields),
        "title": titles.read_title(title, near=day),
        "file name": titles.read_name(stem, near=day),
    }
    conflicts = []
    chosen: dict[str, Any] = {}
    for fact in ("number", "period", "day", "date"):
        values = {where: value for where, facts in said.items() if (value := getattr(facts, fact))}
        chosen[fact] = next(iter(values.values()), None)
        if len(set(values.values())) > 1:
            differing = ", ".join(f"{where} {_shown(value)}" for where, value in values.items())
            conflicts.append((f"conflicting-{fact}", f"{differing}; the first is used"))
    if day and chosen["date"] and said["file name"].date not in {None, day}:
        conflicts.append(
            (
                "conflicting-date",
                f"front matter {day}, file name {said['file name'].date}; the first is used",
            )
        )
    return Facts(**chosen), conflicts


def _shown(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _is_draft(fields: Mapping[str, Any]) -> bool:
    """Say whether the header calls a post a draft, in the words of any generator."""
    return (
        str(fields.get("draft", "")).lower() in {"true", "yes", "1"}
        or str(fields.get("published", "")).lower() in {"false", "no", "0"}
        or str(fields.get("status", "")).lower() in {"draft", "hidden"}
    )


def _kind(facts: Facts, title: str, stem: str, *, is_post: bool, is_page: bool) -> str:
    if is_page:
        return "page"
    is_issue = facts.number is not None or facts.period is not None
    words = f"{title} {re.sub(r'[-_]', ' ', stem)}"
    if facts.day is not None or (not is_issue and is_post and _EVENT.search(words)):
        return "event"
    return "issue" if is_issue or is_post else "page"
