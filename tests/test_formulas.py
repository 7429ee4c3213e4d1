"""Formulas: TeX becomes Typst's own, and nothing in it becomes code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typst

from sphinx_newsdigest.typst.formulas import FormulaError, equations, formula

if TYPE_CHECKING:
    from conftest import MakeBook

LONG = (
    r"\sum_{i=0}^n \frac{a_i^2}{\sqrt[3]{b}} \begin{pmatrix}1&2\\3&4\end{pmatrix} \text{速度 }"
    r"\left( \frac{1}{2} \right] \lim_{x\to 0} \sin x \hat{x} \overline{ab} \underline{b} "
    r"\underbrace{x+y}_{n} \vec v \cancel{x} \boxed{y} \begin{cases}1 & x>0\\0\end{cases} "
    r"\binom{n}{k} \mathbb{R} \phantom{x} \xrightarrow[a]{b} \stackrel{a}{=} \underset{c}{d} "
    r"\begin{bmatrix}1&2\\3\end{bmatrix}^T \operatorname{argmax}_x \substack{a\\b} x''\,\! "
    r"\begin{aligned}a&=b\\c&=d\end{aligned} \begin{gathered}a\\b\end{gathered} \tag{1}"
)


def svg(code: str) -> str:
    source = f'#let align-point = $&$.body\n#math.equation(block: true, alt: "x", {code})'
    drawn = typst.compile(source.encode(), format="svg")
    assert isinstance(drawn, bytes)
    return drawn.decode()


def test_whatever_tex_can_say_typst_can() -> None:
    code, unknown = formula(LONG)
    assert unknown == []
    assert svg(code).count("<use") > 60


@pytest.mark.parametrize(
    ("tex", "code"),
    [
        ("x", '{[]\n{[]\nsymbol("x")}}'),
        (r"\frac{1}{2}", '{[]\n{[]\nmath.frac({[]\n"1"}, {[]\n"2"})}}'),
        ("x_1", '{[]\n{[]\nmath.attach(symbol("x"), b: "1")}}'),
    ],
)
def test_a_formula_is_calls_of_functions(tex: str, code: str) -> None:
    assert formula(tex) == (code, [])


@pytest.mark.parametrize("tex", ['#import "x"', r'\text{"#panic() ]}', '"', r"\text{\"}", "$", "@"])
def test_no_formula_is_code(tex: str) -> None:
    assert "<use" in svg(formula(tex)[0])


def test_a_command_that_nobody_knows_is_named() -> None:
    assert formula(r"\foo{x}")[1] == [r"\foo"]


@pytest.mark.parametrize("tex", ["", "{", "{" * 100 + "x" + "}" * 100, "{" * 5000 + "}" * 5000])
def test_what_is_no_formula_is_an_error(tex: str) -> None:
    with pytest.raises(FormulaError):
        formula(tex)


def test_blank_lines_part_equations_and_lines_are_aligned() -> None:
    assert equations("a\n\n\nb\n", is_whole=False) == ["a", "b"]
    aligned = "a &= b \\\\ c &= d"
    assert equations(aligned, is_whole=False) == [rf"\begin{{split}}{aligned}\end{{split}}"]
    assert equations(aligned, is_whole=True) == [aligned]


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\lvert x\rvert", "|x|"),
        (r"\left\lvert x\right\rvert", r"\left|x\right|"),
        (r"\lVert x\rVert_2", r"\|x\|_2"),
        (r"\left\lVert x\right\rVert", r"\left\|x\right\|"),
        (r"\big\lVert x\big\rVert", r"\big‖x\big‖"),
        (
            r"\begin{align}a&=b\label{e}\\c&=d\label {f}\end{align}",
            r"\begin{align}a&=b\\c&=d\end{align}",
        ),
    ],
)
def test_bars_and_labels_are_those_of_amsmath(tex: str, plain: str) -> None:
    assert formula(tex) == formula(plain)
    assert formula(tex)[1] == []
    assert "<use" in svg(formula(tex)[0])


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        ("{", "it ends too soon"),
        (r"x^a^b", "double superscripts"),
        (r"\begin{matrix}1", "missing end"),
        (r"\left( x", "extra left or missing right"),
    ],
)
def test_it_says_in_words_what_is_wrong(tex: str, why: str) -> None:
    with pytest.raises(FormulaError, match=why):
        formula(tex)


def test_a_warning_quotes_the_formula_as_it_was_typed(book: MakeBook) -> None:
    made = book(
        {"index.rst": "Title\n=====\n\n.. math::\n\n   \\foo{x} \\\\\n   y\n"},
        builder="typst",
        extensions=["sphinx_newsdigest.typst"],
    )
    assert (
        r"the formula '\begin{split}\foo{x} \\ y\end{split}' cannot be set (\foo?)" in made.warnings
    )
