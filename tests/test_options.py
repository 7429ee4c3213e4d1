"""Converters of options: what they take, and how they say what they expected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_newsdigest import options
from sphinx_newsdigest.messages import UnexpectedError

if TYPE_CHECKING:
    from collections.abc import Callable

CONVERTERS = [
    options.text,
    options.iso_date,
    options.period,
    options.positive,
    options.names,
    options.url,
    options.urls,
    options.language,
    options.former_names,
    options.choice("auto", "none"),
]


def refusal(convert: Callable[[Any], Any], argument: object) -> str:
    with pytest.raises(UnexpectedError) as refused:
        convert(argument)
    return str(refused.value)


def test_names_are_folded_for_case_width_and_spaces() -> None:
    assert options.fold(" ＯＰＥＮ  Stack ") == options.fold("open stack") == "open stack"
    assert options.fold("Straße") == options.fold("STRASSE")


def test_control_characters_become_replacement_characters() -> None:
    assert options.without_controls("a\x00b\x1bc\x7f\ufffe") == "a\ufffdb\ufffdc\ufffd\ufffd"


def test_tabs_line_ends_and_text_of_every_script_are_no_control_characters() -> None:
    text = "a\tb\r\n词 👩‍💻 é\u200b"
    assert options.without_controls(text) == text


def test_texts_in_lists_and_mappings_of_front_matter_are_cleaned() -> None:
    assert options.cleaned({"a\x00": ["b\x1b", 1, None]}) == {"a\ufffd": ["b\ufffd", 1, None]}


@pytest.mark.parametrize(
    ("text", "number"),
    [("16", 16), ("0", 0), ("007", 7), ("１６", 16), ("", None), ("16a", None), ("-1", None)],
)
def test_an_issue_has_a_number_where_its_name_is_one(text: str, number: int | None) -> None:
    assert options.as_number(text) == number


def test_a_number_that_nobody_counts_to_is_a_name() -> None:
    assert options.as_number("9" * 5000) is None


@pytest.mark.parametrize("url", ["http://a", "HTTPS://a", "mailto:a@b.c", "ftp://a/b", " http://a"])
def test_web_mail_and_file_transfer_are_linked(url: str) -> None:
    assert options.is_linked(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.html",
        "#a",
        "//a/b",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///a",
        "http://[",
    ],
)
def test_all_else_is_not_linked(url: str) -> None:
    assert not options.is_linked(url)


def test_a_text_is_one_line() -> None:
    assert options.text("  a\n  b ") == "a b"


def test_a_number_from_front_matter_is_a_text() -> None:
    assert options.text(16) == "16"


def test_a_text_that_may_be_empty_may_be_empty() -> None:
    assert options.shown_text(None) == options.shown_text("  ") == ""
    assert options.shown_text(" a  b ") == "a b"


def test_a_date_is_read_from_text_and_from_front_matter() -> None:
    assert options.iso_date("2014-07-01") == options.iso_date(date(2014, 7, 1)) == date(2014, 7, 1)


@pytest.mark.parametrize("text", ["", "2014-7-1", "20140701", "2014-W27-2", "2014-02-30", "soon"])
def test_another_form_of_date_is_refused_with_the_form_expected(text: str) -> None:
    said = refusal(options.iso_date, text)
    assert said == f"expected a date such as 2026-01-31, not {text!r}"


def test_a_period_is_its_first_and_its_last_day() -> None:
    expected = (date(2013, 12, 26), date(2014, 1, 16))
    assert options.period("2013-12-26/2014-01-16") == expected
    assert options.period(" 2013-12-26 / 2014-01-16 ") == expected


def test_a_single_day_is_a_period() -> None:
    assert options.period("2014-07-01") == (date(2014, 7, 1), date(2014, 7, 1))


def test_a_period_the_wrong_way_round_is_refused() -> None:
    said = refusal(options.period, "2014-07-01/2014-06-16")
    assert "first day" in said
    assert "'2014-07-01/2014-06-16'" in said


@pytest.mark.parametrize("text", ["2014-06-16/", "/2014-06-16", "2014/07", "a/b", "1/2/3"])
def test_half_a_period_is_refused_with_the_form_expected(text: str) -> None:
    assert "2026-01-01/2026-01-31" in refusal(options.period, text)


def test_a_whole_number_is_read_from_text_and_from_front_matter() -> None:
    assert options.positive("12") == options.positive(12) == 12


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "one", "１２", "²"])
def test_what_is_no_whole_number_from_one_on_is_refused(text: str) -> None:
    assert repr(text) in refusal(options.positive, text)


def test_names_are_divided_by_commas_and_semicolons_of_either_width() -> None:
    assert options.names("Nova, 云计算，a、b ;c；d e") == ("Nova", "云计算", "a", "b", "c", "d e")


def test_each_name_counts_once_and_empty_ones_do_not() -> None:
    assert options.names("b,, a,b,") == ("b", "a")


def test_a_list_of_front_matter_is_not_divided_further() -> None:
    assert options.names(["Acme, Inc.", "Nova"]) == ("Acme, Inc.", "Nova")


@pytest.mark.parametrize("text", ["", " , ", None, []])
def test_names_without_any_are_refused(text: object) -> None:
    assert "found nothing" in refusal(options.names, text)


def test_a_url_may_be_broken_over_lines() -> None:
    assert options.url("https://example.org/\n  a") == "https://example.org/a"


@pytest.mark.parametrize("text", ["", "example.org", "javascript:alert(1)", "data:,x", "/a"])
def test_a_url_of_another_scheme_is_refused(text: str) -> None:
    assert repr(text) in refusal(options.url, text)


def test_urls_are_divided_by_spaces() -> None:
    assert options.urls("https://a/,b\n  http://c,  ftp://d") == (
        "https://a/,b",
        "http://c",
        "ftp://d",
    )
    assert options.urls(["https://a", "http://b"]) == ("https://a", "http://b")


def test_a_choice_is_folded_and_else_names_the_alternatives_in_order() -> None:
    convert = options.choice("none", "auto")
    assert convert(" AUTO ") == "auto"
    assert refusal(convert, "all") == "expected one of auto, none, not 'all'"


@pytest.mark.parametrize(("typed", "tag"), [("en", "en"), ("zh_CN", "zh-CN"), (" pt-BR ", "pt-BR")])
def test_a_language_tag_has_hyphens(typed: str, tag: str) -> None:
    assert options.language(typed) == tag


@pytest.mark.parametrize("text", ["", "e", "english language", '"><script>', "zh--CN"])
def test_what_is_no_language_tag_is_refused(text: str) -> None:
    assert "zh-CN" in refusal(options.language, text)


def test_former_names_know_until_when() -> None:
    found = options.former_names("Quantum until 2013-06; Nova-network；Old Name until 2010")
    assert found == (("Quantum", "2013-06"), ("Nova-network", ""), ("Old Name", "2010"))
    assert options.former_names(["Quantum until 2013-06-30"]) == (("Quantum", "2013-06-30"),)


@pytest.mark.parametrize("text", ["", " ; ", "Quantum until", "Quantum until June"])
def test_a_former_name_of_another_form_is_refused(text: str) -> None:
    assert "'Quantum until 2013-06'" in refusal(options.former_names, text)


@pytest.mark.parametrize("convert", CONVERTERS, ids=range(len(CONVERTERS)))
def test_an_option_of_a_megabyte_is_refused_by_its_length_alone(
    convert: Callable[[Any], Any],
) -> None:
    said = refusal(convert, "x" * 1_000_000)
    assert "1000000" in said
    assert len(said) < 200


@pytest.mark.parametrize("convert", CONVERTERS, ids=range(len(CONVERTERS)))
def test_a_mapping_of_front_matter_is_refused_by_every_option(
    convert: Callable[[Any], Any],
) -> None:
    assert "{'a': 1}" in refusal(convert, {"a": 1})


def test_a_message_and_its_values_stay_apart_for_the_catalog() -> None:
    with pytest.raises(UnexpectedError) as refused:
        options.positive("x")
    assert refused.value.message % refused.value.values == str(refused.value)
    assert "%(found)r" in refused.value.message
