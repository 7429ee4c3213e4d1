"""The date that begins an item's text."""

from __future__ import annotations

from datetime import date

import pytest

from sphinx_newsdigest.dates import leading_date

SUMMER = (date(2014, 6, 16), date(2014, 7, 1))
NEW_YEAR = (date(2013, 12, 26), date(2014, 1, 16))


@pytest.mark.parametrize(
    "text",
    [
        "2014-06-25",
        "2014-06-25, the release",
        "2014-6-25 the release",
        "2014.6.25 发布",
        "2014.06.25, the release",
        "2014/6/25 the release",
        "2014年6月25日，发布",
        "2014年6月25日10点发布",
        "2014年6月25号发布",
        "2014 年 6 月 25 日，发布",
        "２０１４年６月２５日，发布",
        "6月25日，发布",
        "6月25号发布",
        "6 月 25 日发布",
        "6.25号发布",
        "6.25日10点发布",
        "  2014-06-25: the release",
    ],
)
def test_a_date_that_begins_a_text_is_read(text: str) -> None:
    assert leading_date(text, SUMMER) == date(2014, 6, 25)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "On 2014-06-25 it was released",
        "6.25 is a version",
        "2014.6.25.1 is a version",
        "2014-06-251",
        "2014-06-25-3 is a build",
        "2014年",
        "2014-13-01",
        "2014年2月30日",
        "13月1日",
        "20140625",
        "12014-06-25",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert leading_date(text, SUMMER) is None


def test_a_date_without_a_year_takes_it_from_the_period() -> None:
    assert leading_date("12月28日", NEW_YEAR) == date(2013, 12, 28)
    assert leading_date("1月5日", NEW_YEAR) == date(2014, 1, 5)


def test_a_date_before_the_period_takes_the_year_that_brings_it_nearest() -> None:
    assert leading_date("11月30日", NEW_YEAR) == date(2013, 11, 30)
    assert leading_date("12月30日", (date(2014, 1, 17), date(2014, 2, 2))) == date(2013, 12, 30)
    assert leading_date("1月2日", (date(2013, 12, 16), date(2013, 12, 26))) == date(2014, 1, 2)


def test_a_leap_day_takes_a_year_that_has_one() -> None:
    assert leading_date("2月29日", (date(2017, 1, 1), date(2017, 1, 31))) == date(2016, 2, 29)
    assert leading_date("2月29日", SUMMER) is None


def test_without_a_period_only_a_whole_date_is_one() -> None:
    assert leading_date("6月25日", None) is None
    assert leading_date("2014-06-25", None) == date(2014, 6, 25)
