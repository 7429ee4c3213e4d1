"""Event reports: lines of names become sessions, lines broken by hand lists, prose stays prose."""

from __future__ import annotations

import re
from itertools import groupby
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsdigest.importers.importing import Choices, import_archive
from sphinx_newsdigest.importers.passes.sessions import KEYS, edits
from sphinx_newsdigest.importers.proof import contents
from sphinx_newsdigest.importers.text.drafts import draft
from sphinx_newsdigest.importers.text.markdown import parsed

if TYPE_CHECKING:
    from pathlib import Path


def made(source: str) -> str:
    """Return what becomes of *source*, dedented; runs of empty lines are one."""
    text = dedent(source).strip("\n") + "\n"
    result = draft(text, 1).edited(edits(parsed(text), KEYS)).text
    return re.sub(r"\n{3,}", "\n\n", result).strip("\n") + "\n"


def is_unchanged(source: str) -> bool:
    return made(source) == dedent(source).strip("\n") + "\n"


def session(facts: str, content: str = "", colons: int = 4) -> str:
    fence = ":" * colons
    inside = f"\n{content}\n\n" if content else ""
    return f"{fence}{{digest:session}}\n{facts}\n{inside}{fence}\n"


HELD = session(":organizations: 蓝山公司\n:speakers: 李雷", "讲了迁移。")


@pytest.mark.parametrize(
    "source",
    [
        "分享企业：蓝山公司\n分享人：李雷\n讲了迁移。",
        "分享企业:蓝山公司  \n分享人:李雷  \n\n讲了迁移。",
        "分享企业 ： 蓝山公司\\\n分享人 : 李雷\n\n讲了迁移。",
        "**分享企业**：蓝山公司\n**分享人：** 李雷\n\n讲了迁移。",
        "***分享企业：*** 蓝山公司\n\n__分享人__：*李雷*\n\n讲了迁移。",
        "Company: 蓝山公司\nSPEAKER(S): 李雷\n\n讲了迁移。",
        "Presented by: 蓝山公司\nSpeaker： 李雷\n\n讲了迁移。",
        "- 分享企业：蓝山公司\n- 分享人：李雷\n\n讲了迁移。",
        "* **分享企业**：蓝山公司\n\n* 分享人：李雷\n\n讲了迁移。",
        "1. 分享企业：蓝山公司\n2. 分享人：李雷\n\n讲了迁移。",
        "分享企业：蓝山公司 分享人：李雷\n\n讲了迁移。",
        "分享企业：蓝山公司，分享人：李雷\n\n讲了迁移。",
        "Company: 蓝山公司 | Speaker: 李雷\n\n讲了迁移。",
    ],
)
def test_lines_of_names_open_a_session_in_whatever_form(source: str) -> None:
    assert made(source) == HELD


def test_a_session_goes_to_the_next_one() -> None:
    two = "分享企业：蓝山公司\n\n文一。\n\n分享企业：红山公司\n\n文二。"
    first = session(":organizations: 蓝山公司", "文一。")
    assert made(two) == first + "\n" + session(":organizations: 红山公司", "文二。")


def test_a_session_can_end_in_the_middle_of_a_paragraph() -> None:
    source = "分享企业：蓝山公司\n文一。\n分享企业：红山公司\n文二。"
    first = session(":organizations: 蓝山公司", "文一。")
    assert made(source) == first + "\n" + session(":organizations: 红山公司", "文二。")


def test_a_session_goes_to_a_rule() -> None:
    source = "分享人：李雷\n\n文一。\n\n---\n\n文二。"
    assert made(source) == session(":speakers: 李雷", "文一。") + "\n---\n\n文二。\n"


def test_a_session_holds_lists_quotes_code_tables_and_pictures() -> None:
    inside = (
        "- 一\n- 二\n\n> 引\n\n```\n分享人：码\n```\n\n| 甲 |\n|---|\n| 分享人：乙 |\n\n![](/a.png)"
    )
    assert made(f"分享人：李雷\n\n{inside}") == session(":speakers: 李雷", inside)


def test_the_only_session_of_a_section_is_all_of_it() -> None:
    source = "## 迁移\n\n分享人：李雷\n时间：10:00\n\n文一。\n\n### 背景\n\n文二。"
    marker = session(":speakers: 李雷\n:time: '10:00'", colons=3)
    assert made(source) == f"## 迁移\n\n{marker}\n文一。\n\n### 背景\n\n文二。\n"


def test_a_title_of_its_own_leaves_the_heading_to_the_topic() -> None:
    made_of = made("## 云计算\n\n议题：怎么迁移？\n\n文。")
    assert made_of == "## 云计算\n\n" + session(":title: 怎么迁移？", "文。")


def test_words_before_a_session_stay_before_it() -> None:
    source = "## 迁移\n\n上午有两场。\n\n分享人：李雷\n\n文。"
    assert made(source) == "## 迁移\n\n上午有两场。\n\n" + session(":speakers: 李雷", "文。")


@pytest.mark.parametrize(
    ("heading", "fact"),
    [
        ("分享企业：蓝山公司", ":organizations: 蓝山公司"),
        ("1. 演讲人：李雷", ":speakers: 李雷"),
        ("议题二：怎么迁移", ":title: 怎么迁移"),
        ("Session 3: How to move", ":title: How to move"),
        ("演讲人：李雷2", ":speakers: 李雷2"),
    ],
)
def test_a_heading_can_name_a_session(heading: str, fact: str) -> None:
    marker = session(f"{fact}\n:customers: 红山公司", colons=3)
    source = f"## {heading}\n\n应用客户：红山公司\n\n文。"
    assert made(source) == f"## {heading}\n\n{marker}\n文。\n"


def test_a_heading_over_sessions_is_none() -> None:
    below = ":::{digest:session}\n:organizations: 甲\n:::"
    source = "## 议题一：云计算\n\n### 分享企业：甲\n\n文。"
    assert made(source) == f"## 议题一：云计算\n\n### 分享企业：甲\n\n{below}\n\n文。\n"


def test_an_entry_of_a_list_keeps_what_it_holds() -> None:
    source = "- 分享企业：甲\n  - 一\n  - 二\n\n    ```\n    码\n    ```\n- 分享企业：乙\n  文\n"
    first = session(":organizations: 甲", "- 一\n- 二\n\n  ```\n  码\n  ```")
    assert made(source) == first + "\n" + session(":organizations: 乙", "文")


def test_entries_after_the_names_stay_a_list() -> None:
    source = "1. 分享人：李雷\n2. 一\n3. 二\n"
    assert made(source) == session(":speakers: 李雷", "2. 一\n3. 二")


def test_names_in_a_quote_a_table_or_code_stay_there() -> None:
    assert is_unchanged("> 分享人：李雷\n\n    分享人：李雷\n\n| 分享人：李雷 |\n|---|\n")


def test_a_name_with_a_link_stays_as_text_too() -> None:
    line = "分享人：[李雷](https://example.org/)、韩梅梅"
    assert made(f"{line}\n\n文。") == session(":speakers: 李雷、韩梅梅", f"{line}\n\n文。")


def test_a_session_without_text_keeps_its_line() -> None:
    assert made("分享人：李雷") == session(":speakers: 李雷", "分享人：李雷")


def test_customers_may_be_named_last_but_a_time_is_that_of_something_else() -> None:
    source = "分享人：李雷\n\n文。\n应用客户：甲、乙\n\n时间：明年五月"
    inside = "文。\n\n时间：明年五月"
    assert made(source) == session(":speakers: 李雷\n:customers: 甲、乙", inside)


@pytest.mark.parametrize("title", ["视频通话的Demo", "现场演示", "A demo: calls"])
def test_a_title_can_say_that_it_is_a_demo(title: str) -> None:
    assert ":kind: demo\n" in made(f"分享：{title}\n\n文。")


def test_a_word_that_only_begins_like_demo_is_none() -> None:
    assert ":kind:" not in made("分享：Democracy\n\n文。")


@pytest.mark.parametrize(
    "source",
    [
        "结论：这是一件好事。",
        "分享：今天我们很高兴。",
        "分享企业：蓝山公司宣布了这件事，大家都很兴奋；",
        "分享企业：" + "蓝山公司" * 20,
        "分享企业：",
        "分享企业：\n蓝山公司",
        "我们的分享企业：蓝山公司",
        "时间：2020年5月1日\n地点：巴黎\n主题：开源",
        "客户：蓝山公司",
        "大家注意时间：十点开始，地点：三楼。",
        "The time: 10:00. Note: there are two of them.",
        "Speaker: is a word\nthat we use.",
        "Demo: see the next page.",
        "https://example.org/a:b",
        "分享人：![李雷](/a.png)",
    ],
)
def test_prose_stays_prose(source: str) -> None:
    assert is_unchanged(source)


@pytest.mark.parametrize("name", ["Blue Inc.", "Blue Ltd.", "Blue & Co.", "John F."])
def test_a_name_may_end_in_an_abbreviation(name: str) -> None:
    assert "{digest:session}" in made(f"Company: {name}\n\nText.")


# Sections beside sessions


def test_a_section_beside_sessions_is_one_itself() -> None:
    source = "## 甲\n\n文一。\n\n## 乙\n\n分享人：李雷\n\n文二。"
    marker = session(":speakers: 李雷", colons=3)
    assert made(source) == (
        f"## 甲\n\n:::{{digest:session}}\n:::\n\n文一。\n\n## 乙\n\n{marker}\n文二。\n"
    )


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "结语",
            "总结",
            "小结",
            "3. 大会总结",
            "第一天小结",
            "简介",
            "写在最后",
            "附录",
            "花絮",
            "参考资料",
        ),
        *("Conclusion", "Conclusions", "My Summary", "Wrap-up", "Final thoughts", "Introduction"),
        *("References", "Thanks", "What's next", "Day 2 recap", "Key takeaways", "Q&A"),
    ],
)
def test_a_section_about_the_whole_event_is_no_session(heading: str) -> None:
    assert made(f"## 乙\n\n分享人：李雷\n\n文。\n\n## {heading}\n\n文。").count("{digest:") == 1


def test_sections_of_another_place_are_no_sessions() -> None:
    source = "## 上午\n\n### 甲\n\n分享人：李雷\n\n文。\n\n## 下午\n\n### 乙\n\n文。"
    assert made(source).count("{digest:") == 1


def test_a_section_without_text_is_no_session() -> None:
    assert made("## 甲\n\n## 乙\n\n分享人：李雷\n\n文。").count("{digest:") == 1


# Lists that a writer made by hand


@pytest.mark.parametrize("mark", ["  ", "\\"])
def test_short_lines_broken_by_hand_are_a_list(mark: str) -> None:
    source = f"有三点。{mark}\n一{mark}\n二二{mark}\n三三三"
    assert made(source) == f"有三点。{mark}\n\n- 一\n- 二二\n- 三三三\n"


def test_what_leads_a_list_may_stand_above_it() -> None:
    entries = "一  \n二二  \n三三三"
    assert made(f"有三点：\n\n{entries}") == "有三点：\n\n- 一\n- 二二\n- 三三三\n"
    assert made(f"## 要点\n\n{entries}") == "## 要点\n\n- 一\n- 二二\n- 三三三\n"


def test_under_a_session_two_lines_are_a_list() -> None:
    assert made("分享人：李雷  \n一  \n二二  \n") == session(":speakers: 李雷", "- 一\n- 二二")


@pytest.mark.parametrize(
    "source",
    [
        "床前看见月光  \n地上好像有霜  \n抬头看着月亮  \n低头想起故乡",
        "有一首诗：\n\n床前看见月光  \n地上好像有霜  \n抬头看着月亮",
        "天上有云，  \n地上有风。  \n人在山中，  \n山在云中。",
        "蓝山路五号  \n巴黎  \n法国共和国",
        "祝好，  \n李雷  \n二〇二〇年  \n五月",
        "有三点。\n一\n二\n三",
        "有三点。  \n**一  \n二**  \n三三",
        "有三点。  \n1. 一  \n2、二  \n• 三",
        "有三点。  \nhttps://example.org/a  \n[一](https://example.org/b)  \n![二](/c.png)",
        "有一点。  \n" + "长" * 41 + "  \n" + "长" * 42 + "  \n" + "长" * 43,
        "Roses are red,  \nviolets are blue,  \nand lists are not verse.",
    ],
)
def test_other_lines_broken_by_hand_stay_as_they_are(source: str) -> None:
    assert is_unchanged(source)


@pytest.mark.parametrize("key", ["分享人", "应用客户"])
def test_a_backslash_that_breaks_no_line_any_more_is_not_shown(key: str) -> None:
    assert "\\" not in made(f"分享企业：甲\n\n文文。\\\n{key}：丙\n")


# The proof

WORDS = st.integers(10, 99).map(lambda number: f"字{number}")
LINES = st.one_of(
    WORDS,
    st.builds("{}：{}".format, st.sampled_from(["分享企业", "分享人", "应用客户", "议题"]), WORDS),
    st.builds("**Speaker**: {}".format, WORDS),
)
BREAKS = st.sampled_from(["\n", "  \n", "\\\n"])


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    lines = draw(st.lists(LINES, min_size=1, max_size=4))
    return "".join(line + draw(BREAKS) for line in lines[:-1]) + lines[-1]


@st.composite
def blocks(draw: st.DrawFn) -> str:
    words = draw(paragraphs())
    return draw(
        st.sampled_from(
            [
                words,
                words,
                f"## {draw(LINES)}",
                f"### {draw(LINES)}",
                "---",
                "".join(f"- {line}\n" for line in words.split("\n")),
                "".join(f"{n}. {line}\n\n" for n, line in enumerate(words.split("\n"), 1)),
                "* " + words.replace("\n", "\n  ") + "\n\n  > 引\n\n      码",
                "> " + words.replace("\n", "\n> "),
                f"```\n{words}\n```",
            ]
        )
    )


@given(st.lists(blocks(), max_size=7).map(lambda found: "\n\n".join(["# 题", *found])))
def test_no_word_is_lost_and_their_order_is_kept(source: str) -> None:
    body = draft(source, 1)
    result = body.edited(edits(parsed(source), KEYS))
    before = re.findall(r"字\d\d", source)
    after = re.findall(r"字\d\d", result.text)
    assert set(before) == set(after)
    # What is no fact stands in its order; a fact stands in its session.
    said = contents.of_document(result.text)
    words = "".join(word for word, _ in said.words)
    places = iter(before)
    # A heading that names a session without text is said again in it.
    once = [word for word, _ in groupby(re.findall(r"字\d\d", words))]
    assert all(word in places for word in once)
    code = [found.value for found in contents.of_source(source, 1).code]
    assert [found.value for found in said.code] == code
    assert result.text.count("{digest:session}") * 2 == len(
        re.findall(r"^:{3,}(?:\{digest:session\})?$", result.text, re.MULTILINE)
    )


@given(st.text(alphabet="分享人：李雷: \n-*>#`~|\\![]()12.\t", max_size=60))
def test_nothing_that_is_written_stops_it(source: str) -> None:
    result = draft(source, 1).edited(edits(parsed(source), KEYS))
    assert len(result.origins) == result.text.count("\n") + 1


def test_lines_of_names_are_found_before_lines_are_joined(tmp_path: Path) -> None:
    post = tmp_path / "_posts" / "2020-05-01-paris-summit.md"
    post.parent.mkdir()
    text = "---\ntitle: 巴黎峰会\n---\n\n分享企业：甲\n分享人：乙\n文一，\n文二。\n"
    post.write_text(text, encoding="utf-8")
    [outcome] = import_archive(tmp_path, tmp_path / "book", Choices()).outcomes
    held = session(":organizations: 甲\n:speakers: 乙", "文一，文二。")
    assert outcome.text.endswith(f"# 巴黎峰会\n\n{held}")
    assert [one for one in outcome.differences if one.reason is None] == []
