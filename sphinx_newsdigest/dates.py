"""The date that begins a text, as editors of newsletters write it."""

from __future__ import annotations

import re
from datetime import date, timedelta

_NO_LONGER = r"(?![\d.\-/]?\d)"  # 2014.6.25.1 is a version
_FULL = re.compile(
    r"(?P<y>\d{4})\s*(?:"
    rf"-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}}){_NO_LONGER}"
    rf"|\.(?P<m2>\d{{1,2}})\.(?P<d2>\d{{1,2}}){_NO_LONGER}"
    rf"|/(?P<m3>\d{{1,2}})/(?P<d3>\d{{1,2}}){_NO_LONGER}"
    r"|年\s*(?P<m4>\d{1,2})\s*月\s*(?P<d4>\d{1,2})\s*[日号])"
)
_SHORT = re.compile(
    r"(?:(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*[日号]|(?P<m2>\d{1,2})\.(?P<d2>\d{1,2})\s*[日号])"
)


def leading_date(text: str, period: tuple[date, date] | None) -> date | None:
    """Return the date that begins *text*, or None.

    A date without a year takes the year that brings it nearest to *period* (so
    12月28日 in an issue from December to January is in the old year); without a
    period it is no date.
    """
    text = text.lstrip()
    if match := _FULL.match(text):
        year, month, day = (int(group) for group in match.groups() if group)
        return _date(year, month, day)
    if period and (match := _SHORT.match(text)):
        month, day = (int(group) for group in match.groups() if group)
        years = range(period[0].year - 1, period[1].year + 2)
        candidates = [found for year in years if (found := _date(year, month, day))]
        return min(candidates, key=lambda found: _distance(found, period), default=None)
    return None


def _distance(day: date, period: tuple[date, date]) -> timedelta:
    start, end = period
    return max(start - day, day - end, timedelta(0))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
