"""Names and anchors that stay."""

from __future__ import annotations

import hashlib
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsdigest import names as module
from sphinx_newsdigest import options, text
from sphinx_newsdigest.names import Named, anchor, canonical_url, digest, first_words, unique_names

A = "https://example.org/a"


def names(*things: Named) -> list[str]:
    return unique_names(things)[0]


def test_a_digest_is_eight_hex_digits_of_the_sha_256() -> None:
    assert digest(A) == hashlib.sha256(A.encode()).hexdigest()[:8]


def test_an_explicit_name_is_the_name() -> None:
    assert names(Named("mine", A, "Words")) == ["mine"]


def test_a_url_makes_the_name_whatever_the_words_are() -> None:
    assert names(Named(None, A, "Words")) == names(Named(None, A, "Others")) == [digest(A)]


def test_without_a_url_the_first_words_make_the_name() -> None:
    assert names(Named(None, None, "第一句。第二句。")) == [digest("第一句")]
    assert names(Named(None, None, "第一句。改过。")) == names(Named(None, None, "第一句！"))


def test_case_width_and_spaces_of_the_first_words_do_not_count() -> None:
    assert names(Named(None, None, "Ｎｏｖａ 2 is out\nmore")) == names(
        Named(None, None, "nova2 IS out")
    )


def test_quotes_and_dashes_of_the_first_words_count_as_they_are_typed() -> None:
    typed = Named(None, None, """It's "quoted" -- and so on...""")
    assert names(typed) == names(Named(None, None, "It’s “quoted” – and so on…"))
    assert names(typed) == names(Named(None, None, "It’s «quoted» – and so on…"))


@pytest.mark.parametrize("end", ["。", "！", "？", "\n"])
def test_first_words_end_at_a_full_stop_or_a_line_break(end: str) -> None:
    assert first_words(f" one, two{end}three") == "one, two"


def test_a_dot_inside_a_text_ends_no_first_words() -> None:
    assert first_words("2.6.2 is out. More") == "2.6.2 is out. More"


def test_items_that_agree_all_take_their_full_text_into_account() -> None:
    one, two = Named(None, A, "One"), Named(None, A, "Two")
    (first, second), counted = unique_names([one, two])
    assert first != second
    assert digest(A) not in {first, second}
    assert counted == []
    assert names(two, one) == [second, first]


def test_an_item_that_agrees_with_none_keeps_its_name_beside_those_that_do() -> None:
    alone = Named(None, "https://example.org/b", "Alone")
    one, two = Named(None, A, "One"), Named(None, A, "Two")
    assert names(one, alone, two)[1] == names(alone)[0]


def test_items_without_urls_that_begin_alike_are_told_apart_by_the_rest() -> None:
    found, counted = unique_names([Named(None, None, "一样。甲"), Named(None, None, "一样。乙")])
    assert len(set(found)) == 2
    assert counted == []


def test_only_word_for_word_equal_items_are_counted() -> None:
    same = Named(None, A, "Same")
    found, counted = unique_names([same, same, same])
    assert found == [found[0], f"{found[0]}-2", f"{found[0]}-3"]
    assert counted == [1, 2]


def test_two_equal_explicit_names_are_counted() -> None:
    found, counted = unique_names([Named("x", A, "One"), Named("x", None, "Two")])
    assert found == ["x", "x-2"]
    assert counted == [1]


def test_a_counted_name_never_takes_one_that_is_given() -> None:
    found, _ = unique_names([Named(n, None, n) for n in ("x", "x-2", "x")])
    assert found == ["x", "x-2", "x-3"]


def test_an_explicit_name_does_not_rename_another_item() -> None:
    other = Named(None, A, "Other")
    assert names(other, Named("x", A, "Mine")) == [digest(A), "x"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP://Example.ORG/a", "http://example.org/a"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&utm_medium=y", "https://example.org/a"),
        ("https://example.org/a?id=1&fbclid=zz", "https://example.org/a?id=1"),
        ("https://example.org/词", "https://example.org/%E8%AF%8D"),
        ("https://example.org/%e8%af%8d", "https://example.org/%E8%AF%8D"),
        ("https://example.org/%7euser", "https://example.org/~user"),
        (" https://example.org/a ", "https://example.org/a"),
    ],
)
def test_two_spellings_of_one_address_have_one_canonical_form(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("http://example.org/a", "http://example.org/A"),
        ("http://example.org/a", "http://example.org/a/"),
        ("http://example.org:8080/a", "http://example.org/a"),
        ("http://example.org/a?x=1", "http://example.org/a?x=2"),
        ("http://example.org/a#x", "http://example.org/a#y"),
        ("http://example.org/a%2Fb", "http://example.org/a/b"),
        ("http://me@example.org/", "http://example.org/"),
    ],
)
def test_two_addresses_have_two_canonical_forms(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url", ["http://example.org:port/", "http://[::1", "mailto:a@example.org", "", "ftp://h/a b"]
)
def test_every_text_has_a_canonical_form_that_is_its_own(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@given(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["https://", "http://", "HTTP://", "https:", "ftp://", "mailto:", ""]),
        st.text("az09.-AZ_@:[]%", max_size=6),
        st.sampled_from(["/", "", "?", "#", "//"]),
        st.text("azAZ09-._~/?#&=%[]:@ \n词", max_size=8),
    )
)
def test_an_address_as_most_are_is_told_without_a_parser_and_to_be_the_same(url: str) -> None:
    found = told(url)
    with pytest.MonkeyPatch.context() as patched:
        never = re.compile("(?!)")
        patched.setattr(module, "_CANONICAL", never)
        patched.setattr(options, "PLAIN_URL", never)
        patched.setattr(text, "PLAIN_URL", never)
        assert told(url) == found


def told(url: str) -> tuple[str, str, bool]:
    """Return what is told of *url*; the host is asked of addresses that are linked alone."""
    is_linked = options.is_linked.__wrapped__(url)
    return canonical_url(url), text.host(url) if is_linked else "", is_linked


def test_an_anchor_is_the_kind_and_the_id() -> None:
    assert anchor("item", "16/1a2b3c4d") == "item-16-1a2b3c4d"
    assert anchor("issue", "16") == "issue-16"
    assert anchor("item", "barcelona-2016-1/x.y_z") == "item-barcelona-2016-1-x.y_z"


@pytest.mark.parametrize(
    "name", ["红帽", "红帽 Red Hat", "naïve", "a b", "<script>", "\ufffd", "-x-"]
)
def test_an_anchor_is_ascii_whatever_the_name(name: str) -> None:
    found = anchor("organization", name)
    assert set(found) <= set(string.ascii_letters + string.digits + "-_.")
    assert found.startswith("organization-")
    assert found != "organization-"


def test_names_that_ascii_cannot_tell_apart_have_anchors_of_their_own() -> None:
    assert len({anchor("person", name) for name in ("红帽", "华为", "a b", "a-b", "a/b!")}) == 5
