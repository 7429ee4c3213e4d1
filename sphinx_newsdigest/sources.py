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
#: Each needs a parse; who has more will look at the first and build again.
_MOST_FAULTS = 100
_YAML = "tag:yaml.org,2002:"
#: The parser in C is there with most installations, and ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_AS_TYPED = {f"{_YAML}{kind}" for kind in ("bool", "float", "int", "timestamp")}


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
        clean = _as_typed(clean)
    if fences and ":::" in clean:
        lines = clean.split("\n")
        found += _mended(lines)
        clean = "\n".join(lines)
    return clean, found


def _as_typed(text: str) -> str:
    """Quote the facts of the front matter that YAML would not take as they are typed.

    It reads the issue 016 as 14, yes as a truth value, and gives up the whole for an
    impossible date. The option they stand in can say better what it expected.
    """
    match = _FRONT_MATTER.match(text)
    if match is None or "digest" not in match[1]:
        return text
    source = match[1]
    try:
        scalars = [*_scalars(yaml.compose(source, Loader=LOADER), set())]
    except (yaml.YAMLError, OverflowError, RecursionError, ValueError):
        return text  # MyST says so
    changed = {
        node.end_mark.index: node.value
        for is_fact, node in scalars
        if not node.style  # as typed; the two parsers say so in two ways
        and (node.tag in _NOT_AS_TYPED if is_fact else _is_impossible(node))
        and source[: node.end_mark.index].endswith(node.value)
    }
    for end in sorted(changed, reverse=True):
        start = end - len(changed[end])
        source = f"{source[:start]}'{source[start:end]}'{source[end:]}"
    return text[: match.start(1)] + source + text[match.end(1) :]


def _scalars(
    node: yaml.Node | None, seen: set[int], *, is_fact: bool = False
) -> Iterator[tuple[bool, yaml.ScalarNode]]:
    """Yield each scalar that is no key, and whether it stands below ``digest:``."""
    if node is None or id(node) in seen:  # an alias may lead to what it stands in
        return
    if isinstance(node, yaml.ScalarNode):
        yield is_fact, node
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child, seen, is_fact=is_fact)
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield from _scalars(child, seen, is_fact=is_fact or key.value == "digest")


def _is_impossible(node: yaml.ScalarNode) -> bool:
    if node.tag != f"{_YAML}timestamp":
        return False
    try:
        yaml.safe_load(node.value)
    except ValueError:
        return True
    return False


def _parser() -> MarkdownIt:
    """Return a parser of blocks, as MyST sees them; what stands in them does not matter here."""
    parser = MarkdownIt("commonmark").use(colon_fence_plugin).use(front_matter_plugin)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _mended(lines: list[str], above: int = 0) -> Iterator[Repair]:
    """Mend the fences of *lines*, in place; say what was wrong with each.

    *above* are the lines of the file before these. No line is added or taken away.
    """
    begin = 0
    for _ in range(_MOST_FAULTS):
        fault = _first_fault(lines, begin)
        if fault is None:
            break
        fence, outer = fault
        if outer is not None:
            yield Repair(
                above + outer.line + 1,
                "fence",
                N_(
                    "the fence that opens here is closed by the end of one inside it, and line "
                    "%(line)d closes nothing; expected more colons outside than inside"
                ),
                {"line": above + fence.line + 1},
            )
            _widen(lines, outer.line, fence.line)
            begin = outer.line
        elif not fence.name:
            yield Repair(
                above + fence.line + 1,
                "fence",
                N_("a closing fence without an open one; expected a fence to be open here"),
                {},
            )
            begin = fence.block
            if not fence.is_inner:
                lines[fence.line] = ""
                begin = fence.line
        elif fence.is_inner:
            yield Repair(
                above + fence.line + 1,
                "fence",
                N_(
                    "the fence %(fence)r is not closed; it ends with the list or the quote that "
                    "it stands in. Expected a closing fence of as many colons"
                ),
                {"fence": lines[fence.line].strip()},
            )
            begin = fence.block
        else:
            yield Repair(
                above + fence.line + 1,
                "fence",
                N_(
                    "the fence %(fence)r is not closed; it is taken to end after its first "
                    "block. Expected a closing fence of as many colons, and more colons outside "
                    "than inside"
                ),
                {"fence": lines[fence.line].strip()},
            )
            begin = fence.line if _close(lines, fence) else fence.stop
    # What other directives hold may be code, which has fences of its own kind.
    for fence in _fences(lines):
        if fence.name.startswith("{digest:") and not fence.is_inner:
            inner = lines[fence.line + 1 : fence.stop]
            yield from _mended(inner, above + fence.line + 1)
            lines[fence.line + 1 : fence.stop] = inner


class _Fence(NamedTuple):
    """A fence that opens, as the parser sees it."""

    line: int  # where it opens, from 0
    stop: int  # the line after the last that it holds
    name: str  # what follows its colons
    is_closed: bool
    is_inner: bool  # in a list or a quote, with which it ends at the latest
    block: int  # the line after the whole block, list or quote


def _fences(lines: Sequence[str], begin: int = 0) -> Iterator[_Fence]:
    """Yield the fences of *lines* from *begin* on, but for those inside of fences."""
    block = begin
    for token in _parser().parse("\n".join(lines[begin:])):
        if token.map is None:
            continue
        first, stop = (begin + line for line in token.map)
        if token.level == 0:
            block = stop
        if token.type == "colon_fence":
            held = len(token.content.removesuffix("\n").split("\n")) if token.content else 0
            closed = held == stop - first - 2
            yield _Fence(first, stop - closed, token.info.strip(), closed, token.level > 0, block)


def _first_fault(lines: Sequence[str], begin: int) -> tuple[_Fence, _Fence | None] | None:
    """Return the first fence that is not closed, or closes nothing; None if there is none.

    Beside it stands the fence that it should have closed, if an inner one took its end.
    """
    before: _Fence | None = None
    for fence in _fences(lines, begin):
        is_stray = not fence.name and not _has_attributes(lines, fence.line)
        if is_stray and before is not None and _has_open_fence(lines, before):
            return fence, before
        if is_stray or not fence.is_closed:
            return fence, None
        before = None if fence.is_inner else fence
    return None


def _has_attributes(lines: Sequence[str], line: int) -> bool:
    """Say whether attributes stand before a *line*, which make a fence without a name useful."""
    above = lines[line - 1].strip() if line else ""
    return above.startswith("{") and above.endswith("}")


def _has_open_fence(lines: Sequence[str], fence: _Fence) -> bool:
    return any(
        inner.name and not inner.is_closed and not inner.is_inner
        for inner in _fences(lines[fence.line + 1 : fence.stop])
    )


def _widen(lines: list[str], first: int, last: int) -> None:
    """Give the fences in lines *first* and *last* more colons than any between: they are a pair."""
    inside = (_FENCE.match(line) for line in lines[first : last + 1])
    colons = ":" * (1 + max(len(match[1]) for match in inside if match))
    for line in (first, last):
        lines[line] = re.sub(":+", colons, lines[line], count=1)


def _close(lines: list[str], fence: _Fence) -> bool:
    """Put a closing fence in the blank line after the first block of *fence*; say if there is one.

    Without one nothing follows that the fence could take in.
    """
    match = _FENCE.match(lines[fence.line])
    assert match is not None, "the line opens a fence"
    index = fence.line + 1
    while index < fence.stop and (_OPTION.match(lines[index]) or not lines[index].strip()):
        index += 1
    while index < fence.stop and lines[index].strip():
        index += 1
    if index < fence.stop:
        lines[index] = match[1]
    return index < fence.stop
