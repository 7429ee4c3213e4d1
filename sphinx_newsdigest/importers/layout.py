"""Where each post goes in the book."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .post import Facts
from .reading import titles
from .reading.posts import stem_of
from .reading.scan import OF_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .post import Post

_DATED = re.compile(r"\d{4}-?\d{1,2}-?\d{1,2}(?!\d)")
#: What file systems, addresses or Sphinx's patterns take for their own.
_UNSAFE = re.compile(r"[\x00-\x20<>:\"/\\|?*#%&{}\[\]$!'@+`=^~\x7f\udc80-\udcff\s]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|index)", re.IGNORECASE)
_LONGEST = 150  # bytes of a name; file systems take 255


def folded(name: str) -> str:
    """Return the form under which file systems may take two names for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def safe(name: str) -> str:
    """Return *name* as one that every file system and address can hold."""
    plain = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip("-. ") or "untitled"
    while len(plain.encode()) > _LONGEST:
        plain = plain[:-1]
    return f"{plain}-" if _RESERVED.fullmatch(plain) else plain


def docnames(posts: Iterable[Post]) -> list[str]:
    """Return a docname for each post, unique also where case and Unicode form do not count.

    The name is the file's, with its date before it, so that names sort by date.
    """
    taken: set[str] = set()
    found = []
    for post in posts:
        name = _docname(post)
        unique, number = name, 1
        while folded(unique) in taken:
            number += 1
            unique = f"{name}-{number}"
        taken.add(folded(unique))
        found.append(unique)
    return found


def _docname(post: Post) -> str:
    stem, folders = post.path.stem, list(post.path.parent.parts)
    if stem.lower() in OF_FOLDER:  # one that holds one post
        stem = folders.pop() if folders else "home"
    if post.kind == "page":
        folders = [safe(part) for part in folders if part not in _CONTENT]
        name = "/".join(["pages", *folders, safe(stem)])
        return f"drafts/{name}" if post.draft else name
    name = safe(stem)
    if post.date and not _DATED.match(name):
        is_told = titles.read_name(stem, near=None).date == post.date
        rest = titles.without_date(stem) if is_told else stem
        name = f"{post.date}-{safe(rest)}" if rest else str(post.date)
    if post.draft:
        return f"drafts/{name}"
    if post.kind == "event":
        return f"events/{safe(event_slug(post))}/{name}"
    day = post.date or (post.facts.period[1] if post.facts.period else None)
    year = f"{day.year}" if day else "undated"
    return f"issues/{year}/{name}"


#: Folders that only say that content begins here.
_CONTENT = {"content", "pages", "_pages", "posts", "_posts", "_drafts", "drafts", "post", "docs"}


def event_slug(post: Post) -> str:
    """Return the slug of the event that *post* reports."""
    stem = stem_of(post.path)
    facts = titles.read_name(stem, near=post.date)
    return titles.event_slug(stem, facts if facts.date else Facts(date=post.date))
