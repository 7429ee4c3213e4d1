"""What a text holds, read anew: a source as its generator reads it, a document as MyST does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from ..passes.breaks import HAN
from ..passes.html import EMBEDDED, WITHIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

#: What is accounted for.
CLASSES = ("headings", "links", "images", "code", "words")

_DEEPEST = 40  # twice of what MyST reads; a deeper block is code in its document
_WORD = re.compile(rf"{HAN}|[^\W_]+|[^\x00-\x7f\s]")
_RUN = re.compile(rf"{HAN}|(?:(?!{HAN}).)+")
_DIRECTIVE = re.compile(r"\{([^{}\s]+)\}[ \t]*(.*)")
_OPTIONS = re.compile(r"(?:[ \t]*:[^:\s][^:\n]*:[^\n]*(?:\n|\Z))*")
_SPACES = re.compile(r"[^\S\n]+$", re.MULTILINE)
_HTML_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:-->|\Z))", re.DOTALL)
_TEXT = {"text", "code_inline", "text_special", "math_inline", "myst_role"}
_PICTURES = {"figure", "image"}


class Found(NamedTuple):
    """One thing that is accounted for, and where."""

    value: str
    line: int  # from 1


@dataclass(frozen=True, slots=True)
class Contents:
    """What a text holds, in its order."""

    headings: list[Found] = field(default_factory=list)
    links: list[Found] = field(default_factory=list)
    images: list[Found] = field(default_factory=list)
    code: list[Found] = field(default_factory=list)
    words: list[Found] = field(default_factory=list)


def words_of(text: str) -> Iterator[str]:
    """Yield the words of *text*: Han characters one by one, and other letters and signs."""
    for run in _WORD.findall(text):
        if run.isascii():
            yield run
        else:
            yield from _RUN.findall(run)


@cache
def _source_parser() -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
        .enable("table")
        .use(footnote_plugin, inline=False, move_to_end=False)
        .use(deflist_plugin)
    )


@cache
def _document_parser() -> MarkdownIt:
    """Return a parser with the rules that MyST has in a book of ours."""
    return (
        MarkdownIt("commonmark")
        .enable("table")
        .use(front_matter_plugin)
        .use(myst_block_plugin)
        .use(myst_role_plugin)
        .use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
        .use(colon_fence_plugin)
        .use(deflist_plugin)
        .use(attrs_plugin, after=("image", "code_inline", "link_close", "span_close"), spans=True)
        .use(attrs_block_plugin)
    )


def of_source(body: str, first_line: int) -> Contents:
    """Return what the *body* of a source holds, which begins in a line of its file."""
    found = Contents()
    _read(_source_parser(), body, first_line, found, is_document=False)
    return found


def of_document(text: str) -> Contents:
    """Return what a document holds."""
    found = Contents()
    _read(_document_parser(), text, 1, found, is_document=True)
    return found


def _read(
    parser: MarkdownIt, text: str, first_line: int, found: Contents, *, is_document: bool
) -> None:
    opened = ""
    line = first_line
    for token in parser.parse(text):
        if token.map:
            line = first_line + token.map[0]
        if token.nesting == 1:
            opened = token.type
        if token.type == "inline":
            before = len(found.words)
            _inline(token.children or (), line, found)
            if opened == "heading_open":
                said = " ".join(word for word, _ in found.words[before:])
                found.headings.append(Found(said, line))
        elif (
            token.type in {"fence", "colon_fence"}
            and is_document
            and (match := _DIRECTIVE.match(token.info.strip()))
        ):
            _directive(parser, match, token, line, found)
        elif token.type in {"fence", "code_block", "colon_fence"}:
            if code := _SPACES.sub("", token.content).strip("\n"):
                found.code.append(Found(code, line))
        elif token.type == "html_block":
            words = _Words(found, line)
            _html(token.content, words)
            words.end()
        elif token.type == "footnote_reference_open":
            found.words.extend(Found(word, line) for word in words_of(str(token.meta["label"])))
        elif token.type == "math_block":
            found.words.extend(Found(word, line) for word in words_of(token.content))


def _directive(
    parser: MarkdownIt, match: re.Match[str], token: Token, line: int, found: Contents
) -> None:
    """Take in what a directive holds; its options are facts and no text."""
    if match[1] in _PICTURES:
        found.images.append(Found(address_of(match[2]), line))
    options = _OPTIONS.match(token.content)
    content = token.content[options.end() if options else 0 :]
    if match[1] == "math":
        found.words.extend(Found(word, line) for word in words_of(content))
    elif match[1] not in {"toctree", "contents"}:
        above = token.content[: len(token.content) - len(content)].count("\n")
        _read(parser, content, line + 1 + above, found, is_document=True)


def _inline(children: Sequence[Token], line: int, found: Contents) -> None:
    words = _Words(found, line)
    for child in children:
        if child.type in _TEXT:
            words.add(child.content.replace("\n", " "))
        elif child.type in {"softbreak", "hardbreak"}:
            words.add("\n")
        elif child.type == "link_open":
            found.links.append(Found(address_of(str(child.attrs["href"])), words.here))
        elif child.type == "image":
            words.add(" ")
            found.images.append(Found(address_of(str(child.attrs["src"])), words.here))
        elif child.type == "html_inline":
            _html(child.content, words)
        elif child.type == "footnote_ref":
            words.add(f" {child.meta.get('label', '')} ")
    words.end()


class _Words:
    """A running text, which tags and marks within a word do not divide."""

    def __init__(self, found: Contents, line: int) -> None:
        self.found = found
        self.line = self.here = line  # where it begins, and what it has reached
        self.parts: list[str] = []

    def add(self, text: str) -> None:
        """Go on with *text*."""
        self.parts.append(text)
        self.here += text.count("\n")

    def end(self) -> None:
        """Take in the words."""
        for line, text in enumerate("".join(self.parts).split("\n"), self.line):
            self.found.words.extend(Found(word, line) for word in words_of(text))


def address_of(address: str) -> str:
    """Return the form of an address under which two spellings agree."""
    return unquote(address.strip().removeprefix("<").removesuffix(">"))


def _html(text: str, words: _Words) -> None:
    if "<!--" in text:
        text = _HTML_COMMENT.sub(_lines_of, text)
    reader = _HtmlReader(words)
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:  # "<![" that opens nothing: Python's parser gives up
        words.add(f" {text} ")


def _lines_of(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


class _HtmlReader(HTMLParser):
    """Takes in what readers of a site see of raw HTML."""

    def __init__(self, words: _Words) -> None:
        super().__init__()
        self.words = words

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        found, here = self.words.found, self.words.here
        if tag == "a" and facts.get("href") is not None:
            found.links.append(Found(address_of(facts["href"] or ""), here))
        elif tag in EMBEDDED and facts.get("src"):
            found.links.append(Found(address_of(facts["src"] or ""), here))
        elif tag == "img" and facts.get("src"):
            found.images.append(Found(address_of(facts["src"] or ""), here))
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHIN_WORDS:
            self.words.add(" ")

    def handle_data(self, data: str) -> None:
        self.words.add(data)
