"""Names that stay: of items and sessions, and the anchors made of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid")
#: An address that is its own canonical form, as most are.
_CANONICAL = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9._~/-]*")
_DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}
_FIRST_WORDS = re.compile(r"[。！？\n]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_LONGEST = 100  # characters of a name in an anchor
#: Sphinx makes typographic quotes and dashes of typed ones for some builders and not for others.
_AS_TYPED = str.maketrans(
    dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‹›", "'") | {"–": "--", "—": "---"}
)
_NOT_ASCII_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name is made of: the editor's word, else the URL, else the words."""

    explicit: str | None
    url: str | None
    text: str


def canonical_url(url: str) -> str:
    """Return the form of *url* under which two spellings of one address agree.

    Source: RFC 3986, 6.2.2 and 6.2.3; tracking parameters are left out.
    """
    if _CANONICAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").lower()
    if port is not None and port != _DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    userinfo, at, _ = parts.netloc.rpartition("@")
    query = parts.query
    pairs = parse_qsl(query, keep_blank_values=True) if query else []
    kept = [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]
    if kept != pairs:
        query = urlencode(kept)
    path = parts.path or ("/" if host else "")
    return urlunsplit(
        (
            scheme,
            userinfo + at + host,
            _escaped(path),
            _escaped(query),
            _escaped(parts.fragment),
        )
    )


def _escaped(part: str) -> str:
    escaped = quote(part, safe="%/:?#[]@!$&'()*+,;=~-._")
    return _ESCAPE.sub(_normal_escape, escaped)


def _normal_escape(match: re.Match[str]) -> str:
    """Return what needs no escape as it is, and all else in capitals."""
    character = chr(int(match[1], 16))
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()


def first_words(text: str) -> str:
    """Return *text* up to its first full stop or line break."""
    return _FIRST_WORDS.split(text.strip(), maxsplit=1)[0]


def digest(text: str) -> str:
    """Return eight hex digits that stand for *text*."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _folded(text: str) -> str:
    typed = unicodedata.normalize("NFKC", text).translate(_AS_TYPED)
    return "".join(typed.casefold().split())


def unique_names(things: Sequence[Named]) -> tuple[list[str], list[int]]:
    """Return a name for each of *things*, and the indexes of those that had to be counted.

    The name is the explicit one, else a digest of the URL, else of the first words.
    Where these agree, URL and full text are digested; what still agrees is equal
    word for word, or named alike by the editor, and is told apart by ``-2``, ``-3``.
    """
    short = [
        thing.explicit
        or digest(canonical_url(thing.url) if thing.url else _folded(first_words(thing.text)))
        for thing in things
    ]
    seen = Counter(short)
    whole = [
        digest(f"{canonical_url(thing.url) if thing.url else ''}\n{_folded(thing.text)}")
        if seen[name] > 1 and not thing.explicit
        else name
        for name, thing in zip(short, things, strict=True)
    ]
    taken: set[str] = set()
    counted = []
    result = []
    for index, name in enumerate(whole):
        unique, number = name, 1
        while unique in taken:
            number += 1
            unique = f"{name}-{number}"
        if number > 1:
            counted.append(index)
        taken.add(unique)
        result.append(unique)
    return result, counted


def anchor(kind: str, identifier: str) -> str:
    """Return the ASCII anchor of a record, such as ``item-16-1a2b3c4d``.

    What ASCII cannot say (a Chinese name), and what is too long, is told by a digest of
    the whole.
    """
    plain = identifier.replace("/", "-")
    ascii_only = _NOT_ASCII_NAME.sub("-", plain).strip("-")[:_LONGEST].rstrip("-")
    if ascii_only != plain:
        ascii_only = "-".join(filter(None, (ascii_only, digest(identifier))))
    return f"{kind}-{ascii_only}"
