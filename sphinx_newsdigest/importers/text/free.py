"""The parts of an inline that are text: no code, no address, no HTML."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from .drafts import is_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .markdown import Inline

#: Printable ASCII but for what ends an address in a text.
_URL = re.compile(r"(?<![0-9A-Za-z])(?:https?|ftp)://[!#-;=?-Z\\^_a-~]+", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
#: What ends an autolink.
_UNFIT = re.compile(r"[\s<>\x00-\x1f\x7f]")
_TRAILING = "?!.,:;*_~'\""


class Free(NamedTuple):
    """A run of text in a content."""

    start: int
    stop: int
    in_link: bool  # in the words of a link


class BareUrl(NamedTuple):
    """An address that stands in the text as if it were words."""

    start: int
    stop: int
    url: str


def free(inline: Inline) -> list[Free]:
    """Return the runs of text of *inline*, in order."""
    covered: list[tuple[int, int]] = []
    links: list[tuple[int, int]] = []
    for token, start, stop in inline.spans():
        if token.type in {"code_inline", "html_inline", "image", "footnote_ref"} or (
            token.type == "link_open" and token.markup == "autolink"
        ):
            covered.append((start, stop))
        elif token.type == "link_open":
            first, last = _label(inline, start, stop)
            covered += [(start, first), (last, stop)]
            links.append((first, last))
    runs: list[Free] = []
    links.sort()
    done = 0
    for start, stop in [*sorted(covered), (len(inline.content), len(inline.content))]:
        if done < start:
            runs.append(Free(done, start, is_within(links, done)))
        done = max(done, stop)
    return runs


def _label(inline: Inline, start: int, stop: int) -> tuple[int, int]:
    """Return where the words of a link stand; ask the parser only where it is not plain."""
    raw = inline.content[start:stop]
    if raw.count("](") == 1 and "[" not in raw[1:]:
        return start + 1, start + raw.index("](")
    return inline.label(start)


def is_escaped(content: str, position: int) -> bool:
    """Say whether a backslash before a character takes its meaning."""
    first = position
    while first and content[first - 1] == "\\":
        first -= 1
    return (position - first) % 2 == 1


def bare_urls(inline: Inline, runs: list[Free]) -> Iterator[BareUrl]:
    """Yield the addresses that readers see and cannot follow."""
    for run in runs:
        if run.in_link or "://" not in inline.content[run.start : run.stop]:
            continue
        for match in _URL.finditer(inline.content, run.start, run.stop):
            raw = _ended(match[0])
            url = html.unescape(_ESCAPE.sub(r"\1", raw))
            url = _UNFIT.sub(lambda found: quote(found[0]), url)
            if url.partition("://")[2]:
                yield BareUrl(match.start(), match.start() + len(raw), url)


def _ended(raw: str) -> str:
    """Return an address without the punctuation that follows it.

    Source: GitHub Flavored Markdown, 6.9, "extended autolink path validation".
    """
    while raw and (
        raw[-1] in _TRAILING
        or (raw[-1] in ")]}" and raw.count(raw[-1]) > raw.count("([{"[")]}".index(raw[-1])]))
        or is_escaped(raw, len(raw))  # what follows is
    ):
        raw = raw[:-1]
    return raw
