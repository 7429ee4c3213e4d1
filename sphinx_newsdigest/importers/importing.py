"""An archive becomes documents: the whole way from a source to what is to be written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from ..options import fold
from . import layout
from .archive import Archive
from .documents import document
from .passes import headings
from .passes.converting import converted
from .passes.sessions import KEYS
from .post import Note
from .proof import candidates, contents, report
from .proof.differences import differences
from .readers import READERS, detect
from .reading import posts as reading
from .reading import scan
from .text import markdown
from .text.drafts import Change, draft
from .text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .post import Post, Reader, Site
    from .proof.contents import Contents
    from .proof.report import Outcome
    from .reading.scan import LeftOut
    from .text.drafts import Draft

_WITH_HOST = re.compile(r"\w+://[^/]*")
_CLOSING = re.compile(r"(?<=[ \t])(#+)$")
_DOUBLE = "same-number"  # code of a note


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user of an import chose."""

    reader: str = "auto"
    kind: str = "auto"
    match: str | None = None
    permalink: str | None = None  # pattern of the posts' old addresses, with or without the site
    keys: tuple[tuple[str, str], ...] = ()  # more words before a colon, and a session's option


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found and made."""

    reader: Reader
    outcomes: tuple[Outcome, ...]
    left_out: tuple[LeftOut, ...]
    candidates: tuple[candidates.Candidate, ...]
    files: Mapping[str, Path]  # sources of pictures and downloads by their paths in the book
    redirects: Mapping[str, str]  # docnames by old paths

    @property
    def refused(self) -> tuple[LeftOut, ...]:
        """The sources that should have been imported and could not."""
        return tuple(one for one in self.left_out if one.reason in scan.REFUSED)


def import_archive(
    source: Path,
    dest: Path,
    choices: Choices,
    progress: Callable[[int, int, Post], None] = lambda _done, _of, _post: None,
) -> Imported:
    """Return what becomes of the posts below *source* in the book *dest*; write nothing.

    *progress* is called with the number of posts that are done, of all, and the next one.
    """
    reader, site = _site(source, choices)
    sources = scan.scan(source, site, skip=dest, match=choices.match)
    base = source.parent if source.is_file() else source
    left_out = list(sources.left_out)
    posts = []
    folder = PurePosixPath(base.resolve().relative_to(site.root.resolve()).as_posix())
    for path in sources.posts:
        try:
            raw = (base / path).read_bytes()
        except OSError:
            left_out.append(scan.LeftOut(path, "unreadable"))
            continue
        posts.append(reading.read(path, raw, site, folder, choices.kind))
    posts = list(_with_doubles(posts))
    below = "" if str(folder) == "." else str(folder)
    archive = Archive(posts, layout.docnames(posts), site, below, reader)
    keys = {**KEYS, **{fold(word): option for word, option in choices.keys}}
    outcomes = []
    sections = []
    for number, post in enumerate(posts):
        progress(number, len(posts), post)
        sections.append(_sections(post))
        outcomes.append(_outcome(post, archive, reader, keys))
    found, misspelt = candidates.candidates(sections)
    for one in misspelt:
        said = f"the heading {one.section.heading!r}; elsewhere {one.likely!r}"
        note = Note(one.section.line, "likely-misspelt", said)
        outcome = outcomes[one.post]
        outcomes[one.post] = replace(outcome, notes=(*outcome.notes, note))
    return Imported(
        reader,
        tuple(outcomes),
        tuple(left_out),
        tuple(found),
        archive.files.found,
        archive.redirects(),
    )


def _site(source: Path, choices: Choices) -> tuple[Reader, Site]:
    """Return the reader for *source* and what the site's config says."""
    reader, root = detect(source)
    if choices.reader not in {"auto", reader.name}:
        reader = next(one for one in READERS if one.name == choices.reader)
    site = reader.site(root)
    if not any((root / mark).is_file() for mark in reader.marks):
        # Nobody knows the old addresses of a site without its config.
        site = replace(site, permalink="", page_permalink="")
    if choices.permalink is not None:
        whole = _WITH_HOST.match(choices.permalink)
        site = replace(
            site,
            url=whole[0] if whole else site.url,
            permalink=choices.permalink[whole.end() if whole else 0 :],
        )
    return reader, site


def _with_doubles(posts: Sequence[Post]) -> Iterator[Post]:
    """Yield *posts*, with a note at each that has the number of one before it."""
    first: dict[int, Post] = {}
    for post in posts:
        number = post.facts.number
        if post.kind != "issue" or number is None or post.draft:
            yield post
        elif number in first:
            said = f"issue {number}, as {first[number].path}"
            yield replace(post, notes=(*post.notes, Note(1, _DOUBLE, said)))
        else:
            first[number] = post
            yield post


def _sections(post: Post) -> list[candidates.Section]:
    """Return the headings of an issue, each with its parent and the text below it."""
    if post.kind != "issue":
        return []
    text = markdown.parsed(post.body)
    found = []
    above: list[headings.Heading] = []
    all_of_them = list(headings.headings(text))
    ends = [*(heading.first for heading in all_of_them[1:]), len(text.starts)]
    for heading, end in zip(all_of_them, ends, strict=False):  # without headings, one end
        while above and above[-1].level >= heading.level:
            above.pop()
        parent = above[-1].content if above else ""
        above.append(heading)
        found.append(
            candidates.Section(
                heading.content.strip(),
                fold(parent),
                text.lines(heading.stop, end),
                post.first_line + heading.first,
            )
        )
    return found


def _outcome(post: Post, archive: Archive, reader: Reader, keys: Mapping[str, str]) -> Outcome:
    body, more = converted(post, archive, reader, keys)
    title = _title(post, archive, reader)
    changes = (*title.changes, *body.changes)
    text = document(post, _issue(post, archive), title.text, body, archive.site)
    before = contents.of_source(post.body, post.first_line)
    if not post.title_line:
        words = list(contents.words_of(post.title))
        before.headings.insert(0, contents.Found(" ".join(words), 1))
        before.words[:0] = [contents.Found(word, 1) for word in words]
    after = contents.of_document(text)
    origins = _origins(text, body, post.title_line or 1)
    return report.Outcome(
        post,
        archive.docnames[post.path],
        text,
        before,
        after,
        tuple(differences(before, after, origins, changes)),
        changes,
        (*post.notes, *more),
        tuple(_missing(before, after, origins, archive)),
        origins,
    )


def _missing(
    before: Contents, after: Contents, origins: Sequence[int], archive: Archive
) -> Iterator[contents.Found]:
    """Yield the pictures that are not there, with the line in the source."""
    in_order = len(before.images) == len(after.images)
    for number, image in enumerate(after.images):
        if archive.is_missing(image.value):
            # A caption stands before its picture; the source knows the picture's own line.
            line = before.images[number].line if in_order else origins[image.line - 1]
            yield contents.Found(image.value, line)


def _issue(post: Post, archive: Archive) -> int | str:
    """Return the number of an issue; its document's name if it has none of its own."""
    is_double = any(note.code == _DOUBLE for note in post.notes)
    if post.facts.number is None or is_double:
        return archive.docnames[post.path].rpartition("/")[2]
    return post.facts.number


def _title(post: Post, archive: Archive, reader: Reader) -> Draft:
    """Return the title as that of a document: a heading's is Markdown, which is converted too."""
    plain = draft(markdown.escaped(post.title), post.title_line or 1)
    if not post.title_line:
        return plain
    # What ends in "#" would lose it in a heading with marks.
    whole = _CLOSING.sub(r"\\\1", post.title)
    alone = replace(post, title="", body=f"# {whole}", first_line=post.title_line)
    heading, _ = converted(alone, archive, reader, {})
    # A target may stand above it; the level is not that of the title.
    words = heading.text.strip().rpartition("\n")[2].lstrip("#").lstrip()
    moved = Change(post.title_line, post.title_line, Reason.TITLE, "", words)
    return replace(heading, text=words, changes=(*heading.changes, moved)) if words else plain


def _origins(text: str, body: Draft, title_line: int) -> tuple[int, ...]:
    """Return the line of the source for each line of a document."""
    lead = len(body.text) - len(body.text.lstrip("\n"))
    kept = body.origins[lead:]
    total = text.count("\n") + 1
    above = max(0, total - 1 - body.text.strip("\n").rstrip(" \n\t").count("\n") - 1)
    return ((title_line,) * above + kept + (body.origins[-1],) * total)[: max(total, 1)]


def summary(
    imported: Imported, written: Mapping[str, str], last: Mapping[str, int], base: Path
) -> dict[str, Any]:
    """Return the report of an import; *base* is the folder that its paths are below.

    *last* are the candidates of earlier imports into the book, with the number of their posts.
    """
    counts = {one.heading: one.posts for one in imported.candidates}
    both = [
        candidates.Candidate(heading, max(counts.get(heading, 0), last.get(heading, 0)))
        for heading in {**counts, **last}
    ]
    return report.report(
        imported.reader.name,
        imported.outcomes,
        imported.left_out,
        sorted(both, key=lambda one: (-one.posts, one.heading)),
        {path: _below(file, base) for path, file in imported.files.items()},
        written,
    )


def _below(file: Path, base: Path) -> str:
    """Return a path below the source or beside it, never one of this machine."""
    try:
        return file.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return file.name
