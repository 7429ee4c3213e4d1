"""Formulas: latex2mathml makes MathML of TeX, and this makes Typst's own formulas of that.

All that a formula says stands in strings, as everywhere: no TeX can become code of Typst.
Source: w3.org/TR/mathml-core and typst.app/docs/reference/math.
"""

from __future__ import annotations

import re
from html import unescape
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .markup import string

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

#: Deeper than this, Typst gives up.
_DEEPEST = 40

_NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|eqnarray|equation|gather|multline)\}")
_NESTED = re.compile(r"\\(begin|end)\{(?:aligned|gathered)\}")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_LENGTH = re.compile(r"(-?[0-9.]+)em")

#: The bars of a value and of a norm, which the converter knows by other names.
_VERTICAL = re.compile(r"\\[lr](vert|Vert)(?![A-Za-z])")

_OPENERS = frozenset("([{⟨⌈⌊|‖")
_CLOSERS = frozenset(")]}⟩⌉⌋|‖")
_ACCENTS = frozenset("^˜~→←⃗˙¨´`ˇ˘˚¯")
_LINES = {"⏞": "overbrace", "⏟": "underbrace", "⏜": "overparen", "⏝": "underparen"}
_BARS = frozenset("―‾_¯")
_STRIKES = ("updiagonalstrike", "downdiagonalstrike", "horizontalstrike")


class FormulaError(ValueError):
    """What is wrong with a formula."""


def is_there() -> bool:
    """Say whether the converter is installed."""
    return find_spec("latex2mathml") is not None


def formula(tex: str) -> tuple[str, list[str]]:
    """Return the code of what *tex* says, and the commands in it that nobody knows.

    :raises FormulaError: if *tex* is no formula.
    """
    if not is_there():
        raise FormulaError("pip install latex2mathml")
    from latex2mathml import converter  # noqa: PLC0415 - an extra of its own

    # The numbers of equations are Sphinx's, and so are their labels.
    plain = _NESTED.sub(r"\\\1{split}", _NUMBERED.sub(r"\\\1{\2*}", _LABEL.sub("", tex)))
    plain = _VERTICAL.sub(lambda bar: "|" if bar[1] == "vert" else "‖", plain)
    try:
        root = converter.convert_to_element(plain)
    except RecursionError as error:
        raise FormulaError("too deep") from error
    except Exception as error:  # whatever it trips over, the formula is not one
        raise FormulaError(str(error) or _in_words(type(error).__name__)) from error
    if _depth(root) > _DEEPEST:
        raise FormulaError("too deep")
    unknown = []
    for leaf in root.iter():
        leaf.text = unescape(leaf.text or "").strip()
        if re.match(r"\\\w", leaf.text):
            unknown.append(leaf.text)
    return _row(list(root)), unknown


def _in_words(name: str) -> str:
    """Return what the *name* of an error says."""
    if name == "NoAvailableTokensError":
        return "it ends too soon"
    return re.sub(r"\B(?=[A-Z])", " ", name.removesuffix("Error")).lower()


def equations(tex: str, *, is_whole: bool) -> list[str]:
    """Return the equations of a block of *tex*; *is_whole* if it says itself how it is laid out.

    Blank lines part them, and one of several lines is aligned, as in Sphinx's other writers.
    """
    if is_whole:
        return [tex]
    parts = filter(None, map(str.strip, re.split(r"\n\s*\n", tex)))
    return [rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part else part for part in parts]


def _depth(element: Element) -> int:
    """Return how deep *element* is, without recursion: it may be very."""
    depth, level = 0, [element]
    while level:
        depth += 1
        level = [child for parent in level for child in parent]
    return depth


def _code(element: Element) -> str:
    """Return the code of *element*."""
    kind = element.tag
    inner = list(element)
    text = " ".join((element.text or "").split()) if not inner else ""
    match kind, inner:
        case (("mi" | "mo"), []):
            return _sign(element, text)
        case (("mn" | "mtext" | "ms"), []):
            return string(element.text or "")
        case "mspace", _ if element.get("linebreak") == "newline":
            return "linebreak()"
        case "mspace", _:
            length = _LENGTH.match(element.get("width", ""))
            return f"h({length[1]}em)" if length else "[]"
        case "mfrac", [above, below]:
            stacked = element.get("linethickness") == "0"
            function = "math.vec(delim: none, " if stacked else "math.frac("
            return f"{function}{_code(above)}, {_code(below)})"
        case "msqrt", _:
            return f"math.sqrt({_row(inner)})"
        case "mroot", [radicand, index]:
            return f"math.root({_code(index)}, {_code(radicand)})"
        # latex2mathml leaves the brackets and the inside of a matrix apart.
        case "msub", [*base, below]:
            return f"math.attach({_group(base)}, b: {_code(below)})"
        case "msup", [*base, above]:
            return f"math.attach({_group(base)}, t: {_code(above)})"
        case "msubsup", [*base, below, above]:
            return f"math.attach({_group(base)}, b: {_code(below)}, t: {_code(above)})"
        case "mover", [base, above]:
            return _marked(base, above, "t")
        case "munder", [base, below]:
            return _marked(base, below, "b")
        case "munderover", [base, below, above]:
            limits = f"math.limits({_code(base)})"
            return f"math.attach({limits}, b: {_code(below)}, t: {_code(above)})"
        case "mtable", _:
            return _table(inner)
        case "mphantom", _:
            return f"hide({_row(inner)})"
        case "menclose", _:
            return _enclosed(element.get("notation", ""), _row(inner))
        case _:
            return _row(inner)


def _group(elements: Sequence[Element]) -> str:
    """Return the code of *elements*: of one alone, for what it is decides where its limits go."""
    return _code(elements[0]) if len(elements) == 1 else _row(elements)


def _row(elements: Sequence[Element]) -> str:
    """Return the code of *elements* in a row; brackets around it are as high as it is."""
    row = "\n".join(["[]", *map(_code, elements)])
    if len(elements) > 1 and (
        _is_bracket(elements[0], _OPENERS) or _is_bracket(elements[-1], _CLOSERS)
    ):
        return f"math.lr({{{row}}})"
    return f"{{{row}}}"


def _is_bracket(element: Element, brackets: frozenset[str]) -> bool:
    return element.tag == "mo" and element.get("stretchy") != "false" and element.text in brackets


def _sign(element: Element, text: str) -> str:
    """Return the code of a letter, a name or an operator."""
    if not text:
        return "[]"
    if len(text) > 1:
        limits = "true" if element.tag == "mo" else "false"
        return f"math.op({string(text)}, limits: {limits})"
    size = _LENGTH.match(element.get("minsize", ""))
    sign = f"symbol({string(text)})"
    return f"math.stretch({sign}, size: {size[1]}em)" if size else sign


def _marked(base: Element, mark: Element, side: str) -> str:
    """Return the code of *base* with *mark* above it, where *side* is "t", or below it: "b"."""
    sign = mark.text or ""
    if sign in _BARS:
        return f"math.{'overline' if side == 't' else 'underline'}({_code(base)})"
    if sign in _LINES:
        return f"math.{_LINES[sign]}({_code(base)})"
    if side == "t" and sign in _ACCENTS:
        return f"math.accent({_code(base)}, {string(sign)})"
    return f"math.attach(math.limits({_code(base)}), {side}: {_code(mark)})"


def _table(rows: Sequence[Element]) -> str:
    """Return the code of a matrix; equations below one another are aligned as they say."""
    if not rows or not any(len(row) for row in rows):
        return "[]"
    aligned = [cell.get("columnalign") for cell in rows[0]]
    if aligned[:1] == ["right"]:
        lines = ("\nalign-point\n".join(map(_code, row)) for row in rows)
        return "{" + "\nlinebreak()\n".join(lines) + "}"
    align = "left" if aligned[:1] == ["left"] else "center"
    width = max(map(len, rows))
    cells = (
        f"({''.join(f'{_code(cell)}, ' for cell in row)}{'[], ' * (width - len(row))})"
        for row in rows
    )
    return f"math.mat(delim: none, align: {align}, {', '.join(cells)})"


def _enclosed(notation: str, inner: str) -> str:
    if any(strike in notation for strike in _STRIKES):
        return f"math.cancel({inner})"
    return f"box(stroke: 0.5pt, inset: 0.3em, baseline: 0.3em, math.equation({inner}))"
