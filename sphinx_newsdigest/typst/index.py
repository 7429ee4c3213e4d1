"""The index at the end, grouped by letters: Chinese entries by those of their pinyin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.environment.adapters.indexentries import IndexEntries

from .markup import call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.builders import Builder

    from .markup import Value

#: Where entries stand that begin with no letter.
_OTHERS = "#"


def index_of(builder: Builder, placed: AbstractSet[str], spelled_out: Mapping[int, str]) -> str:
    """Return the code of the index of the labels that are *placed*, "" if it is empty."""
    groups: dict[str, list[Value]] = {}
    for _, entries in IndexEntries(builder.env).create_index(builder):
        for name, (targets, below, _) in entries:
            groups.setdefault(letter_of(name), []).extend(
                (level, words.translate(spelled_out), labels)
                for level, words, labels in _lines(name, targets, below, placed)
            )
    shown: list[Value] = [(letter, lines) for letter, lines in sorted(groups.items()) if lines]
    words = locale._
    return f"{call('index', words('Index'), shown)})" if shown else ""


def _lines(
    name: str, targets: Iterable[Any], below: Iterable[Any], placed: AbstractSet[str]
) -> list[tuple[int, str, list[str]]]:
    """Return level, words and labels of an entry and of those below it that lead somewhere."""
    inner = [(1, words, labels) for words, found in below if (labels := _labels(found, placed))]
    own = _labels(targets, placed)
    return [(0, name, own), *inner] if own or inner else []


def _labels(targets: Iterable[Any], placed: AbstractSet[str]) -> list[str]:
    return [uri[1:] for _, uri in targets if uri and uri[1:] in placed]


def letter_of(name: str) -> str:
    """Return the letter under which *name* stands: of a Han character, its pinyin's first."""
    first = name.strip()[:1].upper()
    if not first.isalpha():
        return _OTHERS
    if first.isascii():
        return first
    try:
        from pypinyin import lazy_pinyin  # noqa: PLC0415 - an extra of its own
    except ImportError:
        return first
    sound = lazy_pinyin(first)[0][:1].upper()
    return sound if sound.isascii() else first
