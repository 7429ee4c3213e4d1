"""Fragments of sources and what they become, one table a module of the conversion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_newsdigest.importers.importing import Choices, import_archive
from sphinx_newsdigest.importers.text.drafts import draft
from sphinx_newsdigest.importers.text.edits import Edit
from sphinx_newsdigest.importers.text.markdown import code, escaped
from sphinx_newsdigest.importers.text.reasons import Reason

if TYPE_CHECKING:
    from pathlib import Path

ESCAPED = [
    ("a * b", "a \\* b"),
    ("C #", "C \\#"),
    ("C# und F#", "C# und F#"),
    ("## x ##", "\\## x \\##"),
    ("1. Mai", "1\\. Mai"),
    ("{x} `y`", "\\{x\\} \\`y\\`"),
    ("&copy; & co", "\\&copy; & co"),
    ("zwei\nZeilen", "zwei Zeilen"),
]

MARKDOWN = [
    ("> " * 19 + "x", "> " * 19 + "x"),
    ("> " * 20 + "x", f"```text\n{'> ' * 20}x\n```"),
    ("- " * 11 + "x", f"```text\n{'- ' * 11}x\n```"),
]

HEADINGS = [
    ("# 一\n\n### 二", "## 一\n\n### 二"),
    ("#### eins\n\n# zwei", "## eins\n\n## zwei"),
    ("Eins\nzwei\n===", "## Eins zwei"),
    ("Eins\\\nzwei\n===", "## Eins zwei"),
    ("C #\n===", "## C \\#"),
    ("### 1.Neues", "## 1. Neues"),
    ("a\n# \nb", "a\n\nb"),
    ("    a\n#\n    b", "    a\n\n<!-- -->\n\n    b"),
    ("a\n\n***\n\nb\n\n***", "a\n\n***\n\nb"),
    ("> # x", "> # x"),
]

HTML = [
    ("a <b>fett</b> <u>u</u>", "a **fett** u"),
    ("H<sub>2</sub>O", "H{sub}`2`O"),
    ("eins<br>zwei", "eins\\\nzwei"),
    ("| a<br>b | c |\n|---|---|\n| d<br/>e | f |", "| a b | c |\n|---|---|\n| d e | f |"),
    ("<u># kein Titel</u>", "\\# kein Titel"),
    ("<u>- kein Eintrag</u>", "\\- kein Eintrag"),
    ("<u>% kein Kommentar</u>", "\\% kein Kommentar"),
    ("<span>    kein Code</span>", "kein Code"),
    ('<a href="https://x.example/a b">w</a>', "[w](<https://x.example/a b>)"),
    ('<a href="https://x.example">a]b</a>', "a]b ([https://x.example](https://x.example))"),
    ('<a href="https://x.example">offen', "[https://x.example](https://x.example) offen"),
    ("a <foo> b", "a \\<foo\\> b"),
    ("a<p>b", "a b"),
    ("- a\n\n  <div>\n  b\n  </div>\n  c", "- a\n\n  b\n\n  c"),
    ("<!-- c --> Text", "<!-- c -->\n\nText"),
    ("<!-- eins\nzwei -->", "<!-- eins\nzwei -->"),
    ("<form>x</form>", "```html\n<form>x</form>\n```"),
]

LINKS = [
    ("siehe https://x.example/a。", "siehe <https://x.example/a>。"),
    ("https://x.example/a&lt;b", "<https://x.example/a%3Cb>"),
    ("`https://x.example`", "`https://x.example`"),
    ("[x](blau: https://x.example/a)", '[x](https://x.example/a "blau")'),
    ("[x](\nhttps://x.example\n)", "[x](\nhttps://x.example\n)"),
    ("[x](https://x.example/a b.html) c", "[x](https://x.example/a%20b.html) c"),
    ("[x](mailto:a@b.org?subject=Two words)", "[x](mailto:a@b.org?subject=Two%20words)"),
    ("[x](https://x.example 官网)", "[x](<https://x.example> 官网)"),
    ("[x](https://x.example/a 官网)", "[x](<https://x.example/a> 官网)"),
    ('[x](https://x.example "t")', '[x](https://x.example "t")'),
    ("[x](https://x.example https://x.example/a)", '[x](https://x.example/a "https://x.example")'),
    ("[x](foo:bar)", "x (`foo:bar`)"),
    ("[x](<fo\\>o:bar>)", "x (`fo>o:bar`)"),
    ("[@wer]()", "[@wer]()"),
    ("[x](https://x.example/\u200ea)", "[x](https://x.example/a)"),
    ("| https://x.example/\\|a |\n|---|", "| <https://x.example/\\|a> |\n|---|"),
    (
        "\\(https://x.example/\\) https://x.example\\*",
        "\\(<https://x.example/>\\) <https://x.example>\\*",
    ),
    ("\\[https://x.example/a\\]", "\\[<https://x.example/a>\\]"),
    ("https://x.example/a\\\nb", "<https://x.example/a>\\\nb"),
]

BREAKS = [
    ("汉字\n汉字", "汉字汉字"),
    ("汉字，\n汉字", "汉字，汉字"),
    ("> 汉字\n> 汉字", "> 汉字汉字"),
    ("汉字  \n汉字", "汉字  \n汉字"),
    ("汉字\\\n汉字", "汉字\\\n汉字"),
    ("汉字\nword", "汉字\nword"),
    ("`汉\n字`", "`汉\n字`"),
]

EMPHASIS = [
    ("**注意：**内容", "**注意**：内容"),
    ("前**“引”**后，*“甲*乙", "前“**引**”后，*“甲*乙"),
    ("***好！***是", "***好***！是"),
    ("**《书》**是 *（甲）*", "《**书**》是 *（甲）*"),
    ("**甲（乙）**后 **。**后 **100%**的", "**甲（乙）**后 **。**后 **100%**的"),
    ("**甲：** 乙 **丙。**“丁", "**甲：** 乙 **丙。**“丁"),
    ("**a\\.**b", "**a\\.**b"),
    ("| a*，b | c*d |\n|---|---|", "| a*，b | c*d |\n|---|---|"),
    ("`**甲：**乙` <https://x.example/**a.**b>", "`**甲：**乙` <https://x.example/**a.**b>"),
    ("[x](https://x.example/*甲。*乙 '*甲。*乙')", "[x](https://x.example/*甲。*乙 '*甲。*乙')"),
    ("[**甲：**乙](https://x.example/a)", "[**甲**：乙](https://x.example/a)"),
]

ESCAPES = [
    ("100 %\n% c", "100 %\n\\% c"),
    ("+++", "\\+++"),
    ("(name)=", "\\(name)="),
    (":::{note}", "\\:::{note}"),
    ("{role}`x` und {ref1}`y`", "\\{role}`x` und \\{ref1}`y`"),
    ("\\{role}`x`", "\\{role}`x`"),
    ("{.cls}", "\\{.cls}"),
    ("{kein} Attribut", "{kein} Attribut"),
    ("{%r}}", "\\{%r}}"),
    ("[x]{.y} `c`{.z}", "[x]\\{.y} `c`\\{.z}"),
    ("https://x.example {.y}", "<https://x.example> {.y}"),
    ("$a$ oder 5 $", "\\$a\\$ oder 5 \\$"),
    ("5 $", "5 $"),
    ("a | b\n--|--\n% c | d", "a | b\n--|--\n\\% c | d"),
    ("> a\n% b", "> a\n\\% b"),
    ("```{r}\nx\n```", "```r\nx\n```"),
    ("~~~ {.weird}\nx\n~~~", "~~~\nx\n~~~"),
    ("`{r} x`", "`{r} x`"),
    ("a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: b"),
    ("a[^1]", "a\\[^1]"),
    ("a\n[^1]: b", "a\n\n\\[^1]: b"),
    ("[^1]: a\n\n    b", "\\[^1]: a\n\nb"),
    ("> [^1]: a", "> \\[^1]: a"),
]


def pairs(table: list[tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("source", "made"), table, ids=range(len(table)))


def body_of(folder: Path, source: str, reader: str = "auto") -> str:
    """Return the body that the *source* of a page gets in the book."""
    path = folder / "page.md"
    path.write_text(f"---\ntitle: Seite\n---\n{source}\n", encoding="utf-8")
    choices = Choices(kind="page", reader=reader)
    imported = import_archive(path, folder / "book", choices).outcomes[0]
    assert imported.losses == ()
    return imported.text.partition("\n# Seite\n")[2].strip("\n")


@pairs(ESCAPED)
def test_words_read_the_same_as_markdown(source: str, made: str) -> None:
    assert escaped(source) == made


@pairs(MARKDOWN)
def test_what_myst_cannot_read_is_code(tmp_path: Path, source: str, made: str) -> None:
    assert body_of(tmp_path, source) == made


@pairs(HEADINGS)
def test_headings_have_their_levels(tmp_path: Path, source: str, made: str) -> None:
    assert body_of(tmp_path, source) == made


@pairs(HTML)
def test_html_becomes_markdown(tmp_path: Path, source: str, made: str) -> None:
    assert body_of(tmp_path, source) == made


@pairs(LINKS)
def test_links_lead_somewhere(tmp_path: Path, source: str, made: str) -> None:
    assert body_of(tmp_path, source) == made


@pairs(BREAKS)
def test_han_characters_join(tmp_path: Path, source: str, made: str) -> None:
    assert body_of(tmp_path, source) == made


@pairs(EMPHASIS)
@pytest.mark.parametrize("reader", ["jekyll", "pelican"])
def test_emphasis_of_kramdown_and_python_markdown_is_emphasis(
    tmp_path: Path, source: str, made: str, reader: str
) -> None:
    assert body_of(tmp_path, source, reader) == made


@pairs(EMPHASIS)
def test_elsewhere_it_stays_as_commonmark_shows_it(tmp_path: Path, source: str, made: str) -> None:
    assert body_of(tmp_path, source, "hugo") == source


@pairs(ESCAPES)
def test_text_stays_text(tmp_path: Path, source: str, made: str) -> None:
    assert body_of(tmp_path, source) == made


def test_a_code_span_holds_backticks() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`a") == "`` `a ``"


def test_a_draft_knows_where_its_lines_came_from() -> None:
    made = draft("a\nb\nc", 5).edited(
        [Edit(0, 0, "x\ny\n", Reason.LINK), Edit(1, 2, " ", Reason.JOINED)]
    )
    assert made.text == "x\ny\na b\nc"
    assert made.origins == (5, 5, 5, 7)


def test_a_draft_keeps_the_places_of_syntax_that_was_put_in() -> None:
    made = draft("a b c", 1).edited([Edit(2, 3, "{x}", Reason.TEMPLATE)])
    assert [made.is_made(place) for place in range(len(made.text))] == [
        *(False, False, True, True, True, False, False)
    ]
    gone = made.edited([Edit(1, 6, "", Reason.EMPTY), Edit(7, 7, "!", Reason.LINK)])
    assert gone.text == "ac!"
    assert gone.made == ()
