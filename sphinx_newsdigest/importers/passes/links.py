"""Targets: every link leads somewhere, or says that it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...options import without_controls
from ..text.edits import Edit
from ..text.free import is_escaped
from ..text.markdown import code, escaped
from ..text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from ..text.free import BareUrl, Free
    from ..text.markdown import Inline, Text

    class Resolve(Protocol):
        """Say where an address of the archive leads."""

        def __call__(self, address: str, *, picture: bool = False) -> Target | None:
            """Return None for an address that stays as it is."""


class Target(NamedTuple):
    """Where an address of the archive leads; an empty *address* leads nowhere."""

    address: str = ""
    shown: str = ""  # what stands for it in the text, where it leads nowhere
    missing: bool = False  # a file of the archive that is not there
    recovered: bool = False  # the address was mistyped


#: An address that CommonMark refuses for words before it; the words go into the title.
_BROKEN = re.compile(
    r"(?<![!\\])\[([^\[\]\n]{1,999})\]\([ \t]*([^()<>\n]{1,200}?)[ \t]*"
    r"((?:https?|ftp)://[!#-;=?-_a-~]*[/0-9A-Za-z_=#&-])[ \t]*\)",
    re.IGNORECASE,
)
#: One with spaces in its path or its query, which other renderers take.
_SPACED = re.compile(
    r"(?<![!\\])\[([^\[\]\n]{1,999})\]\([ \t]*"
    r"((?:(?:https?|ftp)://[\w.:@-]+/|mailto:[^\s?()<>\"'*]+\?)[\w!#$%&+,./;=?@~-]*"
    r"(?:[ \t]+[\w!#$%&+,./;=?@~-]+)+)[ \t]*\)",
    re.IGNORECASE | re.ASCII,
)
#: Marks of direction and width that came along with a copied address.
_INVISIBLE = re.compile(
    r"[\ufffd\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|%E2%80%(?:8[B-F]|A[A-E])|%E2%81%A[0-4]"
    r"|%EF%BB%BF|%EF%BF%BD",
    re.IGNORECASE,
)
_POINTED = re.compile(r"<(?:[^<>\n\\]|\\.)*+>")
_DEFINITION = re.compile(
    r"(?P<label>\[(?:[^\[\]\\]|\\.)*\]:)(?P<gap>\s*)(?P<address><[^<>\n]*>|\S+)"
)


def without_invisible(address: str) -> str:
    """Return an address without the characters that nobody sees in it."""
    return _INVISIBLE.sub("", address)


def bare(inline: Inline, urls: list[BareUrl]) -> Iterator[Edit]:
    """Yield what makes links of addresses in the text."""
    for found in urls:
        start, stop = inline.at(found.start), inline.at(found.stop - 1) + 1
        # A backslash before it would take the bracket for a sign.
        kept = "\\" if is_escaped(inline.content, found.start) else ""
        yield Edit(start, stop, f"{kept}<{found.url}>", Reason.BARE_URL)


class Broken(NamedTuple):
    """A link with words in its address."""

    start: int
    stop: int
    text: str


def broken(inline: Inline, runs: list[Free]) -> list[Broken]:
    """Return the links that CommonMark shows as text, mended."""
    found = []
    for run in runs:
        if run.in_link or "](" not in inline.content[run.start : run.stop]:
            continue
        for match in _BROKEN.finditer(inline.content, run.start, run.stop):
            text = f"[{match[1]}]({match[3]}{_title(match[2])})"
            found.append(Broken(*match.span(), text))
        taken = {link.start for link in found}
        for match in _SPACED.finditer(inline.content, run.start, run.stop):
            if match.start() not in taken:
                address = re.sub(r"[ \t]", "%20", match[2])
                found.append(Broken(*match.span(), f"[{match[1]}]({address})"))
    return sorted(found)


def mended(inline: Inline, found: list[Broken]) -> Iterator[Edit]:
    """Yield what makes links of them."""
    for link in found:
        start, stop = inline.at(link.start), inline.at(link.stop - 1) + 1
        yield Edit(start, stop, link.text, Reason.BROKEN)


def _title(words: str) -> str:
    """Return a link's title of *words*; its colon goes, with what it announced."""
    said = without_controls(words).replace("\ufffd", "").strip().rstrip(":：").rstrip()
    return ' "' + re.sub(r'(["\\])', r"\\\1", said) + '"' if said else ""


_NO_SCHEME = re.compile(
    r"(?:h{0,3}t{1,4}p(?P<s>s?)(?::/{1,3}|/{2}|:)|(?=www\.))(?=\w)", re.IGNORECASE
)


def recovered(address: str) -> str | None:
    """Return an address with a mistyped beginning (``htp:/``, ``www.``) as it was meant."""
    match = _NO_SCHEME.match(address)
    if match is None:
        return None
    is_plain = match[0] and not match["s"]
    return ("http://" if is_plain else "https://") + address[match.end() :]


def edits(inline: Inline, resolve: Resolve) -> Iterator[Edit]:
    """Yield what leads the links of *inline* where they should lead."""
    for token, start, stop in inline.spans():
        if token.type == "link_open":
            address = str(token.attrs["href"])
            raw = inline.content[start:stop]
            target = resolve(address)
            if token.markup == "autolink":
                yield from _autolink(inline, start, stop, target)
            elif target is None:
                if _INVISIBLE.search(address) and "](" in raw:
                    yield from _cleaned(inline, start, stop)
            elif not target.address:
                first, last = inline.label(start)
                words = inline.content[first:last]
                # The words may be one with their neighbours: brackets would show.
                yield Edit(inline.at(start), inline.at(first), "", Reason.NO_TARGET)
                shown = code(target.shown)
                before = inline.content[start - 1 : start].isalnum()
                after = inline.content[stop : stop + 1].isalnum()
                if words.strip():
                    shown = f" ({shown})"
                elif before or after:
                    shown = " " * before + shown + " " * after
                yield Edit(_at(inline, last), inline.at(stop - 1) + 1, shown, Reason.NO_TARGET)
            elif target.address != address and _is_inline(inline, start, stop):
                yield from retargeted(inline, start, stop, target.address, _reason(target))


def _reason(target: Target) -> Reason:
    return Reason.BROKEN if target.recovered else Reason.LINK


def _autolink(inline: Inline, start: int, stop: int, target: Target | None) -> Iterator[Edit]:
    raw = inline.content[start + 1 : stop - 1]
    clean = without_invisible(raw)
    begin, end = inline.at(start), inline.at(stop - 1) + 1
    if target is not None and not target.address:
        yield Edit(begin, end, code(raw), Reason.NO_TARGET)
    elif target is not None:
        yield Edit(begin, end, f"[{escaped(raw)}]({destination(target.address)})", Reason.LINK)
    elif clean != raw:
        yield Edit(begin, end, f"<{clean}>", Reason.CONTROL)


def _at(inline: Inline, position: int) -> int:
    """Return a place that may be the end of the content."""
    return inline.at(position - 1) + 1 if position else inline.at(0)


def _is_inline(inline: Inline, start: int, stop: int) -> bool:
    """Say whether a link holds its address itself."""
    last = inline.label(start)[1]
    return inline.content[last : last + 2] == "](" and inline.content[stop - 1] == ")"


def _address(inline: Inline, start: int) -> tuple[int, int]:
    """Return where the address of an inline link or picture stands in the content."""
    content = inline.content
    first = inline.label(start)[1] + 2
    while content[first : first + 1] in {" ", "\t", "\n"}:
        first += 1
    if pointed := _POINTED.match(content, first):
        return pointed.span()
    depth, last = 0, first
    while last < len(content) and not content[last].isspace():
        if content[last] == "\\":
            last += 1
        elif content[last] == "(":
            depth += 1
        elif content[last] == ")":
            if not depth:
                break
            depth -= 1
        last += 1
    return first, last


def retargeted(
    inline: Inline, start: int, stop: int, address: str, reason: Reason
) -> Iterator[Edit]:
    """Yield what gives a link or picture that holds its address another one."""
    first, last = _address(inline, start)
    where = inline.at(first)
    yield Edit(where, _at(inline, last) if last > first else where, destination(address), reason)


def _cleaned(inline: Inline, start: int, stop: int) -> Iterator[Edit]:
    first, last = _address(inline, start)
    clean = without_invisible(inline.content[first:last])
    if clean != inline.content[first:last]:
        yield Edit(inline.at(first), _at(inline, last), clean, Reason.CONTROL)


def destination(address: str) -> str:
    """Return *address* as the target of a Markdown link."""
    if re.search(r"[\s()<>\\\x00-\x1f\x7f]", address):
        return "<" + re.sub(r"([<>\\])", r"\\\1", " ".join(address.split())) + ">"
    return address


def definitions(text: Text, resolve: Resolve) -> Iterator[Edit]:
    """Yield what leads the text's link definitions where they should lead."""
    for found in text.references.values():
        address = str(found["href"])
        target = resolve(address)
        changed = target.address if target else without_invisible(address)
        if not changed or changed == address:
            continue
        first, stop = found["map"]
        begin = text.starts[first]
        match = _DEFINITION.search(text.text, begin, text.starts[stop])
        if match:
            reason = _reason(target) if target else Reason.CONTROL
            yield Edit(match.start("address"), match.end("address"), destination(changed), reason)
