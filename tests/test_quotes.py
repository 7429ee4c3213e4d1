"""Typographic quotes: as Sphinx makes them, by its own transform, where something changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx.transforms import SphinxSmartQuotes

if TYPE_CHECKING:
    from conftest import Book, MakeBook

MARKDOWN = r"""
# It's "a title" -- of ours

No character of it changes.

"Quoted," he said --- 'it' *"nests"* ``in "code"`` and ends...

"*All* of it", and a "[link's text](https://example.org/it's)".

Escaped: \"as typed\", \'so\', \-\- and \\ too. A break"\
"after it.

* plain
* [a link](https://example.org/a--b)
* it's

  a second block -- of the entry

"Term"
: What's said of it.

| "a" | b |
|-----|---|
| c'd | e |

> "A quote"

```python
print("it's code")
```

A note's mark.[^one]

[^one]: The "note".
"""

REST = """
It's "reST"
===========

An &#45; entity and &#34; another, with nothing else.

:option:`--long`, ``--literal``, :kbd:`Ctrl--C`, |it's|, :math:`a'`

-o, --option  What's "this" option?

.. |it's| replace:: "its" text

.. list-table:: It's "a caption"

   * - "a"
     - |it's|
"""

LANGUAGES = """
Languages
=========

.. rst-class:: language-de

"Deutsch" -- gut.

.. rst-class:: language-tlh

plain

.. rst-class:: language-tlh

"tlhIngan"
"""

SOURCES: dict[str, str | bytes] = {"a.md": MARKDOWN, "b.rst": REST, "c.rst": LANGUAGES}


def body(made: Book, name: str) -> list[tuple[str, str]]:
    """Return each piece of text of a document, with the node around it."""
    doctree = made.app.env.get_doctree(name)
    return [(text.parent.tagname, str(text)) for text in doctree.findall(nodes.Text)]


def both(book: MakeBook, **conf: Any) -> tuple[Book, Book]:
    """Build the same sources with the extension and without it."""
    conf = {"myst_enable_extensions": ["deflist"], "language": "en", **conf}
    ours = book(SOURCES, name="ours", **conf)
    return ours, book(SOURCES, name="sphinx", extensions=["myst_parser"], **conf)


@pytest.mark.parametrize(
    "conf",
    [
        {},
        {"smartquotes_action": "qBdie"},
        {"smartquotes_action": "1"},
        {"smartquotes_action": "-1"},
        {"smartquotes": False},
        {"language": "fr"},
        {"language": "zh_CN"},
        {"smartquotes_excludes": {"builders": ["html"]}},
    ],
    ids=str,
)
def test_they_are_those_of_sphinx(book: MakeBook, conf: dict[str, Any]) -> None:
    ours, stock = both(book, **conf)
    for name in ("a", "b", "c"):
        assert body(ours, name) == body(stock, name)
    asked = [line for line in stock.warnings.splitlines() if "smart quotes" in line]
    assert [line for line in ours.warnings.splitlines() if "smart quotes" in line] == asked
    assert conf or asked


def test_text_that_does_not_change_is_left_alone(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    get_tokens = SphinxSmartQuotes.get_tokens

    def see(self: SphinxSmartQuotes, texts: list[nodes.Text]) -> Any:
        seen.extend(map(str, texts))
        return get_tokens(self, texts)

    monkeypatch.setattr(SphinxSmartQuotes, "get_tokens", see)
    book({"a.md": "# A\n\nPlain.\n\nIt's.\n\n* x\n* y -- z\n"}, language="en")
    assert seen == ["It's.", "y -- z"]


def test_documents_that_are_read_later_get_them_too(book: MakeBook) -> None:
    made = book({"a.md": "# A\n\nIt's.\n", "b.md": "# B\n\nIt's.\n"}, language="en")
    assert [made.html(name).select("p")[0].text for name in ("a", "b")] == ["It’s."] * 2
