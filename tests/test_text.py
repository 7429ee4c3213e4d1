"""What readers see of a source as plain text, and where its links stand."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser

from sphinx_newsdigest.text import (
    Links,
    external,
    host,
    last_words,
    lead,
    opening,
    visible_text,
)

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_newsdigest.model import Link


def markdown(text: str) -> nodes.document:
    settings = {"report_level": 5, "myst_enable_extensions": ["attrs_inline"]}
    return publish_doctree(dedent(text), parser=Parser(), settings_overrides=settings)


def restructured(text: str) -> nodes.document:
    return publish_doctree(dedent(text), settings_overrides={"report_level": 5})


def seen(document: nodes.document) -> str:
    return visible_text(document.children)


def links(text: str, **said: str) -> tuple[Link, ...]:
    found = Links(**said)  # type: ignore[arg-type]  # texts only
    found.read(markdown(text).children)
    return found.found()


def titles(text: str, **said: str) -> list[tuple[str, str]]:
    return [(link.url.rpartition("/")[2], link.title) for link in links(text, **said)]


def primary(text: str) -> str | None:
    found = Links()
    found.read(markdown(text).children)
    return found.primary


# -- visible text ------------------------------------------------------------------


def test_blocks_are_joined_by_a_blank_line() -> None:
    assert seen(markdown("One.\n\n* two\n* three\n\n> four\n")) == "One.\n\ntwo\n\nthree\n\nfour"


def test_a_hard_break_is_a_newline_and_a_soft_one_a_space() -> None:
    assert seen(markdown("one\\\ntwo\nthree  \nfour")) == "one\ntwo three\nfour"


def test_lines_of_a_line_block_stay_lines() -> None:
    assert seen(restructured("| one\n| two\n")) == "one\ntwo"


def test_a_soft_break_between_chinese_characters_is_nothing() -> None:
    assert seen(markdown("云\n计算")) == "云计算"
    assert seen(markdown("发布，\n下载")) == "发布，下载"
    assert seen(markdown("云\ncomputing\n时代")) == "云 computing 时代"


def test_markup_is_no_part_of_the_text() -> None:
    document = markdown("*one* **two** `three` [four](https://example.org/) <https://a.example/>")
    assert seen(document) == "one two three four https://a.example/"


def test_code_keeps_its_lines_and_indentation() -> None:
    assert seen(markdown("```\nif x:\n    y\n```\n")) == "if x:\n    y"


def test_tables_and_definitions_are_read_cell_by_cell() -> None:
    assert seen(markdown("| a | b |\n|---|---|\n| c | d |\n")) == "a\n\nb\n\nc\n\nd"
    assert seen(restructured("term\n  meaning\n")) == "term\n\nmeaning"


def test_what_readers_do_not_see_is_no_text() -> None:
    source = """
        .. a comment

        .. _target:

        Text |sub|.

        .. image:: a.png
           :alt: not the text

        .. |sub| replace:: and more

        .. raw:: html

           <b>no</b>
        """
    assert seen(restructured(source)) == "Text and more."


def test_the_mark_of_a_footnote_is_no_text() -> None:
    document = restructured("Text\\ [#]_.\n\n.. [#] A note.\n")
    assert visible_text(document.children[:1]) == "Text."


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("见下：", "见下："),
        ("See *below:*", "below:"),
        ("See below: ![](a.png)", "See below:"),
        ("See below:\\\n![a](b.png)<!-- no -->", "See below:"),
        ("See `code:`", "code:"),
        ("One.\n\n![](a.png)", "One."),
        ("![](a.png)", ""),
    ],
)
def test_the_last_words_are_those_that_a_reader_sees(text: str, end: str) -> None:
    document = markdown(text)
    assert last_words(document) == end
    assert seen(document).endswith(end)


def test_an_escaped_character_is_itself() -> None:
    assert seen(restructured(r"a\*b \\ c")) == "a*b \\ c"
    assert seen(markdown(r"a\*b \\ c")) == "a*b \\ c"


# -- links -----------------------------------------------------------------------------


def test_external_references_are_those_of_linked_schemes() -> None:
    document = markdown(
        "[a](https://a.example) [b](mailto:b@example.org) [c](ftp://c.example) [d](d.md) [e](#e)"
    )
    assert [reference["refuri"] for reference in external(document)] == [
        "https://a.example",
        "mailto:b@example.org",
        "ftp://c.example",
    ]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://User@Example.ORG:8080/a", "example.org"),
        ("mailto:Jane.Doe@Example.org?subject=x@y.z", "example.org"),
        ("ftp://ftp.example.org", "ftp.example.org"),
    ],
)
def test_the_host_is_in_lower_case(url: str, name: str) -> None:
    assert host(url) == name


def test_a_link_is_titled_by_its_text() -> None:
    assert titles("See [the *notes*](https://e.org/a) now") == [("a", "the notes")]


def test_a_bare_url_is_titled_by_the_words_before_it() -> None:
    assert titles("The release notes: <https://e.org/a>") == [("a", "The release notes")]
    assert titles("版本说明：\\\n<https://e.org/a>") == [("a", "版本说明")]
    assert titles("版本说明（<https://e.org/a>）") == [("a", "版本说明")]


def test_a_bare_url_in_another_spelling_is_still_bare() -> None:
    assert titles("Lead:\n[e.org](http://e.org)") == [("e.org", "e.org")]
    assert titles("词：<https://e.org/词>") == [("%E8%AF%8D", "词")]


def test_words_of_a_wrapped_line_lead_to_a_link_together() -> None:
    assert titles("The release\nnotes: <https://e.org/a>") == [("a", "The release notes")]


def test_a_hard_break_ends_the_words_that_lead_to_a_link() -> None:
    assert titles("Old words.\\\nThe notes: <https://e.org/a>") == [("a", "The notes")]


def test_the_lead_of_a_list_leads_to_each_of_its_entries() -> None:
    source = "Blogs:\n\n- [One](https://e.org/a), worth it\n- <https://e.org/b>\n"
    assert titles(source) == [("a", "One"), ("b", "Blogs")]


def test_a_url_without_any_words_is_its_own_title() -> None:
    assert titles("<https://e.org/a>") == [("a", "https://e.org/a")]


def test_several_link_lines_under_one_lead_are_a_series() -> None:
    found = links("A tour of Nova:\\\n<https://e.org/a>\\\n<https://e.org/b>")
    assert [(link.series, link.part, link.title) for link in found] == [
        ("A tour of Nova", 1, "A tour of Nova"),
        ("A tour of Nova", 2, "A tour of Nova"),
    ]


def test_one_link_line_is_no_series() -> None:
    (found,) = links("A tour:\\\n<https://e.org/a>")
    assert (found.series, found.part) == (None, None)


def test_a_new_lead_begins_a_new_series() -> None:
    found = links(
        "One:\\\n<https://e.org/a>\\\n<https://e.org/b>\\\nTwo:\\\n<https://e.org/c>\\\n"
        "<https://e.org/d>"
    )
    assert [(link.series, link.part) for link in found] == [
        ("One", 1),
        ("One", 2),
        ("Two", 1),
        ("Two", 2),
    ]


def test_links_within_running_words_are_no_series() -> None:
    found = links("See [a](https://e.org/a) and [b](https://e.org/b).")
    assert [(link.series, link.part) for link in found] == [(None, None)] * 2


def test_a_list_under_a_lead_is_a_series_of_its_entries() -> None:
    found = links("A tour:\n\n* <https://e.org/a>\n* <https://e.org/b>\n")
    assert [(link.series, link.part) for link in found] == [("A tour", 1), ("A tour", 2)]


def test_a_series_that_an_editor_names_counts_every_link() -> None:
    found = links("* [One](https://e.org/a)\n* <https://e.org/b>\n", series="The Tour")
    assert [(link.series, link.part, link.title) for link in found] == [
        ("The Tour", 1, "One"),
        ("The Tour", 2, "The Tour"),
    ]


def test_an_editor_says_kind_and_language_of_all_links() -> None:
    (found,) = links("[One](https://e.org/a)", kind="video", language="en")
    assert (found.kind, found.language) == ("video", "en")


def test_the_primary_link_stands_on_a_line_of_its_own() -> None:
    assert primary("See [a](https://e.org/a).\\\n<https://e.org/b>") == "https://e.org/b"
    assert primary("See [a](https://e.org/a).\n<https://e.org/b>") == "https://e.org/b"
    assert primary("<https://e.org/c>\\\n<https://e.org/b>") == "https://e.org/c"
    assert primary("See [a](https://e.org/a).") is None


def test_punctuation_beside_a_link_leaves_it_alone_on_its_line() -> None:
    assert primary("Words\\\n(<https://e.org/a>).") == "https://e.org/a"


def test_links_of_every_block_are_found_in_order() -> None:
    source = """
        [a](https://e.org/a)

        > [b](https://e.org/b)

        * one
          * [c](https://e.org/c)

        | x |
        |---|
        | [d](https://e.org/d) |

        *emphasis with [e](https://e.org/e)*
        """
    assert [url for url, _ in titles(source)] == ["a", "b", "c", "d", "e"]


def test_a_url_in_code_is_no_link() -> None:
    assert links("```\nhttps://e.org/a\n```\n\n`https://e.org/b`") == ()


# -- openings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("First. Second.", "First"),
        ("第一句。第二句。", "第一句"),
        ("Version 2.6.2 is out! More", "Version 2.6.2 is out"),
        ("What now? Nothing.", "What now"),
        ("A lead:\nhttps://example.org", "A lead"),
        ("  one\n\ntwo", "one"),
        ("", ""),
    ],
)
def test_an_opening_is_the_first_sentence_or_line(text: str, words: str) -> None:
    assert opening(text, 72) == words


def test_a_long_opening_is_cut_to_its_length() -> None:
    assert opening("x" * 100, 10) == "x" * 9 + "…"
    assert opening("x" * 10, 10) == "x" * 10
    assert opening("one two three", 8) == "one two…"


def test_an_opening_is_not_cut_within_a_word_where_words_have_spaces() -> None:
    assert opening("one two three", 11) == "one two…"
    assert opening("消息很长很长很长", 5) == "消息很长…"


def test_a_lead_has_no_colon_and_no_open_bracket_at_its_end() -> None:
    assert [lead(text) for text in ("See: ", "见：", "见（", "a: b", "")] == [
        "See",
        "见",
        "见",
        "a: b",
        "",
    ]
