"""All posts of a source, and where an address of theirs leads in the book."""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from markdown_it.common.normalize_url import normalizeLinkText

from ..options import is_linked
from . import layout
from .passes import anchors, headings
from .passes.links import Target, recovered, without_invisible
from .reading import permalinks
from .reading.scan import OF_FOLDER, SUFFIXES
from .text import markdown
from .text.drafts import draft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .passes.links import Resolve
    from .post import Post, Reader, Site

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FOR_POSTS = re.compile(r"newsdigest-(post|file|none):(.*)", re.DOTALL)
_SYNTAX = re.compile(r"\{[{%|\w]|\|\w+\|")
_PICTURES, _FILES = "images", "files"


@dataclass(slots=True)
class Files:
    """The pictures and downloads that the documents need, by their path in the book."""

    found: dict[str, Path] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)

    def add(self, source: Path, wanted: str) -> str:
        """Return the path in the book of a file; names that collide get a number."""
        stem, dot, suffix = wanted.rpartition(".")
        path, number = wanted, 1
        while self.found.get(path, source) != source or (
            self._taken.setdefault(layout.folded(path), path) != path
        ):
            number += 1
            path = f"{stem}-{number}{dot}{suffix}" if dot else f"{wanted}-{number}"
        self.found[path] = source
        return path


class Archive:
    """The posts of a source with their docnames, and what leads to them."""

    def __init__(
        self,
        posts: Sequence[Post],
        docnames: Sequence[str],
        site: Site,
        folder: str,
        reader: Reader,
    ) -> None:
        self.site = site
        self.folder = folder  # of the source, below the site's root
        self.docnames = dict(zip((post.path for post in posts), docnames, strict=True))
        self.files = Files()
        self._by_source: dict[str, str] = {}
        self._by_stem: dict[str, str] = {}
        self._by_address: dict[str, str] = {}
        self._posts = dict(zip(docnames, posts, strict=True))
        self._slugs: dict[str, frozenset[str]] = {}
        for docname, post in self._posts.items():
            path = posixpath.join(folder, str(post.path))
            self._by_source.setdefault(layout.folded(path), docname)
            self._by_stem.setdefault(layout.folded(post.path.stem), docname)
            for address in filter(None, (post.url, *post.aliases)):
                self._by_address.setdefault(permalinks.same(address), docname)
        for docname, post in self._posts.items():
            # Addresses of a config that is not here: the date and the name say enough.
            if post.date:
                dated = f"/{post.date:%Y/%m/%d}/{post.slug}"
                self._by_address.setdefault(permalinks.same(dated), docname)
            self._by_stem.setdefault(layout.folded(post.slug), docname)
        self.labels: Mapping[str, Mapping[str, str]] = self._linked_places(reader)

    def redirects(self) -> dict[str, str]:
        """Return the docname for each old address, in order."""
        return dict(
            sorted(
                (address, docname)
                for docname, post in self._posts.items()
                if not post.draft
                for address in filter(None, (post.url, *post.aliases))
                if self._by_address.get(permalinks.same(address)) == docname
            )
        )

    def is_missing(self, address: str) -> bool:
        """Say whether a picture of the book is known to be lost."""
        return address.startswith("/") and address[1:] not in self.files.found

    def resolver(self, post: Post) -> Resolve:
        """Return what resolves the addresses in *post*."""

        def resolve(address: str, *, picture: bool = False) -> Target | None:
            try:
                return self._resolve(post, without_invisible(address), picture=picture)
            except ValueError:  # no URL by any rule
                return Target(shown=normalizeLinkText(address))

        return resolve

    def _resolve(self, post: Post, address: str, *, picture: bool) -> Target | None:
        if not address.strip():
            return None
        if match := _FOR_POSTS.fullmatch(address):
            return self._from_template(post, match[1], unquote(match[2]), picture=picture)
        if address.startswith("//"):
            return Target(f"https:{address}")
        on_site = self._path_on_site(address)
        if on_site is None and (is_linked(address) or (picture and address.startswith("data:"))):
            return None
        if on_site is None and (mended := recovered(address)):
            return Target(mended, recovered=True)
        if on_site is None and _SCHEME.match(address):
            return Target(shown=normalizeLinkText(address))
        path, _, fragment = (address if on_site is None else on_site).partition("#")
        path, fragment = unquote(path.partition("?")[0]), unquote(fragment)
        nowhere = Target(shown=normalizeLinkText(address))
        if not path:
            docname = self.docnames[post.path]
            is_there = fragment in self.slugs(docname)
            return self._document(post, docname, fragment) if is_there else nowhere
        found = self._local(post, path, fragment, picture=picture)
        if on_site is not None:  # the old site may still have what is not here
            return None if found and found.missing else found
        if found is None and self.site.address:
            return Target(self._on_old_site(post, address))
        return found or nowhere

    def _on_old_site(self, post: Post, address: str) -> str:
        """Return the whole address of what only the old site may have."""
        base = self.site.base
        if address.startswith("/") and not address.startswith(f"{base}/"):
            address = base + address
        return urljoin(f"{self.site.address}{posixpath.join(_base(post), '')}", address)

    def _from_template(self, post: Post, kind: str, name: str, *, picture: bool) -> Target:
        """Return where a name in the generator's own syntax leads."""
        path, _, fragment = name.partition("#")
        found = None
        if kind == "post":
            found = self._document(post, self._named(path), fragment)
        elif kind == "file":
            found = self._local(post, path, fragment, picture=picture)
            if found is None:  # Hugo finds a page by its name alone, too
                found = self._document(post, self._named(path), fragment)
        return found or Target(shown=name)

    def _path_on_site(self, address: str) -> str | None:
        """Return the path of an absolute address of the site itself."""
        if not self.site.address or "://" not in address:
            return None
        site, found = urlsplit(self.site.address), urlsplit(address)
        if found.scheme not in {"http", "https"} or found.netloc.lower() != site.netloc.lower():
            return None
        path = found.path or "/"
        return path + (f"#{found.fragment}" if found.fragment else "")

    def _local(self, post: Post, path: str, fragment: str, *, picture: bool) -> Target | None:
        """Return the document or file of the archive at a decoded *path*."""
        if not picture and (found := self._document(post, self._at(post, path), fragment)):
            return found
        path = self._below_base(path)
        here = self._folder(post)
        for candidate in self._candidates(post, here, path):
            file = self.site.root / candidate
            if self._is_ours(file):
                return Target("/" + self._copied(file, candidate, picture=picture))
        if picture:
            wanted = path if path.startswith("/") else posixpath.join(here, path)
            return Target("/" + self._place(wanted, picture=True), missing=True)
        return None

    def _folder(self, post: Post) -> str:
        """Return the folder of *post* below the site's root."""
        return posixpath.join(self.folder, str(post.path.parent))

    def _below_base(self, path: str) -> str:
        """Return a path of the host as one of the site."""
        base = self.site.base
        return path.removeprefix(base) if base and path.startswith(f"{base}/") else path

    def _at(self, post: Post, path: str) -> str | None:
        """Return the docname of the post at a path of the sources or of the old site."""
        path = self._below_base(path)
        relative = posixpath.join(self._folder(post), path)
        wanted = path.strip("/") if path.startswith("/") else relative
        source = posixpath.normpath(wanted)
        for suffix in ("", *SUFFIXES, *(f"/{name}.md" for name in OF_FOLDER)):
            for folder in ("", *self.site.statics):
                key = layout.folded(posixpath.join(folder, source) + suffix)
                if found := self._by_source.get(key):
                    return found
        address = posixpath.normpath(posixpath.join(_base(post), path))
        return self._by_address.get(permalinks.same(address))

    def _named(self, name: str) -> str | None:
        """Return the docname of the post of a name, with or without its folder."""
        stem, dot, suffix = posixpath.basename(name.strip("/")).rpartition(".")
        is_file = f"{dot}{suffix}".lower() in SUFFIXES
        return self._by_stem.get(layout.folded(stem if is_file else f"{stem}{dot}{suffix}"))

    def _document(self, post: Post, docname: str | None, fragment: str) -> Target | None:
        if docname is None or (self._posts[docname].draft and not post.draft):
            return None  # a draft is in no edition
        label = self.labels.get(docname, {}).get(fragment)
        return Target(f"#{label}" if label else f"/{docname}.md")

    def _candidates(self, post: Post, here: str, path: str) -> list[str]:
        """Return where a file may stand, below the site's root."""
        if path.startswith("/"):
            found = [posixpath.join(folder, path.lstrip("/")) for folder in self.site.statics]
            found.append(posixpath.join(self.folder, path.lstrip("/")))
        else:
            found = [posixpath.join(here, path)]
            found += [
                posixpath.join(folder, base, path)
                for folder in self.site.statics
                for base in ("", _base(post).strip("/"))
            ]
        return list(dict.fromkeys(map(posixpath.normpath, found)))

    def _is_ours(self, file: Path) -> bool:
        """Say whether a file is there, within the site, and meant for its readers.

        Hidden files, those without a kind, and what Sphinx would read are not.
        """
        try:
            below = file.relative_to(self.site.root)
            is_hidden = any(part.startswith(".") for part in below.parts)
            if is_hidden or not file.suffix or file.suffix.lower() in {*SUFFIXES, ".rst"}:
                return False
            is_inside = file.resolve().is_relative_to(self.site.root.resolve())
            return is_inside and file.is_file() and os.access(file, os.R_OK)
        except (OSError, ValueError, RuntimeError):  # a name too long, a NUL, a loop of links
            return False

    def _copied(self, file: Path, path: str, *, picture: bool) -> str:
        return self.files.add(file, self._place(path, picture=picture))

    def _place(self, path: str, *, picture: bool) -> str:
        """Return where a file of the site goes in the book."""
        parts = posixpath.normpath("/" + path).strip("/").split("/")
        for folder in ("content", "static", "assets"):
            if parts[:1] == [folder] and len(parts) > 1:
                parts = parts[1:]
        top = _PICTURES if picture else _FILES
        if parts[0] in {top, "img", "uploads"} and len(parts) > 1:
            parts = parts[1:]
        *folders, name = (unicodedata.normalize("NFC", part) for part in parts)
        stem, dot, suffix = name.rpartition(".")
        name = f"{layout.safe(stem)}{dot}{layout.safe(suffix)}" if stem else layout.safe(name)
        return "/".join([top, *map(layout.safe, folders), name])

    def slugs(self, docname: str) -> frozenset[str]:
        """Return the names of the places in a post that a link can lead to."""
        if docname not in self._slugs:
            body = self._posts[docname].body
            text = markdown.parsed(body)
            found = anchors.explicit(body) | {name for name, _line in anchors.in_tags(text)}
            for heading in headings.headings(text):
                found |= anchors.slugs(heading.content)
            self._slugs[docname] = frozenset(found)
        return self._slugs[docname]

    def _linked_places(self, reader: Reader) -> dict[str, dict[str, str]]:
        """Return for each document the label of each place that some link leads to."""
        labels: dict[str, dict[str, str]] = {}
        for post in self._posts.values():
            for address in anchors.linked(_plain(post.body, reader)):
                target, fragment = self._led_to(post, address)
                if target and fragment in self.slugs(target):
                    labels.setdefault(target, {})[fragment] = anchors.label(target, fragment)
        return labels

    def _led_to(self, post: Post, address: str) -> tuple[str | None, str]:
        """Return the docname, if any, and the fragment of an address with one."""
        path, _, fragment = unquote(without_invisible(address)).partition("#")
        if match := _FOR_POSTS.fullmatch(path):
            found = self._at(post, match[2]) if match[1] == "file" else None
            return found or self._named(match[2]), fragment
        if "://" in path:
            path = self._path_on_site(path) or ""
            return self._at(post, path) if path else None, fragment
        return self._at(post, path) if path else self.docnames[post.path], fragment


def _plain(body: str, reader: Reader) -> str:
    """Return a *body* with addresses where the generator's syntax names posts."""
    if "#" not in body or not _SYNTAX.search(body):
        return body
    return draft(body, 1).edited(reader.plain(body, lambda _: False)).text


def _base(post: Post) -> str:
    """Return the folder on the old site to which the addresses in *post* are relative."""
    return posixpath.dirname(post.url) or "/"
