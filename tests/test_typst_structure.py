"""Documents and their titles in the PDF: chapters, parts, what is in the outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pdfs import outline, pages, words_of

if TYPE_CHECKING:
    from conftest import Book, MakeBook

CONF: dict[str, Any] = {"builder": "typstpdf", "extensions": ["sphinx_newsdigest.typst"]}


def nested_outline(book: Book) -> list[str]:
    (pdf,) = book.out.glob("*.pdf")
    return outline(pdf, nested=True)


def toctree(*documents: str, caption: str = "") -> str:
    lines = ["", ".. toctree::", *([f"   :caption: {caption}"] if caption else []), ""]
    return "\n".join([*lines, *(f"   {name}" for name in documents), ""])


def titled(title: str, *rest: str) -> str:
    return f"{title}\n{'=' * len(title)}\n" + "".join(rest)


def test_captions_are_parts_and_their_documents_chapters_of_them(book: MakeBook) -> None:
    index = titled("Book", toctree("a"), toctree("b", caption="Part"), toctree("c"))
    sources = {name: titled(name[0].upper()) for name in ("a.rst", "b.rst", "c.rst")}
    made = book({"index.rst": index, **sources}, **CONF)
    assert nested_outline(made) == ["A", "Part", ". B", ". C"]


def test_the_caption_in_a_chapter_is_a_section_of_it(book: MakeBook) -> None:
    sources = {
        "index.rst": titled("Book", toctree("a")),
        "a.rst": titled("A", toctree("b", caption="Within")),
        "b.rst": titled("B"),
    }
    assert nested_outline(book(sources, **CONF)) == ["A", ". Within", ". . B"]


def test_a_section_of_the_book_ends_a_part(book: MakeBook) -> None:
    index = titled("Book", toctree("a", caption="Part"), "\nMore\n----\n", toctree("b"))
    sources = {"index.rst": index, "a.rst": titled("A"), "b.rst": titled("B")}
    assert nested_outline(book(sources, **CONF)) == ["Part", ". A", "More", "B"]


def test_a_caption_over_documents_that_stand_elsewhere_is_no_part(book: MakeBook) -> None:
    index = titled("Book", toctree("a"), toctree("a", caption="Again"))
    assert nested_outline(book({"index.rst": index, "a.rst": titled("A")}, **CONF)) == ["A"]


def test_what_follows_a_table_of_contents_stands_behind_its_documents(book: MakeBook) -> None:
    sources = {
        "index.rst": titled("Book", "\nfirst\n", toctree("a"), "\nthird\n\n", toctree("b")),
        "a.rst": titled("A", "\nsecond\n"),
        "b.rst": titled("B", "\nfourth\n"),
    }
    said = words_of(book(sources, **CONF))
    places = [said.index(word) for word in ("first", "second", "third", "fourth")]
    assert places == sorted(places)


def test_documents_can_be_in_one_another_as_deep_as_sphinx_allows(book: MakeBook) -> None:
    last = 100
    sources = {f"d{number}.rst": titled(f"Document {number}") for number in range(last)}
    for number in range(last - 1):
        sources[f"d{number}.rst"] += toctree(f"d{number + 1}")
    made = book({"index.rst": titled("Book", toctree("d0")), **sources}, **CONF)
    assert f"Document {last - 1}" in words_of(made)


@pytest.mark.parametrize("title", ["第一章", "a [b] #c", "é"])
def test_the_outline_says_titles_as_they_are(book: MakeBook, title: str) -> None:
    sources = {"index.rst": titled("Book", toctree("a")), "a.rst": titled(title * 4)}
    assert nested_outline(book(sources, **CONF)) == [(title * 4).replace(" ", "")]


def test_without_a_title_of_the_book_chapters_keep_theirs(book: MakeBook) -> None:
    index = toctree("a") + toctree("b", caption="Part")
    sources = {"a.rst": titled("A", "\nUnder\n-----\n"), "b.rst": titled("B")}
    made = book({"index.rst": index, **sources}, **CONF)
    assert nested_outline(made) == ["A", ". Under", "Part", ". B"]


def test_only_the_first_title_stands_on_the_cover(book: MakeBook) -> None:
    index = titled("Book", "\nfirst\n\n") + titled("More", "\nUnder\n-----\n", toctree("a"))
    made = book({"index.rst": index, "a.rst": titled("A")}, **CONF)
    assert nested_outline(made) == ["More", ". Under", "A"]


def running_heads(book: Book) -> list[str]:
    (pdf,) = book.out.glob("*.pdf")
    return [" ".join(word.text for word in page.words if word.top < 70) for page in pages(pdf)]


@pytest.mark.parametrize("title", ["word *emphasised* ``code``", "字 ``码`` *重*"])
def test_a_title_too_long_for_the_running_head_is_cut_at_its_end(
    book: MakeBook, title: str
) -> None:
    long = " ".join(f"{number} {title}" for number in range(1, 9))
    text = titled(f"{long}{'=' * 99}", "\nword\n" * 80, "\nUnder\n-----\n", "\nword\n" * 80)
    made = book({"index.rst": titled("Book", toctree("a")), "a.rst": text}, **CONF)
    heads = {head for head in running_heads(made) if head}
    assert {head.count("…") for head in heads} == {1}
    assert all(head.startswith(f"1 {title[:1]}") for head in heads)
    assert any(head.endswith("… Under") for head in heads)


def test_a_title_that_is_a_picture_stands_in_the_line_of_the_contents(book: MakeBook) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>'
    text = titled("|mark|", "\nwords\n\n.. |mark| image:: mark.svg\n   :alt: alternative\n")
    sources = {"index.rst": titled("Book", toctree("a")), "a.rst": text, "mark.svg": svg}
    made = book(sources, **CONF)
    (picture,) = (
        line
        for line in made.text("thearchive/documents/a.typ").splitlines()
        if line.startswith("picture(")
    )
    assert "inline: true" in picture
