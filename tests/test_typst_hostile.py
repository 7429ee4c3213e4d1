"""No text can become code in the PDF, and none breaks the book."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from pdfs import outside, words_of

if TYPE_CHECKING:
    from conftest import MakeBook

pytestmark = pytest.mark.poppler

CONF: dict[str, Any] = {
    "extensions": ["myst_parser", "sphinx_newsdigest.typst"],
    "myst_enable_extensions": ["colon_fence", "deflist", "dollarmath"],
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    '<rect width="9" height="9"/></svg>'
)

LANGUAGES = ("python", "typst", "text", "html")
FRAGMENTS = (
    *('#import "x": *', "#[", "]", "$", "$x$", "`", "``", "```", '"', "\\", "//", "/*", "*/", "@x"),
    *("<label>", "(((", "}}}", "{", ")", "#", "##", "https://example.org/a##b#(c", "*", "_", "~"),
    *("\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\x01", "\x07", "\x1b[0m", "\x7f", "\x85"),
    *(
        "\u2028",
        "\u2029",
        "\U0001f469\u200d\U0001f4bb",
        "\U0001f1e8\U0001f1f3",
        "e\u0301\u0302",
        "漢字",
        "\u202eا",
    ),
    *("#panic()", "\\u{41}", "#sys.inputs", "- ", "= ", "+ ", "-- ", "...", "&lt;", "%", "|", "x"),
)


def nasty(rng: random.Random, most: int = 6) -> str:
    """Return one line of words that are code somewhere."""
    words = [rng.choice(FRAGMENTS) for _ in range(rng.randint(1, most))]
    return rng.choice(("word ", "word ", "")) + rng.choice(("", " ")).join(
        [*words, rng.choice(("word", "字"))]
    )


def nested(rng: random.Random, sign: str, depth: int) -> str:
    """Return lists or quotes in each other."""
    before = "  " if sign == "- " else sign
    return "\n".join(f"{before * number}{sign}{nasty(rng)}" for number in range(depth))


def hostile(rng: random.Random, number: int) -> str:
    """Return a document that is made of *nasty* words in every place."""
    cells = " | ".join(nasty(rng).replace("|", "") for _ in range(3))
    return "\n\n".join(
        (
            f"# {nasty(rng)}",
            nasty(rng, 40),
            f"## {nasty(rng)} [^n{number}]",
            f"```{rng.choice(LANGUAGES)}\n{nasty(rng)}\n   {nasty(rng)}\n```",
            f"| a | {nasty(rng).replace('|', '')} | c |\n|---|---|---|\n| {cells} |",
            f"![{nasty(rng)}](lost.png) ![{nasty(rng)}](square.svg)",
            f"[{nasty(rng)}](<https://example.org/{nasty(rng).replace('<', '')}>)",
            f"[{nasty(rng)}](#{nasty(rng)})",
            f"```{{index}} single: {nasty(rng)}; {nasty(rng)}\n```",
            f"{nasty(rng)}[^n{number}] {nasty(rng)} [^m{number}]",
            f"[^n{number}]: {nasty(rng)}",
            f"[^m{number}]: {nasty(rng)}\n\n    - {nasty(rng)}",
            f"Term {nasty(rng)}\n: {nasty(rng)}",
            f"```{{math}}\n{nasty(rng)}\n```\n\n${nasty(rng).replace('$', '')}$",
            f"```{{note}}\n{nasty(rng)}\n```",
            rng.choice(("x" * 10_000, "字" * 500, "- " * 40 + "x", "`" + "y" * 3000 + "`")),
            nested(rng, "- ", rng.randint(1, 30)),
            nested(rng, "> ", rng.randint(1, 30)),
        )
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_text_is_code_and_none_breaks_the_book(book: MakeBook, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    sources = {f"hostile{number}.md": hostile(rng, number).encode() for number in range(15)}
    made = book(
        {**sources, "square.svg": SVG},
        builder="typstpdf",
        suppress_warnings=["myst", "image", "docutils", "typst.formula"],
        **CONF,
    )
    assert "no form in Typst" not in made.warnings
    assert outside(made) == []


def test_what_is_too_deep_for_a_page_loses_its_form_and_no_word(book: MakeBook) -> None:
    signs = ("* ", "1. ", "", ".. note:: ", ":name: ", ".. py:function:: ")
    trees = (
        "\n\n".join(f"{'   ' * depth}{sign}word{kind}x{depth}" for depth in range(60))
        for kind, sign in enumerate(signs)
    )
    text = "Book\n====\n\n" + "\n\n----\n\n".join((*trees, "end"))
    made = book({"index.rst": text}, builder="typstpdf", **CONF)
    assert outside(made) == []
    said = words_of(made)
    wanted = [f"word{kind}x{depth}" for kind in range(len(signs)) for depth in range(60)]
    assert [word for word in wanted if word not in said] == []
