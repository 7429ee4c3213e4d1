"""Real archives, imported: all of it arrives, and each page says what its post said."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdown_it import MarkdownIt

from sphinx_newsdigest.cli import main
from sphinx_newsdigest.importers.proof.contents import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Book, MakeBook

pytestmark = pytest.mark.corpus

#: Number, period and date of each digest, read off its title and file name by eye.
ISSUES = [
    (1, ("2013-11-17", "2013-11-22"), "2013-11-12"),
    (2, ("2013-11-22", "2013-11-28"), "2013-11-28"),
    (3, ("2013-11-28", "2013-12-05"), "2013-12-05"),
    (4, ("2013-12-06", "2013-12-16"), "2013-12-16"),
    (5, ("2013-12-16", "2013-12-26"), "2013-12-26"),
    (6, ("2013-12-26", "2014-01-16"), "2014-01-16"),
    (7, ("2014-01-17", "2014-02-02"), "2014-02-02"),
    (8, ("2014-02-03", "2014-02-15"), "2014-02-15"),
    (9, ("2014-02-15", "2014-02-27"), "2014-02-27"),
    (10, ("2014-02-28", "2014-03-19"), "2014-03-20"),
    (11, ("2014-03-20", "2014-04-10"), "2014-04-10"),
    (12, ("2014-04-10", "2014-04-23"), "2014-04-23"),
    (13, ("2014-04-24", "2014-05-08"), "2014-05-08"),
    (14, ("2014-05-08", "2014-05-28"), "2014-05-28"),
    (15, ("2014-05-28", "2014-06-16"), "2014-06-16"),
    (16, ("2014-06-16", "2014-07-01"), "2014-07-01"),
    (17, ("2014-07-01", "2014-07-20"), "2014-07-20"),
    (18, ("2014-07-20", "2014-08-25"), "2014-08-25"),
    (19, ("2014-08-26", "2014-09-16"), "2014-09-16"),
    (20, ("2014-09-17", "2014-10-15"), "2014-10-16"),
]

#: Posts of This Week in Rust that are built whatever else is: what is odd in the archive.
ODD = {
    "2013-07-05-the-state-of-rust",  # no number
    "2014-01-12-the-state-of-rust-0-dot-9",  # a script
    "2015-01-12-this-week-in-rust",  # mistyped schemes, names of links defined twice
    "2016-05-16-this-week-in-rust",  # types with parameters
    "2018-05-01-this-week-in-rust",  # a scheme that is not linked
    "2020-12-2-this-week-in-rust",  # a day of one digit
    "2022-01-19-this-week-in-rust",  # an invisible character before an address
    "2022-06-08-this-week-in-rust",  # a table
    "2022-07-20-this-week-in-rust",  # an address that was never filled in
    "2024-09-04-this-week-in-rust",  # a letter too many before an address
    "2024-09-18-this-week-in-rust",  # an address that is a word
    "privacy-policy",  # no issue
}
_EVERY = 25

#: Warnings that a post itself gives rise to.
LEGITIMATE = {"digest.date", "digest.duplicate", "myst.duplicate_def"}

#: What our pages have and the posts had not.
OURS = [
    "section > h1",  # the title, from the header
    "a.headerlink",
    ".digest-head",
    ".digest-foot",
    ".digest-session-facts",
    ".digest-missing > span:first-child",  # says that a picture is lost
    "p:not([id]) > .digest-missing",  # and describes it; with an id, it has its caption
]


@dataclass(frozen=True, slots=True)
class Documented:
    """A difference between a page and its post that is meant."""

    reason: str
    lost: str  # a pattern of all that the post says here
    gained: str  # and of all that the page says


DIFFERENCES = [
    Documented(
        "HTML of no known meaning, mostly types, is shown",
        r"",
        r"\s?<[^<>\s]+>|\s?<script .*</script>",
    ),
    Documented("a target that leads nowhere is shown", r"", r"\s?\([\w:/.#-]+\)\s?"),
    Documented(
        "a link with words before its address is one",
        r"\[|\)?\]\((\w+: |\x02)https?://[^\s)]+\)?",
        r"",
    ),
    Documented("a number stands apart from its heading", r"", r" "),
    Documented(
        "a key line became facts of a session", r"(分享|应用)\w{0,3}[:：][\w、 ]{0,20}：?", r"\s?"
    ),
]

_BLOCK = re.compile(
    "address|article|aside|blockquote|br|center|details|div|d[dlt]|fig.*|footer|h[1-6r]|header"
    "|iframe|img|li|main|nav|[ou]l|p|pre|section|summary|t[adhr]\\w*|video"
)
_WIDE = "[\u2e80-\u9fff\uff00-\uffef“”‘’…—]"  # has no spaces beside it that mean anything
_BESIDE_WIDE = re.compile(f"(?<={_WIDE}) | (?={_WIDE})")
_WORD = re.compile(rf"\s+|{_WIDE}|(?:(?!{_WIDE})\w)+|\W")
_URL = re.compile(r"https?://[^\s<>()\",，。；、（）？]+")
_KIND = re.compile(r"\[([a-z_.]+)\]$")


@dataclass(frozen=True, slots=True)
class Import:
    """An archive in a new book."""

    source: Path
    dest: Path
    status: int
    said: str
    seconds: float  # of the processor

    @property
    def report(self) -> Any:
        return json.loads((self.dest / "newsdigest-import.json").read_bytes())

    def documents(self) -> dict[str, str]:
        """Return the paths of the sources by those of the documents."""
        return {one["document"]: one["path"] for one in self.report["sources"]}


def run(*arguments: object) -> tuple[int, str]:
    """Return the exit status of our command and what it said."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = main([str(argument) for argument in arguments])
    return status, said.getvalue()


def imported(source: Path, dest: Path, language: str) -> Import:
    assert run("init", dest, "--language", language)[0] == 0
    began = os.times()
    # In a process of its own: counting lines for coverage takes as long as the import.
    code = "import sys; from sphinx_newsdigest.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "import", str(source), str(dest)],
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    ended = os.times()
    took = ended.children_user - began.children_user + ended.children_system - began.children_system
    return Import(source, dest, done.returncode, done.stderr + done.stdout, took)


def seconds_to_parse(source: Path) -> float:
    """Return what parsing each post of *source* once takes of the processor; from a fourth."""
    posts = sorted(source.rglob("*.m*"))
    code = (
        "import sys, pathlib, markdown_it\n"
        "for path in sys.argv[1:]:\n"
        "    markdown_it.MarkdownIt().parse(pathlib.Path(path).read_text(encoding='utf-8'))\n"
    )
    began = os.times()
    command = [sys.executable, "-c", code, *map(str, posts[::4])]
    env = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    subprocess.run(command, env=env, check=True)
    ended = os.times()
    return (ended.children_user - began.children_user) * len(posts) / len(posts[::4])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def parts(path: Path) -> tuple[str, str]:
    """Return the header of a post and its body."""
    text = path.read_bytes().decode().replace("\r\n", "\n")
    if text.startswith("---\n"):
        _, header, body = re.split(r"(?m)^---\n", text, maxsplit=2)
    else:
        header, _, body = text.partition("\n\n")
    return header, body


@pytest.fixture(scope="module")
def digests(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Import:
    return imported(corpora / "openstack-digest", tmp_path_factory.mktemp("digests"), "zh_CN")


@pytest.fixture(scope="module")
def summit(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Import:
    return imported(corpora / "openstack-summit", tmp_path_factory.mktemp("summit"), "zh_CN")


@pytest.fixture(scope="module")
def rust(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Import:
    return imported(corpora / "twir", tmp_path_factory.mktemp("rust"), "en")


@pytest.fixture(scope="module")
def digest_book(digests: Import, copy_of: Callable[..., Book]) -> Book:
    assert run("stubs", digests.dest)[0] == 0
    return copy_of(digests.dest).build("digest-data", nitpicky=True)


@pytest.fixture(scope="module")
def archive(digest_book: Book) -> Any:
    return digest_book.archive


@pytest.fixture(scope="module")
def summit_book(summit: Import, copy_of: Callable[..., Book]) -> Book:
    assert run("stubs", summit.dest)[0] == 0
    return copy_of(summit.dest).build("digest-data", nitpicky=True)


@pytest.fixture(scope="module")
def sample(rust: Import) -> list[str]:
    """Return about 40 documents from all years, and what is odd."""
    documents = sorted(rust.documents())
    odd = [name for name in documents if name.rpartition("/")[2].removesuffix(".md") in ODD]
    assert len(odd) == len(ODD)
    return sorted({*documents[::_EVERY], *odd})


@pytest.fixture(scope="module")
def rust_book(rust: Import, sample: list[str], shelf: MakeBook) -> tuple[Book, str]:
    """Return the sample as a book of its own, and what its first build warned of.

    Mail addresses and quotes are as they were written.
    """
    book = shelf(
        {name: (rust.dest / name).read_bytes() for name in sample},
        builder="digest-data",
        name="rust",
        html_theme="basic",
        newsdigest_emails=True,
        smartquotes=False,
        myst_enable_extensions=["attrs_block", "attrs_inline", "colon_fence", "deflist"],
    )
    return book, book.warnings


# -- the digests of a community --------------------------------------------------


def test_the_digests_are_imported_at_once_and_completely(digests: Import) -> None:
    assert digests.status == 0
    assert digests.report["complete"]
    assert digests.seconds < 5


def test_each_digest_has_its_number_period_and_date(digests: Import) -> None:
    found = [
        (one["number"], tuple(one["period"]), one["date"]) for one in digests.report["sources"]
    ]
    assert sorted(found) == ISSUES


def test_the_book_has_the_same_numbers_periods_and_dates(archive: Any) -> None:
    found = [
        (issue["number"], (issue["period"]["start"], issue["period"]["end"]), issue["date"])
        for issue in archive["issues"]
    ]
    assert sorted(found) == ISSUES


def test_only_two_digests_disagree_with_their_file_names(digests: Import) -> None:
    conflicts = {
        one["number"]: [
            (note["code"], note["text"])
            for note in one["notes"]
            if note["code"].startswith("conflicting")
        ]
        for one in digests.report["sources"]
    }
    assert {number: found for number, found in conflicts.items() if found} == {
        1: [
            (
                "conflicting-period",
                "title 2013-11-17/2013-11-22, file name 2013-11-07/2013-11-12; the first is used",
            )
        ],
        9: [
            (
                "conflicting-period",
                "title 2014-02-15/2014-02-27, file name 2014-02-16/2014-02-27; the first is used",
            )
        ],
    }
    warned = [line for line in digests.said.splitlines() if "[conflicting-" in line]
    assert [re.findall(r"-(\d{4}-\d{4})\.md:1: ", line) for line in warned] == [
        ["1107-1112"],
        ["0216-0227"],
    ]


def test_a_misspelt_heading_stays_and_its_likely_name_is_reported(
    digests: Import, archive: Any
) -> None:
    notes = {
        one["number"]: [note["text"] for note in one["notes"] if note["code"] == "likely-misspelt"]
        for one in digests.report["sources"]
    }
    found = {number: texts for number, texts in notes.items() if texts}
    assert list(found) == [5]
    (text,) = found[5]
    assert "'Tempst'" in text
    assert "'Tempest'" in text
    assert sum(item["section"][-1] == "Tempst" for item in archive["items"]) == 1
    assert "tempst" not in {project["id"] for project in archive["projects"]}


def test_429_items_stand_under_their_headings(archive: Any) -> None:
    # As the archives' README counts blocks, less five that go on with an item before them.
    assert len(archive["items"]) == 429
    assert Counter(item["section"][-1] for item in archive["items"]) == {
        "Common": 143,
        "业界动态": 107 - 2,
        "Nova": 57 - 1,
        "Neutron": 45 - 1,
        "Heat": 23,
        "Ceilometer": 20 - 1,
        "Tempest": 14,
        "Tempst": 1,
        "Keystone": 12,
        "Cinder": 6,
        "Horizon": 3,
        "Glance": 2,
        "Sahara": 1,
    }


def test_all_477_urls_are_links(digests: Import, archive: Any) -> None:
    written = Counter(
        (one["number"], normal(url))
        for one in digests.report["sources"]
        for url in _URL.findall((digests.source / one["path"]).read_text(encoding="utf-8"))
    )
    numbers = {issue["docname"]: issue["number"] for issue in archive["issues"]}
    linked = Counter((numbers[link["docname"]], normal(link["url"])) for link in archive["links"])
    assert written.total() == 477
    assert linked == written


def normal(url: str) -> str:
    """Return *url* as its readers see it, without Markdown's escapes and what nobody sees."""
    return re.sub("[\u200e\u200f]", "", unquote(url.replace("\\", ""))).rstrip(".")


@pytest.mark.parametrize("builder", ["digest-data", "html", "epub"])
def test_the_book_of_the_digests_builds_clean(digest_book: Book, builder: str) -> None:
    assert digest_book.build(builder, nitpicky=True).warnings == ""


def test_a_second_import_changes_no_byte(
    digests: Import, digest_book: Book, tmp_path: Path
) -> None:
    shutil.copytree(digests.dest, tmp_path / "book")
    before = contents(tmp_path / "book")
    status, said = run("import", digests.source, tmp_path / "book")
    assert status == 0
    assert "0 files new, 0 updated" in said
    assert contents(tmp_path / "book") == before


# -- the report of a summit ------------------------------------------------------


def test_the_summit_has_4_topics_and_6_sessions_in_them(summit_book: Book) -> None:
    archive = summit_book.build("digest-data").archive
    (event,) = archive["events"]
    assert (event["start"], event["end"]) == ("2016-10-25", "2016-10-25")
    assert [report["day"] for report in event["reports"]] == [1]
    names = {one["id"]: one["title"] for one in archive["organizations"]}
    found = sorted(
        (
            (one["section"][1:] or [one["title"]])[0],
            [names[name] for name in one["organizations"]] or one["kind"],
            [names[name] for name in one["customers"]],
        )
        for one in archive["sessions"]
    )
    assert found == [
        ("1. Enterprise Big Data", None, []),
        ("2. Media Broadcasting", ["Huawei"], ["东风汽车公司", "江西省信息中心"]),
        ("2. Media Broadcasting", ["SKY UK"], []),
        ("3. Telecom/NFV", "demo", []),
        ("4. scientfic research", ["剑桥大学"], []),
        ("4. scientfic research", ["欧洲原子能机构"], []),
        ("4. scientfic research", ["澳大利亚天文所"], []),
    ]


def test_the_7_lost_pictures_are_declared_and_named(summit: Import) -> None:
    (one,) = summit.report["sources"]
    text = (summit.dest / one["document"]).read_text(encoding="utf-8")
    pictures = [f"/images/openstack-barcelona-summit/{number}.jpg" for number in range(1, 8)]
    assert [found["picture"] for found in one["missing"]] == pictures
    assert re.findall(r":::\{figure\} (\S+)\n(?::alt: .*\n)?:class: missing\n", text) == pictures
    assert summit.status == 0


def test_each_lost_picture_is_reported_where_it_stood(summit: Import) -> None:
    (one,) = summit.report["sources"]
    lines = (summit.source / one["path"]).read_text(encoding="utf-8").splitlines()
    stood = [number for number, line in enumerate(lines, 1) if "![" in line]
    assert [found["line"] for found in one["missing"]] == stood
    notes = [note for note in one["notes"] if note["code"] == "useless-alt"]
    assert [(note["line"], note["text"]) for note in notes] == [
        (line, "'cert' says nothing of the picture") for line in stood
    ]


@pytest.mark.parametrize("builder", ["digest-data", "html", "epub"])
def test_the_book_of_the_summit_builds_clean(summit_book: Book, builder: str) -> None:
    assert summit_book.build(builder, nitpicky=True).warnings == ""


# -- twelve years of a weekly ----------------------------------------------------


def test_the_weekly_is_imported_completely_and_in_time(rust: Import) -> None:
    assert rust.status == 0
    assert rust.report["complete"]
    # Machines differ, and one machine from day to day: 60 s on one that parses all of it in 6.
    assert rust.seconds < 10 * seconds_to_parse(rust.source)


def test_each_post_of_the_weekly_has_its_number_date_and_title(rust: Import) -> None:
    expected = {}
    for path in rust.source.rglob("*.m*"):
        header, _ = parts(path)
        fields = dict(re.findall(r"(?m)^([A-Z]\w+): *(.*?) *$", header))
        number = fields.get("Number")
        if named := re.fullmatch(r"\w+ Weeks? [Ii]n Rust (\d+)", fields["Title"]):
            assert number in {None, named[1]}
            number = named[1]
        day = datetime.strptime(fields["Date"].split()[0], "%Y-%m-%d")  # noqa: DTZ007 - a day
        expected[path.relative_to(rust.source).as_posix()] = (
            int(number) if number else None,
            f"{day:%Y-%m-%d}",
            fields["Title"],
        )
    found = {
        one["path"]: (one["number"], one["date"], one["title"]) for one in rust.report["sources"]
    }
    assert found == expected
    numbers = sorted(number for number, _, _ in expected.values() if number)
    assert numbers == [number for number in range(1, 666) if number != 28]


def test_each_difference_of_the_weekly_has_a_reason_and_the_counts_agree(rust: Import) -> None:
    report = rust.report
    for one in report["sources"]:
        expected = {what: found["source"] for what, found in one["counts"].items()}
        for found in one["differences"]:
            assert found["reason"] in report["reasons"]
            expected[found["what"]] += counted(found, "gained") - counted(found, "lost")
        assert expected == {what: found["document"] for what, found in one["counts"].items()}


def counted(difference: Any, side: str) -> int:
    """Return how many things a difference names; the words of a line stand together."""
    values = difference.get(side, ())
    if difference["what"] == "words":
        return sum(len(list(words_of(value))) for value in values)
    return len(values)


def test_what_is_no_markdown_is_named(rust: Import) -> None:
    assert rust.report["left_out"] == [
        {"path": "content/state-of-rust-0-11-0.rst", "reason": "no-markdown"}
    ]


def test_a_sample_of_the_weekly_is_built(
    rust_book: tuple[Book, str], rust: Import, sample: list[str]
) -> None:
    sources = {one["document"]: one for one in rust.report["sources"]}
    archive = rust_book[0].archive
    assert {
        issue["docname"]: (issue["number"], issue["date"], issue["title"])
        for issue in archive["issues"]
    } == {
        name.removesuffix(".md"): tuple(sources[name][key] for key in ("number", "date", "title"))
        for name in sample
        if sources[name]["kind"] == "issue"
    }
    assert {issue["docname"] for issue in archive["issues"] if not issue["items"]} == set()


def test_only_what_is_odd_in_the_weekly_is_a_warning(rust_book: tuple[Book, str]) -> None:
    for line in rust_book[1].splitlines():
        kind = _KIND.search(line)
        assert kind, line
        assert kind[1] in LEGITIMATE, line


def test_every_link_of_the_weekly_is_in_the_data_edition(
    rust_book: tuple[Book, str], sample: list[str]
) -> None:
    book, _ = rust_book
    recorded: dict[str, Counter[str]] = {}
    for link in book.archive["links"]:
        recorded.setdefault(link["docname"] + ".md", Counter())[unquote(link["url"])] += 1
    book.build("html")
    for name in sample:
        page = body_of(book, name)
        shown = Counter(unquote(str(link["href"])) for link in page.select("a.external[href]"))
        assert recorded.get(name, Counter()) == shown, name


# -- the round trip --------------------------------------------------------------


@pytest.fixture(scope="module")
def differences(
    digests: Import,
    digest_book: Book,
    summit: Import,
    summit_book: Book,
    rust: Import,
    rust_book: tuple[Book, str],
) -> dict[str, list[tuple[str, str]]]:
    """Return what posts say (lost) and their pages say instead (gained), by source."""
    found = {}
    plain: dict[str, Any] = {
        "html_theme": "basic",
        "html_theme_options": {},
        "newsdigest_emails": True,
    }
    made = [
        (digests, digest_book.build("html", out="plain", **plain)),
        (summit, summit_book.build("html", out="plain", **plain)),
        (rust, rust_book[0].build("html")),
    ]
    for which, book in made:
        for document, source in which.documents().items():
            if document.removesuffix(".md") in book.env.found_docs:
                before = words(rendered(which.source / source))
                after = words(body_of(book, document))
                found[source] = unequal(before, after)
    return found


@cache
def rendered(path: Path) -> BeautifulSoup:
    """Return a post as CommonMark alone has it, with the tables that its generator knew."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return BeautifulSoup(parser.render(parts(path)[1]), "lxml")


def body_of(book: Book, name: str) -> Tag:
    """Return what a page says, without what is ours."""
    body = book.html(name.removesuffix(".md") + ".html").select_one("div.body")
    assert body is not None
    for ours in body.select(", ".join(OURS)):
        ours.extract()
    return body


def words(tree: Tag) -> str:
    """Return the text of *tree*, with one space where a reader sees one or a block ends."""
    return _BESIDE_WIDE.sub("", " ".join("".join(_text(tree)).split()))


def _text(tree: Tag) -> Iterator[str]:
    for child in tree.children:
        if isinstance(child, Tag):
            if child.name in {"script", "style"}:
                continue
            edge = " " if _BLOCK.fullmatch(child.name) else ""
            yield edge
            yield from _text(child)
            yield edge
        elif type(child) is NavigableString:  # no comment
            yield str(child)


def unequal(before: str, after: str) -> list[tuple[str, str]]:
    if before == after:
        return []
    ours, theirs = _WORD.findall(before), _WORD.findall(after)
    return [
        ("".join(ours[a:b]), "".join(theirs[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def reason(lost: str, gained: str) -> str | None:
    """Return why a page and its post may differ here."""
    for one in DIFFERENCES:
        if re.fullmatch(one.lost, lost) and re.fullmatch(one.gained, gained):
            return one.reason
    return None


def test_each_page_says_what_its_post_said(
    differences: dict[str, list[tuple[str, str]]], sample: list[str]
) -> None:
    assert len(differences) == 20 + 1 + len(sample)
    unexplained = {
        source: left
        for source, found in differences.items()
        if (left := [one for one in found if reason(*one) is None])
    }
    assert unexplained == {}


def test_each_documented_difference_occurs(
    differences: dict[str, list[tuple[str, str]]],
) -> None:
    used = {reason(*one) for found in differences.values() for one in found}
    assert [one.reason for one in DIFFERENCES if one.reason not in used] == []


def test_differences_are_rare(differences: dict[str, list[tuple[str, str]]]) -> None:
    # All digests but one, and of the weekly all but what is odd.
    assert sum(not found for found in differences.values()) >= len(differences) - len(ODD)
