"""Text that only MyST reads as syntax stays text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from mdit_py_plugins.attrs import parse as attributes
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from ..text.drafts import is_within
from ..text.edits import Edit
from ..text.free import is_escaped
from ..text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

    from ..text.free import Free
    from ..text.markdown import Inline, Text

#: What MyST's syntax cannot do without.
_SUSPICIOUS = re.compile(r"[%{$]|\+[ \t]*\+|\)=|:::")
#: Comments, fences and breaks begin a line.
_LINE = re.compile(r"%|:::|\+(?:[ \t]*\+){2}")
_BREAK = re.compile(r"\n[ \t]*")
_ROLE = re.compile(r"\{[a-zA-Z0-9_\-+:]+\}(?=`)")
_MATH = re.compile(r"\$")
#: What MyST gives attributes to, directly before them.
_ATTRIBUTED = {"code_inline", "image", "link_open"}
_MARGIN = re.compile(r" {1,4}|\t")
_LANGUAGE = re.compile(r"[\w+#-]+")


def edits(
    text: Text, inline: Inline, runs: list[Free], taken: list[tuple[int, int]]
) -> Iterator[Edit]:
    """Yield a backslash for each character that MyST would take for its own.

    What is *taken*, in order, becomes a link.
    """
    content = inline.content
    if not _SUSPICIOUS.search(content):
        return
    places = set(_lines(text, inline))
    ends = {stop for token, _, stop in inline.spans() if token.type in _ATTRIBUTED}
    ends.update(stop for _, stop in taken)
    dollars: list[int] = []
    for run in runs:
        words = content[run.start : run.stop]
        roles = _ROLE.finditer(content, run.start, min(run.stop + 1, len(content)))
        places.update(match.start() for match in roles)
        dollars += [run.start + match.start() for match in _MATH.finditer(words)]
        braces = (run.start + match.start() for match in re.finditer(r"\{", words))
        places.update(
            brace
            for brace in braces
            if (brace in ends or content[brace - 1 : brace] == "]")
            and _are_attributes(content[brace:])
        )
    if len(dollars) > 1:  # one alone opens nothing
        places.update(dollars)
    for place in sorted(places):
        if not is_within(taken, place) and not is_escaped(content, place):
            where = inline.at(place)
            yield Edit(where, where, "\\", Reason.ESCAPED)


def _lines(text: Text, inline: Inline) -> Iterator[int]:
    """Yield where lines begin that MyST would take for a block."""
    content = inline.content
    if inline.parent in {"td_open", "th_open"}:
        begins = text.starts[text.line_of(inline.at(0))]
        if "|" in text.text[begins : inline.at(0)]:
            return
    starts = [0, *(match.end() for match in _BREAK.finditer(content))]
    for start in starts:
        end = content.find("\n", start)
        line = content[start : end if end >= 0 else len(content)].rstrip()
        is_target = line.startswith("(") and line.endswith(")=") and len(line) > len("()=")
        if is_target or _LINE.match(line) or (not start and _are_attributes(line, whole=True)):
            yield start


def _are_attributes(text: str, *, whole: bool = False) -> bool:
    """Say whether MyST would read attributes at the beginning of *text*, or as all of it."""
    if not text.startswith("{") or "}" not in text or (whole and not text.endswith("}")):
        return False
    try:
        attributes.parse(text)
    except attributes.ParseError:
        return False
    return True


def footnotes(text: Text, inlines: Iterable[Inline]) -> Iterator[Edit]:
    """Yield a backslash for each note that lacks its call or its text: MyST looks for both."""
    called = set()
    for inline in inlines:
        for token, start, _ in inline.spans():
            if token.type != "footnote_ref":
                continue
            called.add(token.meta["label"])
            if token.meta["label"] not in text.footnotes:
                where = inline.at(start)
                yield Edit(where, where, "\\", Reason.ESCAPED)
    for token in text.tokens:
        if token.type != "footnote_reference_open":
            continue
        if token.meta["label"] in called:
            called.remove(token.meta["label"])  # of two with one label, the first
        else:
            yield from _as_text(text, token)


def _as_text(text: Text, note: Token) -> Iterator[Edit]:
    """Yield what makes paragraphs of a *note*."""
    assert note.map is not None
    first, stop = note.map
    line = text.lines(first, first + 1)
    column = line.index("[^")
    where = text.starts[first] + column
    prefix = re.sub(r"[^>\s]", " ", line[:column])
    above = text.lines(first - 1, first) if first else ""
    # A paragraph above would else take it in.
    apart = not above.strip(" \t>\n") or line[:column].strip(" \t>")
    yield Edit(where, where, "\\" if apart else f"\n{prefix}\\", Reason.ESCAPED)
    for number in range(first + 1, stop):
        begin = text.starts[number] + len(prefix)
        if margin := _MARGIN.match(text.lines(number, number + 1), len(prefix)):
            yield Edit(begin, begin + len(margin[0]), "", Reason.ESCAPED)


def code(text: Text) -> Iterator[Edit]:
    """Yield what keeps code with a language such as ``{r}`` from being a directive.

    A language that no highlighter knows goes too: Sphinx warns of each.
    """
    for token in text.tokens:
        if token.type != "fence" or token.map is None or not token.info.strip():
            continue
        language = _LANGUAGE.search(token.info)
        known = language[0] if language and _is_known(language[0]) else ""
        if known and token.info.split()[0] == known:
            continue
        line = text.lines(token.map[0], token.map[0] + 1)
        start = text.starts[token.map[0]] + line.index(token.markup) + len(token.markup)
        end = text.starts[token.map[0]] + len(line.rstrip())
        yield Edit(start, end, known, Reason.CODE)


@cache
def _is_known(language: str) -> bool:
    try:
        find_lexer_class_by_name(language)
    except ClassNotFound:
        return language in {"none", "default", "guess"}
    return True
