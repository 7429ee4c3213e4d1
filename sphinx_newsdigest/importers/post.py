"""Records of the importers: a site, a header, a post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Site:
    """What a generator's config says of a site; all paths are relative to *root*, POSIX."""

    root: Path
    url: str = ""  # with its base path, or this alone; without a slash at the end
    permalink: str = ""  # pattern of a post's path (see permalinks)
    page_permalink: str = ""  # likewise of a page
    posts: tuple[str, ...] = ()  # names of folders of posts, at any depth
    drafts: tuple[str, ...] = ()  # likewise of drafts
    statics: tuple[str, ...] = ("",)  # folders whose files are served at the root
    left_out: tuple[str, ...] = ()  # names of folders of templates and of outputs
    slug_from_title: bool = False  # else from the file's name

    @property
    def address(self) -> str:
        """The site's whole address; "" is not known."""
        return self.url if "://" in self.url else ""

    @property
    def base(self) -> str:
        """The site's path on its host, such as ``/blog``."""
        return urlsplit(self.url).path if self.address or self.url.startswith("/") else ""


@dataclass(frozen=True, slots=True)
class Header:
    """The front matter of a post, as data."""

    fields: Mapping[str, Any] = field(default_factory=dict)  # keys as typed
    lines: int = 0  # how many lines of the file it takes, markers and the blank line included
    kind: str = ""  # yaml, toml, json, pelican; "" is none
    error: str = ""  # what could not be read, or only line by line


@dataclass(frozen=True, slots=True)
class Facts:
    """What titles and names of files say."""

    number: int | None = None
    period: tuple[date, date] | None = None
    day: int | None = None  # of an event
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """How the posts of one generator are read. A new one is a module and a line in READERS."""

    name: str
    help: str
    marks: tuple[str, ...]  # globs below a site's root of which one must be there
    site: Callable[[Path], Site]  # reads the config below a root
    plain: Callable[..., Any]  # undoes the generator's own syntax (see templates)
    loose: bool = False  # whether its emphasis may end in punctuation before a letter


@dataclass(frozen=True, slots=True)
class Post:
    """One source, read but not converted."""

    path: PurePosixPath  # below the source folder
    body: str  # lines end in \n
    first_line: int  # of the body in the file, from 1
    header: Header
    title: str  # plain text, or the Markdown of a heading
    slug: str
    kind: str  # issue, event or page
    date: date | None
    facts: Facts
    draft: bool
    url: str  # old path on the site, begins with a slash; "" is none
    aliases: tuple[str, ...] = ()  # older paths
    title_line: int = 0  # of the heading that gives the title; 0 is none
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What was seen in a source and left as it is."""

    line: int  # of the source, from 1
    code: str
    text: str
