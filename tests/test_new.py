"""newsdigest new: the next issue of a newsletter, derived from the last one."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
import yaml

from sphinx_newsdigest.cli import main
from sphinx_newsdigest.commands.next_issue import blocks_of, next_period, read_issue, standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Book, MakeBook

INDEX = "# Digest\n\n```{toctree}\n:glob:\n\nissues/index\n```\n"
YEARS = "# Issues\n\n```{toctree}\n:glob:\n\n*/index\n```\n"
YEAR = "# 2014\n\nA good year, 2014.\n\n```{toctree}\n:glob:\n\n*\n```\n"

BEFORE = """\
---
digest:
  issue: 19
  period: 2014-10-17/2014-11-15
  date: 2014-11-15
  editors: [Ada, 林小雨]
---

# 动态第十九期(1017-1115)

欢迎[投稿]。

## 业界动态

2014-11-01，一家数据库公司开放了源代码。
<https://example.org/a>

## 社区

### Nova

能给锁定的主机做快照吗？
<https://example.org/b>

### Heat

一个新模板。
<https://example.org/c>

[投稿]: https://example.org/send
"""
LAST = """\
---
digest:
  issue: 20
  period: 2014-11-15/2014-12-14
  date: 2014-12-15
  editors: [Ada, 林小雨]
  license: CC-BY-4.0
  source: https://example.org/20
---

# 动态第二十期(1115-1214)

欢迎[投稿]。

## 业界动态

2014-12-01，另一家公司也开放了源代码。
<https://example.org/d>

## 特别报道

### 峰会

会场很大。
<https://example.org/e>

## 社区

### Nova

有了答案。
<https://example.org/f>

[投稿]: https://example.org/send
"""
NEXT = """\
---
digest:
  issue: 21
  period: 2014-12-14/2015-01-12
  date: 2015-01-12
  editors:
  - Ada
  - 林小雨
  license: CC-BY-4.0
---

# 动态第二十一期(1214-0112)

欢迎[投稿]。

## 业界动态

## 社区

### Nova

[投稿]: https://example.org/send
"""
ARCHIVE = {
    "index.md": INDEX,
    "issues/index.md": YEARS,
    "issues/2014/index.md": YEAR,
    "issues/2014/2014-11-15-digest-1017-1115.md": BEFORE,
    "issues/2014/2014-12-15-digest-1115-1214.md": LAST,
}


def a_folder(root: Path, sources: dict[str, str]) -> Path:
    for name, text in sources.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def facts_of(path: Path) -> dict[str, object]:
    front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    digest: dict[str, object] = front["digest"]
    return digest


def an_issue(number: object, day: str = "", **facts: str) -> str:
    lines = [f"  {key}: {value}" for key, value in {"date": day, **facts}.items() if value]
    return "\n".join(["---", "digest:", f"  issue: {number}", *lines, "---", "", f"# No. {number}"])


def test_the_next_issue_follows_from_the_last_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_folder(tmp_path, ARCHIVE)
    assert main(["new", str(tmp_path)]) == 0
    path = tmp_path / "issues" / "2015" / "2015-01-12-digest-1214-0112.md"
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_text(encoding="utf-8") == NEXT


def test_a_new_year_has_an_index_like_the_old_one(tmp_path: Path) -> None:
    main(["new", str(a_folder(tmp_path, ARCHIVE))])
    index = tmp_path / "issues" / "2015" / "index.md"
    assert index.read_text(encoding="utf-8") == "# 2015\n\n```{toctree}\n:glob:\n\n*\n```\n"


def test_a_book_with_its_next_issue_builds_clean(book: MakeBook) -> None:
    made = book(ARCHIVE, builder=None)
    for _again in range(2):
        assert main(["new", str(made.src)]) == 0
    made.build(nitpicky="1")
    assert made.warnings == ""
    assert [issue.number for issue in made.catalogue.issues] == [19, 20, 21, 22]
    heading = made.html("issues/2015/2015-02-10-digest-0112-0210").h1
    assert heading
    assert heading.text.startswith("动态第二十二期")


def test_the_first_issues_of_an_empty_publication_build_clean(
    tmp_path: Path, copy_of: Callable[..., Book]
) -> None:
    dest = tmp_path / "fresh"
    assert main(["init", str(dest), "--title", "铜器动态", "--language", "zh_CN"]) == 0
    for day in ("2025-12-16", "2026-01-16"):
        assert main(["new", str(dest), "--date", day]) == 0
    assert facts_of(dest / "issues/2025/2025-12-16-issue-1.md") == {
        "issue": 1,
        "date": date(2025, 12, 16),
    }
    text = (dest / "issues/2026/2026-01-16-issue-2.md").read_text(encoding="utf-8")
    assert "# 铜器动态第二期\n" in text
    made = copy_of(dest).build(nitpicky="1")
    assert made.warnings == ""
    assert [issue.number for issue in made.catalogue.issues] == [1, 2]


def test_the_first_issue_needs_a_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path)]) == 2
    assert "--date" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("conf", "title"),
    [
        ("project = 'Brass'\n", "Brass 1"),
        ("project = print('never run')\n", "My digest 1"),
        ("project = (\n", "My digest 1"),
        ("\0", "My digest 1"),
    ],
)
def test_the_title_of_a_first_issue_is_that_of_the_project(
    tmp_path: Path, conf: str, title: str
) -> None:
    dest = a_folder(tmp_path / "my-digest", {"conf.py": conf})
    assert main(["new", str(dest), "--date", "2026-01-16"]) == 0
    text = (dest / "issues/2026/2026-01-16-issue-1.md").read_text(encoding="utf-8")
    assert f"# {title}\n" in text


def test_periods_that_do_not_touch_leave_no_day_between(tmp_path: Path) -> None:
    a_folder(tmp_path, {"1.md": an_issue(1, period="2026-01-01/2026-01-07")})
    main(["new", str(tmp_path)])
    assert facts_of(tmp_path / "2.md") == {
        "issue": 2,
        "period": "2026-01-08/2026-01-14",
        "date": date(2026, 1, 14),
    }


def test_without_periods_the_distance_of_the_last_two_counts(tmp_path: Path) -> None:
    a_folder(
        tmp_path, {"a-1.md": an_issue(1, "2026-01-02"), "a-2.md": an_issue("002", "2026-01-09")}
    )
    main(["new", str(tmp_path)])
    assert facts_of(tmp_path / "2026-01-16-issue-3.md")["date"] == date(2026, 1, 16)


def test_without_period_and_distance_a_date_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_folder(tmp_path, {"1.md": an_issue(1, "2026-01-02")})
    assert main(["new", str(tmp_path)]) == 2
    assert "expected --date" in capsys.readouterr().err
    assert main(["new", str(tmp_path), "--date", "2026-01-09"]) == 0
    assert facts_of(tmp_path / "2.md")["date"] == date(2026, 1, 9)


def test_a_date_may_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_folder(tmp_path, ARCHIVE)
    assert main(["new", str(tmp_path), "--date", "soon"]) == 2
    assert "2026-01-31" in capsys.readouterr().err
    main(["new", str(tmp_path), "--date", "2014-12-31"])
    path = tmp_path / "issues" / "2014" / "2014-12-31-digest-1214-0112.md"
    assert facts_of(path)["period"] == "2014-12-14/2015-01-12"


def test_of_several_newsletters_the_one_with_the_latest_issue_goes_on(tmp_path: Path) -> None:
    a_folder(
        tmp_path,
        {
            "brass-7.md": an_issue(7, period="2026-01-01/2026-01-07", newsletter="Brass"),
            "tin-3.md": an_issue(3, period="2026-02-01/2026-02-07", newsletter="Tin"),
        },
    )
    main(["new", str(tmp_path)])
    assert facts_of(tmp_path / "2026-02-14-issue-4.md")["newsletter"] == "Tin"
    main(["new", str(tmp_path), "--newsletter", "BRASS"])
    assert facts_of(tmp_path / "2026-01-14-issue-8.md")["newsletter"] == "Brass"


def test_an_unknown_newsletter_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_folder(tmp_path, {"7.md": an_issue(7, "2026-01-01", newsletter="Brass")})
    assert main(["new", str(tmp_path), "--newsletter", "Tin"]) == 2
    message = capsys.readouterr().err
    assert "'Tin'" in message
    assert "Brass" in message


def test_an_issue_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_folder(tmp_path, {"1.md": an_issue(1, "2026-01-02"), "2.md": "# Mine\n"})
    assert main(["new", str(tmp_path), "--date", "2026-01-09"]) == 2
    assert "2.md" in capsys.readouterr().err
    assert (tmp_path / "2.md").read_text(encoding="utf-8") == "# Mine\n"


def test_an_explicit_table_of_contents_names_the_new_issue_after_the_last(tmp_path: Path) -> None:
    index = "# Brass\r\n\r\n```{toctree}\r\nNo. 1 <issues/1.md>\r\nabout\r\n```\r\n"
    a_folder(tmp_path, {"issues/1.md": an_issue(1, "2026-01-02"), "about.md": "# About\n"})
    (tmp_path / "index.md").write_bytes(index.encode())
    (tmp_path / "issues" / "index.rst").write_text("Issues\n\n.. toctree::\n\n   /issues/1")
    main(["new", str(tmp_path), "--date", "2026-01-09"])
    assert b"No. 1 <issues/1.md>\r\nNo. 2 <issues/2.md>\r\n" in (tmp_path / "index.md").read_bytes()
    assert (tmp_path / "issues" / "index.rst").read_text().endswith("   /issues/1\n   /issues/2\n")


def test_explicit_years_and_issues_go_on_in_a_new_year(book: MakeBook) -> None:
    toctree = "```{toctree}\n2026/index\n```\n"
    made = book(
        {
            "index.md": f"# Brass\n\n{toctree}",
            "2026/index.md": "# Year 2026\n\n```{toctree}\n:maxdepth: 1\n\n2026-12-28-1\n```\n",
            "2026/2026-12-28-1.md": an_issue(1, period="2026-12-22/2026-12-28"),
        },
        builder=None,
    )
    assert main(["new", str(made.src)]) == 0
    made.build(nitpicky="1")
    assert made.warnings == ""
    assert "2026/index\n2027/index\n" in (made.src / "index.md").read_text()
    assert (made.src / "2027/index.md").read_text() == (
        "# Year 2027\n\n```{toctree}\n:maxdepth: 1\n\n2027-01-04-2\n```\n"
    )


def test_an_issue_may_be_a_folder(tmp_path: Path) -> None:
    a_folder(tmp_path, {"issues/issue-09/index.md": an_issue(9, "2026-01-02")})
    main(["new", str(tmp_path), "--date", "2026-01-09"])
    assert (tmp_path / "issues" / "issue-10" / "index.md").is_file()


def test_drafts_and_what_is_built_are_no_issues(tmp_path: Path) -> None:
    a_folder(
        tmp_path,
        {
            "1.md": an_issue(1, "2026-01-02"),
            **{
                f"{name}/5.md": an_issue(5, "2026-05-01")
                for name in ("drafts", "_build", ".venv", ".tox")
            },
            "special.md": an_issue("summer", "2026-06-01"),
        },
    )
    main(["new", str(tmp_path), "--date", "2026-01-09"])
    assert (tmp_path / "2.md").is_file()


@pytest.mark.parametrize(
    "text",
    [
        "---\ndigest: {issue: 1\n---\n",
        "---\ndigest:\n  issue: 1\n  date: 2026-13-45\n---\n",
        "---\ndigest: " + "[" * 5000 + "\n---\n",
    ],
)
def test_front_matter_that_cannot_be_read_is_named(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_folder(tmp_path, {"broken.md": text})
    assert main(["new", str(tmp_path), "--date", "2026-01-09"]) == 0
    assert "broken.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["", "---\n", "---\ndigest: 5\n---\n", "---\n- a\n---\n", "---\ndigest: {issue: []}\n---\n"],
)
def test_what_is_no_issue_is_none(text: str) -> None:
    assert read_issue(PurePosixPath("a.md"), text) is None


@pytest.mark.parametrize("fence", ["```", ":::"])
def test_the_directive_marks_an_issue_too(fence: str) -> None:
    text = f"""\
        # No. 16

        {fence}{{digest:issue}} 16
        :period: 2014-06-16/2014-07-01
        :newsletter: Brass
        {fence}
        """
    issue = read_issue(PurePosixPath("16.md"), dedent(text))
    assert issue
    assert (issue.number, issue.newsletter) == (16, "Brass")
    assert issue.period == (date(2014, 6, 16), date(2014, 7, 1))
    assert issue.date == date(2014, 7, 1)


def test_of_a_single_issue_the_headings_stand() -> None:
    blocks = blocks_of("Hello.\n\n## News\n\nText.\n\n### Nova\n\n```\n## code\n```\n")
    assert standing(blocks, None) == ["## News", "### Nova"]


def test_a_block_stands_as_often_as_in_both() -> None:
    assert standing(blocks_of("a\n\nb\n\na\n"), blocks_of("a\n\nc\n")) == ["a"]


def test_only_a_folder_can_be_a_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_after_the_last_day_there_is_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_folder(tmp_path, {"1.md": an_issue(1, period="9999-12-01/9999-12-31")})
    assert main(["new", str(tmp_path)]) == 2
    assert "--date" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("period", "following"),
    [
        ("2014-01-01/2014-01-31", "2014-02-01/2014-02-28"),
        ("2014-11-01/2014-12-31", "2015-01-01/2015-02-28"),
        ("2014-12-01/2014-12-31", "2015-01-01/2015-01-31"),
        ("2014-02-01/2014-02-15", "2014-02-16/2014-02-28"),
        ("2014-12-16/2014-12-31", "2015-01-01/2015-01-15"),
        ("2014-06-16/2014-07-01", "2014-07-02/2014-07-17"),
        ("2014-06-02/2014-06-08", "2014-06-09/2014-06-15"),
    ],
)
def test_whole_and_half_months_are_followed_by_the_like(period: str, following: str) -> None:
    text = f"---\ndigest: {{issue: 1, period: {period}}}\n---\n\n# Issue 1\n"
    last = read_issue(PurePosixPath("1.md"), text)
    assert last is not None
    found = next_period(last, None)
    assert found is not None
    assert "/".join(map(str, found)) == following
