"""Pictures of event reports: figures with their captions, descriptions that say something."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsdigest.importers.importing import Choices, import_archive
from sphinx_newsdigest.importers.passes.figures import edits
from sphinx_newsdigest.importers.passes.pictures import own_line, pictures, says_nothing
from sphinx_newsdigest.importers.proof import contents
from sphinx_newsdigest.importers.text.drafts import draft
from sphinx_newsdigest.importers.text.markdown import parsed
from sphinx_newsdigest.options import fold

if TYPE_CHECKING:
    from pathlib import Path


def made(source: str) -> str:
    """Return what becomes of *source*; pictures below /lost are not there."""
    result = draft(source, 1).edited(edits(parsed(source), lambda url: url.startswith("/lost")))
    return re.sub(r"\n{3,}", "\n\n", result.text).strip("\n")


def figure(address: str, options: str = "", caption: str = "") -> str:
    lines = [f":::{{figure}} {address}"]
    lines += [options] if options else []
    lines += ["", caption] if caption else []
    return "\n".join([*lines, ":::"])


def test_a_picture_with_a_line_of_its_own_is_a_figure() -> None:
    assert made("![远处的山](/a.png)") == figure("/a.png", ":alt: 远处的山")


def test_a_remote_picture_is_a_figure_too() -> None:
    url = "https://example.org/a.png"
    assert made(f"![远处的山]({url})") == figure(url, ":alt: 远处的山")


def test_a_lost_picture_shows_its_description() -> None:
    options = ":alt: 远处的山\n:class: missing"
    assert made("![远处的山](/lost.png)") == figure("/lost.png", options, "远处的山")


def test_a_description_that_is_shown_is_no_syntax() -> None:
    options = ":alt: '2 * 3 * [4]_a_'\n:class: missing"
    shown = r"2 \* 3 \* \[4\]\_a\_"
    assert made(r"![2 \* 3 \* [4]\_a\_](/lost.png)") == figure("/lost.png", options, shown)


def test_a_sentence_alone_before_a_picture_without_a_description_is_its_caption() -> None:
    assert made("会场的入口。\n\n![1](/a.png)") == figure("/a.png", "", "会场的入口。\n")
    assert made("The way in.\n\n![](/a.png)") == figure("/a.png", "", "The way in.\n")


@pytest.mark.parametrize(
    "words",
    [
        "我们到了。然后进去。",
        "长" * 41,
        "We came in. It was dark.",
        "一\n二",
        "- 一",
        "> 一",
        "# 一",
    ],
)
def test_other_words_before_a_picture_stay_where_they_are(words: str) -> None:
    assert made(f"{words}\n\n![1](/a.png)").startswith(words + "\n\n:::{figure} /a.png\n")


def test_a_good_description_needs_no_caption() -> None:
    expected = "会场的入口。\n\n" + figure("/a.png", ":alt: 远处的山")
    assert made("会场的入口。\n\n![远处的山](/a.png)") == expected


def test_the_sentence_before_describes_a_picture_that_nothing_else_describes() -> None:
    expected = "我们到了。然后**进去**。\n\n" + figure("/a.png", ":alt: 然后进去")
    assert made("我们到了。然后**进去**。\n\n![1](/a.png)") == expected
    expected = "We came. [All](/b) of us.\n\n" + figure("/a.png", ":alt: All of us")
    assert made("We came. [All](/b) of us.\n![1](/a.png)") == expected


def test_a_number_is_no_description() -> None:
    assert made("![1](/a.png)") == figure("/a.png")
    assert made("![DSC_0012.JPG](/a.png)") == figure("/a.png")


def test_a_description_of_many_pictures_is_better_than_none() -> None:
    many = "\n\n".join(["![远处的山](/a.png)"] * 3)
    assert made(many) == "\n\n".join([figure("/a.png", ":alt: 远处的山")] * 3)


def test_a_title_is_a_caption() -> None:
    expected = figure("/a.png", ":alt: 远处的山", r"山 \*1\*")
    assert made('![远处的山](/a.png "山 *1*")') == expected
    assert made('![1](/a.png "山")') == figure("/a.png", ":alt: 山", "山")


def test_words_in_the_same_paragraph_stay_around_a_picture() -> None:
    expected = "文一。\n\n" + figure("/a.png", ":alt: 山") + "\n\n文二。"
    assert made("文一。\n![山](/a.png)\n文二。") == expected
    assert made("文一。  \n![山](/a.png)  \n文二。") == expected.replace("文一。", "文一。  ", 1)


@pytest.mark.parametrize("words", ["*远处的山*", "**山**", "图 1：远处的山", "Figure 2: a hill"])
def test_a_line_below_a_picture_that_says_so_is_its_caption(words: str) -> None:
    assert made(f"![1](/a.png)\n{words}") == figure("/a.png", "", words)
    expected = "文。\n\n" + figure("/a.png", ":alt: 山", words)
    assert made(f"文。\n![山](/a.png)\n{words}") == expected


def test_two_pictures_in_a_row_are_two_figures() -> None:
    both = figure("/a.png", ":alt: 山") + "\n\n" + figure("/b.png", ":alt: 河")
    assert made("![山](/a.png)\n![河](/b.png)") == both
    assert made("![山](/a.png)\n\n![河](/b.png)") == both


@pytest.mark.parametrize(
    "source",
    [
        "文 ![山](/a.png) 文",
        "![山](/a.png) ![河](/b.png)",
        "- ![山](/a.png)",
        "> ![山](/a.png)",
        "[![山](/a.png)](https://example.org)",
        "| ![山](/a.png) |\n|---|",
        "    ![山](/a.png)",
    ],
)
def test_a_picture_elsewhere_stays_a_picture(source: str) -> None:
    assert made(source) == source


@pytest.mark.parametrize(
    "lines", [":organizations: 甲", "::::{digest:session}\n:title: 甲", "::::"]
)
def test_a_directive_s_lines_describe_nothing(lines: str) -> None:
    assert made(f"{lines}\n\n![1](/a.png)").endswith("\n\n" + figure("/a.png"))


# What says nothing


@pytest.mark.parametrize(
    "alt",
    [
        *("", " ", "1", "007", "-", "...", "2020-05-01 10:20", "image", "Image 1", "image-2020"),
        *("the image", "photo", "Picture_3", "screenshot", "Screen Shot 2020-05-01 at 10.20.30 AM"),
        *("cert", "fig. 2", "alt text", "image alt text", "enter image description here"),
        *("Untitled", "null", "undefined", "IMG_2093", "DSC_0012.JPG", "mmexport1588300000000"),
        *("wx_1", "P1", "a.png", "hill-in-may.jpeg", "9f86d081884c7d65", "WechatIMG12"),
        *(
            "图",
            "图1",
            "图一",
            "图片",
            "图片 2",
            "照片3",
            "截图",
            "屏幕快照 2020-05-01 上午10.20.30",
        ),
        *(
            "微信图片_20200501102030",
            "在这里插入图片描述",
            "这里写图片描述",
            "输入图片说明",
            "图片描述",
        ),
    ],
)
def test_a_number_or_a_word_for_any_picture_says_nothing(alt: str) -> None:
    assert says_nothing(alt, Counter([fold(alt)]))


@pytest.mark.parametrize(
    "alt",
    [
        *(
            "远处的山",
            "会场入口",
            "大会合影",
            "图中是李雷",
            "图片来自红山公司",
            "云计算2020",
            "李雷",
        ),
        *("A hill", "Image of a hill", "Ann Lee", "The stage", "S3", "python3", "photon2"),
        *("pictures of 3 hills", "wxpython4", "Figure skating", "deadbeef"),
    ],
)
def test_what_tells_one_picture_from_others_says_something(alt: str) -> None:
    assert not says_nothing(alt, Counter([fold(alt), fold(alt)]))


def test_what_three_pictures_share_says_nothing() -> None:
    assert says_nothing("会场", Counter(map(fold, ["会场", "会场 ", "会场"])))


# Everywhere in a report


def test_a_line_knows_what_stands_in_it() -> None:
    assert own_line("甲\n  乙丙  \n丁", 4, 5) == (4, 6)
    assert own_line("甲\\\n乙", 0, 1) == (0, 1)
    assert own_line("甲", 0, 1) == (0, 1)


def test_each_lost_picture_of_a_report_is_declared_so(tmp_path: Path) -> None:
    sources = [
        "![山](/a.png)",
        "文。\n![山](/b.png)\n文。",
        "文 ![山](/c.png) 文",
        "![山](/d.png) ![山](/e.png)",
        "- 一\n\n  ![山](/f.png)",
        "> ![山](/g.png)",
        "[![山](/h.png)](https://example.org)",
        "文。\\\n![山](/i.png)\\\n文。",
        "![山][]\n\n[山]: /j.png",
    ]
    post = tmp_path / "_posts" / "2020-05-01-paris-summit.md"
    post.parent.mkdir()
    post.write_text("---\ntitle: 巴黎峰会\n---\n\n" + "\n\n".join(sources), encoding="utf-8")
    [outcome] = import_archive(tmp_path, tmp_path / "book", Choices()).outcomes
    assert len(outcome.missing) == len(
        re.findall(r"^:class: missing$|\{\.missing\}", outcome.text, re.MULTILINE)
    )
    assert len(outcome.missing) == 10
    assert [one for one in outcome.differences if one.reason is None] == []


LINES = st.sampled_from(
    [
        *(
            "文一",
            "文二。文三。",
            "![1](/a.png)",
            "![山](/lost.png)",
            "*斜*",
            "图 1：河",
            ":::",
            "- 一",
        ),
        *('![2](/b.png "题")', "  ![3](/c.png)  ", "文 ![4](/d.png)", "> ![5](/e.png)", "", ""),
        *("::::{digest:session}", ":title: 甲", "# 题", "```", "[![6](/f.png)](/g)", "文\\"),
    ]
)


@given(st.lists(LINES, max_size=9).map("\n".join))
def test_no_picture_and_no_word_is_lost(source: str) -> None:
    result = draft(source, 1).edited(edits(parsed(source), lambda url: "lost" in url)).text
    assert re.findall(r"/[a-f]\.png|/lost\.png", source) == re.findall(
        r"/[a-f]\.png|/lost\.png", result
    )
    places = iter(contents.words_of(result))
    words = list(contents.words_of(re.sub(r"!\[[^\]]*\]\([^)]*\)", "", source)))
    assert all(word in places for word in words)


def test_each_picture_knows_its_line() -> None:
    text = parsed("文\n![山](/a.png)  \n文 ![河 *一*](/b.png)\n\n- ![](/c.png)")
    assert list(pictures(text)) == [("/a.png", "山", 1), ("/b.png", "河 一", 2), ("/c.png", "", 4)]
