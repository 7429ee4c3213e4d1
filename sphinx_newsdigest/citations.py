"""How to cite the issues and reports of a publication."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pybtex.database import BibliographyData, Entry, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from .catalogue import Catalogue
    from .model import Issue, Report

_PLAIN = str.maketrans(
    {"{": "(", "}": ")", "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "$": r"\$"}
)


@dataclass(frozen=True, slots=True)
class Publication:
    """The whole book, as a citation names it."""

    title: str
    author: str
    language: str
    base: str  # URL below which the pages are; "" is unknown
    suffix: str = ".html"

    def url(self, docname: str, anchor: str) -> str:
        """Return the address of a record, relative where the base is not known."""
        base = self.base and self.base.rstrip("/") + "/"
        return f"{base}{quote(docname)}{self.suffix}" + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing that can be cited."""

    key: str
    title: str
    authors: tuple[str, ...]
    publication: str
    date: date | None
    url: str

    @property
    def text(self) -> str:
        """The citation in one line, in the order author, title, publication, date, address."""
        said = (", ".join(self.authors), self.title, self.publication, self.date and str(self.date))
        return ". ".join(part for part in said if part) + f". {self.url}"


def citation(record: Issue | Report, publication: Publication) -> Citation:
    """Return how to cite an issue or a report of *publication*."""
    return Citation(
        key=record.anchor,
        title=record.title,
        authors=record.credits.editors or tuple(filter(None, (publication.author,))),
        publication=publication.title,
        date=record.date,
        url=publication.url(record.docname, record.anchor),
    )


def bibliography(catalogue: Catalogue, publication: Publication) -> str:
    """Return a BibTeX entry for each issue and report, by key; "" if there is none."""
    records: Iterable[Issue | Report] = (*catalogue.issues, *catalogue.report.values())
    entries = {
        cited.key: _entry(cited)
        for cited in sorted((citation(r, publication) for r in records), key=lambda c: c.key)
    }
    if not entries:
        return ""
    text = BibliographyData(entries=entries).to_string("bibtex")
    # A URL is read as it stands; pybtex escapes it like words.
    urls = (entry.fields["url"] for entry in entries.values())
    return re.sub(r'(?m)^    url = ".*"', lambda _: f'    url = "{next(urls)}"', text)


def _entry(cited: Citation) -> Entry:
    fields = {
        "title": f"{{{_plain(cited.title)}}}",
        "howpublished": _plain(cited.publication),
        "url": cited.url,
    }
    if cited.date:
        fields |= {"date": cited.date.isoformat(), "year": str(cited.date.year)}
        fields |= {"month": str(cited.date.month)}
    # A name in braces is kept whole: Chinese names and offices have no "last, first".
    authors = [Person(last=f"{{{_plain(name)}}}") for name in cited.authors]
    return Entry("misc", fields=fields, persons={"author": authors} if authors else {})


def _plain(text: str) -> str:
    """Return *text* without braces, which BibTeX would count, and what pybtex does not escape."""
    return text.translate(_PLAIN)
