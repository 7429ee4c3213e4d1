"""What a reader sees of nodes, as plain text, and where the links in it stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from docutils import nodes
from sphinx import addnodes

from .items import COLONS
from .model import Link
from .names import canonical_url
from .nodes import digest_record, digest_view
from .options import is_linked

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
    nodes.target,
    addnodes.index,
    addnodes.toctree,
    digest_view,
)
_LINE = "\u2028"  # a hard break, while soft ones still are "\n"
_HAN = r"[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
_SOFT_IN_HAN = re.compile(rf"(?<={_HAN})[ \t]*\n\s*(?={_HAN})")
_OPENERS = "(（[【《<〈「“\"'"
_WORD = re.compile(r"\w")


def visible_text(blocks: Iterable[nodes.Node]) -> str:
    """Return the visible text: blocks joined by a blank line, hard breaks a newline."""
    return "\n\n".join(filter(None, (text for block in blocks for text in _blocks(block))))


def _blocks(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text) or is_hard_break(node):
        yield _lines_of([node])
    elif isinstance(node, UNSEEN):
        return
    elif isinstance(node, nodes.FixedTextElement):
        yield node.astext().strip("\n")
    elif isinstance(node, nodes.line_block):
        yield "\n".join(_lines_of([line]) for line in node.findall(nodes.line))
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
    raw = _SOFT_IN_HAN.sub("", "".join(map(_inline, inline)))
    lines = (" ".join(line.split()) for line in raw.split(_LINE))
    return "\n".join(lines).strip("\n")


def _inline(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return str(node)
    if is_hard_break(node):
        return _LINE
    if isinstance(node, UNSEEN) or _is_mark(node):
        return ""
    return "".join(map(_inline, node.children))


def _is_mark(node: nodes.Node) -> bool:
    """Say whether *node* is a citation, which is a mark like a footnote's, or a label of ours."""
    attributes = getattr(node, "attributes", {})
    return attributes.get("refdomain") == "cite" or attributes.get("digest") == "label"


def lines(element: nodes.Element) -> list[list[nodes.Node]]:
    """Return the inline nodes of a paragraph by line, at hard and soft breaks."""
    found: list[list[nodes.Node]] = [[]]
    for child in element.children:
        if is_hard_break(child):
            found.append([])
        elif isinstance(child, nodes.Text) and "\n" in child:
            first, *others = str(child).split("\n")
            found[-1].append(nodes.Text(first))
            found += [[nodes.Text(other)] for other in others]
        else:
            found[-1].append(child)
    return found


def external(node: nodes.Node) -> Iterator[nodes.reference]:
    """Yield the references below *node* that lead out of the book, in order."""
    for reference in node.findall(nodes.reference):
        if is_linked(reference.get("refuri", "")):
            yield reference


def host(url: str) -> str:
    """Return the host of *url*; for an address of mail, the host of its box."""
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
        self, kind: str | None = None, language: str | None = None, series: str | None = None
    ) -> None:
        """Take what an editor says of all the links."""
        self._kind, self._language, self._series = kind, language, series
        self._lead = ""
        self._run: list[int] = []  # the link lines since the lead
        self._found: list[Link] = []
        self.primary: str | None = None  # the first on a line of its own

    def read(self, blocks: Iterable[nodes.Node]) -> None:
        """Take the links of *blocks*, in order."""
        for block in blocks:
            if isinstance(block, digest_record) and block["kind"] == "links":
                self._read_inner(block)
                continue
            for element in list(block.findall(nodes.TextElement)):
                if not isinstance(element, (nodes.Inline, nodes.FixedTextElement, *UNSEEN)):
                    for line in lines(element):
                        self._read_line(line)

    def _read_inner(self, record: digest_record) -> None:
        """Take the links of a ``digest:links``, which says more of them."""
        facts = record["facts"]
        inner = Links(facts.get("kind"), facts.get("language"), facts.get("series"))
        inner._lead = self._lead
        inner.read(record.children)
        self._end_run()
        self._found += inner.found()
        self.primary = self.primary or inner.primary

    def found(self) -> tuple[Link, ...]:
        """Return the links read."""
        self._end_run()
        if self._series and len(self._found) > 0:
            return tuple(
                _replace(link, series=self._series, part=number)
                for number, link in enumerate(self._found, 1)
            )
        return tuple(self._found)

    def _read_line(self, line: list[nodes.Node]) -> None:
        text = _lines_of(line)
        references = [found for node in line for found in external(node)]
        alone = len(references) == 1 and not _WORD.search(
            text.replace(visible_text(references), "", 1)
        )
        if alone:
            self.primary = self.primary or references[0]["refuri"]
            self._run.append(len(self._found))
            self._add(references[0], self._lead)
            return
        if text:
            self._end_run()
        for reference in references:
            before = text.partition(visible_text([reference]))[0]
            self._add(reference, lead(before) or self._lead)
        if text:
            self._lead = lead(text)

    def _add(self, reference: nodes.reference, said: str) -> None:
        url = reference["refuri"]
        text = visible_text([reference])
        title = said if not text or _is_url(text, url) else text
        self._found.append(Link(url, title or text, host(url), self._kind, self._language))

    def _end_run(self) -> None:
        """Number the link lines since the lead, where they are several."""
        if len(self._run) > 1 and self._lead:
            for number, index in enumerate(self._run, 1):
                self._found[index] = _replace(self._found[index], series=self._lead, part=number)
        self._run = []


def _replace(link: Link, *, series: str, part: int) -> Link:
    return Link(link.url, link.title, link.host, link.kind, link.language, series, part)


def lead(text: str) -> str:
    """Return what leads over to a link, without its final colon or opening bracket."""
    return text.rstrip().rstrip("".join(COLONS) + _OPENERS + " ")


def _is_url(text: str, url: str) -> bool:
    """Say whether *text* is the URL itself, in this spelling or another."""
    return url in (text, f"mailto:{text}") or canonical_url(unquote(text)) in {
        canonical_url(url),
        canonical_url(unquote(url)),
    }


_END = re.compile(r"[。！？\n]|(?<=[a-z])[.!?](?=\s)")


def opening(text: str, length: int) -> str:
    """Return the words that stand for *text* in a listing: its first sentence, or less."""
    first = lead(_END.split(text.strip(), maxsplit=1)[0]) or text.strip()
    first = " ".join(first.split())
    return first if len(first) <= length else first[: length - 1].rstrip() + "…"
