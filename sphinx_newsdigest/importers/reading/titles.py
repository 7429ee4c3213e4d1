"""What titles and names of files say of an issue, and what those of its successor say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ..post import Facts
from .numbers import Number, as_count, find_number, is_of_periodical, narrow, written_like
from .periods import day_of, find_day, find_period, leading_day, named_day, period_of, rewritten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .periods import Change

# Keys of front matter, folded and without what divides their words, in the order of weight.
_NUMBER_KEYS = (
    *("number", "issuenumber", "issueno", "issue", "no", "nr", "num"),
    *("期号", "期数", "期"),
    "false",  # what YAML makes of the key "no"
)
_PERIOD_KEYS = ("period", "dates", "daterange", "周期")
_ENDS_KEYS = (
    ("start", "startdate", "periodstart", "from", "begin"),
    ("end", "enddate", "periodend", "to", "until"),
)

_QUOTED = re.compile(r"(?:!\S{0,20} {1,9})?(?:'((?:[^']|'')*)'|\"((?:[^\"\\]|\\.)*)\")")
_SERIAL = re.compile(r" *([0-9]{1,4}) *")
_DAY = re.compile(
    r"(?<![A-Za-z])[Dd][Aa][Yy][ _#-]{0,2}(?P<n>[0-9]{1,2})(?![0-9A-Za-z])"
    r"|第 ?(?P<c>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?[天日]"
)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_NO_SLUG = re.compile(r"[^\w.]+|_+")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a text says, and where."""

    number: Number | None
    period: re.Match[str] | None
    day: re.Match[str] | None  # with its year
    event_day: int | None

    def facts(self, near: date | None) -> Facts:
        day = day_of(self.day) if self.day else None
        return Facts(
            number=self.number.value if self.number else None,
            period=period_of(self.period, near or day) if self.period else None,
            day=self.event_day,
            date=day,
        )


def read_title(title: str, *, near: date | None) -> Facts:
    """Return what *title* says; *near*, when it was published, gives dates their years."""
    return _in_title(narrow(title), dated=near is not None).facts(near)


def read_name(stem: str, *, near: date | None) -> Facts:
    """Return what the name of a file or folder says; its own date gives years without *near*."""
    return _in_name(narrow(stem)).facts(near)


def read_header(fields: Mapping[str, Any]) -> Facts:
    """Return what the keys of front matter say of the number, the period and an event's day."""
    named = {_key(str(key)): value for key, value in fields.items()}
    near = _as_date(named.get("date"))
    numbers = (_as_number(named.get(key)) for key in _NUMBER_KEYS)
    periods = (_as_period(named.get(key), near) for key in _PERIOD_KEYS)
    ends = [next((named[key] for key in keys if key in named), None) for keys in _ENDS_KEYS]
    return Facts(
        number=next((number for number in numbers if number is not None), None),
        period=next(filter(None, periods), None) or _as_period(ends, near),
        day=_as_number(named.get("day")),
    )


def title_text(raw: str) -> str:
    """Return a title without the quotes and the tag that YAML takes and others leave."""
    text = " ".join(raw.split())
    match = _QUOTED.fullmatch(text)
    if match is None:
        return text
    if match[1] is not None:
        return match[1].replace("''", "'").strip()
    return re.sub(r'\\(["\\/])', r"\1", match[2]).strip()


def successor(
    title: str,
    old: Facts,
    number: int,
    period: tuple[date, date] | None,
    *,
    day: date | None = None,
) -> str:
    """Return *title*, of the issue of *old* facts, with the next one's, in the same style.

    A day in it becomes *day*, else the last of the *period*.
    """
    found = _in_title(narrow(title), dated=True)
    return _renewed(title, found, old, Facts(number, period, date=_day(day, period)))


def successor_name(
    stem: str,
    old: Facts,
    number: int,
    period: tuple[date, date] | None,
    *,
    day: date | None = None,
) -> str:
    """Return the name of a file likewise."""
    found = _in_name(narrow(stem))
    return _renewed(stem, found, old, Facts(number, period, date=_day(day, period)))


def without_date(stem: str) -> str:
    """Return the name of a file without its date."""
    text = narrow(stem)
    found = _day_of_name(text, find_period(text))
    if found is None:
        return stem
    return f"{stem[: found.start()].rstrip('-_. ')}-{stem[found.end() :].lstrip('-_. ')}".strip("-")


def event_slug(stem: str, facts: Facts) -> str:
    """Return the slug of an event: the name of its report without date and day, with its year."""
    text = narrow(without_date(stem))
    slug = _NO_SLUG.sub("-", _DAY.sub(" ", text)).strip("-.").casefold() or "event"
    day = facts.date or (facts.period[0] if facts.period else None)
    return slug if day is None or _YEAR.search(slug) else f"{slug}-{day.year}"


def _in_title(text: str, *, dated: bool) -> _Found:
    period = find_period(text)
    rest = _without(text, period)
    day = find_day(rest)
    rest = _without(rest, day)
    number = find_number(_DAY.sub(_blank, rest).rstrip(" -,:|"), dated=dated)
    return _Found(number, period, day, _event_day(rest))


def _in_name(text: str) -> _Found:
    period = find_period(text)
    day = _day_of_name(text, period)
    rest = _without(_without(text, period), day)
    words = re.sub("[-_]", " ", _DAY.sub(_blank, rest)).rstrip()
    number = _whole(words) or find_number(words, dated=False)
    return _Found(number, period, day, _event_day(rest))


def _day_of_name(text: str, period: re.Match[str] | None) -> re.Match[str] | None:
    """Return the day that begins the name of a file, or stands in it beside a *period*."""
    return leading_day(text) or named_day(_without(text, period), packed=is_of_periodical(text))


def _whole(words: str) -> Number | None:
    """Return the number that a name is when it is nothing else."""
    match = _SERIAL.fullmatch(words)
    if match is None or _YEAR.fullmatch(match[1]):
        return None
    return Number(*match.span(1), int(match[1]))


def _event_day(text: str) -> int | None:
    match = _DAY.search(text)
    return (as_count(match["n"] or match["c"]) or None) if match else None


def _without(text: str, match: re.Match[str] | None) -> str:
    """Return *text* with spaces in the place of the match and of the brackets around it."""
    if match is None:
        return text
    start, stop = match.span()
    if text[max(0, start - 1) : start] in {"(", "["} and text[stop : stop + 1] in {")", "]"}:
        start, stop = start - 1, stop + 1
    return text[:start] + " " * (stop - start) + text[stop:]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _renewed(text: str, found: _Found, old: Facts, new: Facts) -> str:
    changes: list[Change] = []
    if found.number and found.number.value == old.number and new.number is not None:
        span = slice(found.number.start, found.number.stop)
        changes.append((span.start, span.stop, written_like(text[span], new.number)))
    if found.period and new.period:
        changes += rewritten(found.period, new.period)
    if found.day and new.date:
        first = old.period and new.period and day_of(found.day) == old.period[0] != old.period[1]
        day = new.period[0] if first and new.period else new.date
        changes += rewritten(found.day, (day, day))
    # A day that is also the beginning of a period is changed once.
    for start, stop, typed in sorted({change[:2]: change for change in changes}.values())[::-1]:
        text = text[:start] + typed + text[stop:]
    return text


def _day(day: date | None, period: tuple[date, date] | None) -> date | None:
    return day or (period[1] if period else None)


def _key(key: str) -> str:
    return re.sub(r"[\s_.-]", "", narrow(key)).casefold()


def _as_number(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, int) and not 0 <= value < 10**9:  # Python writes no number of any length
        return None
    text = narrow(str(value)).strip()
    count = as_count(text)
    return read_title(text, near=date.max).number if count is None else count


def _as_period(value: Any, near: date | None) -> tuple[date, date] | None:
    if isinstance(value, str):
        found = find_period(narrow(value))
        return period_of(found, near) if found else None
    if not isinstance(value, list | tuple) or len(value) != len(("first", "last")):
        return None
    first, last = map(_as_date, value)
    return (first, last) if first and last and first <= last else None


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        found = find_day(narrow(value))
        return day_of(found) if found else None
    return value if isinstance(value, date) else None
