"""Which pages a new title changes: those that show it, and with other themes all."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from test_incremental import difference, files

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Book, MakeBook

THEME: dict[str, Any] = {"html_theme": "sphinx_book_theme", "numfig": True}
SOURCES: dict[str, str | bytes] = {
    "index.md": "# Book\n\n```{toctree}\n:hidden:\n\nissues/index\nabout\nspread\n```\n",
    "issues/index.md": "# Issues\n\n```{toctree}\n:hidden:\n\n1\n2\n3\n4\n5\n6\n```\n",
    **{
        f"issues/{number}.md": f"""
            ---
            digest: {{issue: {number}}}
            ---

            (label-{number})=
            # Issue {number}

            ## News

            An item of {number}.
            """
        for number in range(1, 7)
    },
    "about.md": "# About\n\nSee {doc}`issues/2`.\n",
    "spread.md": "# Spread\n\n```{toctree}\nmore/index\n```\n",
    "more/index.md": "# More\n\n```{toctree}\nleaf\n```\n",
    "more/leaf.md": "# Leaf\n\n{digest:issue}`2` was first.\n",
}


def a_title(book: Book) -> None:
    book.replace("issues/2.md", "# Issue 2", "# The second issue")


def a_heading(book: Book) -> None:
    book.replace("issues/5.md", "## News", "## Old news")


def a_heading_in_a_table_of_contents(book: Book) -> None:
    book.replace("more/leaf.md", "# Leaf\n", "# Leaf\n\n## Vein\n")


def the_order(book: Book) -> None:
    book.replace("issues/index.md", "5\n6", "6\n5")


def a_label(book: Book) -> None:
    book.replace("issues/4.md", "label-4", "label-four")


def one_document_less(book: Book) -> None:
    book.replace("issues/index.md", "\n6", "")
    book.remove("issues/6.md")


@pytest.mark.parametrize(
    ("change", "others"),
    [
        # All who refer by a role of Sphinx, and who has documents below, are written to be sure.
        (a_title, "about index issues/1 issues/2 issues/3 issues/index more/leaf"),
        (a_heading, "about index issues/5 issues/index"),
        (a_heading_in_a_table_of_contents, "about index more/index more/leaf spread"),
        (the_order, "about index issues/4 issues/5 issues/6 issues/index"),
        (one_document_less, "about index issues/5 issues/index"),
        (a_label, "about issues/4"),
    ],
)
def test_the_pages_that_show_it_are_written_again_and_no_others(
    book: MakeBook, change: Callable[[Book], None], others: str
) -> None:
    made = book(SOURCES, **THEME)
    change(made)
    made.build()
    assert sorted(set(made.written)) == others.split()
    assert difference(files(made.out), fresh(made)) == {}


def test_the_title_of_the_book_is_on_every_page(book: MakeBook) -> None:
    made = book(SOURCES, **THEME)
    made.replace("index.md", "# Book", "# Tome")
    made.build()
    assert set(made.written) == made.env.found_docs
    assert difference(files(made.out), fresh(made)) == {}


def fresh(made: Book) -> dict[str, bytes]:
    """Return the files of a build of the same sources from nothing."""
    again = copy.copy(made)
    again.doctrees = made.root / "fresh-doctrees"
    return files(again.build(out="fresh").out)


@pytest.mark.parametrize(
    "conf",
    [
        {"html_theme": "alabaster"},
        {"newsdigest_sidebar": False},
        {"html_theme_options": {"navbar_center": ["navbar-nav"]}},
        {"templates_path": ["own"]},
    ],
)
def test_where_pages_may_show_any_title_all_are_written_again(
    book: MakeBook, conf: dict[str, Any]
) -> None:
    template = (
        b"{% extends '!page.html' %}{% block body %}{{ toctree() }}{{ super() }}{% endblock %}"
    )
    made = book({**SOURCES, "own/page.html": template}, **{**THEME, **conf})
    a_title(made)
    made.build()
    assert set(made.written) == made.env.found_docs
    assert difference(files(made.out), fresh(made)) == {}
