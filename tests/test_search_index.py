"""Sphinx's search index after a build that goes on: that of a fresh build, in each format."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Book, MakeBook

SOURCES: dict[str, str | bytes] = {
    "a.rst": "A\n=\n\n.. index:: single: lighthouse\n   see: beacon; lighthouse\n\nThe lamp.\n",
    "b.rst": "B\n=\n\n.. index:: pair: pier; harbour\n\nA gull of the north.\n",
    "c.md": "---\norphan: true\n---\n\n# C\n\nA skua.\n",
}


def index_of(book: Book) -> Any:
    """Return what the last build wrote; only the first format has an order in it."""
    builder: Any = book.app.builder
    mode = "r" if builder.indexer_dumps_unicode else "rb"
    with (book.out / builder.searchindex_filename).open(mode) as stream:
        return builder.indexer_format.load(stream)


@pytest.mark.filterwarnings("ignore:.*HTMLBuilder.app. is deprecated")  # they use it themselves
@pytest.mark.parametrize("builder", ["html", "json", "pickle"])
def test_it_keeps_the_entries_of_pages_that_stay_and_no_word_that_is_gone(
    book: MakeBook, builder: str
) -> None:
    made = book(SOURCES, builder=builder)
    first = index_of(made)
    assert {"lighthouse", "beacon", "pier"} <= first["indexentries"].keys()
    assert {"gull", "skua"} <= first["terms"].keys()
    made.build(builder)
    assert index_of(made) == first
    made.replace("b.rst", "A gull of the north.", "A tern.")
    made.remove("c.md")
    made.build(builder)
    found = index_of(made)
    assert not {"gull", "skua"} & found["terms"].keys()
    again = copy.copy(made)
    again.doctrees = made.root / "fresh-doctrees"
    assert found == index_of(again.build(builder, out="fresh"))


def test_a_damaged_one_is_warned_of_by_sphinx_and_made_of_what_is_written(book: MakeBook) -> None:
    made = book(SOURCES)
    (made.out / "searchindex.js").write_text("Search.setIndex(", encoding="utf-8")
    made.replace("b.rst", "A gull", "Another gull")
    made.build()
    assert "search index couldn't be loaded" in made.warnings
    assert "gull" in index_of(made)["terms"]
