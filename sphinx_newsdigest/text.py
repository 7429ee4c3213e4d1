"""What a reader sees of nodes, as plain text, and where the links in it stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from docutils import nodes
from sphinx import addnodes

from .items import COLONS
from .linebreaks import without_soft_breaks
from .model import Link, changed
from .names import canonical_url
from .nodes import digest_downloads, digest_record, digest_view
from .options import PLAIN_URL, is_linked
from .trees import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Nodes of which a reader sees no text.
UNSEEN = (
    nodes.comment,
    nodes.footnote_reference,
    nodes.image,
    nodes.pending,
    nodes.raw,
    nodes.substitution_definition,
    nodes.system_message,
    addnodes.index,
    addnodes.toctree,
    digest_downloads,
    digest_view,
)
_LINE = "\u2028"  # a hard break, while soft ones still are "\n"
_OPENERS = "(（[【《<〈「“\"'"
_WORD = re.compile(r"\w")


def visible_text(blocks: Iterable[nodes.Node]) -> str:
    """Return the visible text: blocks joined by a blank line, hard breaks a newline."""
    return "\n\n".join(filter(None, (text for block in blocks for text in _blocks(block))))


def last_words(node: nodes.Node) -> str:
    """Return the last piece of the visible text of *node*, "" if there is none."""
    if isinstance(node, nodes.Text):
        return node.rstrip()
    if isinstance(node, UNSEEN) or _is_mark(node):
        return ""
    return next(filter(None, map(last_words, reversed(node.children))), "")


def _blocks(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text) or is_hard_break(node):
        yield _lines_of([node])
    elif isinstance(node, UNSEEN):
        return
    elif isinstance(node, nodes.FixedTextElement):
        yield node.astext().strip("\n")
    elif isinstance(node, nodes.line_block):
        yield "\n".join(_lines_of([line]) for line in find(node, nodes.line))
    elif isinstance(node, nodes.TextElement | nodes.Inline):
        yield _lines_of([node])
    else:
        for child in node.children:
            yield from _blocks(child)


def is_hard_break(node: nodes.Node) -> bool:
    """Say whether *node* is what MyST makes of a hard line break, for HTML."""
    return isinstance(node, nodes.raw) and node.astext().strip() in {"<br />", "<br>"}


def _lines_of(inline: Iterable[nodes.Node]) -> str:
    """Return inline nodes as lines; a soft break is a space, between Han nothing."""
    return _as_lines("".join(map(_inline, inline)))


def _as_lines(raw: str) -> str:
    if "\n" not in raw and _LINE not in raw:
        return " ".join(raw.split())
    lines = (" ".join(line.split()) for line in without_soft_breaks(raw).split(_LINE))
    return "\n".join(lines).strip("\n")


def _inline(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return node.astext() if "\0" in node else node  # docutils puts a NUL for a backslash
    if is_hard_break(node):
        return _LINE
    if isinstance(node, UNSEEN) or _is_mark(node):
        return ""
    return "".join(map(_inline, node.children))


def _is_mark(node: nodes.Node) -> bool:
    """Say whether *node* is a citation, which is a mark like a footnote's, or a label of ours."""
    attributes = getattr(node, "attributes", {})
    return attributes.get("refdomain") == "cite" or attributes.get("digest") == "label"


def lines(element: nodes.Element) -> list[tuple[bool, list[nodes.Node]]]:
    """Return the inline nodes of a paragraph by line, and whether a hard break is before it."""
    found: list[tuple[bool, list[nodes.Node]]] = [(True, [])]
    for child in element.children:
        if is_hard_break(child):
            found.append((True, []))
        elif isinstance(child, nodes.Text) and "\n" in child:
            first, *others = str(child).split("\n")
            found[-1][1].append(nodes.Text(first))
            found += [(False, [nodes.Text(other)]) for other in others]
        else:
            found[-1][1].append(child)
    return found


def external(node: nodes.Node) -> Iterator[nodes.reference]:
    """Yield the references below *node* that lead out of the book, in order."""
    for reference in find(node, nodes.reference):
        if is_linked(reference.get("refuri", "")):
            yield reference


def host(url: str) -> str:
    """Return the host of *url*; for an address of mail, the host of its box."""
    if plain := PLAIN_URL.match(url):
        return plain[1]
    parts = urlsplit(url)
    if parts.scheme.lower() == "mailto":
        return parts.path.rpartition("@")[2].lower()
    try:
        return parts.hostname or ""
    except ValueError:
        return ""


class Links:
    """Collects the links of one item or passage, with their titles and series.

    A link line holds nothing but a link. Several under one lead are a series.
    """

    def __init__(
        self,
        kind: str | None = None,
        language: str | None = None,
        series: str | None = None,
        part: int = 1,
    ) -> None:
        """Take what an editor says of all the links; *part* is the first one's of a series."""
        self._kind, self._language, self._series = kind, language, series
        self._part = part
        self._before = series or ""  # the lead that stands before this passage
        self._passage: list[str] = []  # its lines since a hard break, a link line or a link
        self._run: list[int] = []  # the link lines since the lead
        self._found: list[Link] = []
        self.primary: str | None = None  # the first on a line of its own

    def read(self, blocks: Iterable[nodes.Node]) -> None:
        """Take the links of *blocks*, in order."""
        for block in blocks:
            if isinstance(block, digest_record) and block["kind"] == "links":
                self._read_inner(block)
                continue
            if isinstance(block, nodes.bullet_list | nodes.enumerated_list):
                self._read_entries(block)
                continue
            for passage in _passages(block):
                for is_new, line in lines(passage):
                    if is_new:
                        self._begin_passage()
                    self._read_line(line)

    def _read_entries(self, entries: nodes.Element) -> None:
        """Take the links of a list; what leads over to it leads to each of its entries."""
        said = self._lead()
        for entry in entries.children:
            self.read(entry.children)
            self._before, self._passage = said, []

    def _read_inner(self, record: digest_record) -> None:
        """Take the links of a ``digest:links``, which says more of them."""
        facts = record["facts"]
        inner = Links(facts.get("kind"), facts.get("language"), facts.get("series"))
        inner._before = self._lead() or inner._before
        inner.read(record.children)
        self._end_run()
        self._found += inner.found()
        self.primary = self.primary or inner.primary

    def found(self) -> tuple[Link, ...]:
        """Return the links read."""
        self._end_run()
        if self._series and len(self._found) > 0:
            return tuple(
                changed(link, series=self._series, part=number)
                for number, link in enumerate(self._found, self._part)
            )
        return tuple(self._found)

    def _read_line(self, line: list[nodes.Node]) -> None:
        text = _lines_of(line)
        links = [
            (found["refuri"], _lines_of([found]))
            for node in line
            if not isinstance(node, nodes.Text)
            for found in external(node)
        ]
        if len(links) == 1 and not _WORD.search(text.replace(links[0][1], "", 1)):
            self.primary = self.primary or links[0][0]
            self._run.append(len(self._found))
            self._add(*links[0], self._lead())
            self._begin_passage()
            return
        if text:
            self._end_run()
        said, end = "", 0
        for url, words in links:
            start = text.find(words, end)
            # Of two links with no word between them, what leads to the first leads to both.
            if not said or _WORD.search(text[end:start]):
                said = self._lead(text[:start])
            self._add(url, words, said)
            end = start + len(words)
        if text and links:
            self._passage = [text]  # what is said before a link is said of that one
        elif text:
            self._passage.append(text)

    def _lead(self, words: str = "") -> str:
        """Return what leads over to a link: the passage so far and *words*, else the one before."""
        if not (self._passage or words):
            return self._before
        return lead(_as_lines("\n".join([*self._passage, words]))) or self._before

    def _begin_passage(self) -> None:
        self._before = self._lead()
        self._passage = []

    def _add(self, url: str, words: str, said: str) -> None:
        title = said if not words or _is_url(words, url) else words
        self._found.append(Link(url, title or words, host(url), self._kind, self._language))

    def _end_run(self) -> None:
        """Number the link lines since the lead, where they are several."""
        if len(self._run) > 1 and (said := self._lead()):
            for number, index in enumerate(self._run, 1):
                self._found[index] = changed(self._found[index], series=said, part=number)
        self._run = []


def _passages(node: nodes.Node) -> Iterator[nodes.TextElement]:
    """Yield the passages of text in *node* in which links may stand."""
    if isinstance(node, nodes.Inline | nodes.FixedTextElement | nodes.label | nodes.system_message):
        return
    if isinstance(node, nodes.TextElement):
        if not isinstance(node, UNSEEN):
            yield node
        return
    for child in node.children:
        yield from _passages(child)


def lead(text: str) -> str:
    """Return what leads over to a link, without its final colon or opening bracket."""
    return text.rstrip().rstrip("".join(COLONS) + _OPENERS + " ")


def _is_url(text: str, url: str) -> bool:
    """Say whether *text* is the URL itself, in this spelling or another."""
    if url in (text, f"mailto:{text}"):
        return True
    spoken = unquote(text)
    # Words without a scheme are none, whatever they are: most links have such.
    return _BEGINS_LIKE_URL.match(spoken) is not None and canonical_url(spoken) in {
        canonical_url(url),
        canonical_url(unquote(url)),
    }


_BEGINS_LIKE_URL = re.compile(r"\W*[a-z]+:", re.IGNORECASE)
_BARE_URL = re.compile(r"\s*(?:https?|ftp)://[^\s<>\u3000-\u303f\uff00-\uffef]+")
_IN_WORD = re.compile(r"\w{2}", re.ASCII)
_LAST_WORD = re.compile(r"(?<=\S)\s+\w+$", re.ASCII)
_END = re.compile(r"[。！？\n]|(?<=[a-z])[.!?](?=\s)")


def opening(text: str, length: int) -> str:
    """Return the words that stand for *text* in a listing: its first sentence, or less."""
    sentence = _END.split(text.strip(), maxsplit=1)[0]
    first = lead(_BARE_URL.sub("", sentence)) or text.strip()
    first = " ".join(first.split())
    if len(first) <= length:
        return first
    cut = first[: length - 1]
    if _IN_WORD.match(first, length - 2):
        cut = _LAST_WORD.sub("", cut)
    return cut.rstrip() + "…"
