"""The catalogue: identities, resolved names, order and neighbours of all records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from sphinx_newsdigest.identities import catalogue
from sphinx_newsdigest.model import (
    Claim,
    Document,
    Entity,
    EventPart,
    Issue,
    Item,
    Link,
    LinkList,
    Mention,
    Session,
)

if TYPE_CHECKING:
    from sphinx_newsdigest.catalogue import Catalogue

Record: TypeAlias = Issue | EventPart | Entity | LinkList

JULY = date(2014, 7, 1)
NOVA = Entity("project", "nova", "Nova", "projects", aliases=("Compute",))
CERN = Entity("organization", "cern", "CERN", "organizations", aliases=("欧洲原子能机构",))


def link(url: str, title: str = "A link") -> Link:
    return Link(url, title, url.split("/")[2])


def item(name: str, docname: str = "a", **said: Any) -> Item:
    facts: dict[str, Any] = {
        "section": (),
        "kind": None,
        "text": f"{name} text",
        "opening": f"{name} opening",
        "date": None,
    }
    return Item(name=name, docname=docname, **(facts | said))


def issue(docname: str, number: int | None = None, **said: Any) -> Issue:
    facts: dict[str, Any] = {
        "name": None,
        "newsletter": None,
        "title": f"Title of {docname}",
        "start": None,
        "end": None,
        "date": None,
        "where": f"{docname}.md:3",
    }
    return Issue(docname=docname, number=number, **(facts | said))


def session(name: str, docname: str = "day", **said: Any) -> Session:
    facts: dict[str, Any] = {
        "title": f"{name} title",
        "section": (),
        "kind": None,
        "organizations": (),
        "customers": (),
        "speakers": (),
        "projects": (),
        "track": None,
        "date": None,
        "time": None,
        "room": None,
        "text": "",
    }
    return Session(name=name, docname=docname, **(facts | said))


def part(docname: str, **said: Any) -> EventPart:
    facts: dict[str, Any] = {"heading": f"Heading of {docname}", "where": f"{docname}.md:3"}
    return EventPart(slug="barcelona-2016", docname=docname, **(facts | said))


def archive(*records: Record) -> Catalogue:
    """Return the catalogue of documents that hold these records."""
    documents: dict[str, Document] = {}
    for record in records:
        found = documents.get(record.docname, Document(record.docname))
        match record:
            case Issue():
                found = replace(found, issues=(*found.issues, record))
            case EventPart():
                found = replace(found, events=(*found.events, record))
            case Entity():
                found = replace(found, entities=(*found.entities, record))
            case LinkList():
                found = replace(found, link_lists=(*found.link_lists, record))
        documents[record.docname] = found
    return catalogue(documents)


def anchors(found: Catalogue) -> set[str]:
    return {record.anchor for record in found.issues} | {record.anchor for record in found.items}


def said(found: Catalogue) -> list[str]:
    return [problem.message % problem.values for problem in found.problems]


# -- issues and items ---------------------------------------------------------


def test_an_issue_is_its_number_and_its_items_stand_below_it() -> None:
    found = archive(issue("a", 16, items=(item("x"), item("y"))))
    (only,) = found.issues
    assert (only.id, only.anchor) == ("16", "issue-16")
    assert [(i.id, i.anchor, i.issue) for i in found.items] == [
        ("16/x", "item-16-x", "16"),
        ("16/y", "item-16-y", "16"),
    ]


def test_a_special_issue_is_its_name() -> None:
    found = archive(issue("a", name="Summit Special", items=(item("x"),)))
    (only,) = found.issues
    assert only.id == only.label == "Summit Special"
    assert only.anchor.startswith("issue-Summit-Special")
    assert found.find("issue", "summit special") is not None
    assert found.items[0].id == "Summit Special/x"


def test_one_newsletter_needs_no_name_in_ids() -> None:
    found = archive(issue("a", 1, newsletter="ops"), issue("b", 2, newsletter="ops"))
    assert [record.id for record in found.issues] == ["1", "2"]


def test_several_newsletters_have_ids_of_their_own() -> None:
    found = archive(
        issue("a", 1, newsletter="ops", items=(item("x"),)),
        issue("b", 1, newsletter="dev", items=(item("x", "b"),)),
        issue("c", 1),
    )
    assert [record.id for record in found.issues] == ["1", "dev-1", "ops-1"]
    assert [record.id for record in found.items] == ["ops-1/x", "dev-1/x"]
    assert len({i.anchor for i in found.items}) == 2
    assert found.problems == ()


def test_a_bare_number_means_the_newsletter_without_a_name_else_the_first_document() -> None:
    named = archive(issue("b", 1, newsletter="ops"), issue("a", 1, newsletter="dev"))
    assert named.find("issue", "1") == named.find("issue", "dev-1")
    plain = archive(issue("b", 1), issue("a", 1, newsletter="dev"))
    assert plain.issue["1"].docname == "b"


def test_of_two_issues_with_one_number_both_stay_and_the_first_document_wins() -> None:
    found = archive(
        issue("b/two", 16, items=(item("x", "b/two"),)), issue("a/one", 16, items=(item("x"),))
    )
    assert {record.docname for record in found.issues} == {"a/one", "b/two"}
    assert found.issue["16"].docname == "a/one"
    assert len({record.id for record in found.issues}) == 2
    assert len({record.id for record in found.items}) == 2
    assert len(anchors(found)) == 4
    (problem,) = found.problems
    assert (problem.subtype, problem.where) == ("duplicate", "b/two.md:3")
    assert "a/one" in said(found)[0]


def test_three_issues_with_one_number_and_one_file_name_all_have_ids() -> None:
    found = archive(*(issue(f"{folder}/x", 1) for folder in "abcd"))
    assert len({record.id for record in found.issues}) == 4
    assert len(found.problems) == 3


def test_three_issues_with_one_number_in_one_document_all_have_ids() -> None:
    found = archive(*(issue("x", 1) for _ in range(3)))
    assert {record.id for record in found.issues} == {"1", "1-x", "1-x-2"}
    assert len(anchors(found)) == 3


def test_the_order_in_which_documents_are_read_does_not_matter() -> None:
    records: list[Record] = [
        issue("a", 2, items=(item("x", claims=(Claim("project", "Compute", "named", True),)),)),  # noqa: FBT003
        issue("b", 1, items=(item("y", "b"),)),
        NOVA,
        part("day", day=1, sessions=(session("s"),)),
    ]
    assert archive(*records) == archive(*reversed(records))


def test_issues_are_in_order_of_their_numbers_and_special_ones_last() -> None:
    found = archive(
        issue("a", 10), issue("b", 9), issue("c", name="late", date=JULY), issue("d", name="early")
    )
    assert [record.id for record in found.issues] == ["9", "10", "early", "late"]


def test_items_keep_the_order_in_which_they_stand() -> None:
    found = archive(issue("a", 1, items=tuple(item(name) for name in "cab")))
    assert [i.name for i in found.items] == ["c", "a", "b"]


def test_ids_and_anchors_are_unique_where_names_try_to_collide() -> None:
    found = archive(
        issue("a", name="1-x", items=(item("y"),)),
        issue("b", 1, items=(item("x-y", "b"), item("x", "b"))),
    )
    assert len(anchors(found)) == 5


# -- dates ---------------------------------------------------------------------


def test_an_item_later_than_its_issue_is_a_problem_that_says_both_dates() -> None:
    late = item("x", date=date(2014, 7, 2), where="a.md:9")
    found = archive(issue("a", 1, date=JULY, items=(late,)))
    (problem,) = found.problems
    assert (problem.subtype, problem.where) == ("date", "a.md:9")
    assert "2014-07-02" in said(found)[0]
    assert "2014-07-01" in said(found)[0]


@pytest.mark.parametrize("day", [None, JULY, date(2013, 1, 1)])
def test_news_of_the_day_or_earlier_is_no_problem(day: date | None) -> None:
    assert archive(issue("a", 1, date=JULY, items=(item("x", date=day),))).problems == ()


# -- neighbours ------------------------------------------------------------------


def test_neighbours_are_the_nearest_numbers() -> None:
    found = archive(issue("c", 1), issue("a", 3), issue("b", 10))
    one, three, ten = found.issues
    assert found.neighbours(one) == (None, three)
    assert found.neighbours(three) == (one, ten)
    assert found.neighbours(ten) == (three, None)


def test_neighbours_are_of_one_newsletter() -> None:
    found = archive(issue("a", 1, newsletter="ops"), issue("b", 2, newsletter="dev"))
    assert [found.neighbours(record) for record in found.issues] == [(None, None)] * 2


def test_a_special_issue_is_nobodys_neighbour() -> None:
    found = archive(issue("a", 1), issue("b", name="special"), issue("c", 2))
    one, two, special = found.issues
    assert found.neighbours(one) == (None, two)
    assert found.neighbours(special) == (None, None)


def test_the_first_of_two_equal_numbers_is_the_neighbour() -> None:
    found = archive(issue("b", 1), issue("a", 1), issue("c", 2))
    earlier, _ = found.neighbours(found.issue["2"])
    assert earlier is not None
    assert earlier.docname == "a"


def test_issue_zero_is_before_issue_one() -> None:
    zero, one = archive(issue("a", 0), issue("b", 1)).issues
    assert archive(zero, one).neighbours(one)[0] == zero


# -- names ------------------------------------------------------------------------


def test_a_project_may_be_declared_in_any_document() -> None:
    for docname in ("0-before", "z-after", "a"):
        about = item("x", claims=(Claim("project", "compute", "owned", strict=False),))
        found = archive(issue("a", 1, items=(about,)), replace(NOVA, docname=docname))
        assert found.items[0].mentions == (Mention("nova", "project", "owned"),)
        assert found.by_mention["project", "nova"] == found.items


def test_of_two_homes_of_a_project_the_first_document_wins() -> None:
    again = replace(NOVA, id="NOVA", docname="z", title="Again", where="z.md:3")
    found = archive(again, NOVA)
    (only,) = found.entities
    assert (only.docname, only.anchor) == ("projects", "project-nova")
    (problem,) = found.problems
    assert (problem.subtype, problem.where) == ("duplicate", "z.md:3")
    assert "'NOVA'" in said(found)[0]
    assert "projects" in said(found)[0]


def test_one_id_may_be_a_project_and_an_organization() -> None:
    found = archive(NOVA, replace(NOVA, kind="organization", aliases=()))
    assert [record.kind for record in found.entities] == ["organization", "project"]
    assert found.problems == ()
    assert found.find("organization", "nova") != found.find("project", "nova")


def test_an_unknown_name_in_an_option_is_one_problem_for_each_place() -> None:
    claims = (Claim("project", "Noba", "owned", strict=True, where="a.md:9"),)
    found = archive(issue("a", 1, items=(item("x", claims=claims), item("y"))), NOVA)
    (problem,) = found.problems
    assert (problem.subtype, problem.where) == ("unknown", "a.md:9")
    assert "'nova'" in said(found)[0]


# -- events -------------------------------------------------------------------------


def test_a_home_and_its_reports_are_one_event() -> None:
    found = archive(
        part("home", title="Barcelona", place="Barcelona, Spain"),
        part("day-2", day=2, date=date(2016, 10, 26)),
        part("day-1", day=1, date=date(2016, 10, 25), venue="CCIB"),
    )
    (event,) = found.events
    assert (event.id, event.anchor, event.docname) == (
        "barcelona-2016",
        "event-barcelona-2016",
        "home",
    )
    assert (event.title, event.place, event.venue) == ("Barcelona", "Barcelona, Spain", "CCIB")
    assert [(r.id, r.day, r.docname, r.anchor) for r in event.reports] == [
        ("barcelona-2016-1", 1, "day-1", "report-barcelona-2016-1"),
        ("barcelona-2016-2", 2, "day-2", "report-barcelona-2016-2"),
    ]
    assert found.problems == ()


def test_an_event_without_dates_lasts_from_its_first_to_its_last_report() -> None:
    found = archive(
        part("home"),
        part("b", day=2, date=date(2016, 10, 26)),
        part("a", day=1, date=date(2016, 10, 25)),
    )
    (event,) = found.events
    assert (event.start, event.end) == (date(2016, 10, 25), date(2016, 10, 26))


def test_the_dates_of_an_event_count_more_than_those_of_its_reports() -> None:
    dates = (date(2016, 10, 25), date(2016, 10, 28))
    (event,) = archive(part("home", dates=dates), part("a", day=1, date=dates[0])).events
    assert (event.start, event.end) == dates


def test_without_a_home_the_earliest_report_stands_for_the_event() -> None:
    (event,) = archive(part("a", day=2), part("b", day=1, place="Barcelona")).events
    assert (event.docname, event.title, event.place) == ("b", "Heading of b", "Barcelona")


def test_a_report_with_dates_is_both_home_and_report() -> None:
    (event,) = archive(
        part("a", day=1), part("b", day=2, dates=(date(2016, 10, 25), date(2016, 10, 26)))
    ).events
    assert event.docname == "b"
    assert len(event.reports) == 2


def test_a_fact_that_a_report_contradicts_is_a_problem_that_names_both() -> None:
    found = archive(part("home", place="Barcelona"), part("a", day=1, place="Madrid"))
    assert found.events[0].place == "Barcelona"
    (problem,) = found.problems
    assert (problem.subtype, problem.where) == ("conflict", "a.md:3")
    assert "'Madrid'" in said(found)[0]
    assert "'Barcelona'" in said(found)[0]
    assert "home" in said(found)[0]


def test_a_fact_that_a_report_repeats_is_no_problem() -> None:
    found = archive(part("home", place="Barcelona"), part("a", day=1, place="Barcelona"))
    assert found.problems == ()


def test_two_homes_of_an_event_are_a_problem_and_the_first_document_wins() -> None:
    found = archive(part("b", title="B"), part("a", title="B"))
    assert found.events[0].docname == "a"
    (problem,) = found.problems
    assert (problem.subtype, problem.where) == ("duplicate", "b.md:3")


def test_two_eyewitnesses_of_a_day_both_have_ids() -> None:
    found = archive(
        part("x/anna", day=1, sessions=(session("s", "x/anna"),)),
        part("x/ben", day=1, sessions=(session("s", "x/ben"),)),
    )
    assert [report.id for report in found.events[0].reports] == [
        "barcelona-2016-1",
        "barcelona-2016-1-ben",
    ]
    assert [s.id for s in found.sessions] == ["barcelona-2016-1/s", "barcelona-2016-1-ben/s"]
    assert found.problems == ()


def test_sessions_and_items_of_a_report_belong_to_its_event() -> None:
    found = archive(
        part(
            "a",
            day=1,
            sessions=(session("s", organizations=("欧洲原子能机构", "A bank")),),
            items=(item("x"),),
        ),
        CERN,
    )
    (talk,), (news,) = found.sessions, found.items
    assert (talk.id, talk.anchor) == ("barcelona-2016-1/s", "session-barcelona-2016-1-s")
    assert (talk.event, talk.report) == ("barcelona-2016", "barcelona-2016-1")
    assert talk.organizations == ("cern", "A bank")
    assert Mention("barcelona-2016", "event", "owned") in talk.mentions
    assert (news.id, news.event, news.issue) == ("barcelona-2016-1/x", "barcelona-2016", None)
    assert found.events[0].sessions == ("barcelona-2016-1/s",)


def test_a_session_of_the_home_is_in_no_report() -> None:
    (talk,) = archive(part("home", sessions=(session("s"),))).sessions
    assert (talk.id, talk.report) == ("barcelona-2016/s", None)


def test_the_sponsors_of_all_parts_are_the_events_each_once() -> None:
    found = archive(
        part("home", sponsors=("CERN", "Acme")),
        part("a", day=1, sponsors=("欧洲原子能机构",)),
        CERN,
    )
    assert found.events[0].sponsors == ("cern", "Acme")


def test_an_event_is_an_entity_with_its_title_as_a_name() -> None:
    found = archive(part("home", title="Barcelona Summit"))
    place = found.find("event", "barcelona summit")
    assert place is not None
    assert (place.docname, place.anchor) == ("home", "event-barcelona-2016")


# -- links -----------------------------------------------------------------------------


def test_every_link_knows_what_it_stands_in() -> None:
    url = "https://example.org/"
    prose = replace(
        Document(
            "b", events=(part("b", day=1, sessions=(session("s", "b", links=(link(url),)),)),)
        ),
        links=(replace(link(url), event="barcelona-2016"),),
    )
    issues = Document("a", issues=(issue("a", 1, items=(item("x", links=(link(url),)),)),))
    listed = Document("c", link_lists=(LinkList("L", "c", "l", (link(url),)),))
    found = catalogue({"a": issues, "b": prose, "c": listed})
    assert [(k.docname, k.item, k.session, k.event, k.anchor) for k in found.links] == [
        ("a", "1/x", None, None, "item-1-x"),
        ("b", None, "barcelona-2016-1/s", "barcelona-2016", "session-barcelona-2016-1-s"),
        ("c", None, None, None, found.link_lists[0].anchor),
        ("b", None, None, "barcelona-2016", ""),
    ]


def test_a_link_list_in_a_report_is_of_its_event() -> None:
    links = (link("https://example.org/"),)
    found = archive(part("b", day=1), LinkList("L", "b", "l", links, event="barcelona-2016"))
    assert [record.event for record in found.links] == ["barcelona-2016"]
    assert found.link_lists[0].mentions == (Mention("barcelona-2016", "event", "owned"),)


# -- finding -------------------------------------------------------------------------------


def test_a_bare_name_of_an_item_is_enough_in_its_document() -> None:
    found = archive(issue("a", 1, items=(item("x"),)), issue("b", 2, items=(item("x", "b"),)))
    for docname, anchor in (("a", "item-1-x"), ("b", "item-2-x")):
        place = found.find("item", "x", docname)
        assert place is not None
        assert (place.docname, place.anchor, place.title) == (docname, anchor, "x opening")
    assert found.find("item", "x", "c") is None
    assert found.find("item", "2/x", "a") == found.find("item", "x", "b")


def test_an_item_is_no_session_and_a_session_no_item() -> None:
    found = archive(issue("a", 1, items=(item("x"),)), part("day", day=1, sessions=(session("s"),)))
    assert found.find("session", "1/x", "a") is None
    assert found.find("session", "x", "a") is None
    assert found.find("item", "s", "day") is None
    place = found.find("session", "s", "day")
    assert place is not None
    assert place.title == "s title"


def test_case_and_width_of_a_target_do_not_count() -> None:
    found = archive(
        issue("a", 1, items=(item("Stats"), item("one"), item("ONE"))),
        part("day", day=1, sessions=(session("Keynote"),)),
        NOVA,
    )
    assert found.find("item", "1/STATS") == found.find("item", "stats", "a") is not None
    assert found.find("session", "KEYNOTE", "day") is not None
    assert found.find("event", "Barcelona-2016-1") is not None
    assert found.find("project", "ＮＯＶＡ") is not None
    exact = found.find("item", "1/ONE")
    assert exact is not None
    assert exact.title == "ONE opening"


def test_a_report_is_found_by_its_id() -> None:
    found = archive(part("home"), part("a", day=1))
    place = found.find("event", "barcelona-2016-1")
    assert place is not None
    assert (place.docname, place.anchor) == ("a", "report-barcelona-2016-1")


@pytest.mark.parametrize(
    ("kind", "target", "near"),
    [
        ("issue", "116", ["16"]),
        ("item", "16/stats-0-7", ["16/stats-0-6"]),
        ("session", "barcelona-2016-1/keynot", ["barcelona-2016-1/keynote"]),
        ("event", "barcelona-2017", ["barcelona-2016"]),
        ("project", "novaa", ["nova"]),
        ("person", "novaa", []),
    ],
)
def test_near_targets_are_of_the_kind(kind: str, target: str, near: list[str]) -> None:
    found = archive(
        issue("a", 16, items=(item("stats-0-6"),)),
        part("day", day=1, sessions=(session("keynote"),)),
        NOVA,
    )
    assert found.near(kind, target)[:1] == near
