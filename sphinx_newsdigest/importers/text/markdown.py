"""Markdown whose tokens know where they stand in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token

#: How deep MyST reads: it leaves out, without a word, what is nested deeper.
DEEPEST = 20
_SYNTAX = re.compile(
    r"[\\`*_\[\]<>{}$~]|^(?=[#+=:%-])|(?<=^\d)\.|(?<=^\d\d)\.|&(?=#?\w+;)|[)](?==)"
    r"|(?<=[ \t])#(?=#*$)"
)
_BACKTICKS = re.compile("`+")
_LINE_BREAKS = re.compile(r"\s+")


def escaped(text: str) -> str:
    r"""Return plain *text* as one line of Markdown that reads the same."""
    return _SYNTAX.sub(r"\\\g<0>", _LINE_BREAKS.sub(" ", text.strip()))


def code(text: str) -> str:
    """Return *text* as a code span, with as many backticks as it needs."""
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(text)), default=0))
    gap = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{gap}{text}{gap}{fence}"


class Piece(NamedTuple):
    """Where a run of characters of an inline's content stands in the text."""

    content: int
    text: int


@dataclass(frozen=True, slots=True)
class Inline:
    """The content of one block: its raw Markdown, and where that stands."""

    token: Token
    parent: str  # the type of the token that opens the block: paragraph_open, th_open, …
    depth: int  # how many lists and quotes it stands in
    pieces: tuple[Piece, ...]

    @property
    def content(self) -> str:
        """The raw Markdown, without the prefixes of quotes and lists."""
        return self.token.content

    def at(self, position: int) -> int:
        """Return where the character at *position* of the content stands in the text."""
        piece = self.pieces[bisect_right(self.pieces, (position, 1 << 62)) - 1]
        return piece.text + position - piece.content

    def spans(self) -> Iterator[tuple[Token, int, int]]:
        """Yield each inline token that knows its place, and that place in the content."""
        for child in self.token.children or ():
            if "span" in child.meta:
                yield child, *child.meta["span"]

    def label(self, start: int) -> tuple[int, int]:
        """Return where the words of the link or picture that begins at *start* stand."""
        bracket = start + (self.content[start] == "!")
        state = StateInline(self.content, parser(), {}, [])
        stop = state.md.helpers.parseLinkLabel(state, bracket)
        return bracket + 1, max(stop, bracket + 1)


@cache
def parser() -> MarkdownIt:
    """Return the parser of what generators read: CommonMark, tables, footnotes, definitions."""
    markdown = (
        MarkdownIt("commonmark", {"maxNesting": DEEPEST})
        .enable("table")
        .use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
        .use(deflist_plugin)
    )
    rules = markdown.inline.ruler
    for name, rule in zip(markdown.get_active_rules()["inline"], rules.getRules(""), strict=True):
        rules.at(name, _placed(rule))
    return markdown


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Return an inline *rule* whose tokens know the characters that they were made of."""

    def run(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
        start, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            for token in state.tokens[before:]:
                if token.type != "text":
                    token.meta.setdefault("span", (start, state.pos))
        return found

    return run


@dataclass(frozen=True, slots=True)
class Text:
    """A Markdown text, parsed."""

    text: str
    tokens: Sequence[Token]
    references: dict[str, Any]  # link definitions by label, with their lines
    footnotes: frozenset[str]  # labels that are defined
    starts: tuple[int, ...]  # of each line, and one past the end

    def line_of(self, position: int) -> int:
        """Return the line, from 0, of a character."""
        return bisect_right(self.starts, position) - 1

    def lines(self, first: int, stop: int) -> str:
        """Return the lines *first* up to *stop*, from 0."""
        return self.text[self.starts[first] : self.starts[min(stop, len(self.starts) - 1)]]

    def inlines(self) -> Iterator[Inline]:
        """Yield the contents of blocks, in order; those in a table's cells too."""
        parent = ""
        depth = 0
        cell = Piece(-1, 0)  # the line of the last cell, and where its text ended
        for token in self.tokens:
            if token.type in _CONTAINERS:
                depth += token.nesting
            if token.nesting == 1:
                parent = token.type
            if token.type != "inline" or token.map is None:
                continue
            if parent in {"th_open", "td_open"}:
                after = cell.text if cell.content == token.map[0] else self.starts[token.map[0]]
                pieces, end = self._cell(token, after)
                cell = Piece(token.map[0], end)
            else:
                pieces = self._block(token)
            if pieces:
                yield Inline(token, parent, depth, pieces)

    def _block(self, token: Token) -> tuple[Piece, ...]:
        """Return where the lines of a block's content stand, () if they are not found."""
        assert token.map is not None
        pieces = []
        position = 0
        first, stop = token.map
        # The parser takes all spaces from both ends, of any script.
        while first + 1 < stop and not self.lines(first, first + 1).strip():
            first += 1
        for line, content in enumerate(token.content.split("\n"), first):
            raw = self.lines(line, line + 1).rstrip(" \t\n")
            words = content.strip(" \t")
            indent = len(content) - len(content.lstrip(" \t"))
            column = len(raw) - len(words) if raw.endswith(words) else raw.find(words)
            if column < 0:
                return ()
            pieces.append(Piece(position + indent, self.starts[line] + column))
            position += len(content) + 1
        return tuple(pieces)

    def _cell(self, token: Token, after: int) -> tuple[tuple[Piece, ...], int]:
        """Return where a cell's content stands, which has no backslash before its pipes."""
        assert token.map is not None
        end = self.starts[min(token.map[0] + 1, len(self.starts) - 1)]
        raw = token.content.replace("|", "\\|")
        begin = self.text.find(raw, after, end)
        if begin < 0 or not raw:
            return (), after
        pieces = [Piece(0, begin)]
        for count, match in enumerate(re.finditer(r"\|", token.content), 1):
            pieces.append(Piece(match.start(), begin + match.start() + count))
        return tuple(pieces), begin + len(raw)

    def deep(self, level: int = 0) -> Iterator[tuple[int, int]]:
        """Yield where blocks stand that are nested deeper than MyST reads, the text at *level*."""
        stop = 0
        lines = (0, 0)
        for token in self.tokens:
            if token.level == 0 and token.map:
                lines = token.map[0], token.map[1]
            if token.level + level >= DEEPEST - 1 and token.type in _HOLDERS and lines[1] > stop:
                stop = lines[1]
                yield self.starts[lines[0]], self.starts[stop]


#: What holds blocks, each a level deeper.
_HOLDERS = {"blockquote_open", "list_item_open", "dd_open", "footnote_reference_open"}
_CONTAINERS = frozenset(
    f"{name}_{end}"
    for name in ("blockquote", "bullet_list", "ordered_list", "dl", "footnote")
    for end in ("open", "close")
)


@lru_cache(maxsize=2)  # a post and its draft, which several ask for in turn
def parsed(text: str) -> Text:
    r"""Parse *text*, of which the lines end in ``\n``."""
    text = text.replace("\0", "\ufffd")  # as the parser does
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    starts[-1] = len(text)
    env: dict[str, Any] = {}
    tokens = parser().parse(text, env)
    defined = frozenset(
        token.meta["label"] for token in tokens if token.type == "footnote_reference_open"
    )
    return Text(text, tokens, env.get("references", {}), defined, tuple(starts))
