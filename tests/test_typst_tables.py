"""Tables in the PDF: links and labels in them, and the room that their words have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pdfs import addresses, outside, pages, words_of

if TYPE_CHECKING:
    from conftest import Book, MakeBook
    from pdfs import Word

pytestmark = pytest.mark.poppler

CONF: dict[str, Any] = {"builder": "typstpdf", "extensions": ["sphinx_newsdigest.typst"]}
LONG = "x" * 300


def rst(*lines: str) -> str:
    return "\n".join(("Book", "====", "", *lines, ""))


def words_in(book: Book) -> list[Word]:
    (pdf,) = book.out.glob("*.pdf")
    return [word for page in pages(pdf) for word in page.words]


@pytest.mark.parametrize(("style", "times"), [("footnote", 0), ("inline", 1), ("no", 0)])
def test_no_address_in_a_table_is_a_note(book: MakeBook, style: str, times: int) -> None:
    text = rst(".. csv-table::", "", "   one,`two <https://example.org/>`_")
    made = book({"index.rst": text}, typst_show_urls=style, **CONF)
    assert words_of(made).count("https://example.org/") == times
    assert addresses(made.out / "thearchive.pdf") == {"https://example.org/"}


def test_beside_a_table_addresses_are_notes(book: MakeBook) -> None:
    text = rst(".. csv-table::", "", "   one,two", "", "`three <https://example.org/>`_")
    assert "https://example.org/" in words_of(book({"index.rst": text}, **CONF))


def long_table(head: str) -> str:
    rows = [f"   {number},cell" for number in range(60)]
    return rst(".. csv-table::", f"   :header: {head}, second", "", *rows, "", ".. [1] noted")


def test_the_head_of_a_table_stands_on_each_of_its_pages(book: MakeBook) -> None:
    made = book({"index.rst": long_table("headword")}, **CONF)
    assert words_of(made).count("headword") == 2


@pytest.mark.parametrize("head", ["_`headword`", "headword [1]_", ":math:`a` _`headword` [1]_"])
def test_a_head_that_can_be_led_to_stands_once(book: MakeBook, head: str) -> None:
    made = book({"index.rst": long_table(head)}, **CONF)
    assert "Typst cannot" not in made.warnings
    assert words_of(made).count("headword") == 1
    assert words_of(made).count("noted") == 1


def test_the_width_of_a_table_is_not_that_of_what_is_in_it(book: MakeBook) -> None:
    text = rst(
        *(".. list-table::", "   :width: 50%", "   :widths: 50 50", "   :align: left", ""),
        *("   * - * left", "     - .. note:: " + "right " * 5),
    )
    made = book({"index.rst": text}, **CONF)
    rights = [word for word in words_in(made) if word.text == "right"]
    in_first_line = [word for word in rights if word.top == rights[0].top]
    assert len(in_first_line) > 2
    assert max(word.right for word in rights) < 300


def test_words_break_where_their_column_ends(book: MakeBook) -> None:
    words = "internationalisation documentation interoperability " * 9
    text = rst(
        *(".. list-table::", "   :widths: 70 10 10 10", ""),
        *(f"   * - {words}", *(f"     - {LONG}" for _ in range(3))),
    )
    made = book({"index.rst": text}, **CONF)
    assert [word.text for word in words_in(made)].count("interoperability") == 9
    assert outside(made) == []


def test_words_have_room_in_a_narrow_table(book: MakeBook) -> None:
    text = rst(
        *(".. list-table::", "   :width: 30%", "   :widths: 50 50", "   :align: right", ""),
        *("   * - left", "     - internationalisation"),
    )
    assert outside(book({"index.rst": text}, **CONF)) == []


def test_words_have_room_where_cells_hang_down(book: MakeBook) -> None:
    table = """
+--------------------------------------------------------+--------+
| words                                                  | one    |
|                                                        +--------+
|                                                        | |long| |
+--------------------------------------------------------+--------+
"""
    made = book({"index.rst": rst(table, f".. |long| replace:: {LONG[:60]}")}, **CONF)
    assert "words" in words_of(made)
    assert outside(made) == []
