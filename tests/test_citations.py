"""How the issues and reports of a publication are cited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pybtex.database import BibliographyData, parse_string
from pybtex.richtext import Text

from sphinx_newsdigest.citations import Publication, bibliography, citation
from sphinx_newsdigest.identities import catalogue
from sphinx_newsdigest.model import Credits, Document, EventPart, Issue

BOOK = Publication("The Archive", "The Editors", "en", "https://example.org/book")
JULY = date(2014, 7, 1)


def issue(number: int | None = 16, **said: Any) -> Issue:
    facts: dict[str, Any] = {"title": "Digest 16", "start": None, "end": None, "date": JULY}
    docname = said.pop("docname", "issues/16")
    name = said.pop("name", None)
    return Issue(docname, number, name, said.pop("newsletter", None), **(facts | said))


def entries(*records: Issue | EventPart, book: Publication = BOOK) -> BibliographyData:
    documents = {
        record.docname: Document(record.docname, issues=(record,))
        if isinstance(record, Issue)
        else Document(record.docname, events=(record,))
        for record in records
    }
    return parse_string(bibliography(catalogue(documents), book), "bibtex")


def only(*records: Issue | EventPart, book: Publication = BOOK) -> Any:
    (entry,) = entries(*records, book=book).entries.values()
    return entry


def test_a_citation_is_author_title_publication_date_and_address_in_one_line() -> None:
    (record,) = catalogue({"issues/16": Document("issues/16", issues=(issue(),))}).issues
    assert citation(record, BOOK).text == (
        "The Editors. Digest 16. The Archive. 2014-07-01. "
        "https://example.org/book/issues/16.html#issue-16"
    )


def test_what_is_not_known_is_left_out_of_a_citation() -> None:
    record = replace(issue(date=None), anchor="issue-16")
    book = Publication("The Archive", "", "en", "")
    assert citation(record, book).text == "Digest 16. The Archive. issues/16.html#issue-16"


def test_the_editors_of_an_issue_are_its_authors() -> None:
    record = issue(credits=Credits(editors=("Ling Xiankong", "红帽")))
    assert citation(record, BOOK).authors == ("Ling Xiankong", "红帽")


def test_the_address_has_the_suffix_of_the_pages_and_one_slash() -> None:
    book = Publication("", "", "en", "https://example.org/book/", suffix="/")
    assert book.url("a/b", "x") == "https://example.org/book/a/b/#x"
    assert book.url("a", "") == "https://example.org/book/a/"


def test_the_address_of_a_page_is_escaped_as_sphinx_escapes_it() -> None:
    assert BOOK.url("期刊/a b", "x").endswith("/%E6%9C%9F%E5%88%8A/a%20b.html#x")


def test_every_issue_and_report_has_an_entry_under_its_anchor() -> None:
    found = entries(
        issue(),
        issue(None, name="special", docname="s"),
        EventPart("summit", "day-1", "Day 1", day=1, date=date(2016, 10, 25)),
        EventPart("summit", "home", "The Summit"),
    )
    assert set(found.entries) == {"issue-16", "issue-special", "report-summit-1"}


def test_keys_are_told_apart_though_bibtex_does_not_mind_case() -> None:
    found = entries(
        issue(None, name="May", docname="a"), issue(None, name="may", docname="b"), issue()
    )
    assert len(found.entries) == 3


def test_an_entry_has_title_publication_date_and_address() -> None:
    entry = only(issue())
    assert entry.type == "misc"
    assert dict(entry.fields) == {
        "title": "{Digest 16}",
        "howpublished": "The Archive",
        "url": "https://example.org/book/issues/16.html#issue-16",
        "date": "2014-07-01",
        "year": "2014",
        "month": "7",
    }


def test_an_entry_without_a_date_says_none() -> None:
    assert not {"date", "year", "month"} & set(only(issue(date=None)).fields)


@pytest.mark.parametrize("name", ["Ling Xiankong", "红帽", "Smith, Jones and Co.", "von der Leyen"])
def test_the_name_of_an_author_is_kept_whole(name: str) -> None:
    entry = only(issue(credits=Credits(editors=(name,))))
    (person,) = entry.persons["author"]
    assert str(person) == f"{{{name}}}"


@pytest.mark.parametrize(
    "title",
    ["R&D: 100 % #5 x_1", "A {brace} and } one", 'Say "hello"', "C:\\new ~", "社区动态 第16期"],
)
def test_any_title_gives_an_entry_that_bibtex_reads(title: str) -> None:
    entry = only(issue(title=title))
    words = Text.from_latex(entry.fields["title"]).render_as("text")
    assert words == title.replace("{", "(").replace("}", ")")
    assert entry.fields["year"] == "2014"


def test_what_latex_would_take_for_mathematics_is_escaped() -> None:
    title = only(issue(title="5 $ and 2^3")).fields["title"]
    assert title == r"{5 \$ and 2\textasciicircum{}3}"


def test_an_address_is_read_as_it_stands() -> None:
    book = Publication("A", "", "en", "https://example.org/~a_b/%E8%AF%8D?x=1&y=2#")
    assert only(issue(), book=book).fields["url"].startswith(book.base)


def test_a_book_without_issues_has_no_bibliography() -> None:
    assert bibliography(catalogue({}), BOOK) == ""


def test_the_bibliography_is_the_same_for_every_order_of_documents() -> None:
    documents = [
        (name, Document(name, issues=(issue(number, docname=name),)))
        for number, name in enumerate("bca", 1)
    ]
    texts = {bibliography(catalogue(dict(order)), BOOK) for order in (documents, documents[::-1])}
    assert len(texts) == 1
