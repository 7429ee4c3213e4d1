"""Attributes of blocks and words: kramdown's, Python-Markdown's and Hugo's become MyST's."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from ..text.edits import Edit
from ..text.reasons import Reason
from .templates import line_end

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ONE = re.compile(
    r"\s*(?:#([A-Za-z][\w:-]*)|\.([\w-]+)"
    r"|([A-Za-z][\w:-]*)=(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=]+)))"
)
# With a colon (kramdown, Python-Markdown), and without one (Hugo).
_OWN_LINE = {
    False: re.compile(r"^[ \t]*(\{:[ \t]*([^{}\n]*)\})[ \t]*$", re.MULTILINE),
    True: re.compile(r"^[ \t]*(\{[ \t]*([#.][^{}\n]*)\})[ \t]*$", re.MULTILINE),
}
_AFTER_HEADING = {
    False: re.compile(r"\{(?::[ \t]*|(?=#))([^{}\n]*)\}[ \t]*#*[ \t]*$", re.MULTILINE),
    True: re.compile(r"\{[ \t]*([#.][^{}\n]*)\}[ \t]*#*[ \t]*$", re.MULTILINE),
}
_AFTER_WORDS = re.compile(r"(?<=[*_`)\]>])\{:[ \t]*([^{}\n]*)\}")
#: Where nothing stands above it: in a list or HTML it would be part of that.
_ID_OF_HEADING = re.compile(
    r"(?:\A|\n[ \t]*\n)(#{1,6}[ \t]+[^\s{}][^{}\n\\]*)\{#([A-Za-z][\w:-]*)\}[ \t]*(?=\n|\Z)"
)
#: What a picture is without attributes; MyST wants lengths.
_USUAL = {("width", "auto"), ("height", "auto")}
_NUMBER = re.compile(r"[ \t]*(\d{1,9})[.)]")
_START = re.compile(r'start="(\d{1,9})"')
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_IN_LIST = re.compile(r"[ \t]+\S|[*+-][ \t]|\d{1,9}[.)][ \t]")
#: Characters of emphasis; no author emphasizes more.
_FARTHEST = 1000
_EMPHASIS = re.compile(r"(\*+|_+)$")


def edits(
    text: str, is_code: Callable[[int], bool], taken: Sequence[Edit] = (), *, bare: bool = False
) -> list[Edit]:
    """Return what turns the attributes of *text* into MyST's, apart from the *taken* edits.

    *bare* attributes have no colon. Attributes of a block move before it; what cannot be
    read as attributes stays text. *taken* is in order.
    """
    spans = [(edit.start, edit.stop) for edit in taken]

    def skipped(offset: int) -> bool:
        return _span(spans, offset) is not None or is_code(offset)

    before: dict[int, list[str]] = {}  # lines to add, by offset
    found: list[Edit] = []
    headings: set[int] = set()
    for match in _AFTER_HEADING[bare].finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        stop = line_end(text, match.end())
        is_heading = _HEADING.match(text, start) or (
            text[start : match.start()].strip()
            and _UNDERLINE.fullmatch(text, stop + 1, line_end(text, stop + 1))
        )
        names = _attributes(match[1])
        in_tag = (span := _span(spans, start)) is not None and span[0] < start
        if is_heading and names is not None and not in_tag and not skipped(match.start()):
            lines = [f"({name[1:]})=\n" for name in names if name.startswith("#")]
            others = [name for name in names if not name.startswith("#")]
            lines += [f"{{{' '.join(others)}}}\n"] if others else []
            before[start] = lines
            headings.add(match.start())
            end = start + len(text[start : match.start()].rstrip())
            found.append(Edit(end, stop, "", Reason.ATTRIBUTES))
    for match in _OWN_LINE[bare].finditer(text):
        names = _attributes(match[2])
        if names is None or skipped(match.start(1)):
            continue
        if text[text.rfind("\n", 0, max(0, match.start() - 1)) + 1 : match.start()].strip():
            start = _block_start(text, match.start(), bare=bare)
            while (span := _span(spans, start)) and span[0] < start:
                start = text.rfind("\n", 0, span[0]) + 1
            if number := _NUMBER.match(text, start):
                found += _numbered(number, names)
            margin = re.compile(r"[ \t]*").match(text, start)
            before.setdefault(start, []).append(f"{margin[0] if margin else ''}{_line(names)}")
            stop = min(match.end() + 1, len(text))
            found.append(Edit(match.start(), stop, "", Reason.ATTRIBUTES))
        elif text[match.end() + 1 : line_end(text, match.end() + 1)].strip():
            if number := _NUMBER.match(text, match.end() + 1):
                found += _numbered(number, names)
            line = _line(names).rstrip("\n")
            found.append(Edit(match.start(1), match.end(1), line, Reason.ATTRIBUTES))
    for match in _AFTER_WORDS.finditer(text) if not bare else ():
        start, stop = match.span()
        names = _attributes(match[1])
        if names is None or start in headings or skipped(start):
            continue
        words = _line(names).rstrip("\n")
        opening = _opening(text, start) if names else None
        if opening is None:
            found.append(Edit(start, stop, words, Reason.ATTRIBUTES))
        elif opening >= 0 and _span(spans, opening) is None:
            # MyST gives attributes to emphasis only within brackets.
            found.append(Edit(opening, opening, "[", Reason.ATTRIBUTES))
            found.append(Edit(start, stop, f"]{words}", Reason.ATTRIBUTES))
    lines_before = [
        Edit(start, start, "".join(lines), Reason.ATTRIBUTES) for start, lines in before.items()
    ]
    return lines_before + found


def heading_ids(text: str, is_code: Callable[[int], bool]) -> list[Edit]:
    """Return what turns the ids behind headings into targets, which more renderers know."""
    found: list[Edit] = []
    known: set[str] = set()
    for match in _ID_OF_HEADING.finditer(text):
        start = match.start(1)
        if match[2] not in known and not is_code(start):
            known.add(match[2])
            target = Edit(start, start, f"({match[2]})=\n", Reason.ATTRIBUTES)
            stop = start + len(match[1].rstrip())
            found += [target, Edit(stop, match.end(), "", Reason.ATTRIBUTES)]
    return found


def touches(spans: Sequence[tuple[int, int]], start: int, stop: int) -> bool:
    """Say whether one of *spans*, which are in order, has a part from *start* to *stop*."""
    place = bisect_left(spans, stop, key=lambda span: span[0]) - 1
    return place >= 0 and spans[place][1] > start


def _attributes(words: str) -> list[str] | None:
    """Return the attributes as MyST writes them, the name first; None if they are none."""
    found = []
    position = 0
    words = words.rstrip()
    while position < len(words):
        match = _ONE.match(words, position)
        if match is None:
            return None
        name, css, key, *values = match.groups()
        position = match.end()
        if key:
            value = next(value for value in values if value is not None)
            quote = "'" if '"' in value else '"'
            if (key, value) not in _USUAL:
                found.append(f"{key}={quote}{value}{quote}")
        else:
            found.append(f"#{name}" if name else f".{css}")
    return sorted(found, key=lambda one: not one.startswith("#")) if words else None


def _numbered(number: re.Match[str], names: list[str]) -> list[Edit]:
    """Return what begins a list at the *start* among *names*, and take that out: MyST counts."""
    start = next(filter(None, map(_START.fullmatch, names)), None)
    if start is None:
        return []
    names.remove(start[0])
    return [Edit(*number.span(1), start[1], Reason.ATTRIBUTES)]


def _line(names: Sequence[str]) -> str:
    """Return the line of attributes before a block; none if there are none."""
    return f"{{{' '.join(names)}}}\n" if names else ""


def _opening(text: str, stop: int) -> int | None:
    """Return where the emphasis begins that ends at *stop*; None if none ends there."""
    line = max(text.rfind("\n", max(0, stop - _FARTHEST), stop) + 1, stop - _FARTHEST)
    closing = _EMPHASIS.search(text, max(line, stop - 3), stop)
    return text.rfind(closing[0], line, closing.start()) if closing else None


def _block_start(text: str, stop: int, *, bare: bool) -> int:
    """Return where the block begins whose last line ends before *stop*."""
    start, line = _line_above(text, stop)
    if _HEADING.match(line):
        return start
    if closing := _FENCE.match(line):
        above = start
        while above > 0:
            above, line = _line_above(text, above)
            if (fence := _FENCE.match(line)) and fence[1][0] == closing[1][0]:
                return above
        return start
    while start > 0:
        above, line = _line_above(text, start)
        while above > 0 and not line.strip() and _IN_LIST.match(text, start):
            above, line = _line_above(text, above)
        apart = text[above:start].count("\n") > 1
        if (
            not line.strip()
            or _HEADING.match(line)
            or _OWN_LINE[bare].fullmatch(line)
            or (apart and not _IN_LIST.match(line))
        ):
            return start
        start = above
    return start


def _line_above(text: str, start: int) -> tuple[int, str]:
    """Return the line that ends directly before *start*, and where it begins."""
    above = text.rfind("\n", 0, start - 1) + 1
    return above, text[above : start - 1]


def _span(spans: Sequence[tuple[int, int]], offset: int) -> tuple[int, int] | None:
    place = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    if place >= 0 and spans[place][0] <= offset < spans[place][1]:
        return spans[place]
    return None
