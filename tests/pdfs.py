"""What stands in a PDF: read back with poppler and pikepdf."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from typing import TYPE_CHECKING, Any

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
    return re.sub(r"[\s\u200b\xad]+", "", text)


def boxes(pdf: Path) -> Iterator[tuple[tuple[float, float], tuple[float, ...]]]:
    """Yield the size of the page and the box of each word."""
    found = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()
    size = (0.0, 0.0)
    for line in found.splitlines():
        numbers = tuple(map(float, re.findall(r'="([\d.-]+)"', line.partition(">")[0])))
        if "<page" in line:
            size = (numbers[0], numbers[1])
        elif "<word" in line:
            yield size, numbers


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
    """Return the words of the only PDF of *book* that reach into the margins of an A4 page."""
    (pdf,) = book.out.glob("*.pdf")
    done = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, check=True)
    found = re.findall(
        r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>',
        done.stdout.decode(errors="replace"),
    )
    assert found
    return [
        word
        for left, top, right, bottom, word in found
        if float(left) < 40 or float(right) > 595 - 60 or float(top) < 0 or float(bottom) > 842
    ]
