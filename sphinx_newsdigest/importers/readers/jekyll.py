"""Jekyll: posts with Liquid and kramdown, and a config in YAML."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...console import _
from ..post import Reader, Site
from ..text.drafts import draft
from ..text.edits import Edit
from ..text.markdown import code
from ..text.reasons import Reason
from . import attributes
from .config import read_data
from .templates import CONTENTS, arguments, comment, fenced, first_of, picture, visible, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LEFT_OUT = (
    *("_layouts", "_includes", "_site", "_sass", "_data", "_plugins"),
    *("vendor", "node_modules", ".jekyll-cache", ".bundle"),
)
_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")

#: A tag, an output, and kramdown's own tags. Each stops where the next of its kind begins.
_TAG = re.compile(
    r"\{%-?((?:[^%{]|%(?!\})|\{(?!%))*+)%\}"
    r"|\{\{-?((?:[^{}]|\}(?!\})|\{(?!\{))*+)\}\}"
    r"|\{::(\w[^{}\n]*+)\}"
)
#: What goes on up to its end, and what ends it.
_PAIRS = {
    name: re.compile(rf"\{{%-?\s*end{name}\s*-?%\}}") for name in ("highlight", "raw", "comment")
} | {f"::{name}": re.compile(rf"\{{:/(?:{name})?\}}") for name in ("comment", "nomarkdown")}
_SITE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url|github\.url)\s*-?\}\}")
_SITE_NAMES = {"site.baseurl", "site.url", "site.github.url"}
_LITERAL = re.compile(
    r"(?:'([^']*)'|\"([^\"]*)\")\s*"
    r"((?:\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:baseurl|url))\s*)*)"
)
_APPENDED = re.compile(r"site\.(?:baseurl|url)\s*\|\s*append:\s*(?:'([^']*)'|\"([^\"]*)\")")
#: An address with a tag in it: of a link or a picture, with its words; in HTML.
_ADDRESS = re.compile(
    r"(?:!?\[[^\[\]\n]*\]|(?<=\]))\([^()\n]*?\{[{%][^()\n]*\)"
    r"|(?<==)(?:\"[^\"\n]*?\{[{%][^\"\n]*\"|'[^'\n]*?\{[{%][^'\n]*')"
)
_PICTURES = {"figure", "image", "img", "picture"}
_TOC = re.compile(
    r"^ {0,3}(?:[*+-]|\d{1,9}\.)[ \t][^\n]*\n[ \t]*\{:[ \t]*toc\b[^{}\n]*\}[ \t]*$", re.MULTILINE
)
_BEGINS = re.compile(r"[ \t]*(?:\Z|\n[ \t]*(?:\n|\Z))")
_MATH = re.compile(r"(?<!\\)\$\$((?:[^$\\\n]|\\.|\$(?!\$)|\n(?![ \t]*\n))++)\$\$")


def site(root: Path) -> Site:
    """Return what ``_config.yml`` says."""
    config: dict[str, Any] = {}
    for name in _CONFIGS:
        config |= read_data(root / name)
    collections = config.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = str(config.get("permalink") or "date")
    permalink = posts.get("permalink") if isinstance(posts, dict) else None
    for_posts = _default(config, {"posts"}, {"_posts"}) or permalink or own
    pages = _default(config, {"pages"}, set()) or _of_pages(own)
    excluded = config.get("exclude")
    return Site(
        root,
        url=f"{config.get('url') or ''}{config.get('baseurl') or ''}".rstrip("/"),
        permalink=str(for_posts),
        page_permalink=pages,
        posts=("_posts",),
        drafts=("_drafts",),
        left_out=(*_LEFT_OUT, *(_names(excluded) if isinstance(excluded, list) else ())),
    )


def plain(text: str, is_code: Callable[[int], bool]) -> list[Edit]:
    """Return the edits that undo Liquid's tags and kramdown's syntax."""
    if "{" not in text and "$$" not in text:
        return []
    found = _with_addresses(text, list(_tags(text, is_code)))
    for pattern, written in ((_TOC, _contents), (_MATH, _math)):
        taken = [(edit.start, edit.stop) for edit in found]
        found += [
            Edit(*match.span(), written(text, match), Reason.TEMPLATE)
            for match in pattern.finditer(text)
            if not is_code(match.start()) and not attributes.touches(taken, *match.span())
        ]
        found.sort(key=lambda edit: edit.start)
    found += attributes.edits(text, is_code, found)
    return sorted(found, key=lambda edit: (edit.start, edit.stop))


def _tags(text: str, is_code: Callable[[int], bool]) -> Iterator[Edit]:
    position = 0
    unclosed: set[str] = set()
    while match := _TAG.search(text, position):
        start, position = match.span()
        if is_code(start):
            continue
        tag, output, own = match.groups()
        words = (tag or output or own or "").removesuffix("-").strip()
        name, _space, rest = words.partition(" ")
        if own is not None:
            name = f"::{name}"
        if name in _PAIRS and output is None and name not in unclosed:
            closing = _PAIRS[name].search(text, position)
            if closing:
                inside = text[position : closing.start()]
                if name in {"raw", "::nomarkdown"}:
                    yield without(text, start, position)
                    yield without(text, *closing.span())
                elif name == "highlight":
                    language = next(iter(rest.split()), "")
                    yield fenced(text, start, closing.end(), inside, language)
                else:
                    yield comment(text, start, closing.end(), inside)
                position = closing.end()
                continue
            unclosed.add(name)
        if own is not None and own.startswith("options"):
            yield comment(text, start, position, match[0].strip("{}"))
            continue
        written = _output(text, match, words) if output is not None else _tag(name, rest)
        yield (
            Edit(start, position, visible(match[0]), Reason.TEMPLATE_UNKNOWN)
            if written is None
            else Edit(start, position, written, Reason.TEMPLATE)
        )


def _with_addresses(text: str, edits: list[Edit]) -> list[Edit]:
    """Return *edits* with those in one address as one: it is read as a whole."""
    found: list[Edit] = []
    index = 0
    for match in _ADDRESS.finditer(text):
        start, stop = match.span()
        while index < len(edits) and edits[index].start < start:
            found.append(edits[index])
            index += 1
        first = index
        while index < len(edits) and edits[index].stop <= stop:
            index += 1
        inside = edits[first:index]
        is_apart = not found or found[-1].stop <= start
        if inside and is_apart and all(edit.reason is Reason.TEMPLATE for edit in inside):
            address = draft(text[start:stop], 1).edited(
                replace(edit, start=edit.start - start, stop=edit.stop - start) for edit in inside
            )
            found.append(Edit(start, stop, address.text, Reason.TEMPLATE))
        else:
            found += inside
    return found + edits[index:]


def _tag(name: str, rest: str) -> str | None:
    """Return what a tag becomes; None if its meaning is not known."""
    target = "%20".join(rest.strip().strip("'\"").split())
    if name == "post_url" and target:
        return f"newsdigest-post:{target}"
    if name == "link" and target:
        return "/" + _SITE.sub("", target).lstrip("/")
    if name in {"include", "include_relative", "include_cached"}:
        template, _space, rest = rest.strip().partition(" ")
        if template.rpartition("/")[2].partition(".")[0].lower() in _PICTURES:
            return _picture(rest)
    return None


def _picture(rest: str) -> str | None:
    _unnamed, named = arguments(_SITE.sub("", rest))
    source = first_of(named, "src", "url", "path", "file", "image_path", "image")
    if not source or "{" in source or source.startswith(("page.", "site.", "include.")):
        return None
    caption = first_of(named, "caption", "description", "title")
    return picture(
        source, caption=caption, alt=first_of(named, "alt"), link=first_of(named, "link")
    )


def _output(text: str, match: re.Match[str], words: str) -> str | None:
    """Return what ``{{ … }}`` becomes; None if its value is not known."""
    if words in _SITE_NAMES:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if after in {"/", "{"} and before != "<":
            return ""
        return "/" if before in {"(", '"', "'", "="} else None
    if literal := _LITERAL.fullmatch(words):
        value = literal[1] or literal[2] or ""
        return value if not literal[3] or "://" in value else "/" + value.lstrip("/")
    if appended := _APPENDED.fullmatch(words):
        return "/" + (appended[1] or appended[2] or "").lstrip("/")
    return None


def _contents(text: str, match: re.Match[str]) -> str:
    return CONTENTS


def _math(text: str, match: re.Match[str]) -> str:
    """Return MyST's mathematics: a block if nothing else stands in its paragraph."""
    before = text[max(0, match.start() - 2) : match.start()]
    is_first = not before.strip("\n") and len(before) == min(2, match.start())
    if is_first and _BEGINS.match(text, match.end()):
        return f"```{{math}}\n{match[1].strip()}\n```"
    return "{math}" + code(" ".join(match[1].split()))


def _default(config: dict[str, Any], kinds: set[str], paths: set[str]) -> str:
    """Return the permalink that the front matter defaults give documents of one of *kinds*."""
    found = ""
    defaults = config.get("defaults")
    for default in defaults if isinstance(defaults, list) else ():
        scope = default.get("scope") if isinstance(default, dict) else None
        values = default.get("values") if isinstance(default, dict) else None
        if isinstance(scope, dict) and isinstance(values, dict):
            path, kind = str(scope.get("path") or "").strip("/"), scope.get("type")
            if kind in kinds or (kind is None and path in paths):
                found = str(values.get("permalink") or found)
    return found


def _of_pages(style: str) -> str:
    """Return the pattern of pages that goes with the *style* of posts (lib/jekyll/utils.rb)."""
    if style == "pretty" or style.endswith("/"):
        return "/:path/:basename/"
    return "/:path/:basename:output_ext"


def _names(excluded: list[Any]) -> Iterator[str]:
    """Yield the folders that are excluded by their bare name."""
    for path in excluded:
        name = str(path).strip("/")
        if name and "/" not in name and "*" not in name:
            yield name


READER = Reader(
    "jekyll",
    _("a Jekyll site, or its posts"),
    (*_CONFIGS, "_posts", "_drafts"),
    site,
    plain,
    loose=True,
)
