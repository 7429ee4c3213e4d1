"""What titles, names of files and front matter say of an issue, and what its successor's say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sphinx_newsdigest.importers.post import Facts
from sphinx_newsdigest.importers.reading.titles import (
    event_slug,
    read_header,
    read_name,
    read_title,
    successor,
    successor_name,
    title_text,
)

NEAR = date(2014, 7, 2)
SUMMER = (date(2014, 6, 16), date(2014, 7, 1))
NEW_YEAR = (date(2013, 12, 26), date(2014, 1, 16))


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("社区动态第十六期", 16),
        ("社区动态第16期", 16),
        ("社区动态第 16 号", 16),
        ("社区动态第１６期", 16),
        ("社区动态第一百零五期", 105),
        ("社区动态第廿一期", 21),
        ("社区动态第卅一期", 31),
        ("社区动态第一六期", 16),
        ("社区动态第壹佰期", 100),
        ("2014年第3期（总第105期）", 105),
        ("社区动态16期", 16),
        ("社区动态16", 16),
        ("#201", 201),
        ("Issue #201", 201),
        ("Ｄｉｇｅｓｔ ＃２０１", 201),
        ("Issue 12", 12),
        ("ISSUE-012: a quiet week", 12),
        ("Issue 12 (June 2 - June 8, 2014)", 12),
        ("No. 12", 12),
        ("Nr 5/2014", 5),
        ("Vol. 3 No. 4", 4),
        ("Vol. 16", 16),
        ("Number: 664", 664),
        ("A Week in Brass 12", 12),
        ("A Week in Brass 12: the fair", 12),
        ("The Brass Fair 12", 12),
    ],
)
def test_a_title_says_its_number(title: str, number: int) -> None:
    assert read_title(title, near=NEAR).number == number


@pytest.mark.parametrize(
    "title",
    [
        "The State of Brass 0.8",
        "What we did in 2016",
        "A Week in 2016",
        "Digest 2014",
        "Brass v2",
        "Brass version 2",
        "version 2.6.2",
        "2016年峰会",
        "5G",
        "第5代",
        "C#7",
        "Bug #1234 is fixed",
        "Meeting of June 16",
        "Summit Day 2",
        "Part 2",
        "社区动态(0616-0701)",
        "Week Ending August 16, 2026",
        "Issue 2.6",
        "Issue 2014-06",
        "# 99999999999",
        "第百万亿十期",
        "",
    ],
)
def test_digits_in_other_roles_are_no_number(title: str) -> None:
    assert read_title(title, near=NEAR).number is None


def test_without_a_date_only_a_periodical_has_a_number_at_its_end() -> None:
    assert read_title("A Week in Brass 12", near=None).number == 12
    assert read_title("Brass 12", near=None).number is None


@pytest.mark.parametrize(
    "title",
    [
        "第十六期(0616-0701)",
        "第十六期（0616-0701）",
        "第十六期（０６１６－０７０１）",
        "第十六期(06.16-07.01)",
        "第十六期(6.16~7.1)",
        "第十六期 6.16-7.1",
        "第十六期 0616-0701",
        "(6月16日-7月1日)",
        "6 月 16 日 至 7 月 1 日",
        "2014年6月16日到7月1日",
        "(2014.06.16-2014.07.01)",
        "(2014.06.16-07.01)",
        "20140616-20140701",
        "2014-06-16 to 2014-07-01",
        "2014/06/16 – 2014/07/01",
        "June 16 - July 1, 2014",
        "Jun. 16th – Jul. 1st, 2014",
        "JUNE 16, 2014 through JULY 1, 2014",
        "16 June - 1 July 2014",
        "Monday, June 16 to Tuesday, July 1",
    ],
)
def test_a_title_says_its_period(title: str) -> None:
    assert read_title(title, near=NEAR).period == SUMMER


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Week Ending August 16, 2026", (date(2026, 8, 10), date(2026, 8, 16))),
        ("Week ending on Sunday, 16 August 2026", (date(2026, 8, 10), date(2026, 8, 16))),
        ("Week of June 2, 2014", (date(2014, 6, 2), date(2014, 6, 8))),
        ("Week of June 2", (date(2014, 6, 2), date(2014, 6, 8))),
        ("Week of 2014-06-02", (date(2014, 6, 2), date(2014, 6, 8))),
        ("June 16-22, 2014", (date(2014, 6, 16), date(2014, 6, 22))),
        ("16-22 June 2014", (date(2014, 6, 16), date(2014, 6, 22))),
        ("6月16日-22日", (date(2014, 6, 16), date(2014, 6, 22))),
        ("December 26, 2013 - January 16, 2014", NEW_YEAR),
        ("December 26 - January 16, 2014", NEW_YEAR),
        ("2013年12月26日-1月16日", NEW_YEAR),
    ],
)
def test_a_week_or_a_year_may_be_said_in_part(title: str, period: tuple[date, date]) -> None:
    assert read_title(title, near=NEAR).period == period


@pytest.mark.parametrize(
    "near", [date(2014, 1, 10), date(2014, 1, 16), date(2014, 3, 1), date(2013, 12, 31)]
)
def test_a_period_across_a_year_ends_nearest_to_its_publication(near: date) -> None:
    assert read_title("第六期(12.26-01.16)", near=near).period == NEW_YEAR


def test_without_a_year_from_anywhere_there_is_no_period() -> None:
    assert read_title("第六期(12.26-01.16)", near=None) == Facts(number=6)


@pytest.mark.parametrize(
    "title",
    [
        "(0631-0701)",
        "(13.01-13.09)",
        "(2014.07.01-2014.06.16)",
        "Brass 2.6-2.7",
        "Brass 2013-2014",
        "Week ending June 31, 2014",
        "Week of 9999-12-31",
        "Week ending 0001-01-02",
    ],
)
def test_impossible_days_and_versions_are_no_period(title: str) -> None:
    assert read_title(title, near=NEAR).period is None


@pytest.mark.parametrize("near", [date.min, date.max])
def test_a_year_is_looked_for_among_those_there_are(near: date) -> None:
    assert read_title("(0616-0701)", near=near).period is not None


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("巴塞峰会Day1", 1),
        ("Summit, Day 2", 2),
        ("峰会第一天", 1),
        ("峰会第2天", 2),
        ("峰会第十二天", 12),
        ("summit-day-3", 3),
        ("Birthday 3", None),
        ("day 2014", None),
        ("Day 0", None),
    ],
)
def test_a_title_says_the_day_of_an_event(title: str, day: int | None) -> None:
    assert read_title(title, near=NEAR).day == day


def test_a_full_date_in_a_title_is_its_date() -> None:
    assert read_title("Digest, 1 July 2014", near=None).date == date(2014, 7, 1)
    assert read_title("动态 2014年7月1日", near=None).date == date(2014, 7, 1)
    assert read_title("动态 2014-07-32", near=None).date is None


@pytest.mark.parametrize(
    ("stem", "facts"),
    [
        ("2014-07-01-activity-0616-0701", Facts(period=SUMMER, date=date(2014, 7, 1))),
        ("2014-01-16-activity-1226-0116", Facts(period=NEW_YEAR, date=date(2014, 1, 16))),
        ("2020-11-4-digest", Facts(date=date(2020, 11, 4))),
        ("20201104-digest", Facts(date=date(2020, 11, 4))),
        ("2020_11_04_digest", Facts(date=date(2020, 11, 4))),
        ("2014-13-45-digest", Facts()),
        ("brass-newsletter-2014-10-31", Facts(date=date(2014, 10, 31))),
        ("Weekly_2015_01_09", Facts(date=date(2015, 1, 9))),
        ("weekly-20141031", Facts(date=date(2014, 10, 31))),
        ("vol12-2015-03-09", Facts(number=12, date=date(2015, 3, 9))),
        ("2015年4月13日", Facts(date=date(2015, 4, 13))),
        ("weekly-2014-06-16-2014-07-01", Facts(period=SUMMER)),
        ("brass-2012.1.1", Facts()),
        ("release-2014-1-2", Facts()),
        ("model-9000-10-20", Facts()),
        ("hotline-20101112", Facts()),
        ("tax-2014-10-11-12", Facts()),
        ("sha-20191231abc", Facts()),
        ("2014-06-16-to-2014-07-01-digest", Facts(period=SUMMER, date=date(2014, 6, 16))),
        ("issue-12", Facts(number=12)),
        ("2014-07-01-issue-012", Facts(number=12, date=date(2014, 7, 1))),
        ("vol-3-no-4", Facts(number=4)),
        ("201", Facts(number=201)),
        ("2014", Facts()),
        ("2014-07", Facts()),
        ("a-week-in-brass-12", Facts(number=12)),
        ("state-of-brass-0-dot-8", Facts()),
        ("hello-2", Facts()),
        ("第十六期", Facts(number=16)),
        ("day1", Facts(day=1)),
        ("2016-10-25-brass-fair-day1", Facts(day=1, date=date(2016, 10, 25))),
        ("", Facts()),
    ],
)
def test_the_name_of_a_file_says_its_facts(stem: str, facts: Facts) -> None:
    assert read_name(stem, near=None) == facts


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 16},
        {"Number": "16"},
        {"ISSUE": "#16"},
        {"issue_number": "第十六期"},
        {"issue-number": "十六"},
        {"Issue No.": "１６"},
        {"no": 16.0},
        {False: 16},
        {"期号": "016"},
        {"number": None, "issue": "Issue 16"},
        {"number": True, "issue": 16},
    ],
)
def test_front_matter_says_the_number(fields: dict[str, Any]) -> None:
    assert read_header(fields) == Facts(number=16)


@pytest.mark.parametrize(
    "fields",
    [
        {"period": "2014-06-16/2014-07-01"},
        {"period": [date(2014, 6, 16), "2014-07-01"]},
        {"Dates": "June 16 - July 1, 2014"},
        {"period": "0616-0701", "date": datetime(2014, 7, 2, 8, tzinfo=UTC)},
        {"period": "0616-0701", "date": "2014-07-02 08:00"},
        {"start_date": date(2014, 6, 16), "end_date": date(2014, 7, 1)},
        {"from": "2014-06-16", "to": "2014-07-01"},
    ],
)
def test_front_matter_says_the_period(fields: dict[str, Any]) -> None:
    assert read_header(fields) == Facts(period=SUMMER)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"number": -5},
        {"number": 10**5000},
        {"number": float("inf")},
        {"number": [16]},
        {"issue": {"number": 16}},
        {"period": "0616-0701"},
        {"period": ["2014-06-16"]},
        {"period": [None, {}]},
        {"start": "2014-07-01", "end": "2014-06-16"},
        {"start": "2014-06-16"},
    ],
)
def test_front_matter_of_another_kind_says_nothing(fields: dict[str, Any]) -> None:
    assert read_header(fields) == Facts()


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("! 'Issue #201'", "Issue #201"),
        ("!!str 'Issue #201'", "Issue #201"),
        ('"Issue: 201"', "Issue: 201"),
        ("'The editors'' issue'", "The editors' issue"),
        (r'"A \"quiet\" week"', 'A "quiet" week'),
        ('"Brass" and "Tin"', '"Brass" and "Tin"'),
        ("! important", "! important"),
        ("  第十六期\n 动态 ", "第十六期 动态"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_a_title_loses_the_quotes_of_yaml(raw: str, title: str) -> None:
    assert title_text(raw) == title


@pytest.mark.parametrize(
    ("title", "renewed"),
    [
        ("动态第二十期(0616-0701)", "动态第二十一期(0701-0716)"),
        ("动态第二〇期（06.16-07.01）", "动态第二一期（07.01-07.16）"),
        ("动态第贰拾期", "动态第贰拾壹期"),
        ("动态第２０期", "动态第２１期"),
        ("动态第020期(6.16~7.1)", "动态第021期(7.1~7.16)"),
        ("(6月16日-7月1日)", "(7月1日-7月16日)"),
        ("2014年6月16日到7月1日", "2014年7月1日到7月16日"),
        ("2014-06-16 to 2014-07-01", "2014-07-01 to 2014-07-16"),
        ("Issue #20: June 16th - July 1st, 2014", "Issue #21: July 1st - July 16th, 2014"),
        ("Jun 16 – Jul 1", "Jul 1 – Jul 16"),
        ("Digest 20, Week Ending July 1, 2014", "Digest 21, Week Ending July 16, 2014"),
        ("Digest 20, Week of JUNE 16", "Digest 21, Week of JULY 1"),
        ("Digest 20, 2014-07-01", "Digest 21, 2014-07-16"),
        ("2014年第20期", "2014年第21期"),
        ("Brass 2.6 and its friends", "Brass 2.6 and its friends"),
        ("A Week in Brass 7", "A Week in Brass 7"),
        ("", ""),
    ],
)
def test_a_successor_is_titled_in_the_same_style(title: str, renewed: str) -> None:
    old = Facts(number=20, period=SUMMER, date=date(2014, 7, 1))
    assert successor(title, old, 21, (date(2014, 7, 1), date(2014, 7, 16))) == renewed


@pytest.mark.parametrize(
    ("title", "renewed"),
    [
        ("June 16-22, 2014", "June 30-July 6, 2014"),
        ("16-22 June 2014", "30 June-6 July 2014"),
        ("6月16日-22日", "6月30日-7月6日"),
        ("06.16-06.22 (06.16-06.22)", "06.16-06.22 (06.30-07.06)"),
    ],
)
def test_a_successor_says_the_other_month(title: str, renewed: str) -> None:
    period = (date(2014, 6, 30), date(2014, 7, 6))
    assert successor(title, Facts(), 1, period) == renewed


def test_without_a_period_a_successor_keeps_it() -> None:
    assert successor("第九期(0616-0701)", Facts(number=9), 10, None) == "第十期(0616-0701)"


@pytest.mark.parametrize(
    ("stem", "renewed"),
    [
        ("2014-07-01-activity-0616-0701", "2014-07-17-activity-0701-0716"),
        ("2014-7-1-issue-020", "2014-7-17-issue-021"),
        ("20140701", "20140717"),
        ("20", "21"),
        ("2014-06-16-to-2014-07-01", "2014-07-01-to-2014-07-16"),
        ("第二十期", "第二十一期"),
        ("hello", "hello"),
    ],
)
def test_a_successors_file_is_named_in_the_same_style(stem: str, renewed: str) -> None:
    old = Facts(number=20, period=SUMMER, date=date(2014, 7, 1))
    period = (date(2014, 7, 1), date(2014, 7, 16))
    assert successor_name(stem, old, 21, period, day=date(2014, 7, 17)) == renewed


@pytest.mark.parametrize(
    ("stem", "slug"),
    [
        ("2016-10-25-brass-fair-day1", "brass-fair-2016"),
        ("2016-10-26-Brass Fair_2016 Day 2", "brass-fair-2016"),
        ("2016-10-25-铜器展第一天", "铜器展-2016"),
        ("2016-10-25-day1", "event-2016"),
        ("brass-fair-2016-10-25-day1", "brass-fair-2016"),
        ("fair-2014-10-31-to-2014-11-02", "fair-2014-10-31-to-2014-11-02"),
        ("brass-fair", "brass-fair"),
        ("../..", "event"),
    ],
)
def test_the_reports_of_an_event_share_its_slug(stem: str, slug: str) -> None:
    assert event_slug(stem, read_name(stem, near=None)) == slug


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "x",
            "1",
            " ",
            "-",
            "_",
            "第",
            "一",
            "'",
            "#",
            "1.",
            "1 ",
            "1月",
            '"\\',
            "\udc80",
            "²",
            "٣",
        ),
        *("12-", "(1.1-", "day", "issue ", "June 1 ", "week of ", "0101-", "2014-01-01-", "！ '"),
    ],
)
def test_a_title_of_any_length_is_read_at_once(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = datetime.now(UTC)
    for facts in (read_title(text, near=NEAR), read_name(text, near=None)):
        assert isinstance(facts, Facts)
    assert title_text(text) is not None
    assert event_slug(text, Facts()) is not None
    assert successor(text, Facts(number=1), 2, SUMMER) is not None
    assert read_header({"number": text, "period": text}) is not None
    assert (datetime.now(UTC) - started).total_seconds() < 10
