"""What pages show of the archive: listings, pages of entities, neighbours, the general index."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from bs4 import Tag
    from conftest import Book, MakeBook

ARCHIVE = {
    "one.md": """
        ---
        digest: {issue: 1, period: 2013-12-16/2014-01-02}
        ---

        # Issue 1

        ## Industry

        2013-12-20 Alpha is bought: <https://blog.example.org/alpha>

        ## Nova

        Beta is out. And more.
        """,
    "two.md": """
        ---
        digest:
          issue: 2
          period: 2014-01-03/2014-01-20
          source: https://source.example.org/two
          credit: Somebody, who <b>wrote</b> it
          license: CC BY 4.0
          editors: [Anna, Ben]
        ---

        # Issue 2

        ## Community

        {digest:project}`Nova` and {digest:organization}`cern` meet. By {digest:person}`ling`.

        ::::{digest:links}
        :kind: video
        :projects: neutron

        * [Gamma](https://video.example.org/gamma)
        * [Delta](https://blog.example.org/delta)
        ::::
        """,
    "five.md": "# Issue 5\n\n```{digest:issue} 5\n:date: 2014-06-01\n```\n",
    "day.md": """
        # Day one

        ```{digest:event} summit
        :title: Summit
        :day: 1
        :dates: 2016-10-25/2016-10-26
        :place: Barcelona
        ```

        ```{digest:session}
        :title: Physics
        :organizations: cern
        :projects: nova
        :date: 2016-10-25
        :kind: talk

        Words.
        ```
        """,
    "entities.md": """
        # Entities

        ## Nova

        ```{digest:project} nova
        :title: OpenStack Nova
        :aliases: Compute, VMs
        :url: https://nova.example.org/
        :links: https://git.example.org/nova, https://bugs.example.org/nova
        :formerly: Nebula until 2010-07; Oldname

        Prose about it.
        ```

        ```{digest:project} neutron
        :title: Neutron
        ```

        ```{digest:project} unheard
        :title: Unheard
        ```

        ```{digest:organization} cern
        :title: CERN
        ```

        ```{digest:person} ling
        :title: 孔令贤
        ```
        """,
}


def listing(**options: object) -> str:
    facts = "".join(f":{name}: {value}\n" for name, value in options.items())
    return f"# Listing\n\n```{{digest:listing}}\n{facts}```\n"


#: Options of a listing, and what it shows: lines, and titles of groups in brackets.
LISTINGS: dict[str, tuple[str, list[str]]] = {
    "items": (
        listing(of="items"),
        [
            "2014-01-20 · Issue 2 · Nova and cern meet",
            "2014-01-20 · Issue 2 · Gamma",
            "2014-01-20 · Issue 2 · Delta",
            "2014-01-02 · Issue 1 · Beta is out",
            "2013-12-20 · Issue 1 · 2013-12-20 Alpha is bought",
        ],
    ),
    "issues": (
        listing(of="issues"),
        [
            "2014-06-01 · Issue 5",
            "2014-01-20 · Issue 2 · 2014-01-03 – 2014-01-20",
            "2014-01-02 · Issue 1 · 2013-12-16 – 2014-01-02",
        ],
    ),
    "links": (
        listing(of="links", order="title"),
        [
            "2013-12-20 · 2013-12-20 Alpha is bought · Issue 1",
            "2014-01-20 · Delta · Issue 2",
            "2014-01-20 · Gamma · Issue 2",
        ],
    ),
    "sessions": (listing(of="sessions"), ["2016-10-25 · Summit · Physics · CERN"]),
    "events": (listing(of="events"), ["2016-10-25 · Summit · Barcelona"]),
    "projects": (listing(of="projects"), ["Neutron", "OpenStack Nova · Compute, VMs", "Unheard"]),
    "organizations": (listing(of="organizations"), ["CERN"]),
    "people": (listing(of="people"), ["孔令贤"]),
    "project": (
        listing(of="items", project="VMs"),
        ["2014-01-20 · Issue 2 · Nova and cern meet", "2014-01-02 · Issue 1 · Beta is out"],
    ),
    "organization": (
        listing(of="items", organization="CERN"),
        ["2014-01-20 · Issue 2 · Nova and cern meet"],
    ),
    "person": (listing(of="items", person="ling"), ["2014-01-20 · Issue 2 · Nova and cern meet"]),
    "event": (listing(of="sessions", event="Summit"), ["2016-10-25 · Summit · Physics · CERN"]),
    "issue": (listing(of="items", issue=1, limit=1), ["2014-01-02 · Issue 1 · Beta is out"]),
    "since-until": (
        listing(of="issues", since="2014-01-03", until="2014-01-31"),
        ["2014-01-20 · Issue 2 · 2014-01-03 – 2014-01-20"],
    ),
    "kind": (
        listing(of="links", kind="video"),
        ["2014-01-20 · Gamma · Issue 2", "2014-01-20 · Delta · Issue 2"],
    ),
    "host": (listing(of="links", host="video.example.org"), ["2014-01-20 · Gamma · Issue 2"]),
    "year": (
        listing(of="items", group="year", order="oldest", limit=2),
        [
            "[2013]",
            "2013-12-20 · Issue 1 · 2013-12-20 Alpha is bought",
            "[2014]",
            "2014-01-02 · Issue 1 · Beta is out",
        ],
    ),
    "month": (
        listing(of="issues", group="month", limit=1),
        ["[2014-06]", "2014-06-01 · Issue 5"],
    ),
    "by-issue": (
        listing(of="items", group="issue", project="nova"),
        [
            "[Issue 2]",
            "2014-01-20 · Issue 2 · Nova and cern meet",
            "[Issue 1]",
            "2014-01-02 · Issue 1 · Beta is out",
        ],
    ),
    "by-project": (
        listing(of="items", group="project", issue=1),
        [
            "[OpenStack Nova]",
            "2014-01-02 · Issue 1 · Beta is out",
            "[Others]",
            "2013-12-20 · Issue 1 · 2013-12-20 Alpha is bought",
        ],
    ),
    "by-host": (
        listing(of="links", group="host", issue=2),
        [
            "[blog.example.org]",
            "2014-01-20 · Delta · Issue 2",
            "[video.example.org]",
            "2014-01-20 · Gamma · Issue 2",
        ],
    ),
    "nothing": (listing(of="items", project="unheard"), ["Nothing yet."]),
    "nothing-said": (
        listing(of="items", project="unheard", empty="Be the *first*!"),
        ["Be the *first*!"],
    ),
    "nothing-at-all": (
        "# Listing\n\n```{digest:listing}\n:of: items\n:project: unheard\n:empty:\n```\n",
        [],
    ),
}


@pytest.fixture(scope="module")
def archive(shelf: MakeBook) -> Book:
    pages = {f"l-{name}.md": source for name, (source, _) in LISTINGS.items()}
    return shelf({**ARCHIVE, **pages}, nitpicky=True)


def squeezed(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def shown(view: Tag | None) -> list[str]:
    """Return the lines of a view, with the titles of its groups in brackets."""
    if view is None:
        return []
    found = view.select("p.rubric, li, p")
    return [
        f"[{squeezed(tag)}]" if "rubric" in tag.get_attribute_list("class") else squeezed(tag)
        for tag in found
        if not tag.find("p")
    ]


def facts(view: Tag | None) -> dict[str, list[str]]:
    """Return the fields of a view."""
    assert view is not None
    found: dict[str, list[str]] = {}
    for label, value in zip(view.select("dt"), view.select("dd"), strict=True):
        found.setdefault(squeezed(label).rstrip(":"), []).append(squeezed(value))
    return found


# -- listings -------------------------------------------------------------------------


def test_the_archive_is_built_without_a_warning(archive: Book) -> None:
    assert archive.warnings == ""


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_shows_what_its_options_ask_for(archive: Book, name: str) -> None:
    assert shown(archive.html(f"l-{name}").select_one(".digest-listing")) == LISTINGS[name][1]


def test_every_line_of_a_listing_leads_to_what_it_lists(archive: Book) -> None:
    item = archive.catalogue.items[0]
    links = archive.html("l-items").select(".digest-listing li")[-1].select("a")
    assert [link["href"] for link in links] == ["one.html#issue-1", f"one.html#{item.anchor}"]
    links = archive.html("l-host").select(".digest-listing li a")
    gamma = next(i for i in archive.catalogue.items if i.opening == "Gamma")
    assert [link["href"] for link in links] == [
        "https://video.example.org/gamma",
        f"two.html#{gamma.anchor}",
    ]


def test_a_listing_works_wherever_a_directive_may_stand(book: MakeBook) -> None:
    source = """
        # Page

        :::{note}
        ```{digest:listing}
        :of: organizations
        ```
        :::

        > ```{digest:listing}
        > :of: organizations
        > ```

        * ```{digest:listing}
          :of: organizations
          ```

        [^note]: A note.

            ```{digest:listing}
            :of: organizations
            ```

        A mark[^note].

        ```{list-table}
        * - cell
          - ```{digest:listing}
            :of: organizations
            ```
        ```
        """
    made = book({**ARCHIVE, "page.md": source})
    assert made.warnings == ""
    views = made.html("page").select(".digest-listing")
    assert [shown(view) for view in views] == [["CERN"]] * 5


def test_prose_in_a_listing_stands_before_its_lines(book: MakeBook) -> None:
    source = "# Page\n\n```{digest:listing}\n:of: organizations\n\nThese are *they*:\n```\n"
    made = book({**ARCHIVE, "page.md": source})
    assert shown(made.html("page").select_one(".digest-listing")) == ["These are they:", "CERN"]


def test_a_listing_of_nothing_that_is_declared_is_a_warning(book: MakeBook) -> None:
    made = book({**ARCHIVE, "page.md": listing(of="items", project="Noova")}, builder="digest-data")
    assert made.warnings.count("\n") == 1
    assert made.warnings.startswith("page.md:3: WARNING: unknown project 'Noova'")


def test_an_assembled_edition_lists_only_what_is_bound_in(book: MakeBook) -> None:
    sources = {
        **ARCHIVE,
        "index.md": "# Index\n\n```{digest:listing}\n:of: issues\n```\n\n"
        "```{toctree}\none\nday\nentities\n```\n",
        "two.md": ARCHIVE["two.md"].replace("digest:", "orphan: true\n        digest:", 1),
        "five.md": "---\norphan: true\n---\n" + ARCHIVE["five.md"],
    }
    made = book(sources, builder="singlehtml")
    page = made.html()
    assert shown(page.select_one(".digest-listing")) == [
        "2014-01-02 · Issue 1 · 2013-12-16 – 2014-01-02"
    ]
    assert "Issue 2" not in page.get_text()
    made.build("html")
    assert len(shown(made.html().select_one(".digest-listing"))) == 3


def test_the_length_of_openings_is_a_config_value(book: MakeBook) -> None:
    made = book({**ARCHIVE, "page.md": listing(of="items", issue=1)}, newsdigest_opening=10)
    lines = shown(made.html("page").select_one(".digest-listing"))
    assert lines == ["2014-01-02 · Issue 1 · Beta is…", "2013-12-20 · Issue 1 · 2013-12-2…"]


# -- pages of entities ---------------------------------------------------------------------


def test_the_page_of_a_project_shows_its_facts(archive: Book) -> None:
    view = archive.html("entities").select_one("#project-nova .digest-entity")
    assert facts(view) == {
        "Also called": ["Compute, VMs"],
        "Formerly": ["Nebula (–2010-07)", "Oldname"],
        "Website": ["https://nova.example.org/"],
        "Its pages": ["https://git.example.org/nova", "https://bugs.example.org/nova"],
    }


def test_the_page_of_a_project_shows_all_that_is_said_about_it_newest_first(
    archive: Book,
) -> None:
    view = archive.html("entities").select_one("#project-nova .digest-entity")
    assert view is not None
    for field in view.select("dl"):
        field.extract()
    assert shown(view) == [
        "Prose about it.",
        "[News, 2014]",
        "2014-01-20 · Issue 2 · Nova and cern meet",
        "2014-01-02 · Issue 1 · Beta is out",
        "[Sessions]",
        "2016-10-25 · Summit · Physics · CERN",
    ]


def test_the_page_of_a_project_shows_its_links(archive: Book) -> None:
    page = archive.html("entities")
    heading = page.find(string="Neutron")
    assert heading is not None
    view = heading.find_next(class_="digest-entity")
    assert shown(view) == [
        "[News, 2014]",
        "2014-01-20 · Issue 2 · Gamma",
        "2014-01-20 · Issue 2 · Delta",
        "[Links]",
        "2014-01-20 · Gamma · Issue 2",
        "2014-01-20 · Delta · Issue 2",
    ]


@pytest.mark.parametrize("name", ["CERN", "孔令贤"])
def test_the_pages_of_organizations_and_people_do_likewise(archive: Book, name: str) -> None:
    rubric = archive.html("entities").find("p", class_="rubric", string=name)
    assert rubric is not None
    assert "2014-01-20 · Issue 2 · Nova and cern meet" in shown(
        rubric.find_next(class_="digest-entity")
    )


def test_the_page_of_an_event_shows_what_is_said_about_it(archive: Book) -> None:
    lines = shown(archive.html("day").select_one(".digest-foot"))
    assert "2016-10-25 · Summit · Physics · CERN" in lines


def test_of_two_homes_of_a_project_the_second_keeps_its_words_alone(book: MakeBook) -> None:
    second = "# Nova again\n\n```{digest:project} nova\n:url: https://e.org/\n\nIts words.\n```\n"
    made = book({**ARCHIVE, "other.md": second})
    assert made.warnings.count("\n") == 1
    assert made.warnings.startswith("other.md:3: WARNING: project 'nova' is already declared in")
    page = made.html("other")
    assert "Its words." in page.get_text()
    assert "Beta is out" not in page.get_text()
    assert "Beta is out" in made.html("entities").get_text()


def test_a_project_of_which_nobody_has_said_anything_shows_its_facts_alone(archive: Book) -> None:
    rubric = archive.html("entities").find("p", class_="rubric", string="Unheard")
    assert rubric is not None
    assert archive.html("entities").get_text().count("Unheard") == 1


# -- issues -------------------------------------------------------------------------------------


def test_the_head_of_an_issue_says_which_it_is(archive: Book) -> None:
    head = archive.html("two").select_one(".digest-head")
    assert shown(head) == ["Issue: 2 · Period: 2014-01-03 – 2014-01-20 · Published: 2014-01-20"]


def test_the_foot_of_an_issue_says_who_made_it_and_how_to_cite_it(archive: Book) -> None:
    foot = archive.html("two").select_one(".digest-foot")
    assert facts(foot) == {
        "Editors": ["Anna, Ben"],
        "Source": ["https://source.example.org/two"],
        "Credit": ["Somebody, who <b>wrote</b> it"],
        "License": ["CC BY 4.0"],
        "Cite as": ["Anna, Ben. Issue 2. The Archive. 2014-01-20. two.html#issue-2"],
        "BibTeX key": ["issue-2"],
        "Previous issue": ["Issue 1"],
        "Next issue": ["Issue 5"],
    }
    assert foot is not None
    assert [link["href"] for link in foot.select("a")] == [
        "https://source.example.org/two",
        "one.html#issue-1",
        "five.html#issue-5",
    ]


def test_the_first_and_the_last_issue_have_one_neighbour(archive: Book) -> None:
    first = facts(archive.html("one").select_one(".digest-foot"))
    last = facts(archive.html("five").select_one(".digest-foot"))
    assert ("Previous issue" in first, first["Next issue"]) == (False, ["Issue 2"])
    assert ("Next issue" in last, last["Previous issue"]) == (False, ["Issue 2"])


def issue(number: object, **options: object) -> str:
    said = "".join(f":{name}: {value}\n" for name, value in options.items())
    return f"# Issue {number}\n\n```{{digest:issue}} {number}\n{said}```\n"


def test_neighbours_are_of_one_newsletter_and_special_issues_have_none(book: MakeBook) -> None:
    made = book(
        {
            "a.md": issue(1, newsletter="ops"),
            "b.md": issue(2, newsletter="dev"),
            "c.md": issue(3, newsletter="ops"),
            "d.md": issue("special", newsletter="ops"),
        }
    )
    assert made.warnings == ""
    found = {name: facts(made.html(name).select_one(".digest-foot")) for name in "abcd"}
    neighbours = {
        name: (said.get("Previous issue"), said.get("Next issue")) for name, said in found.items()
    }
    assert neighbours == {
        "a": (None, ["Issue 3"]),
        "b": (None, None),
        "c": (["Issue 1"], None),
        "d": (None, None),
    }
    assert shown(made.html("d").select_one(".digest-head")) == ["Newsletter: ops"]
    assert {record.id for record in made.catalogue.issues} == {"ops-1", "dev-2", "ops-3", "special"}


def test_several_issues_in_one_document_each_have_a_head_and_a_foot(book: MakeBook) -> None:
    parts = [
        f"## {letter} {number}\n\n```{{digest:issue}} {number}\n:newsletter: {letter}\n```\n\n"
        f"### News of {letter}{number}\n\nAn item of {letter}{number}.\n"
        for letter, number in (("ops", 1), ("ops", 2), ("dev", 1))
    ]
    made = book({"all.md": "# All\n\n" + "\n".join(parts)})
    assert made.warnings == ""
    page = made.html("all")
    heads = [shown(head) for head in page.select(".digest-head")]
    assert heads == [
        ["Newsletter: ops · Issue: 1"],
        ["Newsletter: ops · Issue: 2"],
        ["Newsletter: dev · Issue: 1"],
    ]
    keys = [facts(foot)["BibTeX key"] for foot in page.select(".digest-foot")]
    assert keys == [["issue-ops-1"], ["issue-ops-2"], ["issue-dev-1"]]
    ids = [tag["id"] for tag in page.select("[id]")]
    assert {f"issue-{name}" for name in ("ops-1", "ops-2", "dev-1")} <= set(ids)
    assert len(ids) == len(set(ids))
    assert [item.id.partition("/")[0] for item in made.catalogue.items] == [
        "ops-1",
        "ops-2",
        "dev-1",
    ]


# -- the general index -------------------------------------------------------------------------


def in_html(text: str | bytes, parser: str = "lxml") -> set[tuple[str, str]]:
    """Return the entries of a general index with the anchors they lead to."""
    found = set()
    page = BeautifulSoup(text, parser)
    for table in page.select("table.indextable"):
        for entry in table.select("li > ul > li > a"):
            above = entry.find_parent("ul")
            assert above is not None
            assert above.parent is not None
            name = next(iter(above.parent.stripped_strings))
            found.add((name, str(entry["href"]).partition("#")[2]))
    return found


def test_the_general_index_has_the_same_entries_in_every_edition(archive: Book) -> None:
    html = in_html(archive.text("genindex.html"))
    records = archive.catalogue
    expected = {
        (records.entity[mention.kind, mention.entity].title, record.anchor)
        for record in records.owners
        for mention in record.mentions
    }
    assert html == expected
    assert len(expected) == 9

    archive.build("epub", version="1", copyright="2014")
    (path,) = archive.out.glob("*.epub")
    with zipfile.ZipFile(path) as packed:
        name = next(name for name in packed.namelist() if name.endswith("genindex.xhtml"))
        assert in_html(packed.read(name), "lxml-xml") == expected

    archive.build("latex")
    (tex,) = archive.out.glob("*.tex")
    entries = re.findall(
        r"\\index\{.*?\\spxentry\{(.*?)\}!.*?\\spxentry\{(.*?)\}", tex.read_text(encoding="utf-8")
    )
    words = {
        (title, record.opening if hasattr(record, "opening") else record.title)
        for record in records.owners
        for title in (records.entity[m.kind, m.entity].title for m in record.mentions)
    }
    assert set(entries) == words
    archive.build("html")


def test_the_general_index_does_not_grow_from_build_to_build(book: MakeBook) -> None:
    made = book(ARCHIVE)
    before = made.text("genindex.html")
    made.replace("one.md", "# Issue 1\n", "# Issue 1\n\nA preface.\n")
    made.build()
    assert made.text("genindex.html") == before


def test_an_entity_after_others_of_another_kind_has_a_title_of_its_own(book: MakeBook) -> None:
    made = book(
        {
            "names.md": """
                # Names

                :::{digest:organization} alpha
                :::

                :::{digest:organization} beta
                :::

                :::{digest:project} nova
                :title: Nova
                :::
                """
        }
    )
    titles = [rubric.get_text() for rubric in made.html("names").select("p.rubric")]
    assert titles == ["alpha", "beta", "Nova"]
    assert made.html("names").select_one("section")["id"] == "names"  # type: ignore[index]  # it is there


def test_who_held_or_paid_for_an_event_leads_to_it(book: MakeBook) -> None:
    made = book(
        {
            "event.md": """
                ---
                digest:
                  event: summit
                  dates: 2016-10-25/2016-10-28
                  organizer: The Foundation
                ---

                # Summit

                :::{digest:sponsors}
                Beta
                :::
                """,
            "names.md": """
                # Names

                ## Foundation

                :::{digest:organization} foundation
                :aliases: The Foundation
                :::

                ## Beta

                :::{digest:organization} beta
                :::

                ## Gamma

                :::{digest:organization} gamma
                :::
                """,
        }
    )
    page = made.html("names")
    for name, found in (("foundation", True), ("beta", True), ("gamma", False)):
        section = page.find(id=f"organization-{name}")
        assert section is not None
        assert bool(section.select('a[href="event.html#event-summit"]')) is found
    facts = made.html("event").select_one(".digest-facts")
    assert facts is not None
    assert facts.select_one('a[href="names.html#organization-foundation"]') is not None
