"""The next issue as text: what follows from the last one, and what stands in every issue."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin

from .. import options
from ..importers.post import Facts
from ..importers.reading.titles import successor
from ..messages import UnexpectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import PurePosixPath

_T = TypeVar("_T")

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MARKER = re.compile(r"\{digest:issue\}[ \t]*(.*)")
_OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")

_FIRST, _MIDDLE = 1, 15  # days of a month with which a period begins, and its first half ends

#: Facts of one issue alone; all others (editors, license …) are the newsletter's.
_OF_ONE = frozenset({"issue", "period", "date", "source", "name", "item-dates"})


@dataclass(frozen=True, slots=True)
class Issue:
    """A numbered issue of a book."""

    path: PurePosixPath  # below the book
    front: Mapping[str, Any]  # its front matter
    marker: Mapping[str, Any]  # its facts as typed
    body: str
    number: int
    period: tuple[date, date] | None
    date: date | None  # else the period's last day

    @property
    def newsletter(self) -> str:
        """Its newsletter, "" where it names none."""
        return str(self.marker.get("newsletter") or "")

    @property
    def facts(self) -> Facts:
        """Its facts, as titles say them."""
        return Facts(number=self.number, period=self.period, date=self.date)


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block of Markdown."""

    text: str  # as it stands
    level: int = 0  # of a heading
    title: str = ""  # likewise, without its marks


def read_issue(path: PurePosixPath, text: str) -> Issue | None:
    r"""Return the issue that *text* is, whose lines end in ``\n``; None if it has no number.

    The marker is front matter or the directive. Raise ValueError if the front matter
    cannot be read.
    """
    match = _FRONT_MATTER.match(text)
    body = text[match.end() :] if match else text
    front, typed = _front_matter(match[1]) if match else ({}, {})
    marker = front.get("digest")
    as_typed = typed.get("digest")
    if not isinstance(marker, dict) or not isinstance(as_typed, dict):
        marker = as_typed = _directive(body)
    number = options.as_number(str(as_typed.get("issue", "")).strip())
    if number is None:
        return None
    period = _converted(options.period, as_typed.get("period"))
    day = _converted(options.iso_date, as_typed.get("date"))
    return Issue(path, front, marker, body, number, period, day or (period[1] if period else None))


def next_period(last: Issue, before: Issue | None) -> tuple[date, date] | None:
    """Return the period after that of the *last* issue, as long as it; None if it has none.

    It begins on the day after, or on the last day itself if the last two share theirs. A half
    or a whole month, or several, are followed by the like.
    """
    if last.period is None:
        return None
    start, end = last.period
    shared = before is not None and before.period is not None and before.period[1] == start
    begin = end if shared else end + timedelta(days=1)
    if not shared and (until := _end_of_months(start, end, begin)):
        return begin, until
    return begin, begin + (end - start)


def _end_of_months(start: date, end: date, begin: date) -> date | None:
    """Return the last day of the months, or of the half, that follow those of *start* to *end*.

    None if these are not made of whole months or of the halves that newsletters know.
    """
    if start.day == _FIRST and end.day == _MIDDLE:
        return _last_of_month(begin)
    if begin.day != _FIRST:
        return None
    if start.day == _MIDDLE + 1:
        return begin.replace(day=_MIDDLE)
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day != _FIRST:
        return None
    month = begin.month - 1 + months
    return _last_of_month(date(begin.year + month // 12, month % 12 + 1, _FIRST))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_text(
    last: Issue,
    before: Issue | None,
    day: date,
    period: tuple[date, date] | None,
    title: str,
) -> str:
    """Return the source of the issue after *last*: front matter, title, standing content.

    *title* is for a last issue that has none.
    """
    number = last.number + 1
    theirs = before.front if before else {}
    front: dict[str, Any] = {
        "digest": marker(number, period, day)
        | {str(key): value for key, value in last.marker.items() if key not in _OF_ONE}
    }
    for key, value in last.front.items():
        if key == "title":
            front[key] = successor(str(value), last.facts, number, period, day=day)
        elif key == "date":
            front[key] = day
        elif key != "digest" and key in theirs and theirs[key] == value:
            front[key] = value
    blocks = blocks_of(last.body)
    heading = next((block for block in blocks if block.level == 1), None)
    typed = heading.title if heading else str(last.front.get("title") or f"{title} {last.number}")
    content = standing(
        [block for block in blocks if block is not heading],
        blocks_of(before.body) if before else None,
    )
    return written(front, successor(typed, last.facts, number, period, day=day), content)


def marker(number: int, period: tuple[date, date] | None, day: date) -> dict[str, Any]:
    """Return the facts that make a document an issue."""
    first_last = {"period": f"{period[0]}/{period[1]}"} if period else {}
    return {"issue": number, **first_last, "date": day}


def written(front: Mapping[str, Any], title: str, content: list[str]) -> str:
    """Return the source of a document."""
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=float("inf"))
    return "\n\n".join([f"---\n{head}---", f"# {title}", *content]) + "\n"


def blocks_of(body: str) -> list[Block]:
    """Return the top-level blocks of *body*; also lines that the parser takes for itself."""
    lines = body.split("\n")
    found: list[Block] = []
    done = 0
    tokens = _parser().parse(body)
    for index, token in enumerate(tokens):
        if token.level or token.map is None:
            continue
        start, stop = token.map
        found += _block(lines[done:start])  # definitions of links
        if token.type == "heading_open":
            found += _block(lines[start:stop], int(token.tag[1:]), tokens[index + 1].content)
        else:
            found += _block(lines[start:stop])
        done = stop
    return found + _block(lines[done:])


def standing(last: list[Block], before: list[Block] | None) -> list[str]:
    """Return what stands word for word in both issues, in the order of the *last*.

    A heading stands only where the one above it does. Of a single issue, the headings stand.
    """
    theirs = Counter(block.text for block in before or ())
    above: list[tuple[int, bool]] = []
    found = []
    for block in last:
        stands = theirs[block.text] > 0 if before is not None else block.level > 0
        if block.level:
            while above and above[-1][0] >= block.level:
                above.pop()
            stands = stands and (not above or above[-1][1])
            above.append((block.level, stands))
        if stands:
            theirs[block.text] -= 1
            found.append(block.text)
    return found


def _block(lines: list[str], level: int = 0, title: str = "") -> list[Block]:
    text = "\n".join(lines).strip("\n").rstrip()
    return [Block(text, level, title)] if text.strip() else []


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(colon_fence_plugin)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _front_matter(source: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the front matter as YAML has it, and all of it as typed (issue 016 is 16)."""
    try:
        front = yaml.safe_load(source)
        typed = yaml.load(source, yaml.BaseLoader)  # noqa: S506 - it makes only text
    except (yaml.YAMLError, ArithmeticError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return (front, typed) if isinstance(front, dict) and isinstance(typed, dict) else ({}, {})


def _directive(body: str) -> dict[str, str]:
    """Return the facts of the directive ``digest:issue`` in *body*."""
    if "{digest:issue}" not in body:
        return {}
    for token in _parser().parse(body):
        if token.type in {"fence", "colon_fence"} and (match := _MARKER.match(token.info.strip())):
            found = map(_OPTION.fullmatch, token.content.splitlines())
            return {option[1]: option[2].strip() for option in found if option} | {
                "issue": match[1].strip()
            }
    return {}


def _converted(convert: Callable[[Any], _T], value: Any) -> _T | None:
    try:
        return convert(value)
    except UnexpectedError:
        return None
