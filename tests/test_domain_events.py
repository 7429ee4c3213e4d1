"""Events, their reports and sessions: from sources to records and pages, in both markups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_newsdigest.model import Image, Mention

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from conftest import Book, MakeBook

SOURCES = {
    "md": {
        "home.md": """
            # The Summit

            ```{digest:event} summit
            :title: Summit 2016
            :dates: 2016-10-25/2016-10-28
            :place: Barcelona, Spain
            :url: https://summit.example.org/
            :organizer: The Foundation
            ```

            An introduction, with [a map](https://summit.example.org/map).

            ```{digest:sponsors}
            :names: CERN, A Bank
            ```

            ## Travelling

            ```{digest:links}
            :title: How to get there
            :kind: travel

            * [By train](https://train.example.org/)
            ```
            """,
        "day-1.md": """
            ---
            digest:
              event: summit
              day: 1
              date: 2016-10-25
              venue: CCIB
              editors: [Anna]
            ---

            # Day one

            Prose about the day, with [a video](https://video.example.org/).

            * [Not an item](https://list.example.org/)

            ## Talks

            ::::{digest:session}
            :title: Clouds for physics
            :organizations: 欧洲核子研究组织, A University
            :customers: SKY
            :speakers: Tim
            :projects: nova
            :track: Research
            :time: 09:00
            :room: 111
            :kind: talk
            :lang: en

            Words of the session. [Slides](https://slides.example.org/).

            * a list
            * of thoughts

            :::{figure} p.png
            :alt: A slide

            The first slide
            :::
            ::::

            After the session is prose.

            ### A demonstration

            ```{digest:session}
            :kind: demo
            :organizations: SKY
            :date: 2016-10-26
            ```

            It worked.

            #### Details

            At last.

            ## News

            ```{digest:section}
            :items: auto
            ```

            An item.

            ## Thanks

            ```{digest:sponsors}
            SKY UK、Acme
            ```
            """,
        "day-2.md": """
            # Day two

            ```{digest:event} summit
            :day: 2
            :date: 2016-10-26
            ```

            Nothing much.
            """,
        "entities.md": """
            # Entities

            ```{digest:organization} cern
            :title: CERN
            :aliases: 欧洲核子研究组织
            ```
            ```{digest:organization} sky-uk
            :title: SKY UK
            :aliases: SKY
            ```
            ```{digest:organization} a-university
            :title: A University
            ```
            ```{digest:person} tim
            :title: Tim
            ```
            ```{digest:project} nova
            :title: Nova
            ```
            """,
    },
    "rst": {
        "home.rst": """
            The Summit
            ==========

            .. digest:event:: summit
               :title: Summit 2016
               :dates: 2016-10-25/2016-10-28
               :place: Barcelona, Spain
               :url: https://summit.example.org/
               :organizer: The Foundation

            An introduction, with `a map <https://summit.example.org/map>`_.

            .. digest:sponsors::
               :names: CERN, A Bank

            Travelling
            ----------

            .. digest:links::
               :title: How to get there
               :kind: travel

               * `By train <https://train.example.org/>`_
            """,
        "day-1.rst": """
            :digest:
                :event: summit
                :day: 1
                :date: 2016-10-25
                :venue: CCIB
                :editors: Anna

            Day one
            =======

            Prose about the day, with `a video <https://video.example.org/>`_.

            * `Not an item <https://list.example.org/>`_

            Talks
            -----

            .. digest:session::
               :title: Clouds for physics
               :organizations: 欧洲核子研究组织, A University
               :customers: SKY
               :speakers: Tim
               :projects: nova
               :track: Research
               :time: 09:00
               :room: 111
               :kind: talk
               :lang: en

               Words of the session. `Slides <https://slides.example.org/>`_.

               * a list
               * of thoughts

               .. figure:: p.png
                  :alt: A slide

                  The first slide

            After the session is prose.

            A demonstration
            ~~~~~~~~~~~~~~~

            .. digest:session::
               :kind: demo
               :organizations: SKY
               :date: 2016-10-26

            It worked.

            Details
            .......

            At last.

            News
            ----

            .. digest:section::
               :items: auto

            An item.

            Thanks
            ------

            .. digest:sponsors::

               SKY UK、Acme
            """,
        "day-2.rst": """
            Day two
            =======

            .. digest:event:: summit
               :day: 2
               :date: 2016-10-26

            Nothing much.
            """,
        "entities.rst": """
            Entities
            ========

            .. digest:organization:: cern
               :title: CERN
               :aliases: 欧洲核子研究组织

            .. digest:organization:: sky-uk
               :title: SKY UK
               :aliases: SKY

            .. digest:organization:: a-university
               :title: A University

            .. digest:person:: tim
               :title: Tim

            .. digest:project:: nova
               :title: Nova
            """,
    },
}
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def books(shelf: MakeBook) -> dict[str, Book]:
    return {
        markup: shelf({**sources, "p.png": PICTURE}, name=markup)
        for markup, sources in SOURCES.items()
    }


@pytest.fixture(params=["md", "rst"])
def summit(books: dict[str, Book], request: pytest.FixtureRequest) -> Book:
    return books[request.param]


def sessions(book: Book) -> list[Any]:
    """Return the sessions in the order of the report."""
    (report,) = book.catalogue.documents["day-1"].events
    return [book.catalogue.in_document["day-1"][record.name] for record in report.sessions]


def lines(page: BeautifulSoup, style: str) -> list[str]:
    """Return the lines of a view, with its title if it has one."""
    return [
        " ".join(found.get_text().split())
        for view in page.find_all(class_=style)
        for found in view.find_all(["dt", "dd", "li", "p"], recursive=True)
        if not found.find("p")
    ]


# -- records ---------------------------------------------------------------------


def test_both_markups_give_the_same_records(books: dict[str, Book]) -> None:
    md, rst = (books[markup].catalogue.documents for markup in ("md", "rst"))
    assert set(md) == set(rst) == {"home", "day-1", "day-2", "entities"}
    for docname, document in md.items():
        assert document == rst[docname]


def test_a_name_of_a_sponsor_that_nobody_declares_is_no_warning(summit: Book) -> None:
    assert summit.warnings == ""
    assert summit.catalogue.event["summit"].sponsors == ("sky-uk", "Acme", "cern", "A Bank")


def test_the_home_and_the_reports_are_one_event(summit: Book) -> None:
    (event,) = summit.catalogue.events
    assert (event.id, event.title, event.docname) == ("summit", "Summit 2016", "home")
    assert (event.start, event.end) == (date(2016, 10, 25), date(2016, 10, 28))
    assert (event.place, event.venue, event.organizer) == (
        "Barcelona, Spain",
        "CCIB",
        "The Foundation",
    )
    assert [(r.id, r.day, r.date, r.title, r.docname) for r in event.reports] == [
        ("summit-1", 1, date(2016, 10, 25), "Day one", "day-1"),
        ("summit-2", 2, date(2016, 10, 26), "Day two", "day-2"),
    ]


def test_a_session_with_content_holds_content_of_any_kind(summit: Book) -> None:
    session = sessions(summit)[0]
    assert session.title == "Clouds for physics"
    assert session.text == (
        "Words of the session. Slides.\n\na list\n\nof thoughts\n\nThe first slide"
    )
    assert session.images == (Image("p.png", "A slide", "The first slide", missing=False),)
    assert [link.url for link in session.links] == ["https://slides.example.org/"]
    assert session.section == ("Talks",)


def test_a_session_knows_who_held_it_where_and_when(summit: Book) -> None:
    session = sessions(summit)[0]
    assert session.organizations == ("cern", "a-university")
    assert (session.customers, session.speakers, session.projects) == (
        ("sky-uk",),
        ("tim",),
        ("nova",),
    )
    assert (session.track, session.time, session.room, session.kind) == (
        "Research",
        "09:00",
        "111",
        "talk",
    )
    assert session.date == date(2016, 10, 25)
    assert {(m.kind, m.entity, m.grade) for m in session.mentions} == {
        ("event", "summit", "owned"),
        ("organization", "cern", "owned"),
        ("organization", "a-university", "owned"),
        ("organization", "sky-uk", "owned"),
        ("person", "tim", "owned"),
        ("project", "nova", "owned"),
    }


def test_a_session_under_a_heading_is_the_section_with_all_below_it(summit: Book) -> None:
    session = sessions(summit)[1]
    assert (session.title, session.section) == ("A demonstration", ("Talks",))
    assert session.text.startswith("It worked.")
    assert session.text.endswith("At last.")
    assert (session.kind, session.date) == ("demo", date(2016, 10, 26))
    assert session.organizations == ("sky-uk",)


def test_the_ids_of_sessions_begin_with_their_reports(summit: Book) -> None:
    for session in sessions(summit):
        assert session.id == f"summit-1/{session.name}"
        assert session.anchor == f"session-summit-1-{session.name}"
        assert (session.event, session.report) == ("summit", "summit-1")


def test_only_marked_sections_of_a_report_have_items(summit: Book) -> None:
    (item,) = summit.catalogue.items
    assert (item.text, item.section, item.date) == ("An item.", ("News",), date(2016, 10, 25))
    assert item.id.startswith("summit-1/")
    assert (item.issue, item.event) == (None, "summit")
    assert item.mentions == (Mention("summit", "event", "owned"),)


def test_links_of_the_text_are_of_the_event_and_of_no_item(summit: Book) -> None:
    prose = [link for link in summit.catalogue.links if not (link.item or link.session)]
    assert {(link.url, link.event) for link in prose} == {
        ("https://summit.example.org/map", "summit"),
        ("https://train.example.org/", "summit"),
        ("https://video.example.org/", "summit"),
        ("https://list.example.org/", "summit"),
    }


def test_a_link_list_has_a_title_and_says_the_kind_of_its_links(summit: Book) -> None:
    (record,) = summit.catalogue.link_lists
    assert (record.title, record.event) == ("How to get there", "summit")
    assert [(link.title, link.kind) for link in record.links] == [("By train", "travel")]


# -- pages -----------------------------------------------------------------------


def test_the_home_shows_the_facts_of_all_parts(summit: Book) -> None:
    assert lines(summit.html("home"), "digest-head") == [
        "Dates:",
        "2016-10-25 – 2016-10-28",
        "Place:",
        "Barcelona, Spain",
        "Venue:",
        "CCIB",
        "Organizer:",
        "The Foundation",
        "Website:",
        "https://summit.example.org/",
        "Sponsors:",
        "SKY UK, Acme, CERN, A Bank",
    ]


def test_the_home_shows_its_reports_and_all_that_is_said_of_the_event(summit: Book) -> None:
    foot = summit.html("home").find(class_="digest-foot")
    assert foot is not None
    targets = {link["href"] for link in foot.find_all("a")}
    talk, demo = sessions(summit)
    (item,) = summit.catalogue.items
    assert {
        "day-1.html#report-summit-1",
        "day-2.html#report-summit-2",
        f"day-1.html#{talk.anchor}",
        f"day-1.html#{demo.anchor}",
        f"day-1.html#{item.anchor}",
        "https://slides.example.org/",
        "https://video.example.org/",
        "https://train.example.org/",
    } <= targets


def test_a_report_says_of_which_event_and_day_it_is(summit: Book) -> None:
    page = summit.html("day-1")
    assert lines(page, "digest-head") == ["Event: Summit 2016 · Day: 1 · Date: 2016-10-25"]
    head = page.find(class_="digest-head")
    assert head is not None
    assert [link["href"] for link in head.find_all("a")] == ["home.html#event-summit"]


def test_reports_of_one_event_are_linked_to_each_other(summit: Book) -> None:
    for docname, other in (
        ("day-1", "day-2.html#report-summit-2"),
        ("day-2", "day-1.html#report-summit-1"),
    ):
        foot = summit.html(docname).find(class_="digest-foot")
        assert foot is not None
        assert other in {link["href"] for link in foot.find_all("a")}


def test_a_report_says_how_to_cite_it(summit: Book) -> None:
    found = lines(summit.html("day-1"), "digest-foot")
    assert "Anna. Day one. The Archive. 2016-10-25. day-1.html#report-summit-1" in found
    assert "report-summit-1" in found


def test_a_session_shows_its_facts_with_links_to_their_pages(summit: Book) -> None:
    page = summit.html("day-1")
    facts = page.find(class_="digest-session-facts")
    assert facts is not None
    shown = [" ".join(found.get_text().split()) for found in facts.find_all(["dt", "dd"])]
    assert shown == [
        "Organizations:",
        "CERN, A University",
        "Customers:",
        "SKY UK",
        "Speakers:",
        "Tim",
        "Projects:",
        "Nova",
        "Track:",
        "Research",
        "Time:",
        "2016-10-25 09:00",
        "Room:",
        "111",
    ]
    assert "entities.html#organization-cern" in {link["href"] for link in facts.find_all("a")}


def test_the_language_of_a_session_is_in_the_page(summit: Book) -> None:
    talk, _ = sessions(summit)
    target = summit.html("day-1").find(id=talk.anchor)
    assert target is not None
    assert target.find_parent(lang="en") is not None


def test_the_title_of_a_session_with_content_is_shown_once(summit: Book) -> None:
    page = summit.html("day-1")
    body = page.find(role="main")
    assert body is not None
    foot = page.find(class_="digest-foot")
    assert foot is not None
    foot.extract()
    assert body.get_text().count("Clouds for physics") == 1


def test_sponsors_stand_where_they_are_named_with_links(summit: Book) -> None:
    home = summit.html("home").find(class_="digest-sponsors")
    assert home is not None
    assert " ".join(home.get_text().split()) == "CERN · A Bank"
    assert [link["href"] for link in home.find_all("a")] == ["entities.html#organization-cern"]


def test_an_organizations_page_shows_its_sessions(summit: Book) -> None:
    page = summit.html("entities")
    heading = page.find(id="organization-sky-uk")
    assert heading is not None
    view = heading.find_next(class_="digest-entity")
    assert view is not None
    titles = [link.get_text() for link in view.find_all("a")]
    assert "Clouds for physics" in titles
    assert "A demonstration" in titles


# -- two eyewitnesses, merging, conflicts ---------------------------------------------


def report(day: int, **options: object) -> str:
    facts = "".join(f":{key}: {value}\n" for key, value in options.items())
    return f"# Day {day}\n\n```{{digest:event}} summit\n:day: {day}\n{facts}```\n\nText.\n"


def test_two_eyewitnesses_may_tell_of_one_day(book: MakeBook) -> None:
    made = book({"anna.md": report(1), "ben.md": report(1)}, builder="digest-data")
    assert made.warnings == ""
    (event,) = made.archive["events"]
    assert [(r["id"], r["docname"]) for r in event["reports"]] == [
        ("summit-1", "anna"),
        ("summit-1-ben", "ben"),
    ]
    assert len({r["anchor"] for r in event["reports"]}) == 2


def test_without_a_home_the_earliest_report_is_where_the_event_is(book: MakeBook) -> None:
    made = book({"a.md": report(2), "b.md": report(1, place="Paris")}, builder="digest-data")
    (event,) = made.archive["events"]
    assert (event["docname"], event["place"], event["title"]) == ("b", "Paris", "Day 1")
    assert made.warnings == ""


def test_one_document_can_be_home_and_report(book: MakeBook) -> None:
    made = book({"a.md": report(1, dates="2016-10-25/2016-10-26", date="2016-10-25")})
    assert made.warnings == ""
    (event,) = made.catalogue.events
    assert (event.docname, len(event.reports)) == ("a", 1)
    ids = {tag["id"] for tag in made.html("a").find_all(id=True)}
    assert {"event-summit", "report-summit-1"} <= ids


def test_a_conflict_between_home_and_report_names_both(book: MakeBook) -> None:
    made = book(
        {
            "home.md": "# Home\n\n```{digest:event} summit\n:place: Barcelona\n```\n",
            "day.md": report(1, place="Madrid"),
        },
        builder="digest-data",
    )
    assert "day.md:3: WARNING" in made.warnings
    assert "'Madrid'" in made.warnings
    assert "'Barcelona' in home" in made.warnings
    assert "[digest.conflict]" in made.warnings
    assert made.archive["events"][0]["place"] == "Barcelona"


def test_several_events_of_one_page_keep_their_links_apart(book: MakeBook) -> None:
    source = """
        # Events

        ## One

        ```{digest:event} one
        ```

        [a](https://e.org/one)

        ## Two

        ```{digest:event} two
        ```

        [b](https://e.org/two)

        ```{digest:links}
        * [c](https://e.org/three)
        ```
        """
    made = book({"events.md": source}, builder="digest-data")
    assert made.warnings == ""
    assert {(link["url"], link["event"]) for link in made.archive["links"]} == {
        ("https://e.org/one", "one"),
        ("https://e.org/two", "two"),
        ("https://e.org/three", "two"),
    }


def test_an_unnamed_session_is_named_by_who_held_it_or_its_first_words(book: MakeBook) -> None:
    source = """
        # Day

        ```{digest:event} summit
        :day: 1
        ```

        ```{digest:session}
        :speakers: Tim, Anna
        Words.
        ```

        ```{digest:session}
        A bank speaks. And more.
        ```
        """
    made = book({"day.md": source}, builder="digest-data")
    assert [session.title for session in sessions_of(made, "day")] == ["Tim、Anna", "A bank speaks"]


def sessions_of(book: Book, docname: str) -> list[Any]:
    (part,) = book.catalogue.documents[docname].events
    return [replace(record) for record in part.sessions]
