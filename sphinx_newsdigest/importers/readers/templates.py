"""What the template languages of the generators have in common: what their tags become."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..passes.links import destination
from ..text.edits import Edit
from ..text.markdown import code, escaped
from ..text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The table of contents of a post.
CONTENTS = "```{contents}\n:local:\n```"

_BACKTICKS = re.compile("`{3,}")
_ONLY_QUOTED = re.compile(r"[ \t>]*")
_ARGUMENT = re.compile(
    r"(?:([\w-]++)[ \t\n]*+=[ \t\n]*+)?"
    r"(?:\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'|`([^`]*+)`|([^\s=\"'`]+))",
    re.DOTALL,
)


def visible(text: str) -> str:
    """Return *text*, a tag of no known meaning, as a code span."""
    return code(" ".join(text.split()))


def comment(text: str, start: int, stop: int, words: str) -> Edit:
    """Put a comment of *words* in the place of *text* from *start* to *stop*."""
    words = words.strip().replace("--", "- -").replace("--", "- -").removesuffix("-")
    if _before(text, start):  # it stands in a line, where an empty line would end it
        words = " ".join(words.split())
    return Edit(start, stop, f"<!-- {words} -->", Reason.TEMPLATE)


def fenced(text: str, start: int, stop: int, inside: str, language: str) -> Edit:
    """Put a code block of *inside* in the place of *text* from *start* to *stop*.

    Within a line it becomes a code span.
    """
    prefix = _before(text, start)
    in_block = _ONLY_QUOTED.fullmatch(prefix)
    if not in_block and "\n" not in inside.strip("\n"):
        return Edit(start, stop, code(" ".join(inside.split()) or " "), Reason.TEMPLATE)
    margin = prefix if in_block else ""
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(inside)), default=0))
    lines = inside.split("\n")
    if not lines[0].strip():
        del lines[0]
    else:
        lines[0] = margin + lines[0]
    if lines and not lines[-1].strip(" \t>"):
        del lines[-1]
    if not margin.strip() and any(line.strip() and not line.startswith(margin) for line in lines):
        lines = [margin + line if line.strip() else line for line in lines]
    before = "" if in_block else "\n"
    after = "\n" + margin if text[stop : line_end(text, stop)].strip() else ""
    block = "\n".join([f"{fence}{language}", *lines, f"{margin}{fence}"])
    return Edit(start, stop, f"{before}{block}{after}", Reason.TEMPLATE)


def without(text: str, start: int, stop: int) -> Edit:
    """Take *text* from *start* to *stop* away, with its line if nothing else stands there."""
    first = text.rfind("\n", 0, start) + 1
    last = line_end(text, stop)
    if text[first:start].strip() or text[stop:last].strip():
        return Edit(start, stop, "", Reason.TEMPLATE)
    return Edit(first, min(last + 1, len(text)), "", Reason.TEMPLATE)


def picture(source: str, *, caption: str, alt: str, link: str = "") -> str:
    """Return a picture, and its *caption* in the line below it: Markdown, as generators read it."""
    image = f"![{escaped(alt or caption)}]({destination(source)})"
    if link:
        image = f"[{image}]({destination(link)})"
    return f"{image}\\\n{' '.join(caption.split())}" if caption else image


def arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the values of a tag that have no name, and those that have one."""
    unnamed: list[str] = []
    named: dict[str, str] = {}
    for match in _ARGUMENT.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        if match[2] is not None or match[3] is not None:
            value = re.sub(r"\\([\"'\\])", r"\1", value)
        if match[1]:
            named[match[1].lower()] = value
        else:
            unnamed.append(value)
    return unnamed, named


def first_of(named: Mapping[str, str], *keys: str) -> str:
    """Return the value of the first of *keys* that has one; "" if none has."""
    return next((named[key].strip() for key in keys if named.get(key, "").strip()), "")


def _before(text: str, start: int) -> str:
    return text[text.rfind("\n", 0, start) + 1 : start]


def line_end(text: str, start: int) -> int:
    """Return where the line of a character ends."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end
