"""The index at the end, grouped by letters; in Chinese books, by those of pinyin."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.environment.adapters.indexentries import IndexEntries

from .markup import call, string
from .volumes import Piece, Title

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from .markup import Value
    from .volumes import Manuscript

#: The label of the title, in the template.
INDEX = "/index"

#: Where entries stand that begin with no letter.
_OTHERS = "#"


def add_index(builder: Any, book: Manuscript, spelled_out: Mapping[int, str]) -> None:
    """Add the index of the labels in *book*, if there are any.

    *builder* is a TypstBuilder, whose module imports this one.
    """
    lists: set[str] = set()
    language = builder.config.language
    hints = _hints(builder)
    found: dict[str, list[tuple[list[str], list[Value]]]] = {}
    for _, entries in IndexEntries(builder.env).create_index(builder):
        for name, (targets, below, _) in entries:
            lines: list[Value] = []
            for level, words, labels in _lines(name, targets, below, book.placed, hints):
                lines.append((level, words.translate(spelled_out), labels))
                lists.update(labels)
            if lines:
                group = found.setdefault(letter_of(name, language), [])
                group.append((sounds_of(name, language), lines))
    shown: list[Value] = [
        (letter, [line for _, lines in sorted(group, key=itemgetter(0)) for line in lines])
        for letter, group in sorted(found.items())
    ]
    if not shown:
        return
    of_sphinx = locale._
    title = of_sphinx("Index")
    book.titles.append(Title(len(book.pieces), 1, (INDEX,), "", string(title)))
    book.placed[INDEX] = len(book.pieces)
    index = f"#{call('index', title, shown)})"
    book.pieces.append(Piece(index, opens=True, lists=lists))


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
    placed: Container[str],
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


def _labels(targets: Iterable[Any], placed: Container[str]) -> list[str]:
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
