"""The header of a post, in every form that a generator reads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sphinx_newsdigest.importers.reading.headers import as_date, names, split


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        (
            "---\ntitle: 第三期\ntags: [云, 网]\n---\n正文\n",
            "yaml",
            {"title": "第三期", "tags": ["云", "网"]},
        ),
        ("---\ntitle: 第三期\n...\n正文\n", "yaml", {"title": "第三期"}),
        ("\n\n---\ntitle: 第三期\n---\n正文\n", "yaml", {"title": "第三期"}),
        ("---\n---\n正文\n", "yaml", {}),
        ("---\ntitle: ! 'Issue #201'\n---\n正文\n", "yaml", {"title": "Issue #201"}),
        ("+++\ntitle = '第三期'\n+++\n正文\n", "toml", {"title": "第三期"}),
        ('{\n  "title": "第三期"\n}\n正文\n', "json", {"title": "第三期"}),
        (
            "Title: 第三期\nTags: a,\n    b\n\n正文\n",
            "pelican",
            {"Title": "第三期", "Tags": "a,\nb"},
        ),
    ],
)
def test_each_form_of_a_header_is_read(text: str, kind: str, fields: dict[str, Any]) -> None:
    header, body = split(text)
    assert (header.kind, header.fields, header.error, body) == (kind, fields, "", "正文\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "正文\n",
        "Note: 这是正文\n\n更多\n",
        "---\n\n一段正文\n\n---\n更多\n",
        "---\n没有结尾\n",
        "+++\n正文\n+++\n",
        "{% include x.html %}\n正文\n",
        "{不是 JSON}\n",
        '{"a": 1} 是正文\n',
        "---\n" + "[" * 5000 + "\n---\n",
    ],
)
def test_text_without_a_header_stays_whole(text: str) -> None:
    header, body = split(text)
    assert (header.kind, header.lines, body) == ("", 0, text)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: 周报: 第三期", "周报: 第三期"),
        ("title: Issue #201", "Issue #201"),
        ("title: #201", "#201"),
        ("title: !ruby/object 周报", "!ruby/object 周报"),
        ('title: "引号 "里" 的"', '引号 "里" 的'),
        ("title: *周报*", "*周报*"),
        ("title: [", "["),
        ("title: 一\ntitle: 二", "二"),
        ("title: " + "[" * 5000, "[" * 5000),
    ],
)
def test_what_yaml_cannot_read_is_kept_and_said(line: str, value: str) -> None:
    header, body = split(f"---\n{line}\nlayout: post\n---\n正文")
    assert header.fields == {"title": value, "layout": "post"}
    assert header.error
    assert body == "正文"


@pytest.mark.parametrize("text", ["+++\ntitle = 第三期\n+++\n正文", "{\ntitle: x\n}\n正文"])
def test_a_header_that_is_broken_as_a_whole_stays_as_text(text: str) -> None:
    header, body = split(text)
    assert header.error
    assert (header.lines, header.fields, body) == (0, {}, text)


def test_values_stay_as_typed() -> None:
    source = "date: 2014-02-30\ntime: 12:30\nversion: 1.10\nnumber: 010\nissue: 16\ndraft: yes\n"
    fields = split(f"---\n{source}---\n")[0].fields
    assert fields == {
        "date": "2014-02-30",
        "time": "12:30",
        "version": "1.10",
        "number": "010",
        "issue": 16,
        "draft": True,
    }


def test_aliases_are_not_followed() -> None:
    header, _ = split("---\na: &a [x]\nb: [*a, *a]\n---\n")
    assert header.fields["b"] == "[*a, *a]"
    assert "alias" in header.error


def test_an_address_below_the_header_is_text() -> None:
    header, body = split("Title: 第三期\nhttps://example.org/\n")
    assert (header.lines, body) == (1, "https://example.org/\n")


@pytest.mark.parametrize(
    "value",
    [
        date(2014, 7, 1),
        datetime(2014, 7, 1, 23, 30, tzinfo=UTC),
        "2014-07-01",
        "2014-7-1",
        "2014-07-01 10:00:00 +0800",
        "2014-07-01T23:59:59-08:00",
        "2014/07/01",
        "2014年7月1日",
        "Jul 1, 2014",
        "July 1st, 2014",
        "1 July 2014",
        "Tue, 01 Jul 2014 10:00:00 +0800",
    ],
)
def test_a_day_is_read_as_it_was_written(value: object) -> None:
    assert as_date(value) == date(2014, 7, 1)


@pytest.mark.parametrize("value", [None, 1404172800, "1404172801", "", "Feb 30, 2014", "七月", []])
def test_what_names_no_day_is_none(value: object) -> None:
    assert as_date(value) is None


def test_names_are_read_from_each_form() -> None:
    assert names("云, 网、云") == ("云", "网")
    assert names("This Week") == ("This Week",)
    assert names("云 网", spaced=True) == ("云", "网")
    assert names(["云 计算", None, 3]) == ("云 计算", "3")
    assert names([{"name": "张三", "url": "https://example.org"}]) == ("张三",)
    assert names({"zhang": {"name": "张三"}}) == ("zhang",)
    assert names(None) == ()
