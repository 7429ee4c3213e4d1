"""The index at the end, grouped by letters; in Chinese books, by those of pinyin."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.environment.adapters.indexentries import IndexEntries

from .markup import call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from .markup import Value

#: Where entries stand that begin with no letter.
_OTHERS = "#"


def index_of(builder: Any, placed: AbstractSet[str], spelled_out: Mapping[int, str]) -> str:
    """Return the code of the index of the labels that are *placed*, "" if it is empty.

    *builder* is a TypstBuilder, whose module imports this one.
    """
    language = builder.config.language
    hints = _hints(builder)
    found: dict[str, list[tuple[list[str], list[Value]]]] = {}
    for _, entries in IndexEntries(builder.env).create_index(builder):
        for name, (targets, below, _) in entries:
            lines: list[Value] = [
                (level, words.translate(spelled_out), labels)
                for level, words, labels in _lines(name, targets, below, placed, hints)
            ]
            if lines:
                group = found.setdefault(letter_of(name, language), [])
                group.append((sounds_of(name, language), lines))
    shown: list[Value] = [
        (letter, [line for _, lines in sorted(group, key=itemgetter(0)) for line in lines])
        for letter, group in sorted(found.items())
    ]
    words = locale._
    return f"{call('index', words('Index'), shown)})" if shown else ""


def _hints(builder: Any) -> set[tuple[str, str]]:
    """Return the entries of the book that send their reader to others, each with its words."""
    words = locale._
    shown = {"see": words("see %s"), "seealso": words("see also %s")}
    found = set()
    for docname in builder.docnames:
        for kind, value, *_ in builder.env.domains.index_domain.entries.get(docname, ()):
            first, _, second = (part.strip() for part in value.partition(";"))
            if kind in shown and second:
                found.add((first, shown[kind] % second))
    return found


def _lines(
    name: str,
    targets: Iterable[Any],
    below: Iterable[Any],
    placed: AbstractSet[str],
    hints: AbstractSet[tuple[str, str]],
) -> list[tuple[int, str, list[str]]]:
    """Return level, words and labels of an entry and of those below it that lead somewhere."""
    inner = [
        (1, words, labels)
        for words, found in below
        if (labels := _labels(found, placed)) or (name, words) in hints
    ]
    own = _labels(targets, placed)
    return [(0, name, own), *inner] if own or inner else []


def _labels(targets: Iterable[Any], placed: AbstractSet[str]) -> list[str]:
    return [uri[1:] for _, uri in targets if uri and uri[1:] in placed]


def letter_of(name: str, language: str) -> str:
    """Return the letter under which *name* stands: of Chinese, that of its sound."""
    first = name.strip()[:1]
    if not first.isalpha():
        return _OTHERS
    sound = sounds_of(name.strip(), language)[0][:1]
    return (sound if sound.isascii() else first).upper()[:1]  # ß is SS, which is no letter


def sounds_of(name: str, language: str) -> list[str]:
    """Return what *name* is sorted by: in Chinese books, the sound of each Han character."""
    plain = name.casefold()
    if not language.startswith("zh"):
        return [plain]
    try:
        from pypinyin import lazy_pinyin  # noqa: PLC0415 - an extra of its own
    except ImportError:
        return [plain]
    return lazy_pinyin(plain)
