"""A site offers other editions: their files, links to them, and nothing that is not there."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

import pytest
from searching import served

from sphinx_newsdigest.downloads import Download, find, is_glob, labels, size_of
from sphinx_newsdigest.editions.downloads import STATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4.element import Tag
    from conftest import Book, MakeBook
    from searching import Reader

DOCS = Path(__file__).parent.parent / "docs"
GLOBS = ["_build/pdf/*.pdf", "_build/epub/*.epub"]
PLACE = "# 文库\n\n```{digest:downloads}\n```\n\n```{toctree}\na/about\n```\n"
SOURCES: dict[str, str | bytes] = {"index.md": PLACE, "a/about.md": "# About\n\nWords.\n"}
FILES: dict[str, str | bytes] = {
    "_build/pdf/book.pdf": b"%PDF" + b"x" * 639_996,
    "_build/epub/book.epub": b"PK" + b"x" * 1_233_998,
}
#: Builders of Sphinx that are not for sites, and ours.
OTHERS = [
    "changes",
    "digest-data",
    "dummy",
    "epub",
    "gettext",
    "latex",
    "linkcheck",
    "man",
    "pseudoxml",
    "texinfo",
    "text",
    "typst",
    "xml",
]


def offering(make: MakeBook, *, builder: str | None = "html", **more: Any) -> Book:
    """Make the book that offers a PDF and an ePub."""
    conf: dict[str, Any] = {"newsdigest_downloads": GLOBS, "exclude_patterns": ["_build"], **more}
    return make({**SOURCES, **FILES}, builder=builder, **conf)


def offers(made: Book, page: str = "index.html", where: str = ".digest-downloads") -> list[str]:
    """Return the words of the links to files on a *page*; each leads to its file."""
    found = []
    for link in made.html(page).select(f"{where} a"):
        if "/downloads/" in urljoin("file:///out/", f"{page}/../{link['href']}"):
            assert target(made, page, link).is_file()
            found.append(link.get_text().strip())
    return found


def target(made: Book, page: str, link: Tag) -> Path:
    """Return the file in the output to which *link* leads."""
    path = urljoin(f"file:///out/{page}", str(link["href"])).removeprefix("file:///out/")
    return made.out / unquote(path)


def menu(made: Book, page: str = "index.html") -> list[str]:
    """Return the words of the menu of sphinx-book-theme."""
    found = made.html(page).select(".dropdown-download-buttons .dropdown-item")
    return [entry.get_text().strip() for entry in found]


def files(folder: Path) -> dict[str, str]:
    """Return a digest of each file below *folder* that Sphinx writes alike each time."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"searchindex.js", ".buildinfo.bak"}
    }


def fresh(made: Book, builder: str = "html") -> dict[str, str]:
    """Return the files of a build from nothing."""
    doctrees, made.doctrees = made.doctrees, made.root / "fresh-doctrees"
    out = made.root / f"fresh-{len(list(made.root.glob('fresh-*')))}"
    made.build(builder, out=out.name, fresh=True, force=True)
    made.doctrees = doctrees
    return files(out)


# -- words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "1 kB"),
        (99, "1 kB"),
        (1499, "2 kB"),
        (9_400, "9 kB"),
        (64_400, "64 kB"),
        (643_999, "640 kB"),
        (994_999, "990 kB"),
        (999_600, "1.0 MB"),
        (1_250_001, "1.3 MB"),
        (9_960_000, "10 MB"),
        (64_400_000, "64 MB"),
        (999_999_999, "1.0 GB"),
        (12_345_678_901, "12 GB"),
    ],
)
def test_a_size_has_two_digits_at_most(size: int, words: str) -> None:
    assert size_of(size) == words


def test_a_label_says_format_and_size_and_the_name_where_it_must() -> None:
    def of(form: str, name: str) -> Download:
        return Download(form, name, 640_000, Path(name))

    assert labels([of("PDF", "a.pdf"), of("EPUB", "a.epub")]) == ("PDF · 640 kB", "EPUB · 640 kB")
    assert labels([of("PDF", "a.pdf"), of("EPUB", "a.epub"), of("PDF", "b.pdf")]) == (
        "PDF · 640 kB · a.pdf",
        "EPUB · 640 kB",
        "PDF · 640 kB · b.pdf",
    )
    assert labels([of("", "README")]) == ("640 kB · README",)
    assert labels([]) == ()


@pytest.mark.parametrize("pattern", ["*.pdf", "../build/**/*.pdf", "_build/pdf/书 1.pdf", "**"])
def test_what_is_a_glob_can_be_looked_for(tmp_path: Path, pattern: str) -> None:
    assert is_glob(pattern)
    assert list(find(tmp_path, [pattern], tmp_path / "out")) == []


def test_files_are_found_once_in_the_order_of_the_globs(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", "z.epub", "README", "out/c.pdf", "folder.pdf/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = find(tmp_path / "out/..", ["*.epub", "**/*.pdf", "*"], tmp_path / "out")
    assert [(file.format, file.name, file.size) for file in found] == [
        ("EPUB", "z.epub", 1),
        ("PDF", "a.pdf", 1),
        ("PDF", "b.pdf", 1),
        ("", "README", 1),
    ]


# -- pages -----------------------------------------------------------------------


@pytest.mark.parametrize("parallel", [1, 2])
@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_a_site_has_the_files_and_links_to_them(
    book: MakeBook, builder: str, parallel: int
) -> None:
    made = offering(book, builder=None, html_theme="sphinx_book_theme", nitpicky=True)
    made.build(builder, parallel=parallel)
    assert made.warnings == ""
    assert offers(made) == ["Download PDF · 640 kB", "Download EPUB · 1.2 MB"]
    assert {path.name for path in (made.out / "downloads").iterdir()} == {"book.pdf", "book.epub"}
    assert (made.out / "downloads/book.pdf").read_bytes() == FILES["_build/pdf/book.pdf"]
    about = {"html": "a/about.html", "dirhtml": "a/about/index.html"}.get(builder, "index.html")
    for page in ("index.html", about):
        assert menu(made, page)[:2] == ["PDF · 640 kB", "EPUB · 1.2 MB"]
        assert offers(made, page, ".dropdown-menu") == ["PDF · 640 kB", "EPUB · 1.2 MB"]
    assert all("download" in link.attrs for link in made.html().select(".digest-downloads a"))


@pytest.mark.parametrize("theme", ["alabaster", "sphinx_book_theme", "pydata_sphinx_theme"])
def test_without_files_there_is_nothing(book: MakeBook, theme: str) -> None:
    made = book(SOURCES, newsdigest_downloads=GLOBS, html_theme=theme, name="without")
    assert made.warnings == ""
    assert not (made.out / "downloads").exists()
    assert not (made.out / STATE).exists()
    assert "downloads" not in made.text("index.html").replace("newsdigest_downloads", "")
    plain = book({**SOURCES, "index.md": PLACE.replace("```{digest:downloads}\n```\n\n", "")})
    plain.build(html_theme=theme)
    article = plain.html().select("article, .body")[0]
    assert made.html().select("article, .body")[0].get_text() == article.get_text()


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme", "classic", "bizstyle"])
def test_a_theme_without_the_menu_has_the_links_on_the_page(book: MakeBook, theme: str) -> None:
    made = offering(book, html_theme=theme)
    assert made.warnings == ""
    assert offers(made) == ["Download PDF · 640 kB", "Download EPUB · 1.2 MB"]


@pytest.mark.parametrize("builder", OTHERS)
def test_other_builders_show_nothing_and_say_nothing(book: MakeBook, builder: str) -> None:
    made = offering(book, builder=None, nitpicky=True, version="1", copyright="x")
    made.build(builder)
    assert made.warnings == ""
    assert not (made.out / "downloads").exists()
    for path in made.out.rglob("*"):
        if path.is_file() and path.suffix not in {".css", ".js", ".json", ".epub", ".pickle"}:
            assert b"640 kB" not in path.read_bytes(), path
            assert b"digest_downloads" not in path.read_bytes(), path


def test_several_files_of_one_format_are_told_apart_by_name(book: MakeBook) -> None:
    extra: dict[str, str | bytes] = {"_build/pdf/第 16 期 & <b>#1.pdf": b"x" * 12_000}
    made = book(
        {**SOURCES, **FILES, **extra},
        newsdigest_downloads=["_build/pdf/*"],
        exclude_patterns=["_build"],
        html_theme="sphinx_book_theme",
        language="zh_CN",
    )
    assert made.warnings == ""
    labels_ = ["PDF · 640 kB · book.pdf", "PDF · 12 kB · 第 16 期 & <b>#1.pdf"]
    assert offers(made) == [f"下载 {label}" for label in labels_]
    assert offers(made, "a/about.html", ".dropdown-menu") == labels_
    (entry,) = made.html().select('.dropdown-item[title*="第 16 期"]')
    assert entry["title"] == "下载 第 16 期 & <b>#1.pdf"


def test_what_the_directive_holds_is_in_every_edition(book: MakeBook) -> None:
    place = PLACE.replace("downloads}\n", "downloads}\n读一本书：\n")
    made = book({**SOURCES, "index.md": place})
    assert "读一本书：" in made.html().get_text()
    made.build("text")
    assert "读一本书：" in made.text("index.txt")


def test_the_place_can_be_in_an_issue_and_named(book: MakeBook) -> None:
    issue = """
        ---
        digest: {issue: 1, date: 2014-07-01}
        ---

        # Issue

        See [here](#files).

        ## News

        One item.

        (files)=
        ```{digest:downloads}
        ```
        """
    sources: dict[str, str | bytes] = {"issue.md": issue, **FILES}
    made = book(sources, newsdigest_downloads=GLOBS, exclude_patterns=["_build"])
    assert made.warnings == ""
    assert len(made.catalogue.items) == 1
    (link,) = made.html("issue").select('a[href="#files"]')
    assert link is not None
    assert made.html("issue").find(id="files")
    for builder in ("text", "latex"):
        assert made.build(builder).warnings == ""
        assert len(made.catalogue.items) == 1


# -- the menu --------------------------------------------------------------------


def test_the_entry_that_prints_the_page_says_so_beside_a_pdf_of_the_book(book: MakeBook) -> None:
    made = offering(book, html_theme="sphinx_book_theme")
    assert menu(made) == ["PDF · 640 kB", "EPUB · 1.2 MB", ".md", "Print this page"]
    made.build(newsdigest_downloads="", out="without")
    assert menu(made) == [".md", ".pdf"]


def test_the_menu_is_there_where_the_theme_has_none(book: MakeBook) -> None:
    made = offering(
        book, html_theme="sphinx_book_theme", html_theme_options={"use_download_button": False}
    )
    for page in ("index.html", "genindex.html", "search.html"):
        assert menu(made, page) == ["PDF · 640 kB", "EPUB · 1.2 MB"]
    made.build(newsdigest_downloads="", out="without")
    assert not made.html().select(".dropdown-download-buttons")


# -- builds that go on -----------------------------------------------------------


def test_a_build_without_changes_writes_nothing(book: MakeBook) -> None:
    made = offering(book)
    names = ("downloads/book.pdf", "index.html", STATE)
    before = [(made.out / name).stat().st_mtime_ns for name in names]
    made.build()
    assert made.read == made.written == []
    assert [(made.out / name).stat().st_mtime_ns for name in names] == before


def test_a_new_file_of_the_same_words_is_copied_and_no_page_is_written(book: MakeBook) -> None:
    made = offering(book)
    made.edit("_build/pdf/book.pdf", b"%PDF" + b"y" * 640_100)
    made.build()
    assert made.read == made.written == []
    assert (made.out / "downloads/book.pdf").read_bytes()[-1:] == b"y"
    assert files(made.out) == fresh(made)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("theme", ["alabaster", "sphinx_book_theme"])
def test_a_build_that_goes_on_ends_where_a_fresh_one_does(
    book: MakeBook, theme: str, builder: str
) -> None:
    # The book theme appends to these, also where they are Sphinx's own defaults.
    lists: dict[str, Any] = {"html_theme_options": {}, "templates_path": []}
    made = offering(book, builder=builder, html_theme=theme, **lists)

    def changes() -> None:
        made.build(builder)
        assert made.warnings == ""
        assert files(made.root / builder) == fresh(made, builder)

    made.edit("_build/pdf/book.pdf", b"x" * 700_000)
    changes()
    assert offers(made)[0] == "Download PDF · 700 kB"
    made.edit("_build/pdf/other.pdf", b"x")
    changes()
    assert len(offers(made)) == 3
    made.remove("_build/epub/book.epub")
    made.remove("_build/pdf/book.pdf")
    changes()
    assert offers(made) == ["Download PDF · 1 kB"]
    made.remove("_build/pdf/other.pdf")
    changes()
    assert offers(made) == []
    assert not (made.out / "downloads").exists()


def test_outputs_that_share_what_is_read_each_follow(book: MakeBook) -> None:
    made = offering(book)
    made.build("dirhtml").build("text")
    made.edit("_build/pdf/book.pdf", b"x")
    made.build("dirhtml")
    assert offers(made)[0] == "Download PDF · 1 kB"
    made.build("text")
    assert made.written == []
    made.build("html")
    assert offers(made)[0] == "Download PDF · 1 kB"


def test_an_own_file_in_the_folder_stays(book: MakeBook) -> None:
    own = {"extra/downloads/mine.zip": b"mine", "extra/downloads/book.zip": b"mine"}
    made = book({**SOURCES, **FILES, **own}, builder=None)
    settings = {"html_extra_path": ["extra"], "exclude_patterns": ["_build"]}
    made.configure(newsdigest_downloads=GLOBS, **settings)
    assert made.build().warnings == ""
    made.configure(newsdigest_downloads=[])
    assert made.build().warnings == ""
    there = {path.name for path in (made.out / "downloads").iterdir()}
    assert there == {"mine.zip", "book.zip"}


# -- what cannot work ------------------------------------------------------------


def test_a_file_that_is_not_ours_is_not_overwritten(book: MakeBook) -> None:
    made = offering(book)
    made.edit("extra/downloads/book.pdf", b"mine")
    made.configure(html_extra_path=["extra"])
    for _ in range(2):
        made.build(force=True)
        assert made.warnings == (
            "WARNING: '_build/pdf/book.pdf' cannot be offered as 'downloads/book.pdf' in the "
            "output: a file is there [digest.download]\n"
        )
        assert (made.out / "downloads/book.pdf").read_bytes() == b"mine"
    made.remove("extra/downloads/book.pdf")
    (made.out / "downloads/book.pdf").unlink()
    assert made.build().warnings == ""


def test_two_files_of_one_name_are_one_warning(book: MakeBook) -> None:
    made = offering(book, builder=None)
    made.edit("old/Book.pdf", b"old")
    made.configure(newsdigest_downloads=["_build/pdf/*", "old/*", "_build/*/*.pdf"])
    made.build()
    line = (
        "WARNING: 'old/Book.pdf' and '_build/pdf/book.pdf' would be one file to download; the "
        "latter is used. Expected each name once [digest.download]"
    )
    assert made.warnings.splitlines() == [line]
    assert offers(made) == ["Download PDF · 640 kB"]
    made.build()
    assert made.warnings.splitlines() == [line]


def test_a_folder_that_is_a_file_is_one_warning_for_each(book: MakeBook) -> None:
    made = offering(book, builder=None, html_extra_path=["downloads"])
    made.edit("downloads", "A file.\n")
    made.build()
    assert made.warnings.count("[digest.download]") == made.warnings.count("WARNING") == 2
    assert made.text("downloads") == "A file.\n"


@pytest.mark.parametrize("text", ["[[]]", "{", "7", '{"book.pdf": "0"}'])
def test_a_state_that_is_wrong_harms_nothing(book: MakeBook, text: str) -> None:
    made = offering(book)
    (made.out / STATE).write_text(text, encoding="utf-8")
    made.build()
    assert made.warnings == ""
    assert set(json.loads(made.text(STATE))) == {"book.pdf", "book.epub"}


def test_a_copy_that_was_broken_off_is_made_anew(book: MakeBook) -> None:
    made = offering(book)
    (made.out / "downloads/book.pdf").write_bytes(b"%PD")
    state = json.loads(made.text(STATE)) | {"book.pdf": ""}
    (made.out / STATE).write_text(json.dumps(state), encoding="utf-8")
    made.build()
    assert made.warnings == ""
    assert files(made.out) == fresh(made)


def test_globs_can_be_given_on_the_command_line(book: MakeBook) -> None:
    made = offering(book, builder=None, newsdigest_downloads=[])
    made.build(newsdigest_downloads=",".join(GLOBS))
    assert len(offers(made)) == 2


# -- in a browser ----------------------------------------------------------------


@pytest.mark.browser
def test_a_reader_downloads_the_pdf_from_the_page_and_from_the_menu(
    copy_of: Callable[..., Book], reader_of: Callable[[Any], Reader], tmp_path: Path
) -> None:
    made = copy_of(DOCS, "_build", "manual", "build.py")
    for name, data in FILES.items():
        made.edit(name, data)
    made.build("html")
    assert made.warnings == ""
    pdf = FILES["_build/pdf/book.pdf"]
    with served(made.out) as site:  # no browser downloads from file: to a file
        reader = reader_of(site)
        page = reader.page
        page.goto(f"{site}index.html")
        with page.expect_download() as clicked:
            page.get_by_role("link", name="下载 PDF · 640 kB").click()
        clicked.value.save_as(tmp_path / "book.pdf")
        assert (tmp_path / "book.pdf").read_bytes() == pdf
        for name in ("index.html", "issues/16.html"):
            page.goto(f"{site}{name}")
            page.get_by_role("button", name="下载", exact=True).click()
            entries = page.locator(".dropdown-download-buttons .dropdown-item")
            words = [words.strip() for words in entries.all_inner_texts()]
            assert words == ["PDF · 640 kB", "EPUB · 1.2 MB", ".md", "打印本页"]
            # The theme opens what its menu links to beside the page.
            with page.expect_popup() as opened:
                entries.nth(0).click()
            assert opened.value.url == f"{site}downloads/book.pdf"
            opened.value.close()
        assert page.request.get(f"{site}downloads/book.pdf").body() == pdf
        assert reader.complaints == []
