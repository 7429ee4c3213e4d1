"""A long book is set in volumes, for Typst keeps all that it sets in memory.

A volume is the book without the pieces that are in others. Numbers of pages stand in it as
text, and links lead to addresses that become places when the volumes are bound. The contents
and the index look for what they list themselves: for them there are *stand-ins*, pages at the
end with the number, and the places, of those they stand for. All numbers are those that the
round before has told; when a round tells nothing new, the pages of the volumes are those of
the whole book.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from .markup import anchor, aside, call, code, page_of, replaced, string, way

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The label of what a volume reports of itself; no document has this name.
REPORT = "sphinx-newsdigest:volume:report"

#: Where links lead until the volumes are bound, before a number; and what follows it where the
#: words of the link are the number of a page.
_ADDRESS = "urn:sphinx-newsdigest:place:"
NUMBER = ":number"

#: Where the pieces of a volume begin and end.
_BEGINS = "/volume"
_ENDS = "/volume-end"

#: What stands around the sign that counts, in a pattern of numbers.
_COUNTING = "1aAiIαΑ一壹あいアイאا가ㄱ१১ক*①⓵"
_AROUND = re.compile(rf"^[^{_COUNTING}]+|[^{_COUNTING}]+$")

#: The characters of code of a page, about. Of a first guess, only the number of digits matters.
_PAGE = 7000


@dataclass(slots=True)
class Piece:
    """A part of a book that is never cut."""

    markup: str = ""  # what the book says to include it
    files: dict[str, str] = field(default_factory=dict)  # code by path, from the root
    opens: bool = False  # whether it begins a page
    needs: set[int] = field(default_factory=set)  # pieces that must be in the same volume
    leads: set[str] = field(default_factory=set)  # labels that links in the files lead to
    lists: set[str] = field(default_factory=set)  # labels that it looks for itself

    @property
    def size(self) -> int:
        """The characters of its code, wherever its sources are."""
        code = "\n".join((self.markup, *self.files.values()))
        return sum(len(line) for line in code.split("\n") if not line.startswith("//"))


class Title(NamedTuple):
    """A heading of the book."""

    piece: int
    level: int
    labels: Sequence[str]  # the first is that of the heading itself
    source: str  # a comment that says where it comes from
    words: str  # code

    def code(self, labels: Sequence[str]) -> str:
        """Return the code of the heading with these *labels*."""
        begin = call("section-title", level=self.level, labels=labels)
        return f"{self.source}\n{begin}{{\n{self.words}\n}})"


@dataclass(slots=True)
class Manuscript:
    """What a book is made of."""

    pieces: list[Piece] = field(default_factory=list)  # in their order
    titles: list[Title] = field(default_factory=list)  # in their order
    parted: bool = False  # whether parts stand above the chapters
    placed: dict[str, int] = field(default_factory=dict)  # labels, and the piece of each


class Place(NamedTuple):
    """Where something stands."""

    volume: int
    page: int  # of the volume, from the first of its pieces
    step: int  # what its number is more than that of the first page
    x: float  # points from the left
    y: float  # points from the top
    kind: str  # what a reference calls it, "" if it is no heading


class Volume(NamedTuple):
    """A volume as it is set."""

    at: int  # which of them, from 0
    main: str  # the path of the file to compile, from the root
    files: dict[str, str]  # code by path, from the root
    has_blank: bool  # before its pieces
    stand_ins: list[tuple[int, int]]  # volume and page, as of places, that the last stand for


def main_code(body: str) -> str:
    """Return the code of a book in the look of the template."""
    return f'#import "template.typ": *\n#show: book\n{body}\n'


def cut(book: Manuscript, most: int) -> list[range]:
    """Return the pieces of each volume, of about *most* characters or less where that can be.

    A volume begins with a page, and what lists all the others is one by itself.
    """
    sizes = [piece.size for piece in book.pieces]
    if sum(sizes) <= most:
        return [range(len(sizes))]
    room = sum(sizes) / -(-sum(sizes) // most)  # all alike: the last one is no leftover
    needs = [min({at, *piece.needs}) for at, piece in enumerate(book.pieces)]
    needed = [*accumulate(reversed(needs), min)][::-1]  # the first that is, by what follows
    starts, size = [0], 0
    for at, piece in enumerate(book.pieces):
        is_full = size + sizes[at] / 2 > room and needed[at] >= at
        if at > 0 and piece.opens and (is_full or piece.lists):
            starts.append(at)
            size = 0
        size += sizes[at]
    return [range(*ends) for ends in pairwise([*starts, len(sizes)])]


class Setting:
    """The volumes of a book, as they are by what they have reported so far."""

    def __init__(self, book: Manuscript, volumes: Sequence[range]) -> None:
        self._book = book
        self._volumes = volumes
        of = [number for number, pieces in enumerate(volumes) for _ in pieces]
        sought = {title.labels[0] for title in book.titles}
        sought.update(*(piece.leads | piece.lists for piece in book.pieces))
        #: Where each label is that something leads to.
        self._places = {
            label: Place(of[piece], 0, 0, 0, 0, "")
            for label, piece in book.placed.items()
            if label in sought
        }
        self._addresses = {label: f"{_ADDRESS}{n}" for n, label in enumerate(self._places)}
        #: Of each volume: the pages of its pieces, from 0; how many these are, and how their
        #: numbers look.
        self.own: list[range] = [range(0) for _ in volumes]
        self._counts = [1 for _ in volumes]
        self._looks = ["1" for _ in volumes]
        #: The pages before the pieces of each, without a blank one, and before those of the
        #: book, of which the first has a number.
        self._begins: list[int | None] = [None for _ in volumes]
        self._before, self._start = 0, 1
        #: The characters before each piece, and of all.
        self._sizes = [*accumulate((piece.size for piece in book.pieces), initial=0)]
        self._guess()

    def __len__(self) -> int:
        return len(self._volumes)

    def _guess(self) -> None:
        """Guess how many pages those volumes have that have not reported.

        Of a number in the text, only how many digits it has makes a difference.
        """
        before = self._sizes
        known = [at for at, own in enumerate(self.own) if own]
        sizes = [before[span.stop] - before[span.start] for span in self._volumes]
        pages = sum(self._counts[at] for at in known)
        rate = sum(sizes[at] for at in known) / pages if pages else _PAGE
        for at in set(range(len(self))) - set(known):
            self._counts[at] = int(sizes[at] / rate) + 1
            start = before[self._volumes[at].start]
            for label in self._asked(at):
                step = int((before[self._book.placed[label]] - start) / rate)
                self._places[label] = Place(at, 0, step, 0, 0, "")

    def learn(self, volume: Volume, report: Any) -> None:
        """Take in what a *volume* has reported of itself."""
        at = volume.at
        begin, first, end, look, places = report
        self.own[at] = range(begin, end)
        self._counts[at] = end - begin
        self._looks[at] = look
        if at == 0:  # a template can let its own pages count
            self._before, self._start = begin, first
        self._begins[at] = begin - volume.has_blank
        for label, (page, number, *where) in zip(self._asked(at), places, strict=True):
            self._places[label] = Place(at, page, number - first, *where)
        self._guess()

    def _wants_blank(self, at: int) -> bool:
        """Say whether a volume wants a blank page before it, so that left and right are right."""
        begins = self._begins[at]
        return begins is not None and (self._before + sum(self._counts[:at]) - begins) % 2 == 1

    def targets(self) -> dict[str, tuple[Place, str, str]]:
        """Return the place that each address stands for, its number, and this as it looks."""
        found = {}
        for label, place in self._places.items():
            number = str(self._first(place.volume) + place.step)
            shown = self._looks[place.volume].replace("1", number)
            found[self._addresses[label]] = (place, number, shown)
        return found

    def _asked(self, at: int) -> list[str]:
        """Return the labels in a volume that something leads to."""
        return [label for label, place in self._places.items() if place.volume == at]

    def _first(self, at: int) -> int:
        """Return the number with which a volume begins."""
        return self._start + sum(self._counts[:at])

    def volume(self, at: int) -> Volume:
        """Return a volume; the first has the table of contents."""
        span = self._volumes[at]
        pieces = self._book.pieces[span.start : span.stop]
        lines = []
        has_blank = self._wants_blank(at)
        if at > 0:  # the headings that what begins here stands under
            path = (self._title(title, ()) for title in self._path(span.start))
            lines = [f"#{{\n{title}\n}}" for title in path]
            lines += ["#pagebreak()", *(["~", "#pagebreak()"] if has_blank else [])]
            lines.append(f"#counter(page).update({self._first(at)})")
        markup = (piece.markup for piece in pieces)
        lines += [f"#{anchor(_BEGINS)}", *markup, f"#{anchor(_ENDS)}"]
        pages = [list(page) for _, page in groupby(self._stand_ins(at), lambda it: it[0][:2])]
        if pages:
            lines.append("#set page(margin: 0pt, header: none, footer: none)")
            lines += map(self._stand_in, pages)
            # A template can have pages after the book, which go on counting.
            lines.append(f"#counter(page).update({self._first(at) + self._counts[at]})")
        lines.append(_report(self._asked(at)))
        main = f"/volume-{at + 1}.typ"
        files = {main: main_code("\n".join(lines))}
        for piece in pieces:
            stated = self._stated(piece.leads)
            files |= {path: replaced(text, stated) for path, text in piece.files.items()}
        stand_ins = [page[0][0][:2] for page in pages]
        return Volume(at, main, files, has_blank, stand_ins)

    def _number(self, place: Place, look: str) -> str:
        """Return the code of the number of a *place*."""
        return f"numbering({string(look)}, {self._first(place.volume) + place.step})"

    def _stated(self, labels: Iterable[str]) -> dict[str, str]:
        """Return the lines that lead to *labels*, and what says the same without a look."""
        lines = {}
        for label in labels:
            if label in self._places:
                uri = self._addresses[label]
                lines[way(label)] = f"link({string(uri)}, {{"
                # As Typst's own reference: without what stands around the number, and no link to
                # the eye.
                place = self._places[label]
                number = self._number(place, _AROUND.sub("", self._looks[place.volume]))
                shown = f"text(fill: aside-look.fill, {number})"
                lines[page_of(label)] = aside(f"link({string(uri + NUMBER)}, {shown})")
        return lines

    def _title(self, title: Title, labels: Sequence[str]) -> str:
        """Return the code of a *title* with these *labels*, whatever it leads to."""
        leads = self._book.pieces[title.piece].leads
        return replaced(title.code(labels), self._stated(leads))

    def _path(self, start: int) -> list[Title]:
        """Return the headings above the beginning of a piece, and the last before it."""
        path: list[Title] = []
        for title in self._book.titles:
            if title.piece < start:
                path = [above for above in path if above.level < title.level]
                path.append(title)
        return path

    def _stand_ins(self, at: int) -> list[tuple[Place, str]]:
        """Return what stands for what a volume lists and is in others, page by page."""
        span = self._volumes[at]
        titles = [title for title in self._book.titles if at == 0 and title.piece not in span]
        found = [
            (self._places[title.labels[0]], self._title(title, title.labels)) for title in titles
        ]
        there = {label for title in titles for label in title.labels}
        lists = [piece.lists for piece in self._book.pieces[span.start : span.stop]]
        listed = set().union(*lists) - there
        found += [
            (place, _unlisted(label) if place.kind else anchor(label))
            for label, place in self._places.items()
            if label in listed and place.volume != at
        ]
        return sorted(found, key=lambda it: it[0][:2])

    def _stand_in(self, things: Sequence[tuple[Place, str]]) -> str:
        """Return a page with *things*, each in its place.

        Its number is said as a way of numbering, for a counter that is set many times takes
        Typst hundreds of times the memory.
        """
        number = self._number(things[0][0], self._looks[things[0][0].volume])
        lines = [
            f"place(top + left, dx: {place.x}pt, dy: {place.y}pt, {{\n{shown}\n}})"
            for place, shown in things
        ]
        return "\n".join(["#{", f"set page(numbering: (..counted) => {number})", *lines, "}"])


def _unlisted(label: str) -> str:
    """Return a heading that no list has, for links tell that they lead to one."""
    return f"[#heading(outlined: false, bookmarked: false)[~]#label({string(label)})]"


def _report(labels: Sequence[str]) -> str:
    """Return the code that tells where the pieces begin and end, and where *labels* are."""
    return f"""#context {{
let begin = locate(label({string(_BEGINS)}))
let look = begin.page-numbering()
let places = {code(labels)}.map(id => {{
  let found = query(label(id)).first()
  let at = found.location()
  let place = at.position()
  let kind = if found.func() == heading {{ found.supplement }} else {{ none }}
  (
    place.page - begin.page(), counter(page).at(at).first(), place.x.pt(), place.y.pt(),
    if kind != none and kind.has("text") {{ kind.text }} else {{ "" }},
  )
}})
let told = (
  begin.page() - 1, counter(page).at(begin).first(), locate(label({string(_ENDS)})).page(),
  if type(look) == str {{ look }} else {{ "1" }}, places,
)
[#metadata(told)#label({string(REPORT)})]
}}"""
