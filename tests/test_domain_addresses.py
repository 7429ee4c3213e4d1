"""Stable addresses: ids that stay, anchors that exist in every edition, permalinks to them."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from conftest import Book, MakeBook

ISSUE = """
    ---
    digest: {issue: 16, date: 2014-07-01}
    ---

    # Issue 16

    ## News

    It's "said" -- by words.

    By a link: <https://e.org/one>

    * [An entry](https://e.org/two)
    * [Another](https://e.org/three)

      With a second paragraph.

    {#by-attribute}
    By an attribute.

    ::::{digest:item}
    :name: by-option

    > By an option, and a quote comes first.
    ::::

    ## 社区

    ::::{digest:links}
    :title: More
    :name: more

    * no link
    * [a link](https://e.org/four)
    ::::
    """
REPORT = """
    # Day one

    ```{digest:event} summit
    :day: 1
    :dates: 2016-10-25/2016-10-28
    ```

    ```{digest:session}
    :title: Held

    Words.
    ```

    ```{digest:session}
    Untitled words.
    ```

    ## Marked

    ```{digest:session}
    :kind: demo
    ```

    Words.

    ```{digest:links}
    :title: Slides

    * [one](https://e.org/slides)
    ```
    """
ENTITIES = """
    # Entities

    ## 红帽

    ```{digest:organization} redhat
    ```

    ```{digest:person} ling
    :title: 孔令贤
    ```
    """
SOURCES = {"16.md": ISSUE, "day.md": REPORT, "entities.md": ENTITIES}


def anchors(book: Book) -> dict[str, set[str]]:
    """Return the anchors of all records by docname."""
    found: dict[str, set[str]] = {}
    records: Any = book.catalogue
    for record in (
        *records.issues,
        *records.items,
        *records.sessions,
        *records.events,
        *records.report.values(),
        *records.entities,
        *records.link_lists,
    ):
        found.setdefault(record.docname, set()).add(record.anchor)
    return found


@pytest.fixture(scope="module")
def archive(shelf: MakeBook) -> Book:
    return shelf(SOURCES, builder=None)


def ids(page: BeautifulSoup) -> Counter[str]:
    return Counter(str(tag["id"]) for tag in page.find_all(id=True))


# -- ids stay ------------------------------------------------------------------------


def named(book: Book) -> dict[str, str]:
    """Return the ids of items by the first words of their text."""
    return {item.text.split()[0]: item.id for item in book.catalogue.items}


def issue(*blocks: str) -> str:
    head = "---\ndigest: {issue: 1, date: 2014-07-01}\n---\n\n# One\n\n"
    return head + "\n\n".join(blocks) + "\n"


ALPHA, BETA, GAMMA = "Alpha is words.", "Beta: <https://e.org/b>", "Gamma is words, too."


def test_an_item_keeps_its_id_when_items_come_and_go_and_move_around_it(book: MakeBook) -> None:
    made = book({"1.md": issue("## News", ALPHA, BETA, GAMMA)}, builder="digest-data")
    before = named(made)
    assert len(before) == 3
    for blocks in (
        ("## News", "Delta is new.", ALPHA, "Epsilon is new.", BETA, GAMMA),
        ("## News", GAMMA, BETA, ALPHA),
        ("## News", ALPHA, GAMMA),
        ("Preface.", "## Other", BETA, "## News", "### Deeper", ALPHA, GAMMA),
    ):
        made.edit("1.md", issue(*blocks))
        after = named(made.build("digest-data"))
        assert {key: name for key, name in after.items() if key in before}.items() <= before.items()


def test_an_item_with_a_link_keeps_its_id_when_its_words_change(book: MakeBook) -> None:
    made = book({"1.md": issue("## News", BETA)}, builder="digest-data")
    before = named(made)["Beta:"]
    made.edit("1.md", issue("## News", "Better words: <https://e.org/b>"))
    assert named(made.build("digest-data")) == {"Better": before}


def test_an_item_is_the_same_in_every_builder(book: MakeBook) -> None:
    made = book(SOURCES, builder="digest-data")
    found = {record.id for record in made.catalogue.items}
    for builder in ("text", "man", "html"):
        made.build(builder, fresh=True)
        assert {record.id for record in made.catalogue.items} == found, builder


def test_equal_items_are_counted_and_a_name_is_asked_for(book: MakeBook) -> None:
    made = book({"1.md": issue("## News", ALPHA, ALPHA)}, builder="digest-data")
    first, second = (item["id"] for item in made.archive["items"])
    assert second == f"{first}-2"
    assert made.warnings.count("\n") == 1
    assert made.warnings.startswith("1.md:11: WARNING: ")
    assert "':name:'" in made.warnings
    assert "[digest.duplicate]" in made.warnings


def test_two_equal_names_are_a_warning_and_both_items_stay(book: MakeBook) -> None:
    items = [f"::::{{digest:item}}\n:name: x\n\n{text}\n::::" for text in (ALPHA, GAMMA)]
    made = book({"1.md": issue("## News", *items)}, builder="digest-data")
    assert [item["id"] for item in made.archive["items"]] == ["1/x", "1/x-2"]
    assert made.warnings.count("[digest.duplicate]") == 1


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("stats", "{#stats}\nWords."),
        ("stats", "(stats)=\nWords."),
        ("stats", "::::{digest:item}\n:name: stats\n\nWords.\n::::"),
        ("stats", "(stats)=\n\nWords, after a blank line."),
    ],
)
def test_an_explicit_name_is_a_target_an_attribute_or_an_option(
    book: MakeBook, name: str, block: str
) -> None:
    made = book({"1.md": issue("## News", block)}, builder="digest-data")
    assert [item["id"] for item in made.archive["items"]] == [f"1/{name}"]
    assert made.warnings == ""


def test_a_target_before_an_entry_of_a_list_names_its_item(book: MakeBook) -> None:
    first, second = (f"* [{name}](https://example.org/{name})" for name in "ab")
    made = book({"1.md": issue("## News", first, "  (stats)=", second)}, builder="digest-data")
    named = {item["text"]: item["id"] for item in made.archive["items"]}
    assert named["b"] == "1/stats"
    assert named["a"] != named["b"]


# -- anchors exist -----------------------------------------------------------------------


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_anchor_is_in_its_page_once(archive: Book, builder: str) -> None:
    archive.build(builder)
    assert archive.warnings == ""
    for docname, wanted in anchors(archive).items():
        path = f"{docname}.html" if builder == "html" else f"{docname}/index.html"
        found = ids(archive.html(path))
        assert {anchor: found[anchor] for anchor in wanted} == dict.fromkeys(wanted, 1)


def test_in_one_page_every_anchor_is_there_once_and_every_reference_leads_to_one(
    archive: Book,
) -> None:
    archive.build("singlehtml")
    page = archive.html()
    found = ids(page)
    wanted = set().union(*anchors(archive).values())
    assert {anchor: found[anchor] for anchor in wanted} == dict.fromkeys(wanted, 1)
    body = page.find(class_="body")
    assert body is not None
    targets = {link["href"] for link in body.find_all("a", href=re.compile("^#"))}
    assert {target[1:] for target in targets} <= set(found)


def test_in_an_epub_every_anchor_is_in_its_page_once(archive: Book) -> None:
    archive.build("epub", version="1", copyright="2014")
    assert archive.warnings == ""
    (path,) = archive.out.glob("*.epub")
    with zipfile.ZipFile(path) as packed:
        for docname, wanted in anchors(archive).items():
            text = packed.read(next(n for n in packed.namelist() if n.endswith(f"{docname}.xhtml")))
            found = ids(BeautifulSoup(text, "lxml-xml"))
            assert {anchor: found[anchor] for anchor in wanted} == dict.fromkeys(wanted, 1)


def test_in_latex_every_anchor_is_a_label(archive: Book) -> None:
    archive.build("latex")
    (path,) = archive.out.glob("*.tex")
    text = path.read_text(encoding="utf-8")
    for docname, wanted in anchors(archive).items():
        for anchor in wanted:
            label = rf"\label{{\detokenize{{{docname}:{anchor}}}}}"
            assert text.count(label) == 1, label


def test_issues_of_two_newsletters_have_anchors_of_their_own_in_one_page(book: MakeBook) -> None:
    head = "---\ndigest: {{issue: 1, newsletter: {0}}}\n---\n\n# {0}\n\n## {0} news\n\nOf {0}.\n"
    made = book({f"{n}.md": head.format(n) for n in ("ops", "dev")}, builder="singlehtml")
    found = ids(made.html())
    assert made.warnings == ""
    assert {"issue-ops-1", "issue-dev-1"} <= set(found)
    assert {anchor for anchor, count in found.items() if count > 1} == set()


# -- permalinks -----------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["alabaster", "sphinx_book_theme"])
def test_records_have_permalinks_in_any_theme(book: MakeBook, theme: str) -> None:
    made = book(SOURCES, html_theme=theme)
    assert made.warnings == ""
    for docname, wanted in anchors(made).items():
        page = made.html(docname)
        found = Counter(link["href"] for link in page.find_all("a", class_="headerlink"))
        # A heading has one permalink: a report that is its event's home leads to the report.
        # A name without a heading has none.
        expected = {f"#{anchor}" for anchor in wanted} - {"#event-summit", "#person-ling"}
        assert {anchor: found[anchor] for anchor in expected} == dict.fromkeys(expected, 1)


def test_the_permalink_of_an_item_is_at_the_end_of_its_first_words(archive: Book) -> None:
    page = archive.build("html").html("16")
    for item in archive.catalogue.items:
        link = page.find("a", class_="headerlink", href=f"#{item.anchor}")
        assert link is not None
        assert link.parent is not None
        assert link.parent.name == "p"
        assert link.parent.contents[-1] is link
        assert link["title"] == "Permalink to this item"


def test_the_permalink_of_an_issue_is_its_anchor(archive: Book) -> None:
    heading = archive.build("html").html("16").find("h1")
    assert heading is not None
    link = heading.find("a", class_="headerlink")
    assert link is not None
    assert link["href"] == "#issue-16"


def test_without_permalinks_there_are_none(book: MakeBook) -> None:
    made = book(SOURCES, html_permalinks=False)
    assert made.html("16").find_all(class_="headerlink") == []


def test_the_icon_of_permalinks_is_the_configs(book: MakeBook) -> None:
    made = book({"16.md": ISSUE}, html_permalinks_icon="<b>§</b>")
    links = made.html("16").select(".digest-item a.headerlink")
    assert {link.decode_contents() for link in links} == {"<b>§</b>"}


def test_an_epub_has_no_permalinks(archive: Book) -> None:
    archive.build("epub", version="1", copyright="2014")
    (path,) = archive.out.glob("*.epub")
    with zipfile.ZipFile(path) as packed:
        pages = [packed.read(name) for name in packed.namelist() if name.endswith(".xhtml")]
    assert not any(b"headerlink" in page for page in pages)


def test_the_table_of_contents_leads_to_anchors_that_stay(archive: Book) -> None:
    archive.build("html")
    toctree = archive.html("index").find(class_="toctree-wrapper")
    assert toctree is not None
    targets = {str(link["href"]) for link in toctree.find_all("a")}
    (marked,) = (s for s in archive.catalogue.sessions if s.title == "Marked")
    assert {f"day.html#{marked.anchor}", "entities.html#organization-redhat"} <= targets
    for target in targets:
        docname, _, anchor = target.partition(".html")
        assert not anchor or anchor[1:] in ids(archive.html(docname))
