"""Search as a reader meets it: in a real browser, on the publication and on real archives."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from searching import served

from sphinx_newsdigest.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Book, MakeBook
    from searching import Reader

pytestmark = pytest.mark.browser

DOCS = Path(__file__).parent.parent / "docs"
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{2,}")

#: What people type every day, all of it in the archive of 20 digests or in the publication.
EVERYDAY = (
    "云计算",
    "消息队列",
    "技术委员会",
    "安全组",
    "热迁移",
    "香港峰会",
    "社区动态",
    "巴塞罗那",
    "虚拟机",
    "镜像",
    "认证",
    "架构设计",
    "红帽",
    "华为",
    "nova-network",
    "Neutron LBaaS",
    "nova 快照",
)


def issue(number: int, day: str, body: str) -> str:
    return f"---\ndigest: {{issue: {number}, date: {day}}}\n---\n\n# 第 {number} 期\n\n{body}\n"


SOURCES: dict[str, str | bytes] = {
    "index.md": "# 文库\n\n```{toctree}\nissues/1\nissues/2\nissues/3\nnova\n```\n",
    "issues/1.md": issue(1, "2014-01-01", "## Nova\n\n热\n迁移的第一条。\n\n快照也在这里。\n"),
    "issues/2.md": issue(
        2,
        "2014-02-01",
        "## Cinder\n\nNova快照的说明，Snapshots of Volumes。\n\n"
        "ＬＢａａＳ 与 **云**计算。\n\n迁移之前先预热，k8s 与 vm。\n",
    ),
    "issues/3.md": issue(
        3,
        "2014-03-01",
        f"## Nova\n\n支持热迁移。<https://example.org/{'3' * 90}>\n\n## 热迁移专题\n\n另一条。\n\n"
        "①热迁移，葛\U000e0100城市，Ａ\u030angstrom\n\nサーバーの移行\n\n"
        "서버에서 이전\n\n𠮷野家 <b>&lt;kbd&gt;</b> 热 迁移\n",
    ),
    "nova.md": "# Nova\n\n::::{digest:project} nova\n计算服务。\n::::\n",
}


@pytest.fixture(scope="module")
def chinese(shelf: MakeBook) -> Book:
    return shelf(SOURCES, language="zh_CN", html_theme="sphinx_book_theme")


@pytest.fixture
def site(chinese: Book, reader_of: Callable[[Any], Reader]) -> Iterator[Reader]:
    reader = reader_of(chinese.out)
    yield reader
    assert reader.complaints == []


@pytest.fixture(scope="module")
def search_page(chinese: Book, lasting_reader_of: Callable[[Any], Reader]) -> Iterator[Reader]:
    """Return a reader who asks only, and never leaves the search page."""
    reader = lasting_reader_of(chinese.out)
    yield reader
    assert reader.complaints == []


def titles(reader: Reader, query: str) -> list[str]:
    return [hit.title for hit in reader.find(query)]


# -- what is found ---------------------------------------------------------------


def test_of_titles_the_newest_comes_first_unless_one_is_the_query(search_page: Reader) -> None:
    assert titles(search_page, "期") == ["第 3 期", "第 2 期", "第 1 期"]
    assert titles(search_page, "第 2 期")[0] == "第 2 期"


def test_titles_come_first_then_the_newest_items(search_page: Reader) -> None:
    found = search_page.find("热迁移")
    assert [(hit.page, hit.title) for hit in found] == [
        ("issues/3.html", "第 3 期 › 热迁移专题"),
        ("issues/3.html", "第 3 期 › Nova"),
        ("issues/3.html", "第 3 期 › 热迁移专题"),
        ("issues/3.html", "第 3 期 › 热迁移专题"),
        ("issues/1.html", "第 1 期 › Nova"),
    ]


def test_a_hit_leads_to_the_item_with_the_words_marked(site: Reader) -> None:
    (hit,) = site.find("云计算")
    site.page.goto(f"{site.site}{hit.page}#{hit.anchor}")
    item = site.page.locator(f'.digest-item:has([id="{hit.anchor}"])')
    assert "云计算" in item.inner_text()
    assert hit.marks == ("云计算",)
    assert "云计算" in hit.summary
    assert hit.summary.startswith("2014-02-01")


# Sphinx hands the words over in the browser's storage. Where pages are files Chromium shows them in
# processes of their own, and a page may find the storage empty still: so these are on a server.


def test_the_words_are_marked_on_the_page_too(
    chinese: Book, reader_of: Callable[[Any], Reader]
) -> None:
    with served(chinese.out) as address:
        reader = reader_of(address)
        reader.open("支持热迁移")
        reader.page.locator("#search-results li a").first.click()
        reader.page.wait_for_selector("span.highlighted")
        assert reader.page.locator("span.highlighted").all_inner_texts() == ["支持热迁移"]
        assert reader.complaints == []


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("nova 快照", ["issues/2", "issues/1"]),  # in one item, then in one page
        ("nova快照", ["issues/2", "issues/1"]),
        ("快照 NOVA", ["issues/2", "issues/1"]),
        ("snapshot 快照", ["issues/2"]),
        ("SNAPSHOTS volume", ["issues/2"]),
        ("lbaas", ["issues/2"]),
        ("ＬＢＡＡＳ", ["issues/2"]),
        ("lbaas 云计算", ["issues/2"]),
        ("预热", ["issues/2"]),
        ("vm 预热", ["issues/2"]),
        ("k8s", ["issues/2"]),
        ("vm 热迁移", []),
        ("lbaas 第一条", []),
        ("nova lbaas 热", ["issues/2"]),
        ("①热迁移", ["issues/3"]),
        ("🎉𠮷野家", []),
        ("葛城", ["issues/3"]),
        ("ångstrom", ["issues/3"]),
        ("サーバー", ["issues/3"]),
        ("ｻｰﾊﾞｰ", ["issues/3"]),
        ("서버", ["issues/3"]),
        ("𠮷野家", ["issues/3"]),
        ("𠮷", ["issues/3"]),
        ("𠮷 热迁移", ["issues/3"]),
        ("迁热", []),
        ("第 2 期", ["issues/2"]),
        ("第2期", ["issues/2"]),
        ("“支持热迁移”", ["issues/3"]),
        ('"预热 迁移"', []),
        ("预热 迁移", ["issues/2"]),
        ("<kbd>", ["issues/3"]),
        ("(.*)", []),
        ("第一条。快照", ["issues/1"]),
        ("第四条", []),
    ],
)
def test_a_query_is_read_as_a_reader_expects(
    search_page: Reader, query: str, pages: list[str]
) -> None:
    assert search_page.pages(query) == pages


def test_one_character_finds_every_page_with_it(search_page: Reader) -> None:
    assert set(search_page.pages("热")) == {"issues/1", "issues/2", "issues/3"}
    assert search_page.pages("家") == ["issues/3"]


def test_a_part_of_a_latin_word_finds_it_as_in_english(search_page: Reader) -> None:
    assert search_page.pages("volum") == ["issues/2"]
    assert search_page.pages("olume") == ["issues/2"]


def test_the_page_of_a_project_comes_before_the_sections_of_its_name(search_page: Reader) -> None:
    assert titles(search_page, "nova")[:3] == ["Nova", "第 3 期 › Nova", "第 1 期 › Nova"]


def test_navigation_is_no_hit(search_page: Reader) -> None:
    assert "index" not in search_page.pages("第 1 期")
    assert "nova" not in search_page.pages("快照")


def test_markup_in_a_text_is_shown_and_not_run(search_page: Reader) -> None:
    (hit,) = search_page.find("𠮷野家")
    assert "<kbd>" in hit.summary


def test_a_script_in_a_heading_is_not_run(
    book: MakeBook, reader_of: Callable[[Any], Reader]
) -> None:
    heading = '丙 `<img src=x onerror="window.run=1">` and more words'
    reader = reader_of(book({"a.md": f"# 甲\n\n## {heading}\n\n字\n"}, language="zh_CN").out)
    (hit,) = reader.find("丙")
    assert hit.title == f"甲 › {heading.replace('`', '')}"
    assert reader.page.evaluate("window.run") is None


def test_nothing_found_is_said(site: Reader) -> None:
    assert site.open("没有这个词") == []
    assert "没有匹配" in site.page.inner_text("#search-results")


def test_an_empty_query_finds_nothing_and_breaks_nothing(site: Reader) -> None:
    assert site.open(" ") == []


# -- where it works ----------------------------------------------------------------


@pytest.mark.parametrize("theme", ["basic", "alabaster", "sphinx_book_theme"])
def test_it_works_in_every_theme(
    book: MakeBook, reader_of: Callable[[Any], Reader], theme: str
) -> None:
    made = book(SOURCES, language="zh_CN", html_theme=theme)
    reader = reader_of(made.out)
    assert reader.open("热迁移")[0].title == "第 3 期 › 热迁移专题"
    assert reader.complaints == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_it_works_on_a_server(
    book: MakeBook, reader_of: Callable[[Any], Reader], builder: str
) -> None:
    made = book(SOURCES, builder=builder, language="zh_CN")
    with served(made.out) as address:
        reader = reader_of(address)
        reader.page.goto(
            f"{address}{'search/' if builder == 'dirhtml' else 'search.html'}?q=云计算"
        )
        reader.page.click("#search-results li a")
        reader.page.wait_for_url(re.compile(r"/issues/2(\.html|/)#item-"))
        assert reader.complaints == []


def test_it_works_while_a_reader_types(book: MakeBook, reader_of: Callable[[Any], Reader]) -> None:
    options = {"search_as_you_type": True}
    theme = "sphinx_book_theme"
    made = book(SOURCES, language="zh_CN", html_theme=theme, html_theme_options=options)
    with served(made.out) as address:
        reader = reader_of(address)
        reader.page.goto(f"{address}issues/1.html")
        reader.page.keyboard.press("Control+k")
        reader.page.keyboard.type("预热")
        # The theme listens to keys, as an input method has them.
        reader.page.keyboard.press("Shift")
        reader.page.click("#search-results li a")
        reader.page.wait_for_url("**/issues/2.html#item-*")
        reader.page.wait_for_selector("span.highlighted", state="attached")
        assert reader.complaints == []


def test_a_long_address_does_not_widen_a_phone(site: Reader) -> None:
    site.page.set_viewport_size({"width": 390, "height": 844})
    site.open("支持热迁移")
    assert site.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_texts_are_loaded_with_the_first_query_only(
    book: MakeBook, reader_of: Callable[[Any], Reader]
) -> None:
    made = book(SOURCES, language="zh_CN", html_theme="sphinx_book_theme")
    reader = reader_of(made.out)
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    reader.page.goto(f"{reader.site}issues/2.html")
    assert "searchtexts.js" not in asked
    reader.open("云计算")
    reader.find("热迁移")
    assert asked.count("searchtexts.js") == 1


def test_without_the_texts_sphinx_still_finds_the_pages(
    book: MakeBook, reader_of: Callable[[Any], Reader]
) -> None:
    made = book(SOURCES, language="zh_CN", html_show_search_summary=False)
    (made.out / "searchtexts.js").unlink()
    assert set(reader_of(made.out).pages("支持热迁移")) == {"issues/3"}


def test_summaries_can_be_switched_off(book: MakeBook, reader_of: Callable[[Any], Reader]) -> None:
    made = book(SOURCES, language="zh_CN", html_show_search_summary=False)
    (hit,) = reader_of(made.out).find("云计算")
    assert (hit.page, hit.summary) == ("issues/2.html", "")


def test_a_scorer_of_the_books_own_still_decides(
    book: MakeBook, reader_of: Callable[[Any], Reader]
) -> None:
    made = book(SOURCES, builder=None, language="zh_CN")
    scorer = """
        var Scorer = {
          score: (result) => (result[0] === "issues/1" ? 1000 : result[4]),
          objNameMatch: 11, objPartialMatch: 6, objPrio: {0: 15, 1: 5, 2: -5}, objPrioDefault: 0,
          title: 15, partialTitle: 7, term: 5, partialTerm: 2,
        };
        """
    made.edit("scorer.js", scorer)
    made.build(html_search_scorer=str(made.src / "scorer.js"))
    assert reader_of(made.out).pages("热迁移")[0] == "issues/1"


def test_chinese_in_an_english_book_is_found_and_english_as_before(
    book: MakeBook, reader_of: Callable[[Any], Reader]
) -> None:
    sources: dict[str, str | bytes] = {
        "a.md": "# Notes\n\nThe meeting of 云计算 users migrated.\n\n東京で開催。\n",
        "b.md": "# Others\n\nServers are migrating. 云 and 计算 are apart.\n",
    }
    made = book(sources)
    reader = reader_of(made.out)
    assert reader.pages("云计算") == ["a"]
    assert reader.pages("東京") == ["a"]
    assert reader.pages("users 云计算") == ["a"]
    assert reader.pages("servers 云计算") == []
    assert reader.pages("servers 云") == ["b"]
    assert set(reader.pages('"servers" migrating')) == {"b"}
    assert set(reader.pages('"migrating"')) == {"a", "b"}
    stock = book(sources, name="stock", newsdigest_search=False)
    with served(made.out) as ours, served(stock.out) as theirs:
        readers = (reader_of(ours), reader_of(theirs))
        mine, stocks = ([(hit.title, hit.page) for hit in r.find("migration")] for r in readers)
        assert mine == stocks == [("Notes", "a.html"), ("Others", "b.html")]
        # Sphinx's own summary, from the page as it is.
        readers[0].page.wait_for_selector("p.context >> text=migrated")


# -- real archives -----------------------------------------------------------------


@pytest.fixture(scope="module")
def publication(copy_of: Callable[..., Book]) -> Book:
    return copy_of(DOCS, "_build", "manual", "build.py").build()


@pytest.fixture(scope="module")
def digests(copy_of: Callable[..., Book], corpora: Path, tmp_path_factory: Any) -> Book:
    """Return the archive of 20 digests as the commands make a book of it."""
    made = tmp_path_factory.mktemp("digests")
    commands = (
        ["init", str(made), "--title", "文库", "--language", "zh_CN"],
        ["import", str(corpora / "openstack-digest"), str(made)],
        ["stubs", str(made)],
    )
    for command in commands:
        assert main(command) in (0, None)
    return copy_of(made).build()


@pytest.fixture(scope="module")
def archives(
    digests: Book, publication: Book, lasting_reader_of: Callable[[Any], Reader]
) -> list[tuple[Book, Reader]]:
    """Return both, each with a reader who never leaves the search page."""
    return [(made, lasting_reader_of(made.out)) for made in (digests, publication)]


def places(book: Book) -> list[tuple[str, str]]:
    """Return the docname and the text of each item, session and title of an issue."""
    records = book.catalogue
    items = [(item.docname, item.text) for item in records.items]
    sessions = [(session.docname, session.text) for session in records.sessions]
    return [*items, *sessions, *((issue.docname, issue.title) for issue in records.issues)]


def holding(book: Book, words: str) -> set[str]:
    """Return the documents with a place that holds each of *words*."""
    wanted = [word.casefold() for word in words.split()]
    return {
        docname
        for docname, text in places(book)
        if all(word in "".join(text.casefold().split()) for word in wanted)
    }


def substrings(book: Book, count: int) -> list[tuple[str, str]]:
    """Return *count* random substrings of 2 to 8 Han characters, and where they were taken."""
    chance = random.Random(5)  # noqa: S311 - no secret
    runs = [(docname, run) for docname, text in places(book) for run in HAN.findall(text)]
    found = []
    for _ in range(count):
        docname, run = chance.choice(runs)
        length = chance.randint(2, min(8, len(run)))
        start = chance.randint(0, len(run) - length)
        found.append((docname, run[start : start + length]))
    return found


@pytest.mark.parametrize(
    "archive", ["publication", pytest.param("digests", marks=pytest.mark.corpus)]
)
def test_every_substring_of_an_item_finds_its_page(
    archive: str, request: pytest.FixtureRequest, reader_of: Callable[[Any], Reader]
) -> None:
    made: Book = request.getfixturevalue(archive)
    reader = reader_of(made.out)
    lost = [
        (docname, words)
        for docname, words in substrings(made, 200)
        if docname not in reader.pages(words)
    ]
    assert lost == []
    assert reader.complaints == []


@pytest.mark.corpus
@pytest.mark.parametrize("query", EVERYDAY)
def test_what_people_type_finds_all_that_is_said_of_it(
    archives: list[tuple[Book, Reader]], query: str
) -> None:
    asked = 0
    for made, reader in archives:
        expected = holding(made, query)
        asked += len(expected)
        assert expected <= set(reader.pages(query))
    assert asked, f"{query} stands in neither"
