"""Raw HTML: Markdown where it has a meaning, else shown as it stands.

MyST passes HTML on to the site alone; PDF, ePub and data would lose it.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from markdownify import markdownify

from ..text.edits import Edit
from ..text.markdown import DEEPEST, escaped, parsed
from ..text.reasons import Reason
from .links import destination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from ..text.markdown import Inline, Text

_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:-->|\Z))", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>")
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))")
#: What is shown elsewhere: its address is what can be kept.
_EMBEDDED = re.compile(
    r"<(iframe|video|audio|embed)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
    r"(?:((?:(?!</?\1\b).)*)</\1\s*>)?",
    re.DOTALL | re.IGNORECASE,
)
#: Tags whose source is an address, and no picture's.
EMBEDDED = {"audio", "embed", "iframe", "source", "video"}
#: Cells that take the place of several: Markdown's tables have none.
_SPANS = re.compile(r"<t[dh]\b[^>]*\b(?:row|col)span\s*=\s*[\"']?0*[2-9]", re.IGNORECASE)
_STRONG, _EMPHASIS, _CODE = {"b", "strong"}, {"i", "em"}, {"code", "tt", "samp"}
_ROLES = {"sub": "sub", "sup": "sup", "kbd": "kbd"}
_SINGLE = {"br", "img", "hr", "wbr"}
#: These only style their words, or divide them where Markdown has no word for it.
_STYLING = {
    *("abbr", "acronym", "address", "article", "aside", "bdi", "bdo", "big", "center", "cite"),
    *("del", "dfn", "div", "font", "footer", "header", "ins", "label", "main", "mark", "nav"),
    *("nobr", "noscript", "p", "q", "s", "section", "small", "span", "strike", "time", "u"),
    *("var", "wbr"),
}
#: These make Markdown when they are whole.
_BLOCKS = {
    *("a", "blockquote", "br", "caption", "col", "colgroup", "dd", "details", "dl", "dt"),
    *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol"),
    *("picture", "pre", "source", "summary", "table", "tbody", "td", "tfoot", "th", "thead"),
    *("tr", "ul"),
}
#: Tags that do not divide words.
WITHIN_WORDS = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em"),
    *("font", "i", "ins", "kbd", "mark", "nobr", "s", "samp", "small", "span", "strike"),
    *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
_MEANT = _STRONG | _EMPHASIS | _CODE | set(_ROLES) | _STYLING | _BLOCKS
_UNDERLINE = re.compile(r"[ \t]*(?:-+|=+)[ \t]*")
_GAP = re.compile(r"[ \t]*\n?[ \t]*")
#: What opens a block at the beginning of a line, up to the character that a backslash stops.
_OPENING = re.compile(
    r"[-+*](?=\s|\Z)|#(?=#{0,5}(?:\s|\Z))|>|[=-](?=[=-]*[ \t]*$)|~(?=~~)"
    r"|[|]|:(?=\s|-|::)|\d{1,9}[.)](?=\s|\Z)"
    r"|(?P<rule>[-*_])(?=(?:[ \t]*(?P=rule)){2,}[ \t]*$)|\[(?=[^\[\]]*\]:)",
    re.MULTILINE,
)
_LONG = 1000  # characters of tags that one line begins with


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a *tag*, by their names in lower case."""
    return {
        match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(tag)
    }


def stands_apart(text: Text) -> bool:
    """Say whether *text* has HTML of which the Markdown must be read again."""
    return any(
        (token.type == "html_block" and not _is_comment(token.content))
        or any(
            child.type == "html_inline" and not _is_comment(child.content)
            for child in token.children or ()
        )
        for token in text.tokens
    )


def _is_comment(content: str) -> bool:
    comment = _COMMENT.match(content.lstrip())
    return comment is not None and not content.lstrip()[comment.end() :].strip()


def block_edits(text: Text) -> Iterator[Edit]:
    """Yield what makes Markdown of the blocks of HTML in *text*."""
    for token in text.tokens:
        if token.type == "html_block" and token.map:
            yield from _block(text, token)


def _block(text: Text, token: Token) -> Iterator[Edit]:
    assert token.map is not None
    raw = token.content.rstrip("\n")
    line = text.lines(token.map[0], token.map[0] + 1)
    column = line.find(raw.split("\n", 1)[0])
    if column < 0:
        return
    start = text.starts[token.map[0]] + column
    stop = text.starts[token.map[1]]
    stop -= len(text.text[start:stop]) - len(text.text[start:stop].rstrip("\n"))
    prefix = re.sub(r"[^>\s]", " ", line[:column])
    if raw.lstrip().startswith("<!--"):
        comment = _COMMENT.match(raw.lstrip())
        place = start + raw.index("<!--") + (comment.end() if comment else 0)
        rest = text.text[place:stop]
        if rest.strip():
            # The rest of the line would be part of the comment's block, which is no text.
            follows = text.lines(token.map[1], token.map[1] + 1).strip()
            gap = f"\n{prefix}"
            apart = f"{gap}{gap}{rest.lstrip()}{gap if follows else ''}"
            yield Edit(place, stop, apart, Reason.HTML)
        return
    made = _as_markdown(raw, token.level)
    reason = Reason.HTML if made else Reason.HTML_TAG
    if made is None:
        fence = code_fence(raw)
        made, reason = f"{fence}html\n{raw}\n{fence}", Reason.HTML_UNKNOWN
    for comment in _COMMENT.findall(raw):
        if comment not in made or not comment.endswith("->"):
            # One that is open would take in what follows.
            made += f"\n\n{comment}" + ("" if comment.endswith("->") else " -->")
    # What follows directly was kept apart by the rules for HTML.
    after = "\n" if made and text.lines(token.map[1], token.map[1] + 1).strip() else ""
    before = (
        "\n" if made and text.text[:start].removesuffix(prefix)[-2:] not in {"", "\n\n"} else ""
    )
    whole = f"{before}{made}{after}".replace("\n", f"\n{prefix}")
    yield Edit(start, stop, re.sub(r"[ \t]+(?=\n)", "", whole), reason)


def code_fence(text: str) -> str:
    """Return a fence that is longer than any in *text*."""
    return "`" * (1 + max(map(len, re.findall("`+", text)), default=2))


def _as_markdown(raw: str, level: int) -> str | None:
    """Return Markdown for HTML that stands at a *level*.

    Return None where it has a tag of no known meaning, or is nested too deep.
    """
    raw = _EMBEDDED.sub(_link, raw)
    if _SPANS.search(raw) or any(match[2].lower() not in _MEANT for match in _TAG.finditer(raw)):
        return None
    if re.search(r"<[!?]", _COMMENT.sub("", raw)):
        return None
    try:
        made = markdownify(
            _COMMENT.sub("", raw),
            heading_style="ATX",
            bullets="-",
            strip=["del", "s"],
            escape_misc=True,  # what the HTML shows as a tag must not become one
            keep_inline_images_in=["td", "th", "h1", "h2", "h3", "h4", "h5", "h6"],
        ).strip("\n")
    except RecursionError:
        return None
    if not all(address in made for address in _addresses(raw)):
        return None
    is_deep = raw.count("<") + level >= DEEPEST and any(parsed(made).deep(level))
    return None if is_deep else made


def _addresses(raw: str) -> Iterator[str]:
    """Yield the addresses of links and pictures, none of which may be lost."""
    for tag in _TAG.finditer(raw):
        facts = attributes(tag[3])
        address = facts.get({"a": "href", "img": "src"}.get(tag[2].lower(), ""), "").strip()
        if address and not tag[1]:
            yield address


def _link(match: re.Match[str]) -> str:
    """Return a link in the place of something embedded, and what stood in it."""
    inner = match[3] or ""
    sources = [
        attributes(match[2]).get("src", ""),
        *(attributes(tag[3]).get("src", "") for tag in _TAG.finditer(inner) if tag[2] == "source"),
    ]
    shown = [f'<p><a href="{source}">{source}</a></p>' for source in sources if source]
    return "".join(shown) + re.sub(r"<source\b[^>]*>", "", inner) if shown else match[0]


class _Tag(NamedTuple):
    start: int
    stop: int
    name: str
    raw: str


def inline_edits(inline: Inline) -> Iterator[Edit]:
    """Yield what makes Markdown of the tags in the content of a block."""
    if "<" not in inline.content:
        return
    opened: list[_Tag] = []
    names: Counter[str] = Counter()  # of these
    for token, start, stop in inline.spans():
        if token.type != "html_inline" or _is_comment(token.content):
            continue
        match = _TAG.fullmatch(token.content)
        if not match or match[2].lower() not in _MEANT | EMBEDDED:
            begin, end = inline.at(start), inline.at(stop - 1) + 1
            yield Edit(begin, end, escaped(token.content), Reason.HTML_UNKNOWN)
            continue
        tag = _Tag(start, stop, match[2].lower(), token.content)
        if tag.name in EMBEDDED:
            yield from _embedded(inline, tag)
        elif tag.name in _SINGLE:
            yield from _single(inline, tag)
        elif not match[1]:
            opened.append(tag)
            names[tag.name] += 1
        elif names[tag.name]:
            while (first := opened.pop()).name != tag.name:
                names[first.name] -= 1
                yield from _unclosed(inline, first)
            names[tag.name] -= 1
            yield from _pair(inline, first, tag)
        else:
            yield from _without(inline, tag)
    for tag in opened:
        yield from _unclosed(inline, tag)


def _edit(inline: Inline, tag: _Tag, text: str, reason: Reason) -> Edit:
    return Edit(inline.at(tag.start), inline.at(tag.stop - 1) + 1, text, reason)


def _without(inline: Inline, tag: _Tag) -> Iterator[Edit]:
    """Yield what takes a tag away; what follows it at the beginning of a line stays text."""
    content = inline.content
    line = content.rfind("\n", 0, tag.start) + 1
    rest = content[tag.stop : tag.stop + _LONG].partition("\n")[0]
    is_entry = inline.depth and not _TAG.sub("", content[:_LONG]).strip()
    # What is left would make a heading of the line above.
    if is_entry or (
        len(rest) < _LONG
        and _UNDERLINE.fullmatch(_TAG.sub("", content[line : tag.start][-_LONG:] + rest))
    ):
        yield _edit(inline, tag, escaped(tag.raw), Reason.HTML_UNKNOWN)
        return
    if tag.start - line > _LONG or _TAG.sub("", content[line : tag.start]).strip():
        divides = tag.name not in WITHIN_WORDS and content[tag.start - 1].isalnum()
        left = " " if divides else ""
        if content[tag.stop : tag.stop + 1] == ">":  # "<a" and it would be a tag
            left = "\\"
        yield _edit(inline, tag, left, Reason.HTML_TAG)
        return
    gap = _GAP.match(content, tag.stop)
    stop = gap.end() if gap else tag.stop
    end = inline.at(stop) if stop < len(content) else inline.at(stop - 1) + 1
    if content.startswith("```", stop):  # would be a fence
        return
    yield Edit(inline.at(tag.start), end, "", Reason.HTML_TAG)
    if opening := _OPENING.match(content, stop):
        place = inline.at(opening.end() - 1)
        yield Edit(place, place, "\\", Reason.HTML_TAG)


def _unclosed(inline: Inline, tag: _Tag) -> Iterator[Edit]:
    """Yield what becomes of a tag that should have an end, and has none."""
    address = attributes(tag.raw).get("href") if tag.name == "a" else None
    if address:
        gap = " " if inline.content[tag.stop : tag.stop + 1].strip() else ""
        yield _edit(inline, tag, _shown(address) + gap, Reason.HTML)
    else:
        yield from _without(inline, tag)


def _embedded(inline: Inline, tag: _Tag) -> Iterator[Edit]:
    """Yield a link in the place of what is shown from elsewhere."""
    address = attributes(tag.raw).get("src")
    if address:
        before = " " if inline.content[tag.start - 1 : tag.start].isalnum() else ""
        after = " " if inline.content[tag.stop : tag.stop + 1].strip() else ""
        yield _edit(inline, tag, before + _shown(address) + after, Reason.HTML)
    else:
        yield from _without(inline, tag)


def _shown(address: str) -> str:
    """Return a link that shows its address."""
    return f"[{escaped(address)}]({destination(address)})"


def _single(inline: Inline, tag: _Tag) -> Iterator[Edit]:
    """Yield what becomes of a tag that has no end."""
    facts = attributes(tag.raw)
    if tag.name == "img" and "src" in facts:
        alt = re.sub(r"([\[\]\\`<*_])", r"\\\1", " ".join(facts.get("alt", "").split()))
        yield _edit(inline, tag, f"![{alt}]({destination(facts['src'])})", Reason.HTML)
    elif tag.name == "br":
        yield from _line_break(inline, tag)
    else:
        yield from _without(inline, tag)


def _line_break(inline: Inline, tag: _Tag) -> Iterator[Edit]:
    """Yield what breaks a line: a backslash, and a space where Markdown has one line only."""
    content = inline.content
    line = content.rfind("\n", 0, tag.start) + 1
    gap = _GAP.match(content, tag.stop)
    stop = gap.end() if gap else tag.stop
    if stop >= len(content) or not _TAG.sub("", content[line : tag.start]).strip():
        yield from _without(inline, tag)
    elif inline.parent != "paragraph_open":
        yield _edit(inline, tag, " ", Reason.HTML_TAG)
    elif "\n" in content[tag.stop : stop]:
        yield _edit(inline, tag, "\\", Reason.HTML)
    else:
        yield Edit(inline.at(tag.start), inline.at(stop), "\\\n", Reason.HTML)
        if opening := _OPENING.match(content, stop):
            place = inline.at(opening.end() - 1)
            yield Edit(place, place, "\\", Reason.HTML)


def _pair(inline: Inline, first: _Tag, last: _Tag) -> Iterator[Edit]:
    """Yield what becomes of two tags and keeps what stands between them."""
    inner = inline.content[first.stop : last.start]
    is_plain = inner.strip() and not re.search(r"[`\\<>*_\[\]\n&]", inner)
    before, after = "", ""
    reason = Reason.HTML
    if first.name == "a" and (address := attributes(first.raw).get("href")) is not None:
        if re.search(r"[\[\]]|<a\s", inner, re.IGNORECASE):  # no words of a link, perhaps
            after = f" ({_shown(address)})"
        else:
            before, after = "[", f"]({destination(address)})"
    elif first.name in _STRONG | _EMPHASIS and _can_flank(inline.content, first, last):
        before = after = "**" if first.name in _STRONG else "*"
    elif first.name in _CODE and is_plain:
        before = after = "`"
    elif first.name in _ROLES and is_plain and not inline.content.startswith("`", last.stop):
        before, after, reason = f"{{{_ROLES[first.name]}}}`", "`", Reason.HTML_ROLE
    for tag, text in ((first, before), (last, after)):
        if text:
            yield _edit(inline, tag, text, reason)
        else:
            yield from _without(inline, tag)


def _can_flank(content: str, first: _Tag, last: _Tag) -> bool:
    """Say whether stars in the place of two tags would open and close emphasis.

    Source: CommonMark 0.31, 6.2, for the cases without punctuation inside.
    """
    inner = content[first.stop : last.start]
    return (
        bool(inner)
        and inner[0].isalnum()
        and inner[-1].isalnum()
        and content[first.start - 1 : first.start] != "*"
        and content[last.stop : last.stop + 1] != "*"
    )
