"""Sources before they are parsed: fences, front matter, control characters."""

from __future__ import annotations

import random
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
import yaml

from sphinx_newsdigest import sources
from sphinx_newsdigest.sources import repaired

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeBook

UNCLOSED = "is not closed; it is taken to end after its first block"
INNER = "is not closed; it ends with the list or the quote that it stands in"
STRAY = "a closing fence without an open one"
STOLEN = "is closed by the end of one inside it, and line"


def clean(text: str) -> str:
    """Return a text that may be indented like the code around it."""
    return dedent(text).removeprefix("\n") if text.startswith("\n  ") else text


def mended(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return *text* as MyST gets it, and the line and the message of each repair."""
    found, repairs = repaired(text, fences=True, markdown=True)
    return found, [(repair.line, repair.message % repair.values) for repair in repairs]


# -- fences ------------------------------------------------------------------------------------

FAULTS = {
    "unclosed": (
        """
        :::{digest:item}
        :date: 2014-06-01

        One,
        still one.

        Two.

        Three.
        """,
        """
        :::{digest:item}
        :date: 2014-06-01

        One,
        still one.
        :::
        Two.

        Three.
        """,
        [(1, UNCLOSED)],
    ),
    "unclosed at the end": (
        "One.\n\n:::{digest:item}\nTwo.",
        "One.\n\n:::{digest:item}\nTwo.",
        [(3, UNCLOSED)],
    ),
    "unclosed and empty at the end": (
        "One.\n\n::::{digest:item}",
        "One.\n\n::::{digest:item}",
        [(3, "the fence '::::{digest:item}'")],
    ),
    "unclosed and of another extension": (
        ":::{note}\nOne.\n\nTwo.\n",
        ":::{note}\nOne.\n:::\nTwo.\n",
        [(1, UNCLOSED)],
    ),
    "closed by too few colons": (
        """
        ::::{digest:session}
        One.

        :::{digest:links}
        - <https://e.org>
        :::

        Two.
        :::

        Three.
        """,
        """
        ::::{digest:session}
        One.
        ::::
        :::{digest:links}
        - <https://e.org>
        :::

        Two.


        Three.
        """,
        [(1, UNCLOSED), (9, STRAY)],
    ),
    "stray": ("One.\n\n:::\n\nTwo.\n", "One.\n\n\n\nTwo.\n", [(3, STRAY)]),
    "stray in a paragraph": ("One.\n:::\nTwo.\n", "One.\n\nTwo.\n", [(2, STRAY)]),
    "stray at the end": ("One.\n\n:::", "One.\n\n", [(3, STRAY)]),
    "strays that look like a pair": (
        "One.\n\n:::\n\nTwo.\n\n:::\n\nThree.\n",
        "One.\n\n\n\nTwo.\n\n\n\nThree.\n",
        [(3, STRAY), (7, STRAY)],
    ),
    "stray before what would be front matter": (
        ":::\n---\nOne.\n\n---\n\n:::\n",
        "\n---\nOne.\n\n---\n\n\n",
        [(1, STRAY), (7, STRAY)],
    ),
    "closed twice": (
        ":::{digest:item}\nOne.\n:::\n\nTwo.\n\n:::\n\nThree.\n",
        ":::{digest:item}\nOne.\n:::\n\nTwo.\n\n\n\nThree.\n",
        [(7, STRAY)],
    ),
    "as many colons outside as inside": (
        """
        :::{digest:session}
        One.

        :::{digest:links}
        - <https://e.org>
        :::

        Two.
        :::

        Three.
        """,
        """
        ::::{digest:session}
        One.

        :::{digest:links}
        - <https://e.org>
        :::

        Two.
        ::::

        Three.
        """,
        [(1, f"{STOLEN} 9")],
    ),
    "two of as many colons outside as inside": (
        ":::{a}\n:::{b}\nx\n:::\ny\n:::\n\nTwo.\n\n:::{a}\n:::{b}\nx\n:::\ny\n:::\n",
        "::::{a}\n:::{b}\nx\n:::\ny\n::::\n\nTwo.\n\n::::{a}\n:::{b}\nx\n:::\ny\n::::\n",
        [(1, f"{STOLEN} 6"), (10, f"{STOLEN} 15")],
    ),
    "three levels of as many colons": (
        ":::{digest:a}\n:::{digest:b}\n:::{digest:c}\nx\n:::\ny\n:::\nz\n:::\nTwo.\n",
        "::::{digest:a}\n:::{digest:b}\n:::{digest:c}\nx\n:::\ny\n::::\nz\n\nTwo.\n",
        [(1, f"{STOLEN} 7"), (9, STRAY), (3, UNCLOSED)],
    ),
    "unclosed inside, with more": (
        "::::{digest:session}\n:::{digest:links}\n- a\n\nOne.\n::::\n\nTwo.\n",
        "::::{digest:session}\n:::{digest:links}\n- a\n:::\nOne.\n::::\n\nTwo.\n",
        [(2, UNCLOSED)],
    ),
    "unclosed inside, at its end": (
        "::::{digest:session}\nOne.\n\n:::{digest:links}\n- a\n::::\n\nTwo.\n",
        "::::{digest:session}\nOne.\n\n:::{digest:links}\n- a\n::::\n\nTwo.\n",
        [(4, UNCLOSED)],
    ),
    "unclosed in a quote": (
        "> :::{digest:item}\n> One.\n\nTwo.\n",
        "> :::{digest:item}\n> One.\n\nTwo.\n",
        [(1, INNER)],
    ),
    "unclosed in lists": (
        "- :::{note}\n  One.\n\n1. a\n   - b\n\n     :::{note}\n     Two.\n\nThree.\n\n:::\n",
        "- :::{note}\n  One.\n\n1. a\n   - b\n\n     :::{note}\n     Two.\n\nThree.\n\n\n",
        [(1, INNER), (7, INNER), (12, STRAY)],
    ),
    "stray in a list": ("- One.\n  :::\n- Two.\n", "- One.\n  :::\n- Two.\n", [(2, STRAY)]),
    "indented": (
        "  :::{digest:item}\n  One.\n\nTwo.\n",
        "  :::{digest:item}\n  One.\n:::\nTwo.\n",
        [(1, UNCLOSED)],
    ),
}


@pytest.mark.parametrize(("before", "after", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fence_that_is_not_closed_costs_no_text(
    before: str, after: str, said: list[tuple[int, str]]
) -> None:
    found, repairs = mended(clean(before))
    assert [line for line, _message in repairs] == [line for line, _message in said]
    for (_line, message), (_other, fragment) in zip(repairs, said, strict=True):
        assert fragment in message
        assert "xpected" in message
    assert found == clean(after)


SOUND = {
    "closed": ":::{digest:item}\nOne.\n:::\n",
    "closed by more colons": ":::{digest:item}\nOne.\n:::::\n",
    "nested": "::::{digest:session}\n:::{digest:links}\n- a\n:::\n::::\n",
    "in a list": "- :::{digest:item}\n  One.\n  :::\n",
    "in a list of lists": "1. a\n   - b\n\n     :::{digest:item}\n     One.\n     :::\n",
    "in a quote": "> :::{digest:item}\n> One.\n> :::\n",
    "in a fence of backticks": "```md\n:::{digest:item}\n```\n\n~~~\n:::\n~~~\n",
    "in a directive of backticks": "````{code-block} md\n:::{digest:item}\n\n:::\n:::\n````\n",
    "in indented code": "One.\n\n    :::{digest:item}\n\n    :::\n",
    "in a line": "One ::: two `:::` three\n",
    "in a comment": "<!--\n:::{digest:item}\n-->\n",
    "in code of another directive": "::::{code-block} md\n:::{digest:item}\n::::\n",
    "with attributes": "{.wide}\n:::\nOne.\n:::\n",
    "with a class": ":::wide\nOne.\n:::\n",
    "after front matter": "---\ntitle: ':::'\n---\n\n:::{digest:item}\nOne.\n:::\n",
    "in front matter": "---\ntitle: |\n  :::\n---\n\nOne.\n",
    "at the end": ":::{digest:item}\nOne.\n:::",
    "two colons": "::\n\nOne.\n",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_a_fence_that_is_closed_is_left_alone(text: str) -> None:
    assert mended(text) == (text, [])


def _random_source(chance: random.Random) -> str:
    lines = [
        "", "", "Words.", ":::", "::::", ":::{digest:item}", "::::{digest:links}", ":::{note}",
        "> :::{digest:item}", "- :::", "  :::", "    :::", "```", "~~~", "---", "{.x}", ":date: x",
        "# H", "- a", "> b", "::: :::", "<div>", "\t:::", ":::::{digest:session} x",
    ]  # fmt: skip
    return "\n".join(chance.choice(lines) for _ in range(chance.randint(0, 25)))


def test_mending_ends_and_keeps_every_line_in_its_place() -> None:
    chance = random.Random(16)  # noqa: S311 - no secret
    for _ in range(400):
        text = _random_source(chance)
        found, repairs = mended(text)
        before, after = text.split("\n"), found.split("\n")
        assert len(after) == len(before)
        for old, new in zip(before, after, strict=True):
            assert old == new or not old.strip() or ":::" in old
        assert all(1 <= line <= len(before) for line, _message in repairs)


def test_a_document_of_strays_is_read_in_time() -> None:
    text = "Words.\n\n:::\n\n" * 1000
    _found, repairs = mended(text)
    assert len(repairs) == 100  # each costs a parse


def test_what_follows_an_unclosed_fence_are_items_with_their_lines(book: MakeBook) -> None:
    source = clean("""
        ---
        digest: {issue: 16, date: 2014-07-01}
        ---

        # Digest

        ## News

        :::{digest:item}
        :date: 2014-06-01

        One.

        Two.

        ![](lost.png)

        2014-08-08, three.
        """)
    made = book({"doc.md": source}, builder="digest-data")
    lines = [line.rpartition(": ")[0] for line in made.warnings.splitlines()]
    assert [line.split(": WARNING")[0] for line in lines] == ["doc.md:9", "doc.md:16", "doc.md:18"]
    assert made.warnings.splitlines()[0].endswith("[digest.fence]")
    assert "more colons outside than inside" in made.warnings
    texts = {item["text"]: item["date"] for item in made.archive["items"]}
    assert texts == {
        "One.": "2014-06-01",
        "Two.\n\nlost.png": "2014-07-01",
        "2014-08-08, three.": "2014-08-08",
    }


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode(), id="plain"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="cr"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="bom"),
        pytest.param(
            lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), id="bom and crlf"
        ),
    ],
)
def test_line_ends_and_byte_order_marks_change_nothing(
    book: MakeBook, encode: Callable[[str], bytes]
) -> None:
    md = (
        "---\ndigest:\n  issue: 016\n  date: 2014-13-45\n---\n\n# T\n\n## S\n\n"
        ":::{digest:item}\n:lang: ?\n\nOne\ttab.\n\nTwo.\x07\n"
    )
    rst = "T\n=\n\n.. digest:issue:: 17\n   :date: x\n\nS\n-\n\nThree.\n"
    made = book({"a.md": encode(md), "b.rst": encode(rst)}, builder="digest-data")
    lines = made.warnings.splitlines()
    assert sorted(line.split(": WARNING")[0] for line in lines) == [
        "a.md:11",
        "a.md:12",
        "a.md:16",
        "a.md:4",
        "b.rst:5",
    ]
    assert [issue["id"] for issue in made.archive["issues"]] == ["16", "17"]
    assert {item["text"] for item in made.archive["items"]} == {"One tab.", "Two.\ufffd", "Three."}


# -- front matter ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("issue: 16", "issue: '16'"),
        ("issue: 016", "issue: '016'"),
        ("issue: 16.0", "issue: '16.0'"),
        ("issue: 1_6", "issue: '1_6'"),
        ("issue: 0x10", "issue: '0x10'"),
        ("issue: yes", "issue: 'yes'"),
        ("date: 2014-07-01", "date: '2014-07-01'"),
        ("date: 2014-13-45", "date: '2014-13-45'"),
        ("date: 2014-07-01 # day", "date: '2014-07-01' # day"),
        ("time: 10:30", "time: '10:30'"),
        ("editors: [yes, 1, x]", "editors: ['yes', '1', x]"),
        ("date: &day 2014-07-01", "date: &day '2014-07-01'"),
        ("date: !!str 2014-07-01", "date: !!str 2014-07-01"),
        ("issue: '016'", "issue: '016'"),
        ('issue: "016"', 'issue: "016"'),
        ("issue: null", "issue: null"),
        ("issue: ~", "issue: ~"),
        ("issue:", "issue:"),
        ("title: 中文 2014", "title: 中文 2014"),
        ("16: x", "16: x"),
    ],
)
@pytest.mark.parametrize("parser", [yaml.SafeLoader, sources.LOADER], ids=["Python", "C"])
def test_facts_of_the_front_matter_stay_as_they_are_typed(
    typed: str, kept: str, parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LOADER", parser)
    text = "---\n中: 文🦀\ndigest:\n  {}\n---\n\nissue: 016\n"
    assert mended(text.format(typed)) == (text.format(kept), [])


def test_other_front_matter_is_left_alone_but_for_impossible_dates() -> None:
    text = "---\ndate: {}\nnumber: 016\nis: yes\nat: 2014-07-01\ndigest:\n  issue: x\n---\n"
    assert mended(text.format("2014-13-45")) == (text.format("'2014-13-45'"), [])


@pytest.mark.parametrize(
    "text",
    [
        "---\ndate: 2014-13-45\n---\n",  # none of ours
        "---\ndigest: [\n---\n",
        "---\ndigest: {issue: 1\n",
        '---\ndigest:\n  issue: "\\UFFFFFFFF"\n---\n',
        f"---\ndigest: {'[' * 5000}\n---\n",
        "---\ndigest: &a [*a]\n---\n",
        "---\n? [a, b]\n: digest\n---\n",
        "---\n---\n",
        "---\ndigest\n---\n",
        "--- \n",
        "digest:\n  issue: 016\n",
        "\n---\ndigest:\n  issue: 016\n---\n",
    ],
)
def test_front_matter_that_cannot_be_read_is_left_alone(text: str) -> None:
    assert mended(text) == (text, [])


def test_a_bomb_of_aliases_is_no_danger() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    text = f"---\na0: &a0 x\n{levels}digest:\n  editors: *a29\n---\n"
    assert mended(text) == (text, [])


def test_restructuredtext_is_left_alone() -> None:
    text = "---\ndigest:\n  issue: 016\n---\n\n:::\n"
    assert repaired(text, fences=False, markdown=False) == (text, [])


NUMBERS = {
    "octal": "016",
    "float": "16.0",
    "truth": "yes",
    "zero": "0",
    "wide": "１６",
    "long": "9" * 5000,
}


def test_an_issue_is_called_what_its_editor_typed(book: MakeBook) -> None:
    made = book(
        {
            f"{name}.md": f"---\ndigest:\n  issue: {typed}\n  newsletter: {name}\n---\n\n# T\n"
            for name, typed in NUMBERS.items()
        }
    )
    assert made.warnings == ""
    assert {issue.newsletter: (issue.number, issue.name) for issue in made.catalogue.issues} == {
        "octal": (16, None),
        "float": (None, "16.0"),
        "truth": (None, "yes"),
        "zero": (0, None),
        "wide": (16, None),
        "long": (None, "9" * 5000),
    }


# -- control characters ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\ufffe", "\ud800"]
)
def test_control_characters_are_replaced_and_counted(character: str) -> None:
    text = f"One.\n\nTwo{character}.\n{character}{character}\n"
    found, repairs = repaired(text, fences=False, markdown=False)
    assert found == "One.\n\nTwo\ufffd.\n\ufffd\ufffd\n"
    assert [(repair.line, repair.subtype, repair.values) for repair in repairs] == [
        (3, "control", {"count": 2})
    ]


def test_what_is_included_is_cleaned_too(book: MakeBook) -> None:
    made = book(
        {
            "doc.rst": "T\n=\n\n.. include:: folder/part.txt\n",
            "folder/part.txt": "One.\n\nTwo\x07.\n",
        }
    )
    assert made.warnings == (
        "folder/part.txt:3: WARNING: control characters in 1 line(s), shown as U+FFFD; expected "
        "text [digest.control]\n"
    )
    assert "Two\ufffd." in made.html("doc").get_text()


def test_tabs_and_unusual_spaces_are_text() -> None:
    text = "One\ttwo\u00a0three\u2028four\x85five \U0010fffd\n"
    assert mended(text) == (text, [])
