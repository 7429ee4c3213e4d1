"""Addresses of mail: shown and exported as "name at host", unless the config says otherwise."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from conftest import Book, MakeBook

SOURCES = {
    "1.md": """
        ---
        digest:
          issue: 1
          credit: Jane Doe <jane@credit.example>
          source: mailto:source@credit.example?subject=x
        ---

        # Issue 1

        ## News

        Write to jane.doe+list@example.org, <mailto:auto@example.org> or
        [the editor](mailto:ed@example.org?subject=News).

        Not `code@example.org`, not <https://example.org/@user>, not user@localhost,
        not https://lists.example.org/dev@lists.example.org/msg1.html, not git@example.org:a/b.

        ```text
        code@block.example
        ```
        """,
    "2.rst": """
        Two
        ===

        .. digest:issue:: 2

        News
        ----

        Write to rst@example.org.
        """,
    "people.md": """
        # People

        ```{digest:person} jane
        :url: mailto:jane@person.example
        :links: https://example.org/@jane
        ```
        """,
}
HIDDEN = {
    "jane.doe+list@example.org",
    "auto@example.org",
    "ed@example.org",
    "rst@example.org",
    "jane@credit.example",
    "source@credit.example",
    "jane@person.example",
}


@pytest.fixture(scope="module")
def hidden(shelf: MakeBook) -> Book:
    return shelf(SOURCES, name="hidden").build("digest-data")


@pytest.fixture(scope="module")
def shown(shelf: MakeBook) -> Book:
    return shelf(SOURCES, name="shown", newsdigest_emails=True).build("digest-data")


def pages(book: Book) -> str:
    """Return all pages; docutils hides addresses from those who do not read HTML."""
    texts = (book.root / "html" / f"{name}.html" for name in ("1", "2", "people"))
    return unquote(unescape("".join(text.read_text(encoding="utf-8") for text in texts)))


def data(book: Book) -> str:
    return (book.root / "digest-data" / "archive.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", sorted(HIDDEN))
def test_an_address_is_shown_and_exported_as_name_at_host(hidden: Book, address: str) -> None:
    name, _, host = address.partition("@")
    assert f"{name} at {host}" in pages(hidden)
    for text in (pages(hidden), data(hidden)):
        assert address not in text
        assert "mailto:" not in text


def test_an_archive_without_addresses_has_no_links_of_mail(hidden: Book) -> None:
    assert {link["url"] for link in hidden.archive["links"]} == {"https://example.org/@user"}
    assert hidden.archive["people"][0]["url"] == "jane at person.example"


def test_the_words_of_a_link_of_mail_stay(hidden: Book) -> None:
    assert (
        "Write to jane.doe+list at example.org, auto at example.org or "
        "the editor <ed at example.org>."
    ) in [item["text"] for item in hidden.archive["items"]]


def test_code_addresses_of_pages_and_half_addresses_stay(hidden: Book) -> None:
    for text in (
        "code@example.org",
        "code@block.example",
        "https://example.org/@user",
        "https://example.org/@jane",
        "user@localhost",
        "https://lists.example.org/dev@lists.example.org/msg1.html",
        "git@example.org:a/b",
    ):
        assert text in pages(hidden)


def test_addresses_are_linked_where_the_config_says_so(shown: Book) -> None:
    assert {link["url"] for link in shown.archive["links"] if link["host"] == "example.org"} == {
        "mailto:auto@example.org",
        "mailto:ed@example.org?subject=News",
        "https://example.org/@user",
        "mailto:rst@example.org",
    }
    assert 'href="mailto:auto@example.org"' in pages(shown)
    assert 'href="mailto:source@credit.example?subject=x"' in pages(shown)
    assert shown.archive["people"][0]["url"] == "mailto:jane@person.example"


def test_an_address_that_is_none_is_left_as_words(book: MakeBook) -> None:
    made = book({"1.rst": "One\n===\n\n.. digest:issue:: 1\n\n`Write <mailto://[x>`_ to us.\n"})
    assert "Write <//[x> to us." in made.html("1").get_text()
    assert made.warnings == ""


def test_neither_is_a_warning(hidden: Book, shown: Book) -> None:
    assert hidden.warnings == shown.warnings == ""
