"""Headings of issues: which are likely projects, and which are likely misspelt."""

from __future__ import annotations

import pytest

from sphinx_newsdigest.importers.proof.candidates import Misspelt, Section, candidates


def post(*headings: str, parent: str = "project news", said: bool = True) -> list[Section]:
    """Return the sections of a post, whose texts say their headings or not."""
    return [
        Section(heading, parent, f"{heading} 有了新版本。" if said else "有了新版本。", line)
        for line, heading in enumerate(headings, 1)
    ]


def names(*posts: list[Section]) -> list[str]:
    return [one.heading for one in candidates(posts)[0]]


def slips(*posts: list[Section]) -> list[tuple[str, str]]:
    return [(one.section.heading, one.likely) for one in candidates(posts)[1]]


def test_a_name_that_comes_again_and_is_spoken_of_is_a_project() -> None:
    found, misspelt = candidates([post("Brass", "Tin"), post("Brass")])
    assert [(one.heading, one.posts) for one in found] == [("Brass", 2)]
    assert misspelt == []


def test_the_most_frequent_come_first() -> None:
    assert names(post("Brass", "Tin"), post("Tin", "Brass"), post("Tin")) == ["Tin", "Brass"]


def test_a_name_that_its_text_never_says_is_none() -> None:
    assert names(*[post("Brass", said=False)] * 3) == []


@pytest.mark.parametrize(
    "heading",
    [
        *("Common", "Other", "News", "Events", "Compiler", "Library", "Libraries", "Tooling"),
        *("Learn More Brass", "New Tools", "Meetings", "Foundation", "Brass Nation", "Q&A"),
        *("Upcoming Events", "Asia-Pacific", "Europe", "Security", "Case Studies", "Stories"),
        *("BrassConf", "BrassConf 2021", "PyCon", "Brass 2023", "January", "Statistics"),
        *("业界动态", "社区跟踪", "其他", "总结", "a word", "from the blogs", "2020", "#1"),
        "Brass Is What We All Use Today",
    ],
)
def test_words_that_any_newsletter_has_are_no_project(heading: str) -> None:
    assert names(*[post(heading)] * 4) == []


@pytest.mark.parametrize("heading", ["Brass", "OpenBrass", "TIN", "Tin-Plate", "K3s", "C++"])
def test_names_of_many_forms_are_projects(heading: str) -> None:
    assert names(*[post(heading)] * 2) == [heading]


@pytest.mark.parametrize("heading", ["**Brass**", "[Brass](https://example.org/)", "Brass:"])
def test_a_name_is_read_without_its_decoration(heading: str) -> None:
    posts = [[Section(heading, "", "Brass 有了新版本。", 1)]] * 2
    assert names(*posts) == ["Brass"]


def test_a_name_that_stands_once_among_projects_is_one() -> None:
    usual = [post("Brass", "Tin", "Zinc")] * 3
    assert names(*usual, post("Copper")) == ["Brass", "Tin", "Zinc", "Copper"]


def test_a_name_that_stands_once_elsewhere_is_none() -> None:
    usual = [post("Brass", "Tin", "Zinc")] * 3
    assert names(*usual, post("Copper", parent="")) == ["Brass", "Tin", "Zinc"]
    assert names(*usual, post("Copper", parent="events")) == ["Brass", "Tin", "Zinc"]


def test_a_heading_over_a_few_projects_and_much_else_makes_none_of_the_rest() -> None:
    mixed = ["Brass", "Tin", "Zinc", "New in May", "Jobs", "Quotes", "Videos", "Slides"]
    assert names(*[post(*mixed)] * 3, post("Copper")) == ["Brass", "Tin", "Zinc"]


def test_in_a_large_archive_twice_is_an_accident() -> None:
    assert names(*[post("Brass")] * 300, *[post("Tin")] * 2) == ["Brass"]


@pytest.mark.parametrize(
    ("heading", "usual"),
    [
        ("Tempst", "Tempest"),
        ("Keystoone", "Keystone"),
        ("Keystnoe", "Keystone"),
        ("Kaystone", "Keystone"),
        ("Project Nwes", "Project News"),
        ("业态动界", None),
        ("业界态", "业界动态"),
        ("界业动态", None),
    ],
)
def test_one_slip_of_the_pen_is_likely_a_mistake(heading: str, usual: str | None) -> None:
    others = [post(usual or "业界动态")] * 3
    expected = [(heading, usual)] if usual else []
    assert slips(*others, post(heading, said=False)) == expected


@pytest.mark.parametrize(
    ("heading", "usual"),
    [
        ("Newsletter", "Newsletters"),
        ("Newsletters", "Newsletter"),
        ("Asia-Pacific", "Asia Pacific"),
        ("Africa:", "Africa"),
        ("This Week in Tin", "This Week in Zinc"),
        ("Learn Brass", "Learn More Brass"),
        ("Brass 1.59", "Brass 1.58"),
        ("Head", "Heat"),
        ("上周回顾", "本周回顾"),
        ("中国社区", "美国社区"),
        ("Rusty", "Rust"),
    ],
)
def test_another_heading_is_no_mistake(heading: str, usual: str) -> None:
    assert slips(*[post(usual)] * 3, post(heading, said=False)) == []


def test_what_its_text_says_too_is_no_mistake() -> None:
    assert slips(*[post("Keystone")] * 3, post("Kaystone")) == []


def test_what_comes_twice_is_no_mistake() -> None:
    assert slips(*[post("Keystone")] * 3, *[post("Kaystone", said=False)] * 2) == []


def test_a_mistake_says_where_it_stands_and_is_no_project() -> None:
    wrong = post("Brass", "Kaystone", said=False)
    found, misspelt = candidates([post("Keystone", "Tin", "Zinc")] * 3 + [wrong])
    assert misspelt == [Misspelt(3, wrong[1], "Keystone")]
    assert "Kaystone" not in [one.heading for one in found]


def test_an_archive_without_headings_has_neither() -> None:
    assert candidates([[], []]) == ([], [])
