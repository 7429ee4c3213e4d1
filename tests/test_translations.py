"""Message catalogs: ours in two languages, and what an editor's own do to the records."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import sphinx_newsdigest

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog
    from conftest import MakeBook

PACKAGE = Path(sphinx_newsdigest.__file__).parent
LOCALE = PACKAGE / "locale"

ISSUE = """
    ---
    digest:
      issue: 1
      period: 2014-06-01/2014-06-15
    ---

    # 第一期

    ## Nova

    虚拟机热迁移。
    """
PROJECT = """
    # Nova

    :::{digest:project} nova
    :::
    """


def catalog(language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / "sphinx_newsdigest.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def extracted() -> set[str]:
    keywords = {"_": None, "__": None, "N_": None}
    return {
        message
        for _, _, message, _, _ in extract_from_dir(str(PACKAGE), keywords=keywords)
        if isinstance(message, str)
    }


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_message_of_the_code_is_in_the_catalog_and_no_other(language: str) -> None:
    assert {message.id for message in catalog(language) if message.id} == extracted()


def test_every_message_has_a_chinese_translation_with_the_same_values() -> None:
    for message in catalog("zh_CN"):
        if message.id:
            assert message.string, message.id
            assert not list(message.check()), message.id


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_compiled_catalog_is_that_of_the_source(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    with (LOCALE / language / "LC_MESSAGES" / "sphinx_newsdigest.mo").open("rb") as file:
        shipped = {message.id: message.string for message in read_mo(file) if message.id}
    assert shipped == {m.id: m.string for m in read_mo(compiled) if m.id}


def test_a_chinese_book_speaks_chinese_in_html_epub_and_latex(book: MakeBook) -> None:
    made = book(
        {"issue.md": ISSUE, "nova.md": PROJECT}, language="zh_CN", version="1", copyright="x"
    )
    words = ("引用格式", "2014 年消息")
    pages = made.text("issue.html") + made.text("nova.html")
    assert all(word in pages for word in words)
    made.build("epub")
    with ZipFile(next(made.out.glob("*.epub"))) as epub:
        pages = "".join(epub.read(name).decode() for name in ("issue.xhtml", "nova.xhtml"))
    assert all(word in pages for word in words)
    made.build("latex")
    assert all(word in next(made.out.glob("*.tex")).read_text(encoding="utf-8") for word in words)


def test_an_english_book_speaks_english(book: MakeBook) -> None:
    made = book({"issue.md": ISSUE, "nova.md": PROJECT})
    assert "Cite as" in made.text("issue.html")
    assert "News, 2014" in made.text("nova.html")


def test_records_hold_the_text_as_the_books_own_catalog_has_it(book: MakeBook) -> None:
    made = book({"issue.md": ISSUE, "nova.md": PROJECT}, builder=None, locale_dirs=["locale"])
    made.edit(
        "locale/de/LC_MESSAGES/issue.po",
        """
        msgid ""
        msgstr "Content-Type: text/plain; charset=UTF-8\\n"

        msgid "第一期"
        msgstr "Erste Ausgabe"

        msgid "虚拟机热迁移。"
        msgstr "Umzug im laufenden Betrieb."
        """,
    )
    made.build("digest-data", language="de")
    archive = made.archive
    assert archive["issues"][0]["title"] == "Erste Ausgabe"
    assert archive["items"][0]["text"] == "Umzug im laufenden Betrieb."
    assert archive["items"][0]["mentions"][0]["entity"] == "nova"
