"""Old addresses lead on: a page stands at each, and only there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

import pytest

from sphinx_newsdigest.editions.redirects import STATE, file_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Book, MakeBook

ISSUE = """
    ---
    digest: {issue: 1, date: 2014-07-01}
    ---

    # 第一期 & <more>

    ## News

    (first)=
    The first item.
    """
SOURCES: dict[str, str | bytes] = {"issues/1.md": ISSUE, "about.md": "# About\n"}


NO_MAP = "expected a JSON object of old addresses and the documents they lead to"


def redirects(**entries: Any) -> str:
    return json.dumps(entries, ensure_ascii=False, indent=1)


def mapped(entries: dict[str, Any]) -> dict[str, str | bytes]:
    """Return the sources with a map of *entries*."""
    return {**SOURCES, "redirects.json": redirects(**entries)}


def target(made: Book, name: str) -> str:
    """Return where the page *name* leads, as a path below the output; its parts agree."""
    page = made.html(name)
    (refresh,) = page.select('meta[http-equiv="refresh"]')
    seconds, _, url = str(refresh["content"]).partition("; url=")
    (link,) = page.select("body a")
    assert (seconds, url) == ("0", link["href"])
    base = "file:///out/"
    return unquote(urljoin(urljoin(base, name), url)).removeprefix(base)


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of each file below *folder* that Sphinx writes alike each time."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "searchindex.js"
    }


def times(made: Book, *names: str) -> list[int]:
    return [(made.out / name).stat().st_mtime_ns for name in names]


# -- pages -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "file"),
    [
        ("/2014-07-01-x.html", "2014-07-01-x.html"),
        ("/2014/x.HTM", "2014/x.HTM"),
        ("/blog/2014/07/01/slug/", "blog/2014/07/01/slug/index.html"),
        ("/blog/第一期", "blog/第一期/index.html"),
        ("/v1.2", "v1.2/index.html"),
        ("/x.html/", "x.html/index.html"),
        ("//a/./b", "a/b/index.html"),
        ("/", "index.html"),
    ],
)
def test_an_address_is_a_file_or_a_folder_with_an_index(old: str, file: str) -> None:
    assert file_of(old) == file


@pytest.mark.parametrize(
    "old",
    ["", "x.html", "/../x", "/a/../../x", "/a\\..\\x", "C:/x", "/C:/x", "/a\0b", "/\ud800"],
)
def test_what_is_no_path_below_the_site_is_no_file(old: str) -> None:
    assert file_of(old) is None


@pytest.mark.parametrize(
    ("builder", "home", "other"),
    [("html", "issues/1.html", "about.html"), ("dirhtml", "issues/1/", "about/")],
)
def test_an_old_address_leads_to_the_document(
    book: MakeBook, builder: str, home: str, other: str
) -> None:
    made = book(
        mapped(
            {
                "/2014-07-01-x.html": "issues/1",
                "/blog/2014/07/01/第一期/": "issues/1#first",
                "/about-us": "about",
                "/issues/old.html": "issues/1",
            }
        ),
        builder=builder,
    )
    assert made.warnings == ""
    assert target(made, "2014-07-01-x.html") == home
    assert target(made, "blog/2014/07/01/第一期/index.html") == f"{home}#first"
    assert target(made, "about-us/index.html") == other
    assert target(made, "issues/old.html") == home


def test_a_page_says_in_what_language_it_is_and_what_it_leads_to(book: MakeBook) -> None:
    made = book(mapped({"/x.html": "issues/1"}), language="zh_CN")
    page = made.html("x.html")
    assert page.html is not None
    assert page.title is not None
    assert page.html["lang"] == "zh-CN"
    assert page.title.string == "第一期 & <more>"
    assert page.select('meta[name="robots"]')[0]["content"] == "noindex"
    assert page.select('link[rel="canonical"]')[0]["href"] == "issues/1.html"
    assert not page.select("script")


def test_the_canonical_address_is_whole_where_the_site_has_one(book: MakeBook) -> None:
    made = book(mapped({"/x.html": "issues/1"}), html_baseurl="https://example.org/book")
    (link,) = made.html("x.html").select('link[rel="canonical"]')
    assert link["href"] == "https://example.org/book/issues/1.html"


def test_only_sites_with_a_page_per_document_have_them(book: MakeBook) -> None:
    made = book(mapped({"/x.html": "issues/1"}), builder=None)
    for builder in ("singlehtml", "epub", "text"):
        made.build(builder, version="1", copyright="The Editors")
        assert made.warnings == ""
        assert not list(made.out.rglob("x.html")), builder


@pytest.mark.browser
def test_a_browser_follows_from_a_file(book: MakeBook, tmp_path: Path) -> None:
    made = book(mapped({"/旧/x y/": "issues/1"}))
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium
    shown = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=5000",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            (made.out / "旧" / "x y" / "index.html").as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    ).stdout.decode()
    assert "The first item." in shown


# -- builds that go on -----------------------------------------------------------


def test_a_build_without_changes_leaves_the_pages_alone(book: MakeBook) -> None:
    made = book(mapped({"/a/b/": "issues/1", "/about.html": "issues/1"}))
    names = ("a/b/index.html", STATE)
    before, bytes_before = times(made, *names), files(made.out)
    made.build()
    assert (times(made, *names), files(made.out)) == (before, bytes_before)
    assert made.read == made.written == []


def test_a_change_of_the_map_alone_reads_and_writes_no_document(book: MakeBook) -> None:
    made = book(mapped({"/a/b/": "issues/1", "/a/gone.html": "about", "/x/y/z/": "about"}))
    made.edit("redirects.json", redirects(**{"/a/b/": "about", "/new": "issues/1"}))
    made.build()
    assert made.read == made.written == []
    assert target(made, "a/b/index.html") == "about.html"
    assert target(made, "new/index.html") == "issues/1.html"
    assert not (made.out / "a/gone.html").exists()
    assert not (made.out / "x").exists()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_build_that_goes_on_ends_where_a_fresh_one_does(book: MakeBook, builder: str) -> None:
    made = book(mapped({"/a.html": "issues/1", "/b/c/": "about"}), builder=builder)
    steps: list[dict[str, Any]] = [
        {"/b/c/": "issues/1", "/a.html/d": "about"},
        {"/b/c/": "nowhere", "/a.html": "about"},
        {"/late.html": "about", "/late/": "about"},
        {},
    ]
    for number, step in enumerate(steps):
        made.edit("redirects.json", redirects(**step))
        if number == 2:
            made.edit("late.md", "---\norphan: true\n---\n\n# Late\n")
        if number == 3:
            made.remove("late.md")
        made.build(builder)
        went_on = files(made.out), made.warnings
        made.doctrees = made.root / f"doctrees-{number}"
        fresh = made.build(builder, out=f"fresh-{number}", fresh=True)
        made.doctrees = made.root / "doctrees"
        assert went_on == (files(fresh.out), fresh.warnings)
    assert STATE not in went_on[0]


def test_a_new_title_is_shown(book: MakeBook) -> None:
    made = book(mapped({"/x.html": "about"}))
    made.edit("about.md", "# About us\n")
    made.build()
    assert "<title>About us</title>" in made.text("x.html")


def test_a_map_that_goes_takes_its_pages_along(book: MakeBook) -> None:
    made = book(mapped({"/a/b/": "about"}))
    made.remove("redirects.json")
    made.build()
    assert made.warnings == ""
    assert not (made.out / "a").exists()


def test_a_document_takes_the_place_of_an_old_address_and_gives_it_back(book: MakeBook) -> None:
    made = book(mapped({"/late.html": "about"}))
    made.edit("late.md", "---\norphan: true\n---\n\n# Late\n")
    made.build()
    assert "http-equiv" not in made.text("late.html")
    assert "the build wrote one" in made.warnings
    made.edit("redirects.json", redirects())
    made.build()
    assert made.warnings == ""
    assert "Late" in made.text("late.html")
    made.edit("redirects.json", redirects(**{"/late.html": "about"}))
    made.remove("late.md")
    made.build()
    assert made.warnings == ""
    assert target(made, "late.html") == "about.html"


# -- what cannot work ------------------------------------------------------------


def test_a_page_of_the_build_is_never_overwritten(book: MakeBook) -> None:
    made = book(mapped({"/about.html": "issues/1", "/search.html": "issues/1", "/": "about"}))
    assert made.warnings.splitlines() == [
        f"redirects.json:{line}: WARNING: {old!r} cannot lead on to {to!r}; expected no file "
        f"{file!r} in the output (the build wrote one) [digest.redirect]"
        for line, old, to, file in (
            (2, "/about.html", "issues/1", "about.html"),
            (3, "/search.html", "issues/1", "search.html"),
            (4, "/", "about", "index.html"),
        )
    ]
    assert "About" in made.text("about.html")


@pytest.mark.parametrize(
    ("builder", "old"), [("html", "/issues/1.html"), ("dirhtml", "/issues/1/")]
)
def test_an_address_that_the_document_kept_needs_no_page(
    book: MakeBook, builder: str, old: str
) -> None:
    made = book(mapped({old: "issues/1"}), builder=builder)
    assert made.warnings == ""
    assert not (made.out / STATE).exists()


@pytest.mark.parametrize("old", ["/../x.html", "/a\\b.html", "C:/x.html", "/a\0.html", "x.html"])
def test_nothing_is_written_outside_of_the_output(book: MakeBook, old: str) -> None:
    made = book(mapped({"/good.html": "about", old: "about"}))
    (line,) = made.warnings.splitlines()
    assert line.startswith("redirects.json:3: WARNING: ")
    assert "is no old address; expected a path on the site" in line
    written = {path.name for path in made.root.rglob("*.html")}
    assert "good.html" in written
    assert written.isdisjoint({"x.html", "b.html", "a.html"})


@pytest.mark.parametrize("to", ["issues/2", "", "#first", 7, None, ["about"], {"a": "b"}])
def test_a_target_that_is_no_document_is_one_warning(book: MakeBook, to: object) -> None:
    made = book(mapped({"/x.html": to}))
    (line,) = made.warnings.splitlines()
    assert line.startswith("redirects.json:2: WARNING: '/x.html' leads to ")
    assert line.endswith(
        "which is no document; expected one such as 'issues/2014/16' [digest.redirect]"
    )
    assert not (made.out / "x.html").exists()


def test_a_target_that_goes_takes_its_page_along(book: MakeBook) -> None:
    made = book(mapped({"/x.html": "late"}) | {"late.md": "---\norphan: true\n---\n\n# Late\n"})
    made.remove("late.md")
    made.build()
    assert made.warnings.count("WARNING: '/x.html' leads to 'late'") == 1
    assert not (made.out / "x.html").exists()


@pytest.mark.parametrize(
    "entries",
    [
        '{"/x": "about",\n "/x/": "issues/1"}',
        '{"/x": "about",\n "/x": "issues/1"}',
        '{"/x.html": "about",\n "/x.html/y": "about"}',
        '{"/x.html/y": "about",\n "/x.html": "about"}',
    ],
)
def test_two_that_are_one_address_are_one_warning(book: MakeBook, entries: str) -> None:
    made = book({**SOURCES, "redirects.json": entries})
    (line,) = made.warnings.splitlines()
    assert line.startswith("redirects.json:2: WARNING: '/x")
    assert "are one address; the latter is used" in line
    assert len(json.loads(made.text(STATE))) == 1


def test_one_address_may_be_spelled_twice(book: MakeBook) -> None:
    assert book(mapped({"/x": "about", "/x/": "about"})).warnings == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"/x": "about",\n}', ":2"),
        ("", ":1"),
        ("[]", ":1"),
        ('[{"/x": "about"}]', ":1"),
        ('"/x"', ":1"),
        (b'{"/\xff": "about"}', ":1"),
        ("[" * 100_000, ":1"),
    ],
)
def test_a_file_that_is_no_map_is_one_warning(book: MakeBook, text: str | bytes, line: str) -> None:
    made = book({**SOURCES, "redirects.json": text})
    assert made.warnings.splitlines() == [
        f"redirects.json{line}: WARNING: {NO_MAP} [digest.redirect]"
    ]


def test_a_map_may_begin_with_a_mark_of_its_encoding(book: MakeBook) -> None:
    assert book(SOURCES | {"redirects.json": b'\xef\xbb\xbf{"/x": "about"}'}).warnings == ""


def test_a_map_may_bear_another_name(book: MakeBook) -> None:
    made = book({**SOURCES, "old/map.json": '{"/x": "about"}'}, newsdigest_redirects="old/map.json")
    assert made.warnings == ""
    assert target(made, "x/index.html") == "about.html"


def test_a_map_that_is_named_must_be_there(book: MakeBook) -> None:
    made = book(SOURCES, newsdigest_redirects="map.json")
    assert made.warnings == (
        "WARNING: the map of old addresses 'map.json' is not there; expected a file "
        "[digest.redirect]\n"
    )
    assert book(SOURCES, newsdigest_redirects="", name="none").warnings == ""


def test_what_the_system_cannot_write_is_one_warning(book: MakeBook) -> None:
    made = book(mapped({f"/{'x' * 300}/": "about", "/.buildinfo/": "about", "/y/": "about"}))
    assert made.warnings.count("WARNING") == made.warnings.count("cannot lead on to 'about'") == 2
    assert target(made, "y/index.html") == "about.html"


def test_a_state_that_cannot_be_read_is_none(book: MakeBook) -> None:
    made = book(mapped({"/x/": "about"}))
    (made.out / STATE).write_text("[[]]", encoding="utf-8")
    os.utime(made.out / "x/index.html", ns=(0, 0))
    made.build()
    assert made.warnings == ""
    assert json.loads(made.text(STATE)) == ["x/index.html"]
    assert (made.out / "x/index.html").stat().st_mtime_ns == 0
