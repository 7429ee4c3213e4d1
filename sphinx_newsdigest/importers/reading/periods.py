"""Days and periods in a line of text: found, given their years, and written again."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A place in a text, and what is to stand there.
Change = tuple[int, int, str]

_WEEK = timedelta(days=6)
_LEAP_DAY = date(2000, 2, 29)  # near it, every day that some year has is a day

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"

# How a day is written: groups y, m, d, o (ordinal), with # for the end of the period it is.
_ISO = r"(?P<y#>[0-9]{4})(?P<s#>[-./])(?P<m#>[0-9]{1,2})(?P=s#)(?P<d#>[0-9]{1,2})"
_PACKED = r"(?P<y#>(?:19|20)[0-9]{2})(?P<m#>[0-9]{2})(?P<d#>[0-9]{2})"
_SHORT = r"(?P<m#>[0-9]{1,2})[./](?P<d#>[0-9]{1,2})"
_FOUR = r"(?P<m#>0[1-9]|1[0-2])(?P<d#>0[1-9]|[12][0-9]|3[01])"
_HAN = r"(?P<y#>[0-9]{4}) ?年 ?(?P<m#>[0-9]{1,2}) ?月 ?(?P<d#>[0-9]{1,2})(?: ?[日号號])?"
_HAN_SHORT = r"(?P<m#>[0-9]{1,2}) ?月 ?(?P<d#>[0-9]{1,2})(?: ?[日号號])?"
_HAN_BARE = r"(?P<d#>[0-9]{1,2})(?: ?[日号號])?"
_DAY = r"(?P<d#>[0-9]{1,2})(?P<o#>st|nd|rd|th)?"
_MONTH_FIRST = rf"{_WEEKDAY}(?P<m#>{_MONTH})\.? {_DAY}(?:,? (?P<y#>[0-9]{{4}}))?"
_DAY_FIRST = rf"{_WEEKDAY}{_DAY}\.? (?:of )?(?P<m#>{_MONTH})\.?(?:,? (?P<y#>[0-9]{{4}}))?"
_BARE = rf"{_WEEKDAY}{_DAY}(?:,? (?P<y#>[0-9]{{4}}))?"

_TO = r"[ _]{0,2}(?:-?(?:to|until|through|thru)-?|--?|~|/|_|至|到)[ _]{0,2}"
_BEGIN = r"(?<![0-9])(?<![0-9][.])"
_END = r"(?![0-9])(?![.][0-9])"


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form, re.IGNORECASE)


def _range(first: str, last: str, before: str = _BEGIN, after: str = _END) -> re.Pattern[str]:
    return _pattern(f"{before}{first.replace('#', '1')}{_TO}{last.replace('#', '2')}{after}")


def _week(words: str, day: str, end: str) -> re.Pattern[str]:
    opening = rf"(?<![a-z])week[ -](?:{words})(?:[ -]on)?[ :-]{{1,3}}(?:the )?"
    return _pattern(f"{opening}{day.replace('#', end)}{_END}")


_WORDED = (_MONTH_FIRST, _DAY_FIRST, _ISO, _HAN)
_PERIODS = (
    *(_week("ending|ended", day, "2") for day in _WORDED),
    *(_week("of|from|beginning|starting|commencing", day, "1") for day in _WORDED),
    _range(_ISO, _ISO),
    _range(_ISO, _SHORT),
    _range(_PACKED, _PACKED),
    *(
        _range(first, last)
        for first in (_HAN, _HAN_SHORT)
        for last in (_HAN, _HAN_SHORT, _HAN_BARE)
    ),
    # 2.6-2.7 could be versions: only in brackets, or after the number of the issue.
    _range(_SHORT, _SHORT, r"(?:(?<=[(\[期])|(?<=[(\[期] ))", rf"{_END}(?= ?(?:[)\]]|$))"),
    _range(_FOUR, _FOUR, r"(?<![0-9A-Za-z.])", r"(?![0-9A-Za-z])(?![.][0-9])"),
    _range(_MONTH_FIRST, _MONTH_FIRST, r"(?<![a-z])"),
    _range(_DAY_FIRST, _DAY_FIRST),
    _range(_BARE, _DAY_FIRST),
    _range(_MONTH_FIRST, _BARE, r"(?<![a-z])"),
)
_LEADING = tuple(
    _pattern(f"{form.replace('#', '1')}(?=[-._ ]|$)")
    for form in (_ISO.replace("[-./]", "[-._]"), _PACKED)
)
_YEARS = r"(?P<y1>(?:19|20)[0-9]{2})"
#: Behind other words of a name 2012.1.1 could be a version, 20141031 a number of any kind.
_APART = r"(?<![0-9A-Za-z])(?<![0-9][.])", r"(?![0-9A-Za-z]|[-_.][0-9])"
_NAMED = tuple(
    _pattern(f"{_APART[0]}{_YEARS}{form}{_APART[1]}")
    for form in (
        r"(?P<s1>[-_])(?P<m1>[0-9]{2})(?P=s1)(?P<d1>[0-9]{2})",
        r" ?年 ?(?P<m1>[0-9]{1,2}) ?月 ?(?P<d1>[0-9]{1,2})(?: ?[日号號])?",
    )
)
_NAMED_PACKED = _pattern(f"{_APART[0]}{_YEARS}(?P<m1>[0-9]{{2}})(?P<d1>[0-9]{{2}}){_APART[1]}")
_DAYS = tuple(
    _pattern(f"{before}{form.replace('#', '1')}{_END}")
    for form, before in (
        (_ISO, _BEGIN),
        (_HAN, _BEGIN),
        (_PACKED, _BEGIN),
        (_MONTH_FIRST, r"(?<![a-z])"),
        (_DAY_FIRST, _BEGIN),
    )
)


def find_period(text: str) -> re.Match[str] | None:
    """Return the first period in the narrow *text* whose days there can be."""
    for pattern in _PERIODS:
        for match in pattern.finditer(text):
            if period_of(match, _LEAP_DAY):
                return match
    return None


def find_day(text: str) -> re.Match[str] | None:
    """Return the first day in the narrow *text* that says its year, and that there can be."""
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            if match["y1"] and day_of(match):
                return match
    return None


def leading_day(name: str) -> re.Match[str] | None:
    """Return the day that begins the narrow *name* of a file."""
    matches = (pattern.match(name) for pattern in _LEADING)
    return next((match for match in matches if match and day_of(match)), None)


def named_day(name: str, *, packed: bool) -> re.Match[str] | None:
    """Return the first day that stands in the narrow *name* of a file, not at its beginning.

    *packed* says whether eight digits can be one.
    """
    patterns = (*_NAMED, _NAMED_PACKED) if packed else _NAMED
    matches = (match for pattern in patterns for match in pattern.finditer(name))
    return next(filter(day_of, matches), None)


def day_of(match: re.Match[str]) -> date | None:
    """Return the day that :func:`find_day` or another of these found."""
    parts = _parts(match)
    return day(parts["y1"], parts["m1"], parts["d1"])


def period_of(match: re.Match[str], near: date | None) -> tuple[date, date] | None:
    """Return the period that :func:`find_period` found, None if it is none.

    Without a year it is the one that ends nearest to *near*; without that, none. Of a week
    one end is enough.
    """
    parts = _parts(match)
    try:
        if "d1" not in parts:
            last = _in_year(parts, "2", near)
            return (last - _WEEK, last) if last else None
        if "d2" not in parts:
            first = _in_year(parts, "1", near)
            return (first, first + _WEEK) if first else None
    except OverflowError:
        return None
    month1 = parts.setdefault("m1", parts.get("m2", 0))
    month2 = parts.setdefault("m2", month1)
    crosses = (month2, parts["d2"]) < (month1, parts["d1"])
    if "y2" not in parts and "y1" in parts:
        parts["y2"] = parts["y1"] + crosses
    last = _in_year(parts, "2", near)
    if last is None:
        return None
    first = day(parts.get("y1", last.year - crosses), month1, parts["d1"])
    return (first, last) if first and first <= last else None


def day(year: int, month: int, number: int) -> date | None:
    """Return the day, None if there is none."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def rewritten(match: re.Match[str], ends: tuple[date, date]) -> Iterator[Change]:
    """Yield what to change so that the day or period found says *ends*, in the same style."""
    typed = {name: text for name, text in match.groupdict().items() if text}
    figures = [text for name, text in typed.items() if name[0] in "md" and text.isdecimal()]
    packed = all(len(text) == 2 for text in figures)  # noqa: PLR2004 - 06, 16
    # 10月12日 and June 12 do not say whether 6 would be 06; 10.12 and 1012 are taken to.
    padded = any(text[0] == "0" for text in figures) or (
        packed and "月" not in match[0] and len(figures) == len(_named(typed, "md"))
    )
    for name, text in typed.items():
        kind, end = name[0], ends[int(name[1]) - 1]
        if kind == "y":
            new = f"{end.year:04}"
        elif kind == "m":
            new = _month(text, end.month, padded=padded)
        elif kind == "d":
            new = f"{end.day:02}" if padded else str(end.day)
            if f"m{name[1]}" not in typed and f"m{3 - int(name[1])}" in typed:
                new = _with_month(match, typed, name[1], ends, new, padded=padded)
        elif kind == "o":
            new = _ordinal(end.day)
        else:
            continue
        yield (*match.span(name), new)


def _parts(match: re.Match[str]) -> dict[str, int]:
    return {
        name: int(text) if text.isdecimal() else _MONTHS[text[:3].casefold()]
        for name, text in match.groupdict().items()
        if text and name[0] in "ymd"
    }


def _in_year(parts: Mapping[str, int], end: str, near: date | None) -> date | None:
    """Return the day of that *end* in its own year, else in the year that is nearest."""
    month, number = parts[f"m{end}"], parts[f"d{end}"]
    if f"y{end}" in parts:
        return day(parts[f"y{end}"], month, number)
    if near is None:
        return None
    years = range(near.year - 1, near.year + 2)
    found = [on for year in years if (on := day(year, month, number))]
    return min(found, key=lambda on: abs(on - near), default=None)


def _named(typed: Mapping[str, str], kinds: str) -> list[str]:
    return [name for name in typed if name[0] in kinds]


def _month(typed: str, month: int, *, padded: bool) -> str:
    if typed.isdecimal():
        return f"{month:02}" if padded else str(month)
    short = len(typed) <= len("Sept") and typed.casefold() not in {"may", "june", "july"}
    name = (calendar.month_abbr if short else calendar.month_name)[month]
    return name.upper() if typed.isupper() else name


def _with_month(
    match: re.Match[str],
    typed: Mapping[str, str],
    bare: str,
    ends: tuple[date, date],
    number: str,
    *,
    padded: bool,
) -> str:
    """Return the *number* of a day, with the month that the other day says if it is another.

    June 16-22 is followed by June 23-July 1.
    """
    if ends[0].month == ends[1].month:
        return number
    other = "2" if bare == "1" else "1"
    month = _month(typed[f"m{other}"], ends[int(bare) - 1].month, padded=padded)
    if match.start(f"m{other}") < match.start(f"d{other}"):
        return month + match.string[match.end(f"m{other}") : match.start(f"d{other}")] + number
    return f"{number} {month}"


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    return endings.get(number, "th")
