"""The sidebar of the book theme: one table of contents for all pages, the same as the theme's."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from searching import served
from sphinx.environment.adapters import toctree as adapter

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from conftest import Book, MakeBook
    from playwright.sync_api import Browser

CONF: dict[str, Any] = {
    "html_theme": "sphinx_book_theme",
    "language": "zh_CN",
    "html_theme_options": {"max_navbar_depth": 3},
}
SOURCES: dict[str, str | bytes] = {
    "index.md": """
        # 文库

        ```{toctree}
        :hidden:

        self
        years/index
        外站 <https://example.org/?a=1&b=2>
        plain
        ```

        ```{toctree}
        :caption: 附 & 录

        另名 <other/notes>
        genindex
        ```
        """,
    "years/index.md": "# 各期\n\n```{toctree}\n:glob:\n\n*/index\n```\n",
    "years/2013/index.md": "# 2013\n\n```{toctree}\n:glob:\n:reversed:\n\n[0-9]*\n```\n",
    "years/2013/1.md": "# 第 1 期 *甲* & <乙>\n\n## 一节\n",
    "years/2013/2.md": "# 第 2 期\n\n```{toctree}\ndeep\n```\n",
    "years/2013/deep.md": "# 深处\n",
    "years/2014/index.md": "# 2014\n\n```{toctree}\n中文 名\n```\n",
    "years/2014/中文 名.md": "# 第 3 期\n",
    "other/notes.md": "# 笔记\n",
    "plain.md": "# 平常\n\n无目录。\n",
}


def data(book: Book) -> Any:
    """Return what the pages share."""
    found = re.search(r"of (\[.*\])\) \{", book.text("sidebar.js"))
    assert found
    return json.loads(found[1])


def flat(entries: Any, level: int = 1) -> list[tuple[int, str, str]]:
    """Return level, title and address of all entries, in their order."""
    made = []
    for title, address, inner in entries:
        made += [(level, title, address), *flat(inner, level + 1)]
    return made


def of_theme(page: str, soup: BeautifulSoup) -> list[tuple[int, str, str]]:
    """Return the same of what the theme has on a *page*."""
    made = []
    for link in soup.select("nav.bd-docs-nav li a"):
        item = link.find_parent("li")
        assert item
        (level,) = [name for name in item["class"] if name.startswith("toctree-l")]
        address = urljoin(page, str(link["href"])) if link["href"] != "#" else page
        made.append((int(level.removeprefix("toctree-l")), link.decode_contents(), address))
    return made


def captions(soup: BeautifulSoup | Tag) -> list[str]:
    return [node.get_text() for node in soup.select("nav.bd-docs-nav p.caption")]


@pytest.fixture(scope="module")
def site(shelf: MakeBook) -> Book:
    return shelf(SOURCES, name="ours", **CONF)


@pytest.fixture(scope="module")
def theirs(shelf: MakeBook) -> Book:
    return shelf(SOURCES, name="theirs", newsdigest_sidebar=False, **CONF)


@pytest.mark.parametrize("page", ["index", "years/2013/1", "other/notes", "plain"])
def test_it_has_what_the_theme_has(site: Book, theirs: Book, page: str) -> None:
    shown = theirs.html(page)
    ours = [entry for _, entries in data(site) for entry in flat(entries)]
    # The theme's own lists a page's sections under it, and takes them out again.
    assert ours == of_theme(f"{page}.html", shown)
    assert [caption for caption, _ in data(site) if caption] == captions(shown)


def test_a_page_has_only_the_way_to_it(site: Book) -> None:
    links = site.html("years/2013/1").select("nav.bd-docs-nav a")
    assert [link.get_text() for link in links] == ["文库", "各期", "2013"]
    assert [link["href"] for link in links] == ["../../index.html", "../index.html", "index.html"]


def test_the_home_page_has_where_all_begins(site: Book) -> None:
    shown = site.html("index")
    links = [(str(it["href"]), it.get_text()) for it in shown.select("nav.bd-docs-nav a")]
    assert links == [
        ("./index.html", "文库"),
        ("./years/index.html", "各期"),
        ("https://example.org/?a=1&b=2", "外站"),
        ("./plain.html", "平常"),
        ("./other/notes.html", "另名"),
        ("./genindex.html", "索引"),
    ]
    assert captions(shown) == ["附 & 录"]


def test_an_option_that_the_theme_has_not_is_one_warning(book: MakeBook) -> None:
    options = {"max_navbar_depth": 2, "nonsense": 1}
    made = book({"a.md": "# A\n"}, **{**CONF, "html_theme_options": options})
    assert made.warnings.count("unsupported theme option 'nonsense'") == 1


def test_each_page_loads_it(site: Book) -> None:
    for page in ("index", "years/2013/1", "genindex", "search"):
        up = "../" * (len(PurePosixPath(page).parts) - 1)
        assert site.html(page).select_one(f'script[src="{up}sidebar.js"]')


def test_another_title_changes_no_page_but_its_neighbours(book: MakeBook) -> None:
    made = book(SOURCES, **CONF)
    before = made.text("other/notes.html")
    made.replace("years/2013/deep.md", "深处", "更深处")
    made.build()
    assert "更深处" not in made.text("sidebar.js")  # it is below what is shown
    assert made.text("other/notes.html") == before
    made.replace("years/2014/中文 名.md", "第 3 期", "第三期")
    made.build()
    assert "第三期" in made.text("sidebar.js")
    assert made.text("other/notes.html") == before


def test_the_theme_keeps_its_own_where_ours_is_not_wanted(book: MakeBook, theirs: Book) -> None:
    assert not (theirs.out / "sidebar.js").exists()
    made = book(SOURCES, html_sidebars={"**": ["sbt-sidebar-nav.html"]}, **CONF)
    assert not (made.out / "sidebar.js").exists()
    made.build(newsdigest_sidebar="1")  # a value of the command line
    assert "newsdigest-sidebar" not in made.text("index.html")


def test_it_goes_when_it_is_no_longer_wanted(book: MakeBook) -> None:
    made = book(SOURCES, **CONF)
    assert (made.out / "sidebar.js").is_file()
    made.configure(newsdigest_sidebar=False)
    made.build()
    assert not (made.out / "sidebar.js").exists()
    assert "newsdigest-sidebar" not in made.text("index.html")


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme", "basic"])
def test_other_themes_keep_theirs(book: MakeBook, theme: str) -> None:
    made = book({"a.md": "# A\n"}, html_theme=theme)
    assert not (made.out / "sidebar.js").exists()
    assert "newsdigest-sidebar" not in made.text("index.html")


def test_the_home_page_leads_it_if_the_theme_is_told_so(book: MakeBook) -> None:
    options = {"max_navbar_depth": 1, "home_page_in_toc": True}
    made = book(SOURCES, **{**CONF, "html_theme_options": options})
    first, second, *_ = data(made)
    assert first == ["", [["文库", "index.html", []]]]
    assert all(inner == [] for _, _, inner in second[1])


def test_a_table_of_contents_for_another_builder_is_not_shown(book: MakeBook) -> None:
    index = "Book\n====\n\n.. only:: latex\n\n   .. toctree::\n\n      a\n\n.. toctree::\n\n   b\n"
    sources: dict[str, str | bytes] = {"index.rst": index, "a.md": "# A\n", "b.md": "# B\n"}
    made = book(sources, **CONF)
    assert [title for _, title, _ in flat(data(made)[0][1])] == ["B"]
    assert len(data(made)) == 1


# -- in a browser --------------------------------------------------------------------------------

_SHOWN = """() => [...document.querySelectorAll('#newsdigest-sidebar a')]
  .filter((a) => a.checkVisibility()).map((a) => a.textContent)"""


@pytest.mark.browser
def test_a_reader_sees_where_the_page_is_and_opens_the_rest(site: Book, browser: Browser) -> None:
    with served(site.out) as address, browser.new_page() as page:
        page.goto(f"{address}years/2013/1.html")
        current = page.locator("#newsdigest-sidebar a.current")
        assert current.inner_text() == "第 1 期 甲 & <乙>"
        assert current.get_attribute("aria-current") == "page"
        shown = page.evaluate(_SHOWN)
        assert "2014" in shown
        assert "第 3 期" not in shown
        page.locator("#newsdigest-sidebar li", has_text="2014").last.locator(
            ".toctree-toggle"
        ).click()
        assert "第 3 期" in page.evaluate(_SHOWN)
        page.get_by_role("link", name="第 3 期").click()
        assert page.locator("article h1").inner_text().startswith("第 3 期")
        assert page.locator("#newsdigest-sidebar a.current").inner_text() == "第 3 期"


@pytest.mark.browser
def test_captions_open_where_the_theme_is_told_so(book: MakeBook, browser: Browser) -> None:
    options = {"max_navbar_depth": 2, "show_navbar_depth": 0}
    made = book(SOURCES, **{**CONF, "html_theme_options": options})
    with served(made.out) as address, browser.new_page() as page:
        page.goto(f"{address}plain.html")
        assert "另名" not in page.evaluate(_SHOWN)
        page.locator("#newsdigest-sidebar summary", has_text="附 & 录").click()
        assert "另名" in page.evaluate(_SHOWN)


# -- the shape of a build ------------------------------------------------------------------------


def resolved(book: MakeBook, monkeypatch: pytest.MonkeyPatch, count: int, **conf: Any) -> float:
    """Return how many entries of tables of contents a build resolves for each page."""
    calls: list[str] = []
    entry = adapter._toctree_entry  # noqa: SLF001 - there is no other place to count them

    def counted(title: str, name: str, *rest: Any) -> Any:
        calls.append(name)
        return entry(title, name, *rest)

    monkeypatch.setattr(adapter, "_toctree_entry", counted)
    sources: dict[str, str | bytes] = {
        f"{number}.md": f"---\ndigest: {{issue: {number}}}\n---\n\n# {number}\n\n## A\n\nNews.\n"
        for number in range(count)
    }
    index = ["# Book", "", "```{toctree}", ":hidden:", *map(str, range(count)), "```", ""]
    book({**sources, "index.md": "\n".join(index)}, name=f"of-{count}-{len(conf)}", **CONF, **conf)
    monkeypatch.undo()
    return len(calls) / count


def test_no_page_costs_more_where_there_are_more(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resolved(book, monkeypatch, 4) == resolved(book, monkeypatch, 16) == 0
    # So that this would be noticed:
    theirs = [resolved(book, monkeypatch, count, newsdigest_sidebar=False) for count in (4, 16)]
    assert theirs[1] > 2 * theirs[0] > 0
