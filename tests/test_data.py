"""The data edition: archive.json as its schema has it, archive.bib as BibTeX reads it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pybtex.database import parse_string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Book, MakeBook

COMPLETE = Path(__file__).parent / "books" / "complete"
SCHEMA = json.loads(files("sphinx_newsdigest").joinpath("archive.schema.json").read_text("utf-8"))

#: The keys of the records, in the order in which they are written.
KEYS = {
    "issue": "id number newsletter title period date docname url items",
    "item": "id issue event section text date links images mentions docname anchor url",
    "link": "url title host kind language series part item session event docname",
    "event": "id title start end place venue organizer url sponsors docname anchor reports "
    "sessions",
    "report": "id day date title docname anchor",
    "session": "id event report title section kind organizations customers speakers projects track "
    "date time room text links images docname anchor",
    "entity": "id title aliases url docname anchor",
    "image": "uri alt caption missing",
    "mention": "entity kind grade",
}
LISTS = {
    "issues": "issue",
    "items": "item",
    "links": "link",
    "events": "event",
    "sessions": "session",
    "projects": "entity",
    "organizations": "entity",
    "people": "entity",
}

formats = FormatChecker(["date"])


@formats.checks("iri", raises=ValueError)
def is_iri(value: object) -> bool:
    return not isinstance(value, str) or (is_reference(value) and bool(urlsplit(value).scheme))


@formats.checks("iri-reference", raises=ValueError)
def is_reference(value: object) -> bool:
    if not isinstance(value, str):
        return True
    urlsplit(value)
    return not re.search(r"[\s<>\"{}|\\^`\x00-\x1f]", value)


def faults(archive: Any) -> list[str]:
    validator = Draft202012Validator(SCHEMA, format_checker=formats)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(archive)]


@pytest.fixture(scope="module")
def complete(shelf: MakeBook) -> Book:
    sources = {
        path.relative_to(COMPLETE).as_posix(): path.read_bytes()
        for path in COMPLETE.rglob("*")
        if path.is_file()
    }
    return shelf(sources, builder="digest-data", name="complete")


def objects(schema: Any) -> Iterator[Any]:
    """Yield each schema of an object in *schema*."""
    if isinstance(schema, dict):
        if "properties" in schema and isinstance(schema["properties"], dict):
            yield schema
        for part in schema.values():
            yield from objects(part)


# -- the schema ------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_object_of_the_schema_says_all_its_keys_and_allows_no_other() -> None:
    found = list(objects(SCHEMA))
    assert len(found) == len(KEYS) + 3  # the archive itself, the publication, a period
    for schema in found:
        assert schema["required"] == list(schema["properties"])
        assert schema["additionalProperties"] is False
        assert schema["description"]
        for name, key in schema["properties"].items():
            assert "$ref" in key or key["description"], name


def test_the_keys_are_those_that_are_promised() -> None:
    assert {name: " ".join(SCHEMA["$defs"][name]["properties"]) for name in KEYS} == KEYS
    assert " ".join(SCHEMA["properties"]) == f"schema publication {' '.join(LISTS)}"
    assert list(SCHEMA["properties"]["publication"]["properties"]) == ["title", "language", "url"]


def test_the_checks_of_formats_see_what_is_wrong() -> None:
    assert [is_iri(url) for url in ("https://a.org/页", "a.html#b", "https://a b")] == [
        True,
        False,
        False,
    ]
    archive = {"schema": 1, "publication": {"title": "", "language": "zh_CN", "url": "a b"}}
    archive |= {name: [] for name in LISTS}
    assert len(faults(archive)) == 2


# -- the records -----------------------------------------------------------------------


def test_the_complete_book_fits_the_schema(complete: Book) -> None:
    assert faults(complete.archive) == []
    assert all(complete.archive[name] for name in LISTS)


def test_records_have_their_keys_in_one_order(complete: Book) -> None:
    archive = complete.archive
    assert " ".join(archive) == f"schema publication {' '.join(LISTS)}"
    for name, kind in LISTS.items():
        assert {" ".join(record) for record in archive[name]} == {KEYS[kind]}
    records = [*archive["items"], *archive["sessions"]]
    assert {" ".join(i) for r in records for i in r["images"]} == {KEYS["image"]}
    assert {" ".join(m) for r in archive["items"] for m in r["mentions"]} == {KEYS["mention"]}
    assert {" ".join(r) for e in archive["events"] for r in e["reports"]} == {KEYS["report"]}


def test_a_book_without_records_fits_the_schema(book: MakeBook) -> None:
    made = book({"index.md": "# Nothing\n"}, builder="digest-data")
    assert made.archive == {
        "schema": 1,
        "publication": {"title": "The Archive", "language": "en", "url": None},
        **{name: [] for name in LISTS},
    }
    assert not (made.out / "archive.bib").exists()


def test_what_is_absent_is_null(book: MakeBook) -> None:
    sources = {
        "a.md": """
            # A special issue

            :::{digest:issue} special
            :::

            ## News

            Words alone.
            """,
        "b.md": """
            # An event

            :::{digest:event} fair
            :::

            ::::{digest:session}
            :name: talk

            Somebody spoke.
            ::::
            """,
        "c.md": "# Names\n\n:::{digest:project} plain\n:::\n",
    }
    archive = book(sources, builder="digest-data").archive
    assert faults(archive) == []

    def absent(record: dict[str, Any]) -> set[str]:
        return {key for key, value in record.items() if value in (None, [])}

    (issue,), (item,), (event,), (session,), (project,) = (
        archive[name] for name in ("issues", "items", "events", "sessions", "projects")
    )
    assert absent(issue) == {"number", "newsletter", "date"}
    assert issue["period"] == {"start": None, "end": None}
    assert absent(item) == {"event", "date", "links", "images", "mentions"}
    assert absent(event) == {
        *("start", "end", "place", "venue", "organizer", "url", "sponsors", "reports")
    }
    assert absent(session) == {
        *("report", "section", "kind", "organizations", "customers", "speakers", "projects"),
        *("track", "date", "time", "room", "links", "images"),
    }
    assert absent(project) == {"aliases", "url"}


def test_all_lists_are_sorted_but_those_in_the_order_of_the_text(complete: Book) -> None:
    archive = complete.archive
    for name in LISTS:
        if name != "links":
            ids = [record["id"] for record in archive[name]]
            assert ids == sorted(set(ids)), name
    places = [(link["url"], link["docname"]) for link in archive["links"]]
    assert places == sorted(places)
    for entity in (*archive["projects"], *archive["organizations"], *archive["people"]):
        assert entity["aliases"] == sorted(entity["aliases"])
    for session in archive["sessions"]:
        for key in ("organizations", "customers", "speakers", "projects"):
            assert session[key] == sorted(session[key])
    for record in (*archive["items"], *archive["sessions"]):
        assert record["images"] == sorted(record["images"], key=lambda image: image["uri"])
    for item in archive["items"]:
        assert item["mentions"] == sorted(item["mentions"], key=lambda m: (m["entity"], m["kind"]))
    (event,) = archive["events"]
    assert event["sponsors"] == sorted(event["sponsors"]) == ["foundation", "pan-cloud", "海量存储"]
    assert event["sessions"] == [session["id"] for session in archive["sessions"]]
    assert [report["day"] for report in event["reports"]] == [1, 2]


def test_the_items_of_an_issue_and_the_links_of_an_item_are_in_the_order_of_the_text(
    complete: Book,
) -> None:
    archive = complete.archive
    issue = next(issue for issue in archive["issues"] if issue["id"] == "17")
    items = {item["id"]: item for item in archive["items"]}
    openings = [items[identifier]["text"][:4] for identifier in issue["items"]]
    assert openings == ["2014", "各家反应", "虚拟路由", "这一节归"]
    assert items[issue["items"][1]]["links"] == [
        "https://press.example.org/1",
        "https://press.example.org/2",
    ]
    listed = [identifier for issue in archive["issues"] for identifier in issue["items"]]
    assert sorted(listed) == [i["id"] for i in archive["items"] if i["issue"]]


def test_what_records_name_is_there(complete: Book) -> None:
    archive = complete.archive
    ids = {name: {r["id"] for r in archive[name]} for name in LISTS if name != "links"}
    for link in archive["links"]:
        assert link["item"] is None or link["item"] in ids["items"]
        assert link["session"] is None or link["session"] in ids["sessions"]
        assert link["event"] is None or link["event"] in ids["events"]
    lists = {"project": "projects", "organization": "organizations"}
    lists |= {"person": "people", "event": "events"}
    for item in archive["items"]:
        assert item["issue"] is None or item["issue"] in ids["issues"]
        assert all(m["entity"] in ids[lists[m["kind"]]] for m in item["mentions"])
    anchors = [r["anchor"] for name in LISTS for r in archive[name] if "anchor" in r]
    assert len(anchors) == len(set(anchors))


def test_a_person_under_a_heading_of_many_is_not_called_like_it(complete: Book) -> None:
    assert {person["id"]: person["title"] for person in complete.archive["people"]} == {
        "wangwu": "王五",
        "张三": "张三",
        "李四": "李四",
    }


# -- addresses -------------------------------------------------------------------------

ISSUE = """
    ---
    digest: {issue: 7, date: 2014-07-01}
    ---

    # Issue 7

    ## News

    :::{digest:item}
    :name: one

    An item.
    :::
    """


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("", "issues/7.html#"),
        ("https://example.org/book", "https://example.org/book/issues/7.html#"),
        ("https://example.org/book/", "https://example.org/book/issues/7.html#"),
    ],
    ids=["relative", "without slash", "with slash"],
)
def test_addresses_are_base_path_and_anchor(book: MakeBook, base: str, url: str) -> None:
    archive = book({"issues/7.md": ISSUE}, builder="digest-data", html_baseurl=base).archive
    assert faults(archive) == []
    assert archive["publication"]["url"] == (base or None)
    assert archive["issues"][0]["url"] == f"{url}issue-7"
    assert archive["items"][0]["url"] == f"{url}item-7-one"


def test_addresses_are_those_of_the_pages_also_of_odd_names(book: MakeBook) -> None:
    made = book({"各期/第 7 期.md": ISSUE}, builder="digest-data")
    archive = made.archive
    assert faults(archive) == []
    path, _, anchor = archive["items"][0]["url"].partition("#")
    made.build("html")
    assert made.html("各期/第 7 期").select(f"#{anchor}")
    assert path in {str(link["href"]) for link in made.html("genindex").select("a")} | {
        str(link["href"]) for link in made.html("index").select("a")
    }


def test_the_text_of_editors_is_never_part_of_an_address(book: MakeBook) -> None:
    made = book({"a.md": ISSUE.replace(":name: one", ':name: a"b <c>/d')}, builder="digest-data")
    (item,) = made.archive["items"]
    assert re.fullmatch(r"item-[A-Za-z0-9_.-]+", item["anchor"])
    assert item["url"] == f"a.html#{item['anchor']}"


# -- text ------------------------------------------------------------------------------


def texts(archive: Any) -> dict[str, str]:
    return {item["id"]: item["text"] for item in archive["items"]}


def test_blocks_are_joined_by_a_blank_line_and_hard_breaks_are_newlines(complete: Book) -> None:
    text = texts(complete.archive)
    assert text["16/locked"].split("\n")[0] == "被锁定的服务器能不能做快照？"
    assert text["16/locked"].split("\n")[1].startswith("讨论在第二行继续，参考")
    assert "\n\n" not in text["16/locked"]
    assert text["16/stats-0-6"].split("\n\n") == [
        "超过一段，所以说明起止；另见被锁定的服务器能不能做快照。",
        "第二段带引用 [Pfa15]。",
        "引文一句。",
        'print("代码也是条目的一部分")',
        *("名称", "数量", "路由", "三"),
        *("第一点", "第二点"),
        "图注：机柜的近照，见出处。",
    ]
    assert text["17/router"].split("\n\n")[1] == "第一行诗\n第二行诗"


def test_roles_without_words_show_the_title_those_with_words_show_them(complete: Book) -> None:
    text = texts(complete.archive)
    assert text["16/english"] == "An item in English about nova and the keeper."
    white_paper = next(text for text in text.values() if "白皮书" in text)
    assert white_paper.endswith("另见 云端周报第十六期。")


def test_lost_pictures_are_their_captions_in_the_text(complete: Book) -> None:
    text = texts(complete.archive)
    assert text["17/router"].split("\n\n")[2:4] == ["路由器的示意图", "丢失的照片二"]


def test_the_text_of_a_session_is_what_the_editor_wrote(complete: Book) -> None:
    sessions = {session["id"]: session for session in complete.archive["sessions"]}
    bank = sessions["summit-1/bank"]
    assert bank["text"].split("\n\n") == [
        "银行的系统如何上云，讲稿见 https://slides.example.org/bank.pdf。",
        "银行机房的照片",
        "问答",
        "听众问到备份，答案在附录。",
    ]
    assert (bank["title"], bank["time"], bank["room"]) == ("一家银行：上云记", "10:00", "301")
    assert (bank["projects"], bank["speakers"]) == (["cinder", "nova"], ["张三"])
    assert sessions["summit-1/demo"]["text"] == "The router came up on stage, see video."
    assert sessions["summit-1/demo"]["customers"] == ["foundation"]


def test_a_view_in_a_record_is_no_part_of_its_text(book: MakeBook) -> None:
    listing = "An item.\n\n    ```{digest:listing}\n    :of: items\n    ```"
    made = book({"a.md": ISSUE.replace("An item.", listing)}, builder="digest-data")
    assert texts(made.archive) == {"7/one": "An item."}


def test_no_text_holds_a_control_character(complete: Book) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", complete.text("archive.json"))


# -- bytes -----------------------------------------------------------------------------


def test_the_bytes_do_not_depend_on_the_order_of_sets(complete: Book, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "digest-data"]
        command += [str(complete.src), str(tmp_path / seed)]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True)
        for name in ("archive.json", "archive.bib"):
            assert (tmp_path / seed / name).read_bytes() == (complete.out / name).read_bytes()


def test_the_json_is_readable_text_that_ends_in_a_newline(complete: Book) -> None:
    text = complete.text("archive.json")
    assert "云端周报第十六期" in text
    assert text.endswith("\n}\n")
    assert "\r" not in text


# -- archive.bib -----------------------------------------------------------------------


def test_the_bibliography_has_an_entry_for_each_issue_and_report(complete: Book) -> None:
    archive = complete.archive
    entries = parse_string(complete.text("archive.bib"), "bibtex").entries
    anchors = {issue["url"].partition("#")[2] for issue in archive["issues"]}
    anchors |= {report["anchor"] for event in archive["events"] for report in event["reports"]}
    assert set(entries) == anchors
    entry = entries["issue-16"]
    assert entry.fields["title"] == "{云端周报第十六期}"
    assert entry.fields["date"] == "2014-07-01"
    assert entry.fields["url"] == "issues/16.html#issue-16"
    assert [str(person) for person in entry.persons["author"]] == ["{张三}", "{李四}"]


def test_the_bibliography_is_the_same_beside_the_site(complete: Book) -> None:
    data = complete.text("archive.bib")
    complete.build("html")
    assert complete.text("archive.bib") == data
