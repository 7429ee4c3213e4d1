"""What conf.py says of the PDF: what cannot work is named, and the default stands there instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pdfs import text_of

if TYPE_CHECKING:
    from conftest import Book, MakeBook

EXTENSIONS = ["sphinx_newsdigest.typst"]
TEXT = {"index.rst": "Title\n=====\n\nwords\n"}


def settings(book: Book) -> str:
    """Return the settings of the only book that *book* wrote as code."""
    (path,) = book.out.glob("*/settings.typ")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("size", "big", "a number of points such as 10.5"),
        ("size", 0, "a number of points such as 10.5"),
        ("size", True, "a number of points such as 10.5"),
        ("depth", "two", "a whole number of levels such as 3"),
        ("depth", 0, "a whole number of levels such as 3"),
        ("accent", "blueish", "a colour such as '#1f4e79'"),
        ("link", 5, "a colour such as '#1f4e79'"),
        ("paper", "a44", "a paper such as 'a4' or 'us-letter'"),
        ("paper", None, "a paper such as 'a4' or 'us-letter'"),
        ("subtitle", 1, "a text"),
        ("keywords", [1], "a text or a list of texts"),
        ("fonts", 3, "a text or a list of texts"),
        ("mono", {"a": "b"}, "a text or a list of texts"),
    ],
)
def test_an_element_that_cannot_work_is_named_and_its_default_is_used(
    book: MakeBook, key: str, value: Any, expected: str
) -> None:
    usual = book(TEXT, builder="typst", extensions=EXTENSIONS)
    wanted = settings(usual)
    usual.configure(typst_elements={key: value})
    made = usual.build("typst")
    assert made.warnings == (
        f"WARNING: 'typst_elements' has {key!r}: {value!r}; expected {expected} [typst.config]\n"
    )
    assert settings(made) == wanted


@pytest.mark.parametrize("key", ["siz", "papersize", 5])
def test_an_element_that_nobody_knows_is_named(book: MakeBook, key: Any) -> None:
    made = book(TEXT, builder="typst", extensions=EXTENSIONS, typst_elements={key: "a5"})
    assert made.warnings == (
        f"WARNING: 'typst_elements' has {key!r}: 'a5'; expected one of the keys accent, depth, "
        "description, fonts, keywords, link, mono, paper, size, subtitle [typst.config]\n"
    )


def test_every_element_can_be_said(book: MakeBook) -> None:
    elements = {
        "accent": "#123",
        "depth": 1,
        "description": "of the book",
        "fonts": "Libertinus Serif",
        "keywords": "one",
        "link": "aabbcc",
        "mono": ["DejaVu Sans Mono"],
        "paper": "us-letter",
        "size": 12,
        "subtitle": "below",
    }
    made = book(TEXT, builder="typstpdf", extensions=EXTENSIONS, typst_elements=elements)
    assert made.warnings == ""
    with pikepdf.open(made.out / "thearchive.pdf") as opened:
        assert [float(it) for it in opened.pages[0].mediabox] == [0, 0, 612, 792]
        assert opened.docinfo["/Keywords"] == "one"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("show_urls", "foot"),
        ("max_pixels", "many"),
        ("documents", 5),
        ("elements", ["size"]),
        ("template", 3),
        ("pdf_standards", 1),
    ],
)
def test_an_option_of_the_wrong_kind_is_as_if_it_were_not_there(
    book: MakeBook, name: str, value: Any
) -> None:
    made = book(TEXT, builder="typstpdf", extensions=EXTENSIONS, **{f"typst_{name}": value})
    assert re.match(rf"WARNING: The config value `typst_{name}['`] ha", made.warnings)
    assert made.warnings.count("\n") == 1
    assert (made.out / "thearchive.pdf").is_file()


@pytest.mark.parametrize("standard", ["x-1", 1])
def test_an_unknown_standard_names_its_option(book: MakeBook, standard: Any) -> None:
    made = book(TEXT, builder=None, extensions=EXTENSIONS, typst_pdf_standards=[standard])
    made.build("typstpdf")
    assert "ERROR: Typst cannot make thearchive.pdf: 'typst_pdf_standards': " in made.warnings


@pytest.mark.parametrize("name", ["Settings", "Template", "Default", "Main", "Images"])
def test_a_book_can_have_any_name(book: MakeBook, name: str) -> None:
    made = book(TEXT, builder="typstpdf", extensions=EXTENSIONS, project=name)
    assert made.warnings == ""
    assert (made.out / f"{name.lower()}.pdf").is_file()


def test_a_file_that_two_books_claim_is_the_first_ones(book: MakeBook) -> None:
    documents = [("index", "book", "First", "A"), ("index", "Book", "Second", "B")]
    made = book(TEXT, builder="typstpdf", extensions=EXTENSIONS, typst_documents=documents)
    assert made.warnings == (
        "WARNING: 'typst_documents' has the file 'Book' twice; the first is kept [typst.document]\n"
    )
    assert [path.name for path in made.out.glob("*.pdf")] == ["book.pdf"]


@pytest.mark.parametrize("entry", [5, None, "four", {"a": 1, "b": 2, "c": 3, "d": 4}, (1, 2, 3, 4)])
def test_what_is_no_book_is_named(book: MakeBook, entry: Any) -> None:
    made = book(TEXT, builder="typst", extensions=EXTENSIONS, typst_documents=[entry])
    assert made.warnings.startswith(f"WARNING: 'typst_documents' holds {entry!r}; expected")


# -- the cover and the imprint ----------------------------------------------------------------


@pytest.mark.poppler
def test_each_copyright_is_a_line(book: MakeBook) -> None:
    claims = ["2001, One", "2002, Two"]
    made = book(TEXT, builder="typstpdf", extensions=EXTENSIONS, copyright=claims)
    assert "©2001,One©2002,Two" in text_of(made.out / "thearchive.pdf")


@pytest.mark.poppler
def test_a_book_without_an_author_names_none(book: MakeBook) -> None:
    made = book(TEXT, builder="typstpdf", extensions=EXTENSIONS, author="Author name not set")
    assert made.warnings == ""
    assert "Author" not in text_of(made.out / "thearchive.pdf")


@pytest.mark.poppler
def test_a_template_of_ones_own_can_be_told_more(book: MakeBook) -> None:
    template = '#import "default.typ": *\n#let rubric(body) = [#settings.motto #body]\n'
    made = book(
        {"index.rst": "Title\n=====\n\n.. rubric:: here\n", "own.typ": template},
        builder="typstpdf",
        extensions=EXTENSIONS,
        typst_template="own.typ",
        typst_elements={"motto": "told"},
    )
    assert made.warnings == ""
    assert "toldhere" in text_of(made.out / "thearchive.pdf")
