"""How the code is said: one expression on each line, and what the text around it allows."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxTranslator

from .markup import anchor, call, language, page_of, replaced, string, way
from .volumes import Manuscript, Piece

if TYPE_CHECKING:
    from collections.abc import Collection

    from docutils.nodes import Element, Node

    from .markup import Value

#: What can hold its like. Typst gives up at some depth, and a page is only so wide: what is
#: deeper than this says its words, without a form.
_DEEPEST = 10
_NESTS = (
    nodes.Admonition,
    nodes.block_quote,
    nodes.bullet_list,
    nodes.definition,
    nodes.emphasis,
    nodes.enumerated_list,
    nodes.field_list,
    nodes.line_block,
    nodes.option_list,
    nodes.sidebar,
    nodes.strong,
    nodes.subscript,
    nodes.superscript,
    nodes.table,
    nodes.topic,
    addnodes.desc,
    addnodes.hlist,
)

#: The characters that no line can end after.
NO_BREAK = r"[^\s\u200b\u2e80-\U0003ffff]"

#: What stands for no function: the children say it all.
PLAIN = "plain"

#: The letters in a line; in a word that may break; between two places where it may.
_LINE, _LONG, _PIECE = 70, 24, 8


class Writer(SphinxTranslator):
    """Writes a document, which may be assembled of many, as the code of one or more files.

    Each expression stands on a line of its own: in a block of code, Typst joins them. What
    holds text is a call whose last argument is such a block.
    """

    builder: Any  # a TypstBuilder, whose module imports this one

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.book = Manuscript()
        self._open = Piece()
        self.wanted: dict[str, Node] = {}  # labels that are led to, and from where
        self._docnames: list[str] = []
        self._pieces: Counter[str] = Counter()  # how many files a document has
        self._bodies: list[list[str]] = []
        self._ends: list[str] = []
        self._level = -1  # the first section is the book
        self._can_break = [True]  # whether a page can begin in the open documents
        self._outer: list[int] = []  # the levels at which the open documents stand
        self._titles: list[int | None] = []  # and those of their titles, once known
        self._parted: list[int] = []  # 1 where a part of the open documents has begun
        self._is_titled = False  # in a title
        self._heading: tuple[int, list[str], str, int] | None = None  # and where its words begin
        self._is_signature = False  # in that of an object
        self._depth = 0  # of what nests
        self._narrow = [_LINE]  # the letters in a line, about, of the open cells
        self._is_verbatim = False  # where blanks and ends of lines count
        self._is_fresh = True  # nothing but titles since the page began
        self._footnotes: dict[str, nodes.footnote] = {}
        self._noted: set[str] = set()  # the footnotes that stand at the foot of a page
        self._explained: set[tuple[str, ...]] = set()  # the abbreviations of each document
        self._columns: list[list[nodes.colspec]] = []  # of the open tables
        self._rooms: list[list[int]] = []  # and how many letters a line of each has
        self._shown_footnotes: set[str] = set()

    def dispatch_visit(self, node: Node) -> None:
        self._depth += isinstance(node, _NESTS)
        try:
            super().dispatch_visit(node)
        except nodes.SkipNode:
            self._depth -= isinstance(node, _NESTS)
            raise

    def dispatch_departure(self, node: Node) -> None:
        super().dispatch_departure(node)
        self._depth -= isinstance(node, _NESTS)

    def _formed(self, function: str) -> str:
        """Return *function*, or where its form would be too deep, what only says the words."""
        return function if self._depth <= _DEEPEST else "formless"

    def _say(self, code: str) -> None:
        self._bodies[-1].append(code)

    def _begin(self, node: Element, function: str, *values: Value, **named: Value) -> None:
        """Begin a call of *function* whose last argument is what the children say."""
        nests = isinstance(node, (*_NESTS, nodes.entry, addnodes.desc_content))
        if nests and self._depth > _DEEPEST:
            function, values, named = "formless", (), {}
        if function == PLAIN:
            self._begin_code(node, "{", "}")
        else:
            self._begin_code(node, f"{call(function, *values, **named)}{{", "})")

    def _begin_code(self, node: Element, first: str, last: str) -> None:
        """Say *first* before what the children say, and *last* after it."""
        names: list[str] = node.get("classes", [])
        for name in names:
            tag = name.removeprefix("language-")
            if tag != name and (spoken := language(tag)):
                self._say(f"{call('in-language', spoken)}{{")
                last += "})"
                break
        self._say(first)
        self._ends.append(last)
        self._place(node)

    def _begin_open(self, node: Element, function: str) -> None:
        """Begin a call of *function*, or none where *node* holds documents: files part there."""
        if next(node.findall(addnodes.start_of_file), None):
            self._place(node)
            self._ends.append("")
        else:
            self._begin(node, function)

    def _end(self) -> None:
        end = self._ends.pop()
        if not end:
            return
        if self._bodies[-1][-1].endswith("{"):
            self._say("[]")  # a block with nothing in it is no content
        self._say(end)

    def _place(self, node: Element) -> None:
        """Put the labels of *node* here."""
        identifiers: list[str] = node.get("ids", [])
        for identifier in identifiers:
            label = f"{self._docnames[-1]}#{identifier}"
            if label not in self.book.placed:
                self._put(label)
                self._say(anchor(label))

    def _put(self, label: str) -> None:
        """Note that *label* stands here."""
        self.book.placed[label] = len(self.book.pieces)

    def _want(self, label: str, node: Node) -> None:
        """Note that *node* leads to *label*."""
        self.wanted.setdefault(label, node)
        self._open.leads.add(label)

    def unlink(self, labels: Collection[str]) -> None:
        """Take away the links to *labels*, which stand nowhere; their words stay."""
        gone = {way(label): "formless({" for label in labels}
        gone |= {page_of(label): "none" for label in labels}
        for piece in self.book.pieces if gone else ():
            piece.files = {path: replaced(text, gone) for path, text in piece.files.items()}
        titles = self.book.titles
        titles[:] = [title._replace(words=replaced(title.words, gone)) for title in titles]

    def _locate(self, node: Element) -> None:
        """Say where *node* comes from, for messages of the compiler."""
        if node.source and node.line:
            self._say(f"// {node.source}:{node.line}")

    @property
    def _is_terse(self) -> bool:
        """Whether notes and numbers of pages would be in the way."""
        return self._is_titled or self._is_signature

    def _text(self, text: str) -> str:
        """Return the code of *text*, whose lines can end in a word that is too long for one."""
        narrow = self._narrow[-1]
        # In a paragraph, much sooner than it must: the rest of the line would be torn apart.
        longest, most = (_LONG, _PIECE) if narrow >= _LINE else (narrow // 2, narrow // 3)
        within = rf"\w{{{most}}}(?=\w)"

        def broken(word: re.Match[str]) -> str:
            # At the signs in an address, Typst breaks it itself, unless it is in pieces.
            at = rf"[/.?&=#_%:;,+-](?=\w)|{within}"
            if "://" not in word[0]:
                return re.sub(at, "\\g<0>\u200b", word[0])
            return re.sub(
                rf"\w{{{longest},}}", lambda it: re.sub(within, "\\g<0>\u200b", it[0]), word[0]
            )

        pieces = re.sub(rf"{NO_BREAK}{{{longest},}}", broken, text).split("\u200b")
        return " + may-break + ".join(map(string, pieces))

    def _fignumbers(self, figtype: str) -> dict[str, tuple[int, ...]]:
        """Return the numbers of what is of *figtype* in the open document, by ids."""
        numbers: dict[str, dict[str, tuple[int, ...]]] = self.builder.env.toc_fignumbers.get(
            self._docnames[-1], {}
        )
        return numbers.get(figtype, {})
