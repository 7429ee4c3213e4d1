"""Binds the PDFs of the volumes of a book into one: pages, links, outline, numbers, tags.

No page can be named across files: until all are in one, a place has the index of its page.
Source of the keys: ISO 32000-2, 12.3 (places), 12.4.2 (numbers of pages), 14.7 (tags).

Run as a script, with the arguments of ``bind`` as JSON at its input: its memory ends with it.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


#: How pikepdf saves: small, and the same each time.
PACKED: dict[str, Any] = {
    "object_stream_mode": pikepdf.ObjectStreamMode.generate,
    "compress_streams": True,
    "recompress_flate": True,
    "deterministic_id": True,
}

#: The number of pages, in the metadata.
_NPAGES = "{http://ns.adobe.com/xap/1.0/t/pg/}NPages"

#: Points that Typst leaves above what a link leads to.
_ABOVE = 10


class Part(NamedTuple):
    """The PDF of a volume."""

    path: str
    first: int  # of the pages that places count from, from 0
    end: int  # what follows the last of them
    stand_ins: Sequence[tuple[int, int]]  # part and page that each page after these stands for

    @property
    def length(self) -> int:
        """How many pages these are."""
        return self.end - self.first


class Target(NamedTuple):
    """Where an address leads."""

    part: int
    page: int  # of the part
    x: float  # points from the left
    y: float  # points from the top
    words: str  # for those who do not see the link


def bind(parts: Sequence[Part], targets: Mapping[str, Target], target: str) -> None:
    """Write *target* of the pages of *parts*; the first has the outline of all.

    Links to the addresses in *targets* lead to these.
    """
    with ExitStack() as stack:
        volumes: list[Any] = [stack.enter_context(pikepdf.open(part.path)) for part in parts]
        book = volumes[0]
        names: dict[str, Any] = {}
        labels: list[Mapping[str, Any]] = []
        tags = _Tags(book)
        for at, (part, volume) in enumerate(zip(parts, volumes, strict=True)):
            # A template has pages before the book, and can have some after it.
            begin = part.first if at else 0
            after = part.end + len(part.stand_ins) if volume is volumes[-1] else len(volume.pages)
            shown = [*range(begin, part.end), *range(after, len(volume.pages))]
            indexes = _indexes(parts, at, volume, shown)
            pages = [volume.pages[index] for index in shown]
            own = {page.objgen for page in pages}
            for name, place in _names(volume):
                if place[0].objgen in own:
                    names[name] = [indexes[place[0].objgen], *list(place)[1:]]
            for place in _places(pages, volume if at == 0 else None):
                if not isinstance(place[0], int):  # links can share one
                    place[0] = indexes[place[0].objgen]
            labels += _labels(volume, shown)
            taken = tags.take(volume, pages, f"{at} " if at else "")
            if at == 0:
                del book.pages[part.end :]
            else:
                for one in pages:  # all at once, pikepdf warns of names, which are put below
                    book.pages.append(one)
                taken = book.copy_foreign(taken)
                _forget(volume)
            tags.add(taken)
        pages = [page.obj for page in book.pages]
        for place in [*_places(pages, book), *names.values()]:
            if isinstance(place[0], int):
                place[0] = pages[place[0]]
        _lead(book, pages, parts, targets)
        _put(book, names, labels)
        tags.put()
        with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
            said[_NPAGES] = str(len(pages))
        book.save(target, **PACKED)


def _forget(volume: Any) -> None:
    """Let go of what has been copied out of a *volume*, all but streams: much memory."""
    for found in volume.objects:
        if not isinstance(found, pikepdf.Stream):
            volume._replace_object(found.objgen, pikepdf.Dictionary())  # noqa: SLF001


def _index(parts: Sequence[Part], at: int, page: int) -> int:
    """Return which page of the book a *page* of a part is."""
    return parts[0].first + sum(part.length for part in parts[:at]) + page


def _indexes(parts: Sequence[Part], at: int, volume: Any, shown: Sequence[int]) -> dict[Any, int]:
    """Return the pages of a *volume*, and which of the book each is or stands for."""
    part = parts[at]
    start = _index(parts, at, 0) if at else 0
    found = {volume.pages[page].objgen: start + n for n, page in enumerate(shown)}
    for page, (other, there) in enumerate(part.stand_ins, part.end):
        found[volume.pages[page].objgen] = _index(parts, other, there)
    return found


# -- places ------------------------------------------------------------------------------------


def _lead(
    book: Any, pages: Sequence[Any], parts: Sequence[Part], targets: Mapping[str, Target]
) -> None:
    """Let the links on the *pages* of the *book* to addresses lead to their *targets*."""
    made: dict[str, Any] = {}
    for page in pages:
        for link in page.get("/Annots", ()):
            if "/A" not in link or (uri := str(link.A.get("/URI", ""))) not in targets:
                continue
            to = targets[uri]
            if uri not in made:
                there = pages[_index(parts, to.part, to.page)]
                top = float(there.MediaBox[3]) - max(0, to.y - _ABOVE)
                place = pikepdf.Array([there, pikepdf.Name.XYZ, to.x, round(top, 5), 0])
                made[uri] = book.make_indirect(place)
            link.Dest, link.Contents = made[uri], to.words
            del link["/A"]


def _places(pages: Sequence[Any], outlined: Any) -> Iterator[Any]:
    """Yield where links on *pages* lead to, and the outline of the PDF *outlined*, if not None."""
    found = [link for page in pages for link in page.get("/Annots", ())]
    left = [outlined.Root.Outlines] if outlined and "/Outlines" in outlined.Root else []
    while left:
        entry = left.pop()
        left += [entry[key] for key in ("/Next", "/First") if key in entry]
        found.append(entry)
    for entry in found:
        if isinstance(place := entry.get("/Dest"), pikepdf.Array):
            yield place


def _names(volume: Any) -> Iterator[tuple[str, Any]]:
    """Yield the places of a *volume* that have names."""
    if "/Names" in volume.Root and "/Dests" in volume.Root.Names:
        yield from pikepdf.NameTree(volume.Root.Names.Dests).items()


def _labels(volume: Any, shown: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    """Yield how each of the pages of a *volume* that are *shown* is numbered, if they are."""
    if "/PageLabels" not in volume.Root:
        return
    said = dict(pikepdf.NumberTree(volume.Root.PageLabels).items())
    look: dict[str, Any] = {}
    for page in range(len(volume.pages)):
        if page in said:
            look = dict(said[page].items())
        else:
            look = {**look, "/St": int(look.get("/St", 1)) + 1}
        if page in shown:
            yield look


def _put(book: Any, names: Mapping[str, Any], labels: Sequence[Mapping[str, Any]]) -> None:
    """Give the *book* its *names* of places and the *labels* of its pages."""
    if names:
        tree = pikepdf.NameTree.new(book)
        for name, place in names.items():
            tree[name] = pikepdf.Array(place)
        book.Root.Names.Dests = tree.obj
    numbers: list[Any] = []
    for page, look in enumerate(labels):
        numbers += [page, pikepdf.Dictionary(dict(look))]
    if numbers:
        book.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(numbers))


# -- tags --------------------------------------------------------------------------------------


class _Tags:
    """What on the pages is a heading, a paragraph, a link: one tree, from those of the volumes.

    Pages and links have keys, by which the tree tells their elements; some elements have names.
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._elements: list[Any] = []
        self._by_key: list[Any] = []
        self._named: list[Any] = []

    def take(self, volume: Any, pages: Sequence[Any], prefix: str) -> Any:
        """Return what is on *pages* of a *volume*, whose keys and names become those of the book.

        It is one object, which can be copied into the book when the pages are there.
        """
        root = volume.Root.StructTreeRoot
        known = dict(pikepdf.NumberTree(root.ParentTree).items())
        by_key: list[Any] = []
        for page in pages:
            links = [(link, "/StructParent") for link in page.get("/Annots", ())]
            for holder, key in [(page.obj, "/StructParents"), *links]:
                if key in holder:
                    by_key.append(known[int(holder[key])])
                    holder[key] = len(self._by_key) + len(by_key) - 1
        own = {page.objgen for page in pages}
        top = root.K[0]
        top.K = pikepdf.Array([element for element in top.K if _page_of(element) in own])
        named = [element for element in _named(root) if _page_of(element) in own]
        if prefix:
            _rename(named, prefix)
        if "/P" in top:
            del top["/P"]  # the way to all that stays behind
        found = {
            "/Elements": top.K,
            "/ByKey": pikepdf.Array(by_key),
            "/Named": pikepdf.Array(named),
        }
        return volume.make_indirect(pikepdf.Dictionary(found))

    def add(self, taken: Any) -> None:
        """Add what was *taken*, and copied into the book."""
        self._elements.extend(taken.Elements)
        self._by_key.extend(taken.ByKey)
        self._named.extend(taken.Named)

    def put(self) -> None:
        """Put the tree into the book."""
        root = self._book.Root.StructTreeRoot
        top = root.K[0]
        top.P = root
        for element in self._elements:
            element.P = top
        top.K = pikepdf.Array(self._elements)
        numbers: list[Any] = []
        for key, value in enumerate(self._by_key):
            numbers += [key, value]
        root.ParentTree = pikepdf.Dictionary(Nums=pikepdf.Array(numbers))
        root.ParentTreeNextKey = len(self._by_key)
        if self._named:
            tree = pikepdf.NameTree.new(self._book)
            for element in self._named:
                tree[str(element.ID)] = element
            root.IDTree = tree.obj


def _page_of(element: Any) -> Any:
    """Return which page an *element* of the tree begins on, None if it is on none."""
    left = [element]
    while left:
        found = left.pop()
        if "/Pg" in found:
            return found.Pg.objgen
        inner = [kid for kid in found.get("/K", ()) if isinstance(kid, pikepdf.Dictionary)]
        left += reversed(inner)
    return None


def _named(root: Any) -> list[Any]:
    return (
        [element for _, element in pikepdf.NameTree(root.IDTree).items()]
        if "/IDTree" in root
        else []
    )


def _rename(named: Sequence[Any], prefix: str) -> None:
    """Put *prefix* before the names of elements, and where cells tell those of their heads."""
    tables = {}
    for element in named:
        element.ID = f"{prefix}{element.ID}"
        above = element
        while "/P" in above and above.get("/S") != "/Table":
            above = above.P
        if above.get("/S") == "/Table":
            tables[above.objgen] = above
    left, done = list(tables.values()), set()
    while left:
        element = left.pop()
        if element.objgen in done:  # of a table in a table
            continue
        done.add(element.objgen)
        left += [kid for kid in element.get("/K", ()) if isinstance(kid, pikepdf.Dictionary)]
        for attributes in element.get("/A", ()):
            if "/Headers" in attributes:
                heads = [f"{prefix}{name}" for name in attributes.Headers]
                attributes.Headers = pikepdf.Array(heads)


if __name__ == "__main__":
    asked = json.load(sys.stdin.buffer)
    bind(
        [Part(*part) for part in asked["parts"]],
        {address: Target(*target) for address, target in asked["targets"].items()},
        asked["target"],
    )
