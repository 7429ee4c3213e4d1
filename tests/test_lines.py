"""Lists of lines on pages: one node for most transforms, and in the end what they always were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sphinx_newsdigest import resolve

if TYPE_CHECKING:
    from pathlib import Path

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
from sphinx.transforms.post_transforms import SphinxPostTransform
from docutils import nodes

class See(SphinxPostTransform):
    default_priority = 500

    def run(self):
        self.config.seen[self.env.docname] = [
            node["refuri"] for node in self.document.findall(nodes.reference)
        ]

def setup(app):
    app.add_post_transform(See)
    app.connect("doctree-resolved", see)
    app.config.seen, app.config.resolved = {}, {}

def see(app, doctree, docname):
    app.config.resolved[docname] = [node["refuri"] for node in doctree.findall(nodes.reference)]
"""


def test_transforms_see_the_lines_alone_that_show_an_address(
    book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "see_lines.py").write_text(SEE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    made = book(SOURCES, extensions=["sphinx_newsdigest", "myst_parser", "see_lines"])
    seen, resolved = made.app.config.seen, made.app.config.resolved
    assert not seen["nova"]
    assert {"https://example.org/a?b=1&c=2", "issue.html#issue-7"} <= set(resolved["nova"])
    # A theme may shorten it.
    assert "https://github.com/a/b/pull/2" in seen["bare"] == resolved["bare"]


def test_each_page_is_made_of_templates_that_are_read_once(book: MakeBook) -> None:
    made = book({"a.md": "# A\n", "b.md": "# B\n"})
    builder: Any = made.app.builder
    assert not builder.templates.environment.auto_reload
