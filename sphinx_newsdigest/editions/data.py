"""The data edition: ``archive.json`` and ``archive.bib``."""

from __future__ import annotations

import json
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders import Builder

from ..citations import bibliography
from ..model import Session
from ..resolve import sight
from ..text import visible_text
from ..trees import find
from .files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from ..model import Entity, Event, Image, Issue, Item, Link
    from ..shown import Sight

SCHEMA = 1
ARCHIVE = "archive.json"
BIBLIOGRAPHY = "archive.bib"


class DataBuilder(Builder):
    """Writes all records of the publication as JSON, and its bibliography."""

    name = "digest-data"
    format = "data"
    epilog = "The data are in %(outdir)s."
    allow_parallel = False

    def init(self) -> None:
        self._texts: dict[str, str] = {}

    def get_outdated_docs(self) -> AbstractSet[str]:
        """Return all documents where there is no archive: it is one file.

        Those made of something else than what it holds are known; see :mod:`.rewrite`.
        """
        archive = Path(self.outdir) / ARCHIVE
        return set() if archive.is_file() else self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return docname

    def write_documents(self, docnames: AbstractSet[str]) -> None:
        """Write the whole archive; the text of a record may quote any other document."""
        super().write_documents(self.env.found_docs)
        seen = sight(self.env)
        archive = archive_of(seen, self._texts)
        write_if_changed(Path(self.outdir) / ARCHIVE, _written(archive))
        write_if_changed(
            Path(self.outdir) / BIBLIOGRAPHY, bibliography(seen.catalogue, seen.publication)
        )

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Take the text of the records of a document as readers see it."""
        for target in find(doctree, nodes.target):
            if target.get("digest"):
                holder = target.parent
                if isinstance(holder, nodes.TextElement):  # the entry of a list
                    holder = holder.parent
                self._texts[target["ids"][0]] = _said(holder)
        at_anchor = sight(self.env).catalogue.at_anchor
        for section in find(doctree, nodes.section):
            for anchor in section["ids"]:
                if isinstance(at_anchor.get(anchor), Session):
                    self._texts[anchor] = _said(section)


def _written(archive: dict[str, Any]) -> bytes:
    """Return *archive* as JSON.

    It is written into a buffer: ``json.dumps`` makes a list of millions of pieces first, which
    takes ten times the memory of all of them.
    """
    data = BytesIO()
    text = TextIOWrapper(data, encoding="utf-8", newline="\n")
    json.dump(archive, text, ensure_ascii=False, indent=1)
    text.write("\n")
    text.flush()
    return data.getvalue()


def _said(holder: nodes.Element) -> str:
    """Return what an editor wrote below *holder*, without titles and what we put there."""
    return visible_text(
        child
        for child in holder.children
        if not isinstance(child, nodes.title) and child.get("digest") is None  # type: ignore[attr-defined]  # blocks are elements
    )


def archive_of(seen: Sight, texts: dict[str, str]) -> dict[str, Any]:
    """Return the archive as JSON has it; *texts* are the visible ones, by anchor."""
    catalogue, publication = seen.catalogue, seen.publication

    def url(docname: str, anchor: str) -> str:
        return publication.url(docname, anchor)

    def issue(record: Issue) -> dict[str, Any]:
        return {
            "id": record.id,
            "number": record.number,
            "newsletter": record.newsletter,
            "title": record.title,
            "period": {"start": _iso(record.start), "end": _iso(record.end)},
            "date": _iso(record.date),
            "docname": record.docname,
            "url": url(record.docname, record.anchor),
            "items": [f"{record.id}/{item.name}" for item in record.items],
        }

    def item(record: Item) -> dict[str, Any]:
        return {
            "id": record.id,
            "issue": record.issue,
            "event": record.event,
            "section": list(record.section),
            "text": texts.get(record.anchor, record.text),
            "date": _iso(record.date),
            "links": [link.url for link in record.links],
            "images": _images(record.images),
            "mentions": [
                {"entity": mention.entity, "kind": mention.kind, "grade": mention.grade}
                for mention in record.mentions
            ],
            "docname": record.docname,
            "anchor": record.anchor,
            "url": url(record.docname, record.anchor),
        }

    return {
        "schema": SCHEMA,
        "publication": {
            "title": publication.title,
            "language": publication.language,
            "url": publication.base or None,
        },
        "issues": [issue(record) for record in sorted(catalogue.issues, key=_by_id)],
        "items": [item(record) for record in sorted(catalogue.items, key=_by_id)],
        "links": [_link(record) for record in sorted(catalogue.links, key=_by_url)],
        "events": [_event(record) for record in catalogue.events],
        "sessions": [_session(record, texts) for record in sorted(catalogue.sessions, key=_by_id)],
        "projects": _entities(catalogue.entities, "project"),
        "organizations": _entities(catalogue.entities, "organization"),
        "people": _entities(catalogue.entities, "person"),
    }


def _by_id(record: Issue | Item | Session) -> str:
    return record.id


def _by_url(link: Link) -> tuple[object, ...]:
    return link.url, link.docname, link.anchor, link.part or 0, link.title


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _images(images: tuple[Image, ...]) -> list[dict[str, Any]]:
    return sorted(
        (
            {
                "uri": image.uri,
                "alt": image.alt,
                "caption": image.caption,
                "missing": image.missing,
            }
            for image in images
        ),
        key=lambda image: (image["uri"], image["caption"] or "", image["alt"] or ""),
    )


def _link(record: Link) -> dict[str, Any]:
    return {
        "url": record.url,
        "title": record.title or None,
        "host": record.host,
        "kind": record.kind,
        "language": record.language,
        "series": record.series,
        "part": record.part,
        "item": record.item,
        "session": record.session,
        "event": record.event,
        "docname": record.docname,
    }


def _event(record: Event) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title,
        "start": _iso(record.start),
        "end": _iso(record.end),
        "place": record.place,
        "venue": record.venue,
        "organizer": record.organizer,
        "url": record.url,
        "sponsors": sorted(record.sponsors),
        "docname": record.docname,
        "anchor": record.anchor,
        "reports": [
            {
                "id": report.id,
                "day": report.day,
                "date": _iso(report.date),
                "title": report.title,
                "docname": report.docname,
                "anchor": report.anchor,
            }
            for report in sorted(record.reports, key=lambda report: (report.day, report.id))
        ],
        "sessions": list(record.sessions),
    }


def _session(record: Session, texts: dict[str, str]) -> dict[str, Any]:
    return {
        "id": record.id,
        "event": record.event,
        "report": record.report,
        "title": record.title,
        "section": list(record.section),
        "kind": record.kind,
        "organizations": sorted(record.organizations),
        "customers": sorted(record.customers),
        "speakers": sorted(record.speakers),
        "projects": sorted(record.projects),
        "track": record.track,
        "date": _iso(record.date),
        "time": record.time,
        "room": record.room,
        "text": texts.get(record.anchor, record.text),
        "links": [link.url for link in record.links],
        "images": _images(record.images),
        "docname": record.docname,
        "anchor": record.anchor,
    }


def _entities(records: tuple[Entity, ...], kind: str) -> list[dict[str, Any]]:
    return [
        {
            "id": record.id,
            "title": record.title,
            "aliases": sorted(record.aliases),
            "url": record.url,
            "docname": record.docname,
            "anchor": record.anchor,
        }
        for record in records
        if record.kind == kind
    ]


def setup(app: Sphinx) -> None:
    """Register the edition."""
    app.add_builder(DataBuilder)
