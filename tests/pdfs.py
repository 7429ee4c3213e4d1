"""What stands in a PDF: read back with poppler and pikepdf."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Book


def text_of(pdf: Path) -> str:
    """Return what a reader sees in *pdf*, without white space."""
    found = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(pdf), "-"], capture_output=True, check=True
    )
    return squeezed(found.stdout.decode())


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u2060\xad]+", "", text)


class Word(NamedTuple):
    """A word and where it stands, in points from the top left corner of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Page(NamedTuple):
    """A page: its size in points, and the words on it."""

    width: float
    height: float
    words: list[Word]


def pages(pdf: Path) -> list[Page]:
    """Return the pages of *pdf*, as poppler sees them."""
    found = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-bbox", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode(errors="replace")
    made: list[Page] = []
    for line in found.splitlines():
        numbers = [float(it) for it in re.findall(r'="([\d.-]+)"', line.partition(">")[0])]
        if "<page" in line:
            made.append(Page(numbers[0], numbers[1], []))
        elif "<word" in line:
            text = unescape(line.partition(">")[2].rpartition("</word>")[0])
            made[-1].words.append(Word(text, *numbers))
    return made


def numbers_of_pages(pdf: Path, index: str) -> list[tuple[str, str]]:
    """Return the numbers on links of *pdf* that name pages, and the pages the links lead to.

    These are the ones in brackets, and all behind the title of the *index*.
    """
    made = []
    with pikepdf.open(pdf) as opened:
        labels = {page.obj.objgen: str(page.label) for page in opened.pages}
        names = pikepdf.NameTree(opened.Root.Names.Dests)
        in_index = False
        for page, seen in zip(opened.pages, pages(pdf), strict=True):
            in_index = in_index or [word.text for word in seen.words[:1]] == [index]
            for annotation in page.get("/Annots", []):
                if "/Dest" not in annotation:
                    continue
                left, bottom, right, top = map(float, annotation.Rect)
                x, y = (left + right) / 2, seen.height - (bottom + top) / 2
                inside = [
                    w.text for w in seen.words if w.left < x < w.right and w.top < y < w.bottom
                ]
                text = "".join(inside).rstrip(",.，。；、：:;")
                if re.fullmatch(r"\d+" if in_index else r"[（(]\d+[)）]", text):
                    place = annotation.Dest
                    place = names[str(place)] if isinstance(place, pikepdf.String) else place
                    made.append((text.strip("()（）"), labels[place[0].objgen]))
    return made


def contents(pdf: Path) -> str:
    """Return the text of the table of contents: of the pages with numbers that are letters."""
    with pikepdf.open(pdf) as opened:
        is_roman = [str(page.label).isalpha() for page in opened.pages]
    found = [page for page, roman in zip(pages(pdf), is_roman, strict=True) if roman]
    inner = [w for page in found for w in page.words if w.top < page.height - 60]
    return squeezed("".join(word.text for word in inner))


def unseen_glyphs(pdf: Path) -> int:
    """Return how many characters in *pdf* are drawn with the glyph of those that a font lacks."""
    made = 0
    with pikepdf.open(pdf) as opened:
        for page in opened.pages:
            resources: Any = page.get("/Resources", pikepdf.Dictionary())
            fonts: Any = resources.get("/Font", pikepdf.Dictionary())
            has_two_bytes = False
            for instruction in pikepdf.parse_content_stream(page):
                operands: Any = instruction.operands
                match str(instruction.operator):
                    case "Tf":
                        has_two_bytes = fonts[operands[0]].Subtype == "/Type0"
                    case "Tj" | "TJ" if has_two_bytes:
                        parts = operands[0] if str(instruction.operator) == "TJ" else operands
                        text = b"".join(bytes(it) for it in parts if isinstance(it, pikepdf.String))
                        made += sum(text[at : at + 2] == b"\0\0" for at in range(0, len(text), 2))
    return made


def addresses(pdf: Path) -> set[str]:
    """Return where the links of *pdf* lead that leave it."""
    with pikepdf.open(pdf) as opened:
        actions = [
            annotation.A
            for page in opened.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation
        ]
        return {str(action.URI) for action in actions if "/URI" in action}


def outline(pdf: Path, *, nested: bool = False) -> list[str]:
    """Return the titles of the outline of *pdf*, in their order; *nested* ones after dots."""
    with pikepdf.open(pdf) as opened, opened.open_outline() as found:
        titles: list[str] = []

        def walk(entries: Any, before: str) -> None:
            for entry in entries:
                titles.append(before + squeezed(entry.title))
                walk(entry.children, before + ". " * nested)

        walk(found.root, "")
        return titles


def words_of(book: Book) -> str:
    """Return the text of the only PDF of *book*, in its lines; compatible forms are one."""
    (pdf,) = book.out.glob("*.pdf")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFKC", done.stdout.decode()).replace("\u200b", "")


def outside(book: Book) -> list[str]:
    """Return the words of the only PDF of *book* that reach into the margins of their pages."""
    (pdf,) = book.out.glob("*.pdf")
    found = pages(pdf)
    assert any(page.words for page in found)
    return [
        word.text
        for page in found
        for word in page.words
        if word.left < 40
        or word.right > page.width - 60
        or word.top < 0
        or word.bottom > page.height
    ]


class Anatomy(NamedTuple):
    """What makes a PDF more than its pages: the same for two that a reader cannot tell apart."""

    labels: list[str]  # the number on each page
    names: dict[str, Any]  # places that have names
    links: list[list[Any]]  # of each page: where they are and lead, and what they are called
    outline: list[Any]  # depth, title and place
    tags: list[Any]  # depth, kind and page
    keys: set[str]  # what else the PDF says of itself


def anatomy(pdf: Path) -> Anatomy:
    """Return the anatomy of *pdf*; fail if its tags and what they are on disagree."""
    with pikepdf.open(pdf) as opened:
        pages: dict[Any, int] = {page.objgen: at for at, page in enumerate(opened.pages)}
        root: Any = opened.Root

        def place(found: Any) -> Any:
            if not isinstance(found, pikepdf.Array):
                return names[str(found)]
            return pages[found[0].objgen], *(round(float(it), 1) for it in found[2:])

        names: dict[str, Any] = {}
        if "/Names" in root:
            names = {name: place(it) for name, it in pikepdf.NameTree(root.Names.Dests).items()}
        return Anatomy(
            [str(page.label) for page in opened.pages],
            names,
            [
                [
                    (
                        [round(float(it), 1) for it in link.Rect],
                        place(link.Dest) if "/Dest" in link else str(link.A.URI),
                        str(link.get("/Contents", "")),
                    )
                    for link in page.get("/Annots", ())
                ]
                for page in opened.pages
            ],
            [
                (depth, str(entry.Title), place(entry.Dest))
                for depth, entry in _entries(root.Outlines)
            ],
            list(_tags(opened, pages)),
            set(map(str, root.keys())),
        )


def _entries(above: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    entry = above.get("/First")
    while entry is not None:
        yield depth, entry
        yield from _entries(entry, depth + 1)
        entry = entry.get("/Next")


def _tags(opened: Any, pages: dict[Any, int]) -> Iterator[Any]:
    root = opened.Root.StructTreeRoot
    by_key = dict(pikepdf.NumberTree(root.ParentTree).items())
    named = dict(pikepdf.NameTree(root.IDTree).items()) if "/IDTree" in root else {}
    seen = set()
    left = [(0, root.K[0], root)]
    while left:
        depth, element, above = left.pop()
        assert element.P.objgen == above.objgen
        page = pages[element.Pg.objgen] if "/Pg" in element else None
        yield depth, str(element.S), page, str(element.get("/T", ""))
        if "/ID" in element:
            assert named[str(element.ID)].objgen == element.objgen
            seen.add(str(element.ID))
        for attributes in element.get("/A", ()):
            assert {str(name) for name in attributes.get("/Headers", ())} <= named.keys()
        inner = []
        for kid in element.get("/K", ()):
            if isinstance(kid, int):
                assert by_key[int(opened.pages[page].StructParents)][kid].objgen == element.objgen
            elif "/S" in kid:
                inner.append((depth + 1, kid, element))
            else:
                if kid.Type == "/OBJR":
                    assert by_key[int(kid.Obj.StructParent)].objgen == element.objgen
                yield depth + 1, str(kid.Type), pages[kid.Pg.objgen]
        left += reversed(inner)
    assert seen == named.keys()
