"""Search: the language that Sphinx cuts words with, and the texts beside its index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.search import languages
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..model import Item
from ..navigation import BUILDERS
from ..queries import date_of
from ..resolve import sight
from ..search.characters import has_letters
from ..search.language import is_active, is_written_in_characters, search_language
from ..search.texts import NOTHING, dump, is_aside, is_whole, load, only_characters, page
from ..trees import find
from .files import write_if_changed

if TYPE_CHECKING:
    from datetime import date

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..catalogue import Catalogue
    from ..model import Document
    from ..search.texts import Page

#: The texts, which a browser loads with the first query.
TEXTS = "searchtexts.js"


class LeaveOutAsides(SphinxPostTransform):
    """Keep out of the index what leads through the book, or is on each page."""

    default_priority = 820
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        # In other books the index has what Sphinx would put there.
        if is_active(self.env) and is_written_in_characters(self.config):
            for node in filter(is_aside, find(self.document, nodes.Element)):
                node["classes"].append("no-search")


class Texts:
    """Watches one build: in which language it searches, which texts it writes."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}
        self._of_sphinx: dict[str, Any] = {}  # languages, where ours is registered

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Register the language; return all documents if their texts are lost."""
        self._pages = {}
        if not (getattr(app.builder, "search", False) and app.config.newsdigest_search):
            return []
        self._of_sphinx = languages.copy()
        characters = is_active(env)
        app.add_search_language(search_language(app.config, characters=characters))
        if not characters:
            return []
        is_lost = app.builder.name in BUILDERS and not is_whole(_path(app))
        return sorted(env.found_docs) if is_lost else []

    def note(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Take the texts of a page that is about to be written."""
        env = app.env
        if app.builder.name not in BUILDERS or not is_active(env):
            return
        whole = is_written_in_characters(app.config)
        has_any = whole or any(map(has_letters, find(doctree, nodes.Text)))
        if not has_any or {"no-search", "nosearch"} & env.metadata[docname].keys():
            self._pages[docname] = NOTHING
            return
        catalogue = sight(env).catalogue
        found = page(
            doctree,
            env.titles[docname].astext(),
            _day_of(catalogue.documents.get(docname)),
            lambda anchor: _record_at(anchor, catalogue),
        )
        self._pages[docname] = found if whole else only_characters(found)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the texts; those of pages that were not written again are as they were."""
        if self._of_sphinx:
            # The next build in this process may be of another book.
            languages.clear()
            languages.update(self._of_sphinx)
        if exception is not None or app.builder.name not in BUILDERS:
            return
        if not is_active(app.env):
            write_if_changed(_path(app), "")
        elif self._pages:
            there = app.env.found_docs
            known = {} if there <= self._pages.keys() else load(_path(app))
            if known is None:  # damaged: the next build makes all of it anew
                _path(app).unlink()
                return
            known |= self._pages
            texts = dump({name: known[name] for name in sorted(known.keys() & there)})
            write_if_changed(_path(app), texts)


def _path(app: Sphinx) -> Path:
    return Path(app.outdir, TEXTS)


def _day_of(document: Document | None) -> str:
    """Return the day of the first issue or report in *document*, "" if there is none."""
    if document is None:
        return ""
    days = (
        *(issue.date or issue.end for issue in document.issues),
        *(part.date for part in document.events),
    )
    return _iso(next(filter(None, days), None))


def _record_at(anchor: str, catalogue: Catalogue) -> tuple[str, str]:
    """Return the day and, where it has one, the title of the record at *anchor*."""
    record = catalogue.at_anchor.get(anchor)
    if record is None:
        return "", ""
    title = "" if isinstance(record, Item) else record.title
    return _iso(date_of(catalogue, record)), title


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def setup(app: Sphinx) -> None:
    """Register the edition."""
    texts = Texts()
    app.connect("env-updated", texts.outdated)
    app.add_post_transform(LeaveOutAsides)
    app.connect("doctree-resolved", texts.note)
    app.connect("build-finished", texts.finish)
