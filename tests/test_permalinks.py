"""Addresses of a post on its old site."""

from __future__ import annotations

from datetime import date

import pytest

from sphinx_newsdigest.importers.reading.permalinks import path_of, same, slug_of


def path(
    pattern: str,
    *,
    day: date | None = date(2014, 7, 1),
    slug: str = "",
    title: str = "周报 (16)",
    folder: str = "_posts",
) -> str:
    return path_of(
        pattern,
        date=day,
        slug=slug,
        title=title,
        categories=["新闻"],
        stem="2014-07-01-Weekly_16",
        folder=folder,
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/:year-:month-:day-:title.html", "/2014-07-01-Weekly_16.html"),
        ("date", "/新闻/2014/07/01/Weekly_16.html"),
        ("pretty", "/新闻/2014/07/01/Weekly_16/"),
        ("ordinal", "/新闻/2014/182/Weekly_16.html"),
        ("weekdate", "/新闻/2014/W27/TUE/Weekly_16.html"),
        ("none", "/新闻/Weekly_16.html"),
        ("/:short_year/:i_month/:i_day/:slug", "/14/7/1/weekly-16"),
        ("/%E6%96%87/:slug", "/文/weekly-16"),
        ("/about/", "/about/"),
    ],
)
def test_jekylls_patterns(pattern: str, expected: str) -> None:
    assert path(pattern) == expected


def test_the_folder_above_jekylls_posts_is_a_category() -> None:
    assert path("none", folder="blog/_posts/2014") == "/blog/新闻/Weekly_16.html"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/:year/:month/:slugortitle/", "/2014/07/周报-16/"),
        ("/:sections[1:]/:slugorcontentbasename/", "/posts/a/2014-07-01-weekly_16/"),
        ("/:sections[1]/:filename", "/posts/2014-07-01-weekly_16"),
        ("/:yearday/:headline/", "/182/周报-16/"),
    ],
)
def test_hugos_patterns(pattern: str, expected: str) -> None:
    assert path(pattern, folder="content/posts/a") == expected


def test_hugos_bundle_is_named_by_its_folder() -> None:
    facts = {"date": None, "slug": "", "title": "", "categories": ()}
    found = path_of(
        "/:sections[1:]/:filename/",
        stem="index",
        folder="content/posts/第一",
        **facts,  # type: ignore[arg-type]
    )
    assert found == "/posts/第一/"


def test_pelicans_patterns() -> None:
    pattern = "blog/{date:%Y}/{date:%m}/{date:%d}/{slug}/index.html"
    assert path(pattern, title="The Week — 16!") == "/blog/2014/07/01/the-week-16/index.html"
    assert path(pattern, slug="own") == "/blog/2014/07/01/own/index.html"


@pytest.mark.parametrize(
    "pattern", ["/:unknown/", "{slug}.html", "{series}/x", "{date:%Y}/{slug}", "/:hour/:title"]
)
def test_a_path_that_is_not_known_is_empty(pattern: str) -> None:
    assert path(pattern) == ""


def test_a_pattern_with_a_date_needs_one() -> None:
    assert path("date", day=None) == ""


@pytest.mark.parametrize(
    "spelling",
    [
        "/周报/16",
        "/周报/16/",
        "/周报/16.html",
        "/周报/16/index.html?from=feed#top",
        "/%E5%91%A8%E6%8A%A5/16",
        "周报/16",
    ],
)
def test_spellings_of_one_address_agree(spelling: str) -> None:
    assert same(spelling) == "/周报/16"


def test_the_first_page_has_an_address() -> None:
    assert same("/index.html") == same("") == same("/") == "/"


def test_a_slug_that_pelican_would_transliterate_is_left_to_the_file() -> None:
    assert slug_of("周报 16") == ""
    assert slug_of("Café — “News” 16!") == "cafe-news-16"
