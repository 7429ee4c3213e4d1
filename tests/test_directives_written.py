"""Directives that an importer writes: MyST reads back what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils.parsers.rst import Directive, directives
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from myst_parser.parsers.directives import DirectiveParsingResult, parse_directive_text

from sphinx_newsdigest.importers.text.directives import colons_around, directive, opening, option

if TYPE_CHECKING:
    from markdown_it.token import Token


class Anything(Directive):
    """Takes one argument, any of these options and content."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = dict.fromkeys(("title", "organizations", "alt"), directives.unchanged)


#: Texts with what YAML and Markdown take for syntax.
PIECES = st.sampled_from(
    [
        *" #'\"`*&!|>-?@%:,[]{}()<>=~^$\\;.+/_",
        *(" #", ": ", " : ", "- ", "? ", "---", "...", ":::", "::::", "```", "%%", "''"),
        *("\\n", "<<", "!!str ", "&a ", "*a"),
        *("yes", "No", "null", "~", "true", "Off", "0", "7", "1.5", "1e3", "0x1F", "2020-01-31"),
        *(
            "12:30:45",
            ".inf",
            "蓝山公司",
            "峰会：",
            "、",
            "“”",
            "😀",
            "é",
            "\u3000",
            "\u00a0",
            "\u200e",
        ),
        *("\u2028", "\u0085", "\ufeff", "\ufffd", "\U00020000", "\t", "\n", "a", "B", " "),
        *("\x00", "\x07", "\x7f", "\x9f", "\ue000", "\ud800", "\udcff", "\ufffe"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join)


def fence(text: str) -> Token:
    """Return the one fence that is all of *text*."""
    tokens = MarkdownIt().use(colon_fence_plugin).parse(text)
    assert [token.type for token in tokens] == ["colon_fence"], text
    return tokens[0]


def read(text: str) -> DirectiveParsingResult:
    """Return what MyST reads of a directive."""
    token = fence(text)
    _name, _, first_line = token.info.strip().partition("}")
    return parse_directive_text(Anything, first_line.strip(), token.content, line=0)


def shown(value: str) -> str:
    """Return *value* as one line; Markdown has no NUL."""
    return " ".join(value.split()).replace("\0", "\ufffd")


@given(TEXTS)
@example("")
@example("yes")
@example("null")
@example("甲 #1")
@example("甲: 乙")
@example("- 甲")
@example("'甲'")
@example("C:\\new\\table")
@example(":title: 甲")
def test_an_option_reads_back_the_same(value: str) -> None:
    found = read(opening("note", "", {"title": value, "alt": "甲"}) + "\n\n文\n:::")
    assert found.warnings == []
    assert found.options == {"title": shown(value), "alt": "甲"}
    assert found.body == ["文"]


@given(st.lists(TEXTS, min_size=3, max_size=3))
def test_options_do_not_run_into_each_other(values: list[str]) -> None:
    facts = dict(zip(("title", "organizations", "alt"), values, strict=True))
    found = read(directive("note", "", facts, "文"))
    assert found.warnings == []
    assert found.options == {key: shown(value) for key, value in facts.items()}


@pytest.mark.parametrize("value", ["蓝山公司", "Blue Ltd", "蓝山公司、红山公司", "A-1 组（北京）"])
def test_a_plain_name_is_not_quoted(value: str) -> None:
    assert option(value) == value


def test_white_space_is_one_space() -> None:
    assert option(" 甲 \n\t乙  ") == "甲 乙"


def test_an_argument_is_one_line() -> None:
    assert opening("figure", "a\nb", {}) == ":::{figure} a b"


@given(TEXTS)
@example("\r:::")
def test_content_of_any_fences_stays_inside(content: str) -> None:
    made = directive("note", "", {}, f"文\n{content}\n文")
    lines = fence(made).content.rstrip("\n").split("\n")
    assert lines[0] == "" or lines[0] == "文"
    assert lines[-1] == "文"


@pytest.mark.parametrize("content", [":title: 甲", "---\n文\n---", "文\n:alt: 甲", "    文"])
@pytest.mark.parametrize("facts", [{}, {"title": "乙"}])
def test_content_that_looks_like_options_is_content(content: str, facts: dict[str, str]) -> None:
    found = read(directive("note", "", facts, content))
    assert (found.options, "\n".join(found.body)) == (facts, content)


@pytest.mark.parametrize(
    ("content", "colons"),
    [("文", 3), (":::", 4), (":::::{note}\n:::::", 6), ("> ::::", 5), ("甲 ::: 乙", 3)],
)
def test_a_fence_is_longer_than_those_within(content: str, colons: int) -> None:
    assert colons_around(content) == colons


def test_a_directive_without_content_is_two_lines() -> None:
    facts: dict[str, Any] = {}
    assert directive("digest:session", "", facts) == ":::{digest:session}\n:::"
