"""Roles, ``any``, ``[name]()``, warnings with near names, and references between projects."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bs4 import Tag
    from conftest import Book, MakeBook

ARCHIVE = {
    "digest.md": """
        ---
        digest: {issue: 16, date: 2014-07-01}
        ---

        # Digest 16

        ## News

        ::::{digest:item}
        :name: stats-0-6

        Stats 0.6 is out. With more words.
        ::::

        {digest:item}`stats-0-6` by its bare name.
        """,
    "special.md": "# The Special\n\n```{digest:issue} summit-special\n```\n",
    "day.md": """
        # Day one

        ```{digest:event} summit
        :day: 1
        ```

        ```{digest:session}
        :title: The keynote
        :name: keynote

        Words.
        ```
        """,
    "home.md": "# The Summit\n\n```{digest:event} summit\n```\n",
    "entities.md": """
        # Entities

        ## Nova

        ```{digest:project} nova
        :aliases: Compute
        ```

        ```{digest:organization} redhat
        :title: 红帽
        :aliases: Red Hat
        ```

        ```{digest:person} ling
        :title: 孔令贤
        ```
        """,
}
#: What is written between back quotes, where it leads, and what is shown.
REFERENCES = {
    "issue": ("16", "digest.html#issue-16", "Digest 16"),
    "issue explicit": ("the digest <16>", "digest.html#issue-16", "the digest"),
    "issue special": ("Summit-Special", "special.html#issue-summit-special", "The Special"),
    "item": ("16/stats-0-6", "digest.html#item-16-stats-0-6", "Stats 0.6 is out"),
    "item explicit": ("out <16/stats-0-6>", "digest.html#item-16-stats-0-6", "out"),
    "event": ("summit", "home.html#event-summit", "The Summit"),
    "event report": ("summit-1", "day.html#report-summit-1", "Day one"),
    "session": ("summit-1/keynote", "day.html#session-summit-1-keynote", "The keynote"),
    "session explicit": (
        "it <summit-1/keynote>",
        "day.html#session-summit-1-keynote",
        "it",
    ),
    "project": ("Compute", "entities.html#project-nova", "Compute"),
    "project explicit": ("this <NOVA>", "entities.html#project-nova", "this"),
    "organization": ("红帽", "entities.html#organization-redhat", "红帽"),
    "person": ("ling", "entities.html#person-ling", "ling"),
}


def first_link(book: Book, docname: str) -> Tag:
    body = book.html(docname).find(role="main") or book.html(docname).find(class_="body")
    assert body is not None
    link = body.select_one("p > a.reference")
    assert link is not None
    return link


# -- roles -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archive(shelf: MakeBook) -> Book:
    sources: dict[str, str | bytes] = dict(ARCHIVE)
    for name, (words, _, _) in REFERENCES.items():
        role, slug = name.split()[0], name.replace(" ", "-")
        sources[f"md-{slug}.md"] = f"# Page\n\n{{digest:{role}}}`{words}`\n"
        sources[f"rst-{slug}.rst"] = f"Page\n====\n\n:digest:{role}:`{words}`\n"
        sources[f"any-{slug}.rst"] = f"Page\n====\n\n:any:`{words}`\n"
    return shelf(sources, nitpicky=True)


@pytest.mark.parametrize("markup", ["md", "rst", "any"])
@pytest.mark.parametrize("name", REFERENCES)
def test_a_role_leads_to_its_target_and_shows_its_title_or_the_words_given(
    archive: Book, name: str, markup: str
) -> None:
    _, target, shown = REFERENCES[name]
    link = first_link(archive, f"{markup}-{name.replace(' ', '-')}")
    assert (link["href"], link.get_text()) == (target, shown)


def test_no_reference_of_the_archive_is_a_warning(archive: Book) -> None:
    assert archive.warnings == ""


def test_the_bare_name_of_an_item_is_enough_in_its_document(archive: Book) -> None:
    links = archive.html("digest").select('a.reference.internal[href="#item-16-stats-0-6"]')
    assert "Stats 0.6 is out" in [link.get_text() for link in links]


def test_a_name_is_words_and_not_code(archive: Book) -> None:
    assert first_link(archive, "md-project").find("code") is None


@pytest.mark.parametrize("role", ["any", "digest:session"])
def test_a_page_is_written_again_when_the_title_it_shows_of_a_target_changes(
    book: MakeBook, role: str
) -> None:
    page = f"Page\n====\n\n:{role}:`summit-1/keynote`\n"
    made = book({**ARCHIVE, "page.rst": page, "other.md": "# Other\n"})
    made.replace("day.md", ":title: The keynote", ":title: Welcome")
    made.build()
    assert first_link(made, "page").get_text() == "Welcome"
    assert (made.read, "other" in made.written) == (["day"], False)


# -- targets that nothing declares ------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "target", "hint"),
    [
        ("issue", "116", "did you mean '16'"),
        ("item", "16/stats-0-7", "did you mean '16/stats-0-6'"),
        ("session", "summit-1/keynot", "did you mean 'summit-1/keynote'"),
        ("event", "sumit", "did you mean 'summit'"),
        ("project", "novaa", "did you mean 'nova'"),
        ("organization", "RedHut", "did you mean 'redhat'"),
        ("person", "zzzz", "expected an id, a title or an alias"),
    ],
)
def test_an_unknown_target_is_one_warning_with_near_names(
    book: MakeBook, role: str, target: str, hint: str
) -> None:
    made = book({**ARCHIVE, "page.md": f"# Page\n\nSee {{digest:{role}}}`{target}`.\n"})
    assert made.warnings.count("\n") == 1
    assert made.warnings.startswith(f"page.md:3: WARNING: unknown {role} '{target}'")
    assert hint in made.warnings
    assert "[digest.unknown]" in made.warnings
    assert target in made.html("page").get_text()


def test_an_unknown_name_in_an_option_is_one_warning_with_near_names(book: MakeBook) -> None:
    source = """
        ---
        digest: {issue: 17}
        ---

        # Digest 17

        ## News

        ::::{digest:item}
        :projects: nova, Noova

        Words.
        ::::
        """
    made = book({**ARCHIVE, "17.md": source}, builder="digest-data")
    assert made.warnings.count("\n") == 1
    assert made.warnings.startswith("17.md:9: WARNING: unknown project 'Noova'; did you mean")
    assert "'nova'" in made.warnings


def test_the_warning_can_be_suppressed(book: MakeBook) -> None:
    made = book({"page.md": "# Page\n\n{digest:issue}`1`\n"}, suppress_warnings=["digest.unknown"])
    assert made.warnings == ""


# -- names without links ---------------------------------------------------------------------


def test_a_name_in_brackets_leads_to_whom_it_means(book: MakeBook) -> None:
    source = """
        ---
        digest: {issue: 17}
        ---

        # Digest 17

        ## News

        By [孔令贤]() of [Red Hat](), about [*Nova*](), and [somebody]().
        """
    made = book({**ARCHIVE, "17.md": source}, nitpicky=True)
    assert made.warnings == ""
    paragraph = made.html("17").select_one(".digest-item p")
    assert paragraph is not None
    links = {a.get_text(): a["href"] for a in paragraph.select("a:not(.headerlink)")}
    assert links == {
        "孔令贤": "entities.html#person-ling",
        "Red Hat": "entities.html#organization-redhat",
        "Nova": "entities.html#project-nova",
    }
    assert paragraph.find("em") is not None
    assert "and somebody." in paragraph.get_text()
    (item,) = (item for item in made.catalogue.items if item.issue == "17")
    assert {(m.entity, m.grade) for m in item.mentions} == {
        ("ling", "named"),
        ("redhat", "named"),
        ("nova", "named"),
    }


def test_a_name_in_brackets_is_read_on_any_page(book: MakeBook) -> None:
    made = book({**ARCHIVE, "page.md": "# Page\n\nBy [孔令贤]().\n"}, nitpicky=True)
    assert made.warnings == ""
    assert first_link(made, "page")["href"] == "entities.html#person-ling"


# -- between projects ---------------------------------------------------------------------------


def test_the_inventory_has_every_issue_item_event_session_and_entity(archive: Book) -> None:
    *_, packed = (archive.out / "objects.inv").read_bytes().split(b"\n", 4)
    lines = zlib.decompress(packed).decode().splitlines()
    found = set()
    for line in lines:
        name, kind, place, title = re.fullmatch(r"(.+?) (\S+:\S+) -?\d+ (\S*) (.*)", line).groups()  # type: ignore[union-attr]  # its lines have this form
        if kind.startswith("digest:"):
            place = place[:-1] + name if place.endswith("$") else place
            found.add((kind, name, place, name if title == "-" else title))
    (bare,) = (item for item in archive.catalogue.items if item.name != "stats-0-6")
    assert found == {
        ("digest:issue", "16", "digest.html#issue-16", "Digest 16"),
        ("digest:issue", "summit-special", "special.html#issue-summit-special", "The Special"),
        ("digest:item", "16/stats-0-6", "digest.html#item-16-stats-0-6", "Stats 0.6 is out"),
        ("digest:item", bare.id, f"digest.html#{bare.anchor}", bare.opening),
        ("digest:event", "summit", "home.html#event-summit", "The Summit"),
        ("digest:event", "summit-1", "day.html#report-summit-1", "Day one"),
        (
            "digest:session",
            "summit-1/keynote",
            "day.html#session-summit-1-keynote",
            "The keynote",
        ),
        ("digest:project", "nova", "entities.html#project-nova", "Nova"),
        ("digest:organization", "redhat", "entities.html#organization-redhat", "红帽"),
        ("digest:person", "ling", "entities.html#person-ling", "孔令贤"),
    }


def test_another_project_refers_to_the_archive(archive: Book, book: MakeBook) -> None:
    page = """
        # Page

        {digest:issue}`16`

        {digest:item}`16/stats-0-6`

        {digest:event}`summit`

        {digest:session}`summit-1/keynote`

        {digest:project}`nova`

        {external+archive:digest:person}`ling`

        {digest:issue}`17`
        """
    made = book(
        {"page.md": page},
        extensions=["myst_parser", "sphinx_newsdigest", "sphinx.ext.intersphinx"],
        intersphinx_mapping={"archive": ("https://example.org/", str(archive.out / "objects.inv"))},
        nitpicky=True,
    )
    links = made.html("page").select("a.reference.external")
    assert [link["href"] for link in links] == [
        "https://example.org/digest.html#issue-16",
        "https://example.org/digest.html#item-16-stats-0-6",
        "https://example.org/home.html#event-summit",
        "https://example.org/day.html#session-summit-1-keynote",
        "https://example.org/entities.html#project-nova",
        "https://example.org/entities.html#person-ling",
    ]
    assert made.warnings.count("\n") == 1
    assert "unknown issue '17'" in made.warnings


def test_issues_and_sessions_are_found_by_their_titles(book: MakeBook) -> None:
    made = book(
        {
            "one.md": "---\ndigest:\n  issue: 1\n---\n\n# The first one\n",
            "two.md": """
                # Two

                {digest:issue}`the FIRST one` and {digest:issue}`The frist one`.
                """,
        }
    )
    link = made.html("two").select_one('a[href="one.html#issue-1"]')
    assert link is not None
    assert "unknown issue 'The frist one'; did you mean '1'?" in made.warnings


def test_the_permalink_of_a_second_issue_of_one_number_is_its_own(book: MakeBook) -> None:
    issue = "---\ndigest:\n  issue: 5\n---\n\n# Five\n"
    made = book({"a.md": issue, "b.md": issue})
    permalink = made.html("b").select_one("h1 a.headerlink")
    assert permalink is not None
    assert permalink["href"] == "#issue-5-b"


def test_two_issues_of_one_number_have_ids_of_their_own_in_one_page(book: MakeBook) -> None:
    issue = "---\ndigest:\n  issue: 5\n---\n\n# Five\n"
    made = book({"a.md": issue, "b.md": issue}, builder="singlehtml")
    ids = [element["id"] for element in made.html("index").find_all(id=True)]
    assert ids.count("issue-5") == 1
    assert ids.count("issue-5-b") == 1
