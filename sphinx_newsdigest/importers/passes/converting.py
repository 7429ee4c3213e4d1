"""A post becomes a document: each pass finds its edits, and all go through the same draft."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from ...options import fold
from ..post import Note
from ..readers.templates import visible
from ..text.drafts import draft, is_within
from ..text.edits import Edit
from ..text.free import bare_urls, free
from ..text.markdown import parsed
from ..text.reasons import Reason
from . import (
    anchors,
    breaks,
    emphasis,
    escapes,
    figures,
    headings,
    html,
    links,
    pictures,
    sessions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..archive import Archive
    from ..post import Post, Reader
    from ..text.drafts import Draft
    from ..text.markdown import Inline, Text
    from .links import Resolve

_PIPE = re.compile(r"(?<!\\)\|")
#: What stands before the address of a link or a picture.
_IN_TARGET = re.compile(r"(?:\]\(\s*<?|\]:\s*<?|(?:href|src)\s*=\s*[\"']?)[^\s()<>\"']*$")
_BEFORE = 200  # characters
#: Reasons whose edits are for what an author wrote, not for what was made of it.
_OF_TEXT = {Reason.ESCAPED, Reason.CODE}


def converted(
    post: Post, archive: Archive, reader: Reader, keys: Mapping[str, str]
) -> tuple[Draft, list[Note]]:
    """Return the body of *post* as that of a document, and what is worth a note.

    *keys* are the words that name a session's facts in event reports.
    """
    resolve = archive.resolver(post)
    docname = archive.docnames[post.path]
    body = draft(post.body, post.first_line)
    body = body.edited(_deep(parsed(body.text)))
    body = body.edited(_templates(body.text, reader, docname))
    text = parsed(body.text)
    labels = archive.labels.get(docname, {})
    if html.stands_apart(text):
        if edits := list(anchors.of_tags(text, labels)):
            body = body.edited(edits)
            text = parsed(body.text)
        body = body.edited(_html(text))
        text = parsed(body.text)
    if edits := list(escapes.footnotes(text, text.inlines())):
        body = body.edited(edits)
        text = parsed(body.text)
    notes = [
        Note(body.origins[line], "useless-alt", f"{alt!r} says nothing of the picture")
        for alt, line in _useless(text, figures_too=post.kind == "event")
    ]
    is_event = post.kind == "event"
    body = body.edited(_main(text, body, post, resolve, labels, figures_too=is_event))
    if reader.loose and emphasis.is_lost(body.text):
        body = body.edited(_emphasis(parsed(body.text)))
    if is_event:
        # Lines of names are told apart before any are joined.
        body = body.edited(sessions.edits(parsed(body.text), keys))
        body = body.edited(
            edit
            for inline in parsed(body.text).inlines()
            for edit in breaks.joins(inline, free(inline))
        )
        body = body.edited(figures.edits(parsed(body.text), archive.is_missing))
    return body, notes


def _deep(text: Text) -> Iterator[Edit]:
    """Yield what shows the blocks that MyST could not read."""
    for start, stop in text.deep():
        raw = text.text[start:stop].rstrip("\n")
        fence = html.code_fence(raw)
        made = f"{fence}text\n{raw}\n{fence}"
        yield Edit(start, start + len(raw), made, Reason.DEEP)


def _templates(text: str, reader: Reader, docname: str) -> Iterator[Edit]:
    """Yield what undoes the generator's own syntax; code is left alone."""
    is_code: Callable[[int], bool] | None = None

    def in_code(position: int) -> bool:
        nonlocal is_code
        if is_code is None:  # most posts need no answer
            is_code = _code(parsed(text))
        return is_code(position)

    for edit in reader.plain(text, in_code):
        before = text[max(0, edit.start - _BEFORE) : edit.start]
        if edit.text.startswith("newsdigest-") and not _IN_TARGET.search(before):
            # An address that stands as text, where only its generator knows what to write.
            said = text[edit.start : edit.stop]
            yield Edit(edit.start, edit.stop, visible(said), Reason.TEMPLATE_UNKNOWN)
        else:
            yield anchors.named(edit, docname)


def _code(text: Text) -> Callable[[int], bool]:
    """Return what says whether a character stands in code."""
    spans = [
        (text.starts[token.map[0]], text.starts[token.map[1]])
        for token in text.tokens
        if token.type in {"fence", "code_block"} and token.map
    ]
    spans += [
        (inline.at(start), inline.at(stop - 1) + 1)
        for inline in text.inlines()
        for token, start, stop in inline.spans()
        if token.type == "code_inline"
    ]
    spans.sort()
    return lambda position: is_within(spans, position)


def _html(text: Text) -> Iterator[Edit]:
    yield from html.block_edits(text)
    for inline in text.inlines():
        yield from _fitting(inline, html.inline_edits(inline))


def _emphasis(text: Text) -> Iterator[Edit]:
    for inline in text.inlines():
        yield from emphasis.edits(inline, free(inline))


def _main(
    text: Text,
    body: Draft,
    post: Post,
    resolve: Resolve,
    labels: Mapping[str, str],
    *,
    figures_too: bool,
) -> Iterator[Edit]:
    """Yield the edits of headings, links, pictures and breaks, and the escapes."""
    yield from anchors.edits(text, labels)
    of_title = [
        line for line, origin in enumerate(body.origins) if post.title and origin == post.title_line
    ]
    of_headings = list(headings.edits(text, post.title, of_title))
    yield from of_headings
    gone = sorted(
        (edit.start, edit.stop)
        for edit in of_headings
        if edit.reason in {Reason.EMPTY, Reason.TITLE}
    )
    others = chain(
        escapes.code(text),
        links.definitions(text, resolve),
        *(_inline(text, inline, resolve, figures_too=figures_too) for inline in text.inlines()),
    )
    for edit in others:
        is_syntax = edit.reason in _OF_TEXT and body.is_made(edit.start)
        if not is_syntax and not is_within(gone, edit.start):
            yield edit


def _inline(text: Text, inline: Inline, resolve: Resolve, *, figures_too: bool) -> Iterator[Edit]:
    """Yield the edits of one block's content."""
    runs = free(inline)
    broken = links.broken(inline, runs)
    taken = [(found.start, found.stop) for found in broken]
    urls = [url for url in bare_urls(inline, runs) if not is_within(taken, url.start)]
    taken = sorted([*taken, *((url.start, url.stop) for url in urls)])
    found = chain(
        links.mended(inline, broken),
        links.bare(inline, urls),
        links.edits(inline, resolve),
        pictures.edits(inline, resolve, figures=figures_too),
        () if figures_too else breaks.joins(inline, runs),
        escapes.edits(text, inline, runs, taken),
    )
    return _fitting(inline, found)


def _fitting(inline: Inline, edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield *edits* of a block's content; those of a cell leave the table whole."""
    for edit in edits:
        if inline.parent in {"td_open", "th_open"}:
            words = _PIPE.sub(r"\\|", edit.text.replace("\n", " "))
            yield Edit(edit.start, edit.stop, words, edit.reason)
        else:
            yield edit


def _useless(text: Text, *, figures_too: bool) -> Iterator[tuple[str, int]]:
    found = list(pictures.pictures(text))
    alts = Counter(fold(alt) for _, alt, _ in found)
    for _, alt, line in found:
        if pictures.says_nothing(alt, alts) and (alt or figures_too):
            yield alt, line
