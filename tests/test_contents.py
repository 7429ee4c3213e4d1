"""The contents of a page: what the theme makes of its headings, made once for each shape."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Book, MakeBook

PAGES: dict[str, str | bytes] = {
    "plain.md": "# 平常\n\n无小节。\n",
    "words.md": "# 第 1 期\n\n## 甲 & <乙> \"丙\" 'd'\n\n### `code` *em* [a](#b)\n\n## &#45; ©\n",
    "same.md": "# 第 2 期\n\n## 一\n\n### 二\n\n## 三\n",
    "deep.md": "# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F\n",
    "several.md": "# One\n\n## Below\n\n# Two\n",
    "places.md": "# 第 3 期\n\n## \ue0000\ue001 \\1 {x}\n\n### \ue0001\ue001 %s\n",
    "bare.md": "No heading.\n",
    "html.md": "# 第 4 期\n\n## a <!-- <a href='x'>b</a> --> c\n\n## <b>d\n\n## e<br>f <i>g</i>\n",
}
INDEX = (
    "# 文库\n\n```{toctree}\nplain\nwords\nsame\ndeep\nseveral\nplaces\nbare\nhtml\n```\n\n## 末\n"
)
SOURCES = {"index.md": INDEX, **PAGES}
THEME = "sphinx_book_theme"


def contents(book: Book, page: str) -> list[str]:
    """Return what a page has of its contents: beside it, in print, and the buttons to fold it."""
    shown = book.html(page)
    places = "#pst-page-toc-nav", "#jb-print-toc nav", "button.secondary-toggle"
    return [str(found) for place in places for found in shown.select(place)]


@pytest.fixture(scope="module", params=[1, 3])
def level(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def both(shelf: MakeBook, level: int) -> tuple[Book, Book]:
    """Return a book, and the same without the extension."""
    conf: dict[str, Any] = {"html_theme": THEME, "html_theme_options": {"show_toc_level": level}}
    return (
        shelf(SOURCES, name=f"ours-{level}", **conf),
        # A list of its own: the theme adds to the one that is there.
        shelf(
            SOURCES,
            name=f"theirs-{level}",
            extensions=["myst_parser"],
            templates_path=[],
            **conf,
        ),
    )


@pytest.mark.parametrize("page", ["index", "genindex", *(name[:-3] for name in PAGES)])
def test_they_are_those_of_the_theme(both: tuple[Book, Book], page: str) -> None:
    ours, theirs = both
    assert contents(ours, page) == contents(theirs, page)
    assert bool(contents(ours, page)) == (page not in {"plain", "genindex"})


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the lists of headings that the theme parses."""
    counts: Counter[str] = Counter()

    class Counting(BeautifulSoup):
        def __init__(self, text: str, *arguments: Any) -> None:
            counts[text] += 1
            super().__init__(text, *arguments)

    monkeypatch.setattr("pydata_sphinx_theme.toctree.BeautifulSoup", Counting)
    return counts


def test_pages_of_one_shape_have_them_made_once(book: MakeBook, parsed: Counter[str]) -> None:
    page = "# {0}\n\n## 项目 {0}\n\n### 新闻 {0}\n\n## 活动 {0}\n"
    pages: dict[str, str | bytes] = {f"{n}.md": page.format(n) for n in range(9)}
    index = "# 文库\n\n```{toctree}\n:glob:\n\n*\n```\n"
    book({"index.md": index, **pages}, html_theme=THEME)
    assert len(parsed) == 2  # that of the issues, and that of the index
    assert set(parsed.values()) == {1}


OWN = """
<p class="own">{{ generate_toc_html("html") | striptags }}</p>
{% set made = generate_toc_html() %}
<p class="own">{% for link in made and made.find_all("a") %}{{ link.string }}{% endfor %}</p>
"""


def test_templates_of_the_book_have_what_the_theme_returns(book: MakeBook) -> None:
    page = "# {0}\n\n## 项目 {0}\n"
    pages: dict[str, str | bytes] = {f"{n}.md": page.format(n) for n in range(3)}
    index = "# 文库\n\n```{toctree}\n:glob:\n\n*\n```\n\n## 末\n"
    header = ["toggle-primary-sidebar.html", "own.html"]
    made = book(
        {"index.md": index, **pages, "_templates/own.html": OWN},
        html_theme=THEME,
        html_theme_options={"article_header_start": header},
        templates_path=["_templates"],
    )
    for number in range(3):
        shown = made.html(str(number))
        texts = [found.get_text().strip() for found in shown.select(".own")]
        assert texts == [f"项目 {number}"] * 2
        assert [link.get_text() for link in shown.select("#pst-page-toc-nav a")] == texts[:1]


ASKS = """
def setup(app):
    app.connect("html-page-context", ask, priority=600)  # after the theme, before us

def ask(app, page, template, context, doctree):
    if make := context.get("generate_toc_html"):
        context["body"] = f"<p class='asked'>{make('html')}</p>" + context.get("body", "")
        context["toc"] = context.get("toc", "").replace("三", "III")
"""


def test_other_extensions_have_it_too(
    book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ask_contents.py").write_text(ASKS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    extensions = ["myst_parser", "sphinx_newsdigest", "ask_contents"]
    shown = book(SOURCES, html_theme=THEME, extensions=extensions).html("same")
    assert shown.select_one(".asked") is not None
    assert "\ue000" not in shown.get_text()
    links = [link.get_text() for link in shown.select("#pst-page-toc-nav a")]
    assert links == ["一", "二", "III"]


def test_the_theme_below_it_has_its_own(book: MakeBook) -> None:
    made = book(SOURCES, html_theme="pydata_sphinx_theme", templates_path=[])
    (shown,) = made.html("same").select("#pst-page-toc-nav")
    assert [link.get_text() for link in shown.select("a")] == ["一", "二", "三"]
