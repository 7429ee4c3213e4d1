"""Lists of lines on pages: one node in the tree, and on the page what nodes of lines are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes

from sphinx_newsdigest import resolve
from sphinx_newsdigest.nodes import digest_lines

if TYPE_CHECKING:
    from conftest import Book, MakeBook

SOURCES: dict[str, str | bytes] = {
    "issue.md": """
        ---
        digest: {issue: 7, date: 2014-07-01}
        ---

        # Issue <7> & "more"

        ## Nova

        It's & "news" of a@b, *quoted*.

        上云之路：<https://example.org/a?b=1&c=2>

        * [A "thread" -- with us](https://github.com/a/b/issues/1 "its title")
        * [Write](mailto:us@example.org)

        ## Others

        <https://github.com/a/b/pull/2>
        """,
    "nova.md": "# Nova\n\n:::{digest:project} nova\n:::\n",
    "lists.md": """
        # Lists

        - An entry

          :::{digest:listing}
          :of: items
          :::

        1. :::{digest:listing}
           :of: issues
           :::

        > :::{digest:listing}
        > :of: links
        > :kind: video
        > :::
        """,
    "bare.rst": "Bare\n====\n\n.. digest:listing::\n   :of: links\n",
}


def pages(made: Book) -> dict[str, bytes]:
    """Return what readers get, and what their search reads."""
    kept = ("*.html", "search*.js", "*/index.html")
    found = (path for pattern in kept for path in made.out.glob(pattern))
    return {str(path.relative_to(made.out)): path.read_bytes() for path in found}


@pytest.mark.parametrize(
    "conf",
    [
        {},
        {"html_theme": "sphinx_book_theme"},
        {"html_theme": "pydata_sphinx_theme"},
        {"html_theme": "basic", "html_compact_lists": False},
        {"language": "zh_CN", "newsdigest_emails": True},
        {"builder": "dirhtml"},
    ],
    ids=str,
)
def test_a_page_is_as_if_each_line_were_nodes(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch, conf: dict[str, Any]
) -> None:
    ours = pages(book(SOURCES, **conf))
    monkeypatch.setattr(resolve, "BUILDERS", frozenset())
    assert ours == pages(book(SOURCES, name="nodes", **conf))


SEE = """
def setup(app):
    app.connect("doctree-resolved", see)
    app.config.trees = {}

def see(app, doctree, docname):
    app.config.trees[docname] = doctree
"""


def test_it_is_one_node_unless_it_shows_an_address(
    book: MakeBook, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "see_trees.py").write_text(SEE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    made = book(SOURCES, extensions=["sphinx_newsdigest", "myst_parser", "see_trees"])
    trees = made.app.config.trees
    found, _links = trees["nova"].findall(digest_lines)
    assert [type(child) for child in found.children] == [nodes.Text]
    first = "2014-07-01 · Issue <7> & “more” · It’s & “news” of a@b, quoted."
    assert found.astext().split("\n\n")[0] == first
    # A theme may shorten it.
    assert not [*trees["bare"].findall(digest_lines)]
    assert [*trees["bare"].findall(nodes.reference)]


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "text", "latex", "xml"])
def test_elsewhere_lines_are_nodes(book: MakeBook, builder: str) -> None:
    made = book(SOURCES, builder=builder)
    assert "unknown node" not in made.warnings
    assert "digest_lines" not in made.warnings


def test_each_page_is_made_of_templates_that_are_read_once(book: MakeBook) -> None:
    made = book({"a.md": "# A\n", "b.md": "# B\n"})
    builder: Any = made.app.builder
    assert not builder.templates.environment.auto_reload
