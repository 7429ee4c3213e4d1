"""Queries: what a listing shows, in which order and in which groups."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

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
    Query,
    Session,
)
from sphinx_newsdigest.queries import grouped, select

if TYPE_CHECKING:
    from sphinx_newsdigest.catalogue import Catalogue

GITHUB, BLOG = "github.com", "blog.example.org"


def about(*names: str, kind: str = "project") -> tuple[Claim, ...]:
    return tuple(Claim(kind, name, "named", strict=False) for name in names)


def link(host: str, path: str = "", title: str = "", kind: str | None = None) -> Link:
    return Link(f"https://{host}/{path}", title or f"{host} {path}", host, kind)


def item(name: str, docname: str, day: date | None, **said: Any) -> Item:
    facts: dict[str, Any] = {"section": (), "kind": None, "text": name, "opening": name}
    return Item(name=name, docname=docname, date=day, **(facts | said))


def issue(docname: str, number: int, start: date, day: date, *items: Item) -> Issue:
    title = f"Issue {number}"
    return Issue(docname, number, None, None, title, start, day, day, items=items)


def session(name: str, *, organizations: tuple[str, ...] = (), **said: Any) -> Session:
    return Session(
        name,
        "report",
        name,
        (),
        said.pop("kind", None),
        organizations,
        (),
        (),
        (),
        None,
        date(2016, 10, 25),
        None,
        None,
        "",
        claims=about(*organizations, kind="organization") + said.pop("claims", ()),
        **said,
    )


@pytest.fixture(scope="module")
def archive() -> Catalogue:
    """Two issues, a report, a page of links, and the homes of all that they mention."""
    first = issue(
        "one",
        1,
        date(2013, 12, 16),
        date(2014, 1, 2),
        item("alpha", "one", date(2013, 12, 20), kind="industry", links=(link(BLOG, "a"),)),
        item("Gamma", "one", date(2014, 1, 2), claims=about("nova")),
    )
    second = issue(
        "two",
        2,
        date(2014, 1, 3),
        date(2014, 1, 20),
        item(
            "beta",
            "two",
            date(2014, 1, 9),
            kind="community",
            claims=about("nova", "neutron"),
            links=(link(GITHUB, "b", "Zulu"), link(BLOG, "c", kind="video")),
        ),
        item("delta", "two", date(2014, 1, 9), claims=about("cern", kind="organization")),
        item("epsilon", "two", None, claims=about("nova")),
    )
    report = EventPart(
        "summit",
        "report",
        "Day 1",
        day=1,
        date=date(2016, 10, 25),
        title="Summit",
        sessions=(
            session("Keynote", organizations=("cern",), kind="talk", links=(link(GITHUB, "k"),)),
            session("Lunch"),
        ),
    )
    pages = [
        Document("one", issues=(first,), links=(link("preface.example.org"),)),
        Document("two", issues=(second,)),
        Document(
            "report",
            events=(report,),
            links=(
                Link("https://prose.example.org/", "Prose", "prose.example.org", event="summit"),
            ),
            link_lists=(
                LinkList("Slides", "report", "slides", (link(BLOG, "s"),), event="summit"),
            ),
        ),
        Document(
            "links",
            link_lists=(
                LinkList("More", "links", "more", (link(GITHUB, "m"),), claims=about("neutron")),
            ),
        ),
        Document("later", events=(EventPart("workshop", "later", "Workshop"),)),
        Document(
            "projects",
            entities=(
                Entity("project", "nova", "Nova", "projects", aliases=("Compute",)),
                Entity("project", "neutron", "Neutron", "projects"),
                Entity("project", "zun", "Aardvark", "projects"),
                Entity("organization", "cern", "CERN", "projects"),
                Entity("organization", "sky", "SKY UK", "projects"),
                Entity("person", "ling", "孔令贤", "projects"),
            ),
        ),
    ]
    return catalogue({page.docname: page for page in pages})


def found(archive: Catalogue, of: str, *, without: str = "", **asked: Any) -> list[str]:
    """Return what a query selects: ids, and URLs of links."""
    bound = set(archive.documents) - {without}
    records: list[Any] = select(archive, Query(of, **asked), bound)
    return [getattr(record, "id", None) or record.url for record in records]


def names(archive: Catalogue, of: str, **asked: Any) -> list[str]:
    return [identifier.rpartition("/")[2] for identifier in found(archive, of, **asked)]


# -- subjects ------------------------------------------------------------------


def test_a_listing_of_items_has_all_of_them_newest_first_and_undated_last(
    archive: Catalogue,
) -> None:
    assert names(archive, "items") == ["beta", "delta", "Gamma", "alpha", "epsilon"]


def test_a_listing_of_issues_is_newest_first(archive: Catalogue) -> None:
    assert found(archive, "issues") == ["2", "1"]


def test_a_listing_of_links_has_those_of_items_sessions_lists_and_prose(
    archive: Catalogue,
) -> None:
    assert set(found(archive, "links")) == {
        f"https://{BLOG}/a",
        f"https://{GITHUB}/b",
        f"https://{BLOG}/c",
        f"https://{GITHUB}/k",
        f"https://{BLOG}/s",
        f"https://{GITHUB}/m",
        "https://prose.example.org/",
        "https://preface.example.org/",
    }


def test_a_listing_of_events_is_newest_first(archive: Catalogue) -> None:
    assert found(archive, "events") == ["summit", "workshop"]
    assert found(archive, "events", order="oldest") == ["workshop", "summit"]


@pytest.mark.parametrize(
    ("of", "ids"),
    [
        ("projects", ["zun", "neutron", "nova"]),
        ("organizations", ["cern", "sky"]),
        ("people", ["ling"]),
    ],
)
def test_a_listing_of_entities_is_in_order_of_their_titles(
    archive: Catalogue, of: str, ids: list[str]
) -> None:
    assert found(archive, of) == ids


def test_only_documents_that_are_bound_in_are_listed(archive: Catalogue) -> None:
    assert found(archive, "issues", without="one") == ["2"]
    assert "beta" not in names(archive, "items", without="two")
    assert found(archive, "projects", without="projects") == []
    assert f"https://{GITHUB}/m" not in found(archive, "links", without="links")


# -- words of the query ------------------------------------------------------------


def test_a_project_is_asked_for_by_any_of_its_names(archive: Catalogue) -> None:
    expected = ["beta", "Gamma", "epsilon"]
    assert names(archive, "items", project="nova") == expected
    assert names(archive, "items", project="COMPUTE") == expected


def test_what_is_asked_for_must_all_hold(archive: Catalogue) -> None:
    assert names(archive, "items", project="nova", kind="community") == ["beta"]
    assert names(archive, "items", project="nova", organization="cern") == []


def test_a_name_that_nobody_bears_selects_nothing(archive: Catalogue) -> None:
    assert found(archive, "items", project="swift") == []
    assert found(archive, "links", event="nowhere") == []
    assert found(archive, "issues", issue="99") == []
    assert found(archive, "organizations", project="swift") == []


def test_items_and_links_of_an_issue(archive: Catalogue) -> None:
    assert names(archive, "items", issue="1") == ["Gamma", "alpha"]
    assert set(found(archive, "links", issue="1")) == {
        f"https://{BLOG}/a",
        "https://preface.example.org/",
    }
    assert found(archive, "issues", issue="2") == ["2"]


def test_issues_that_mention_a_project(archive: Catalogue) -> None:
    assert found(archive, "issues", project="nova") == ["2", "1"]
    assert found(archive, "issues", project="neutron") == ["2"]


def test_sessions_of_an_organization(archive: Catalogue) -> None:
    assert names(archive, "sessions", organization="CERN") == ["Keynote"]
    assert names(archive, "sessions", kind="talk") == ["Keynote"]


def test_sessions_of_one_day_keep_the_order_in_which_they_stand(archive: Catalogue) -> None:
    assert names(archive, "sessions", event="summit") == ["Keynote", "Lunch"]


def test_links_of_a_project_are_those_of_items_and_lists_that_mention_it(
    archive: Catalogue,
) -> None:
    assert set(found(archive, "links", project="neutron")) == {
        f"https://{GITHUB}/b",
        f"https://{BLOG}/c",
        f"https://{GITHUB}/m",
    }


def test_links_of_an_event_are_those_of_its_sessions_lists_and_prose(archive: Catalogue) -> None:
    assert set(found(archive, "links", event="summit")) == {
        f"https://{GITHUB}/k",
        f"https://{BLOG}/s",
        "https://prose.example.org/",
    }


def test_links_of_a_host_and_of_a_kind(archive: Catalogue) -> None:
    assert set(found(archive, "links", host=GITHUB)) == {
        f"https://{GITHUB}/{path}" for path in "bkm"
    }
    assert found(archive, "links", host="GitHub.com") == found(archive, "links", host=GITHUB)
    assert found(archive, "links", kind="video") == [f"https://{BLOG}/c"]


def test_items_that_link_to_a_host(archive: Catalogue) -> None:
    assert names(archive, "items", host=BLOG) == ["beta", "alpha"]


def test_since_and_until_include_their_days(archive: Catalogue) -> None:
    assert names(archive, "items", since=date(2014, 1, 2), until=date(2014, 1, 9)) == [
        "beta",
        "delta",
        "Gamma",
    ]
    assert names(archive, "items", until=date(2013, 12, 20)) == ["alpha"]
    assert found(archive, "events", since=date(2016, 1, 1)) == ["summit"]
    assert found(archive, "links", until=date(2013, 12, 31)) == [f"https://{BLOG}/a"]


def test_what_has_no_date_is_not_within_a_period(archive: Catalogue) -> None:
    assert "epsilon" not in names(archive, "items", since=date(1900, 1, 1))


def test_projects_of_a_period_are_those_mentioned_in_it(archive: Catalogue) -> None:
    assert found(archive, "projects", since=date(2014, 1, 3)) == ["neutron", "nova"]
    assert found(archive, "projects", until=date(2014, 1, 3)) == ["nova"]


def test_projects_of_an_issue_are_those_mentioned_in_it(archive: Catalogue) -> None:
    assert found(archive, "projects", issue="1") == ["nova"]
    assert found(archive, "organizations", issue="2") == ["cern"]


def test_organizations_of_an_event_are_those_of_its_sessions(archive: Catalogue) -> None:
    assert found(archive, "organizations", event="summit") == ["cern"]


def test_events_at_which_an_organization_was(archive: Catalogue) -> None:
    assert found(archive, "events", organization="cern") == ["summit"]
    assert found(archive, "events", organization="cern", since=date(2016, 1, 1)) == ["summit"]
    assert found(archive, "events", organization="cern", until=date(2016, 1, 1)) == []
    assert found(archive, "events", organization="sky") == []


# -- order and limit ------------------------------------------------------------------


def test_the_order_can_be_turned(archive: Catalogue) -> None:
    assert names(archive, "items", order="oldest") == ["epsilon", "alpha", "Gamma", "beta", "delta"]
    assert found(archive, "issues", order="oldest") == ["1", "2"]


def test_the_order_of_titles_does_not_mind_case(archive: Catalogue) -> None:
    assert names(archive, "items", order="title") == ["alpha", "beta", "delta", "epsilon", "Gamma"]
    assert found(archive, "links", order="title")[-1] == f"https://{GITHUB}/b"  # "Zulu"


def test_a_limit_keeps_the_first_in_the_order(archive: Catalogue) -> None:
    assert names(archive, "items", limit=2) == ["beta", "delta"]
    assert names(archive, "items", order="oldest", limit=1) == ["epsilon"]


# -- groups ------------------------------------------------------------------------------


def groups(archive: Catalogue, of: str, group: str | None, **asked: Any) -> dict[str, list[str]]:
    records = select(archive, Query(of, **asked), set(archive.documents))
    listed: Any = grouped(archive, records, group)
    return {
        title: [(getattr(r, "id", "") or r.url).rpartition("/")[2] for r in members]
        for title, members in listed
    }


def test_without_a_group_all_stand_together(archive: Catalogue) -> None:
    assert groups(archive, "issues", None) == {"": ["2", "1"]}


def test_years_and_months_are_in_the_order_of_the_listing_and_the_rest_is_last(
    archive: Catalogue,
) -> None:
    by_year = groups(archive, "items", "year")
    assert list(by_year) == ["2014", "2013", ""]
    assert by_year["2014"] == ["beta", "delta", "Gamma"]
    assert by_year[""] == ["epsilon"]
    assert list(groups(archive, "items", "month", order="oldest")) == ["2013-12", "2014-01", ""]


def test_items_and_links_can_be_grouped_by_issue(archive: Catalogue) -> None:
    assert groups(archive, "items", "issue") == {
        "Issue 2": ["beta", "delta", "epsilon"],
        "Issue 1": ["Gamma", "alpha"],
    }
    assert set(groups(archive, "links", "issue")) == {"Issue 1", "Issue 2", ""}


def test_hosts_are_in_alphabetical_order(archive: Catalogue) -> None:
    by_host = groups(archive, "links", "host")
    assert list(by_host) == [BLOG, GITHUB, "preface.example.org", "prose.example.org"]
    assert sorted(by_host[GITHUB]) == ["b", "k", "m"]


def test_an_item_of_two_projects_stands_under_both(archive: Catalogue) -> None:
    assert groups(archive, "items", "project") == {
        "Neutron": ["beta"],
        "Nova": ["beta", "Gamma", "epsilon"],
        "": ["delta", "alpha"],
    }
    assert list(groups(archive, "items", "project", order="oldest")) == ["Neutron", "Nova", ""]


def test_an_issue_stands_once_under_a_project_however_often_it_names_it(
    archive: Catalogue,
) -> None:
    assert groups(archive, "issues", "project") == {"Neutron": ["2"], "Nova": ["2", "1"]}
