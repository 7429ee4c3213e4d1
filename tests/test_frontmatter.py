"""Front matter ``digest:`` and the directives: two ways to say the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from sphinx_newsdigest.model import Credits

if TYPE_CHECKING:
    from conftest import Book, MakeBook

    from sphinx_newsdigest.model import Issue


def issues(book: Book) -> tuple[Issue, ...]:
    return book.catalogue.issues


def only(book: Book) -> Issue:
    assert book.warnings == ""
    (found,) = issues(book)
    return found


WAYS = {
    "front.md": """
        ---
        digest:
          issue: 16
          period: 2014-06-16/2014-07-01
          date: 2014-07-02
          newsletter: ops
          source: https://source.example.org/
          credit: "Somebody: a person"
          license: CC BY 4.0
          editors: [Anna, "Ben, Jr."]
        ---

        # Title

        ## News

        Words.
        """,
    "flow.md": """
        ---
        digest: {issue: "16", period: 2014-06-16/2014-07-01, date: "2014-07-02", newsletter: ops,
                 source: "https://source.example.org/", credit: "Somebody: a person",
                 license: CC BY 4.0, editors: [Anna, "Ben, Jr."]}
        ---

        # Title

        ## News

        Words.
        """,
    "rst.rst": """
        :digest:
            :issue: 16
            :period: 2014-06-16/2014-07-01
            :date: 2014-07-02
            :newsletter: ops
            :source: https://source.example.org/
            :credit: Somebody: a person
            :license: CC BY 4.0
            :editors: Anna

        Title
        =====

        News
        ----

        Words.
        """,
    "flow.rst": """
        :digest: {issue: 16, period: 2014-06-16/2014-07-01, date: 2014-07-02, newsletter: ops,
                  source: https://source.example.org/, credit: "Somebody: a person",
                  license: CC BY 4.0, editors: [Anna, "Ben, Jr."]}

        Title
        =====

        News
        ----

        Words.
        """,
    "directive.md": """
        # Title

        ```{digest:issue} 16
        :period: 2014-06-16/2014-07-01
        :date: 2014-07-02
        :newsletter: ops
        :source: https://source.example.org/
        :credit: "Somebody: a person"
        :license: CC BY 4.0
        :editors: Anna
        ```

        ## News

        Words.
        """,
}


@pytest.mark.parametrize("name", WAYS)
def test_every_way_to_say_it_makes_the_same_issue(book: MakeBook, name: str) -> None:
    record = only(book({name: WAYS[name]}, builder="digest-data"))
    assert (record.number, record.newsletter, record.title) == (16, "ops", "Title")
    assert (record.start, record.end) == (date(2014, 6, 16), date(2014, 7, 1))
    assert record.date == date(2014, 7, 2)
    editors = ("Anna", "Ben, Jr.") if name in {"front.md", "flow.md", "flow.rst"} else ("Anna",)
    assert record.credits == Credits(
        "https://source.example.org/", "Somebody: a person", "CC BY 4.0", editors
    )
    assert [item.text for item in record.items] == ["Words."]


@pytest.mark.parametrize("name", WAYS)
def test_the_front_matter_is_not_shown(book: MakeBook, name: str) -> None:
    made = book({name: WAYS[name]})
    text = made.html(name.partition(".")[0]).get_text()
    assert "2014-06-16/2014-07-01" not in text
    assert "digest" not in text.lower().replace("newsdigest", "")


def test_other_keys_of_the_front_matter_stay(book: MakeBook) -> None:
    source = """
        ---
        orphan: true
        digest: {issue: 1}
        tocdepth: 2
        ---

        # Title
        """
    made = book({"a.md": source, "index.md": "# Index\n"}, builder="digest-data")
    assert only(made).number == 1
    assert made.env.metadata["a"]["orphan"] == "True"


def test_all_titles_of_a_document_with_front_matter_are_of_the_issue(book: MakeBook) -> None:
    source = """
        ---
        digest: {issue: 1}
        ---

        # Title

        Preface.

        # Second title

        Words.
        """
    made = book({"a.md": source}, builder="digest-data")
    assert [item.text for item in issues(made)[0].items] == ["Words."]
    assert issues(made)[0].title == "Title"


def test_a_document_without_a_title_is_an_issue_too(book: MakeBook) -> None:
    made = book(
        {"issues/seven.md": "---\ndigest: {issue: special}\n---\n\nWords.\n"},
        builder="digest-data",
    )
    (record,) = issues(made)
    assert (record.name, record.title, record.items) == ("special", "special", ())


def test_an_issue_in_a_section_leaves_the_rest_of_the_document_alone(book: MakeBook) -> None:
    source = """
        # Page

        ## An issue

        ```{digest:issue} 1
        ```

        ### News

        Words.

        ## No issue

        ### News of nobody

        Not an item.
        """
    record = only(book({"a.md": source}, builder="digest-data"))
    assert (record.title, [item.text for item in record.items]) == ("An issue", ["Words."])


def test_of_marker_and_front_matter_the_marker_wins_with_a_warning(book: MakeBook) -> None:
    source = """
        ---
        digest:
          issue: 1
        ---

        # Title

        ```{digest:issue} 2
        ```
        """
    made = book({"a.md": source}, builder="digest-data")
    assert [record.number for record in issues(made)] == [2]
    assert made.warnings.count("\n") == 1
    assert made.warnings.startswith("a.md:3: WARNING: front matter and the directive in line 8")
    assert "[digest.conflict]" in made.warnings


@pytest.mark.parametrize(
    ("digest", "line", "words"),
    [
        ("digest: {issue: 1, dat: 2014-07-01}", 2, "unknown option 'dat'; expected 'date'"),
        ("digest:\n  issue: 1\n  date: soon", 4, "option 'date': expected a date such as"),
        ("digest:\n  issue: 1\n  date: 2014-02-30", 4, "option 'date': expected a date such as"),
        ("digest:\n  issue: 1\n  period: 2014-07-01/2014-06-16", 4, "first day of a period"),
        ("digest:\n  issue: 1\n  date: [2014]", 4, "expected a single value"),
        ("digest: 16", 2, "expected a mapping with 'issue' or 'event', not 16"),
        ("digest: {number: 16}", 2, "expected a mapping with 'issue' or 'event'"),
        ("digest:\n  issue: 1\n  event: summit", 4, "says both 'issue' and 'event'"),
    ],
)
def test_what_is_wrong_in_the_front_matter_is_a_warning_in_its_line(
    book: MakeBook, digest: str, line: int, words: str
) -> None:
    made = book({"a.md": f"---\n{digest}\n---\n\n# Title\n\nWords.\n"}, builder="digest-data")
    assert made.warnings.count("\n") == 1
    assert made.warnings.startswith(f"a.md:{line}: WARNING: ")
    assert words in made.warnings


def test_an_issue_without_a_number_is_named_by_its_document_with_a_warning(
    book: MakeBook,
) -> None:
    made = book({"issues/july.md": "# July\n\n```{digest:issue}\n```\n"}, builder="digest-data")
    assert [record.id for record in issues(made)] == ["july"]
    assert made.warnings.startswith("issues/july.md:3: WARNING: expected the number or the name")
    assert "'july' is used" in made.warnings


@pytest.mark.parametrize(
    "marker",
    [
        "---\ndigest: {issue: 1, date: 2014-07-01, item-dates: past}\n---\n\n# Title\n",
        "# Title\n\n:::{digest:issue} 1\n:date: 2014-07-01\n:item-dates: past\n:::\n",
    ],
    ids=["front-matter", "directive"],
)
def test_what_an_issue_announces_is_of_the_issues_day(book: MakeBook, marker: str) -> None:
    items = "## News\n\n2014-07-22, a meeting.\n\n2014-06-20, a release.\n"
    made = book({"doc.md": f"{marker}\n{items}"})
    assert [item.date for item in only(made).items] == [date(2014, 7, 1), date(2014, 6, 20)]
