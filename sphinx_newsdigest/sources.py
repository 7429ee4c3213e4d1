"""Sources before they are parsed: what would else be lost without a word.

Lines keep their numbers: each repair changes a line and adds none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from .messages import N_
from .options import without_controls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FENCE = re.compile(r" {0,3}(:{3,})(.*)")
_OPTION = re.compile(r"\s*:[^:\s]")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class Repair(NamedTuple):
    """What was found in a line (from 1), as a message with its values."""

    line: int
    subtype: str
    message: str
    values: dict[str, object]


def repaired(text: str, *, fences: bool, markdown: bool) -> tuple[str, list[Repair]]:
    """Return *text* as it can be read without loss, and what was repaired."""
    found: list[Repair] = []
    clean = without_controls(text)
    if clean != text:
        changed = [
            number
            for number, (old, new) in enumerate(
                zip(text.split("\n"), clean.split("\n"), strict=True), 1
            )
            if old != new
        ]
        found.append(
            Repair(
                changed[0],
                "control",
                N_("control characters in %(count)d line(s), shown as U+FFFD; expected text"),
                {"count": len(changed)},
            )
        )
    if markdown:
        clean = _with_readable_dates(clean)
    if fences and ":::" in clean:
        lines = clean.split("\n")
        found += _mended(lines)
        clean = "\n".join(lines)
    return clean, found


def _with_readable_dates(text: str) -> str:
    """Quote impossible dates of the front matter, for which YAML gives up the whole.

    The option they stand in can then say what it expected.
    """
    match = _FRONT_MATTER.match(text)
    if match is None or "digest" not in match[1]:
        return text
    source = match[1]
    try:
        yaml.safe_load(source)
    except yaml.YAMLError:
        return text  # MyST says so
    except ValueError:
        pass
    else:
        return text
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    for node in sorted(_scalars(root), key=lambda node: node.start_mark.index, reverse=True):
        if node.tag == _TIMESTAMP and _is_impossible(node.value):
            start, end = node.start_mark.index, node.end_mark.index
            source = f"{source[:start]}'{source[start:end]}'{source[end:]}"
    return text[: match.start(1)] + source + text[match.end(1) :]


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for child in pair:
                yield from _scalars(child)


def _is_impossible(value: str) -> bool:
    try:
        yaml.safe_load(value)
    except ValueError:
        return True
    return False


def _parser() -> MarkdownIt:
    """Return a parser of blocks, as MyST sees them; what stands in them does not matter here."""
    parser = MarkdownIt("commonmark").use(colon_fence_plugin).use(front_matter_plugin)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _mended(lines: list[str]) -> Iterator[Repair]:
    """Mend the fences of *lines*, in place; say what was wrong with each.

    An unclosed fence ends after its first block, so that what follows is text again.
    """
    while (fault := _first_fault(lines)) is not None:
        if fault.name:
            yield Repair(
                fault.line + 1,
                "fence",
                N_(
                    "the fence %(fence)r is not closed; it is taken to end after its first "
                    "block. Expected a closing fence of as many colons, and more colons outside "
                    "than inside"
                ),
                {"fence": lines[fault.line].strip()},
            )
            _close(lines, fault)
        elif fault.closed is None:
            yield Repair(
                fault.line + 1,
                "fence",
                N_("a closing fence without an open one; expected a fence to be open here"),
                {},
            )
            lines[fault.line] = ""
        else:
            yield Repair(
                fault.closed + 1,
                "fence",
                N_(
                    "the fence that opens here is closed by the end of one inside it, and line "
                    "%(line)d closes nothing; expected more colons outside than inside"
                ),
                {"line": fault.line + 1},
            )
            # What the editor meant: one colon more for the outer pair.
            for line in (fault.closed, fault.line):
                lines[line] = lines[line].replace(":::", "::::", 1)


class _Fault(NamedTuple):
    line: int  # of the fence, from 0
    stop: int  # the line after the last that it could hold
    name: str  # what follows its colons; "" closes
    closed: int | None  # the line of the directive's fence that was closed last


def _first_fault(lines: Sequence[str], start: int = 0) -> _Fault | None:
    """Return the first fence below *start* that is not closed; None if there is none."""
    closed: int | None = None
    whole: list[tuple[int, int]] = []
    for token in _parser().parse("\n".join(lines)):
        if token.type != "colon_fence" or token.map is None:
            continue
        first, stop = token.map
        last = _FENCE.fullmatch(lines[stop - 1]) if stop - 1 > first else None
        if last is None or last[2].strip() or len(last[1]) < len(token.markup):
            return _Fault(start + first, start + len(lines), token.info.strip(), closed)
        if token.info.strip():
            closed = start + first
        if token.info.startswith("{digest:"):
            whole.append((first + 1, stop - 1))
    # What other directives hold may be code, which has fences of its own kind.
    for first, stop in whole:
        if fault := _first_fault(lines[first:stop], start + first):
            return fault
    return None


def _close(lines: list[str], fault: _Fault) -> None:
    """Put the closing fence in the blank line after the first block of the unclosed one."""
    match = _FENCE.match(lines[fault.line])
    assert match is not None, "the line opens a fence"
    index = fault.line + 1
    while index < fault.stop and (_OPTION.match(lines[index]) or not lines[index].strip()):
        index += 1
    while index < fault.stop and lines[index].strip():
        index += 1
    if index < fault.stop:
        lines[index] = match[1]
    else:
        lines.insert(fault.stop, match[1])  # nothing follows whose number could change
