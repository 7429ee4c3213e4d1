"""Sphinx's search index in a build that goes on: what Sphinx forgets of it, and what it keeps.

Loading the index of an earlier build, Sphinx leaves out the entries of the general index, and
words that stood only on pages that are gone or others now stay, with no page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


def complete(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the index what a fresh build makes it; yield no page.

    This is the last event before it is written.
    """
    builder: Any = app.builder
    if getattr(builder, "indexer", None) is not None:
        _drop_empty(builder.indexer._mapping)  # noqa: SLF001 - there is no other way to them
        _drop_empty(builder.indexer._title_mapping)  # noqa: SLF001
        _recall_entries(builder)
    yield from ()


def _drop_empty(words: dict[str, set[str]]) -> None:
    for word in [word for word, docnames in words.items() if not docnames]:
        del words[word]


def _recall_entries(builder: Any) -> None:
    """Take the entries of pages that were not written again from the file that is there."""
    entries: dict[str, list[tuple[str, str, str]]] = builder.indexer._index_entries  # noqa: SLF001
    loaded: set[str] = builder.indexer._titles.keys() - entries.keys()  # noqa: SLF001
    path = Path(builder.outdir, builder.searchindex_filename)
    if not loaded or not path.is_file():
        return
    # Sphinx has read it a moment ago, so it can be read.
    is_text = builder.indexer_dumps_unicode
    with path.open("r" if is_text else "rb", encoding="utf-8" if is_text else None) as stream:
        frozen = builder.indexer_format.load(stream)
    docnames = frozen["docnames"]
    known: dict[str, list[tuple[str, str, str]]] = {docname: [] for docname in loaded}
    for entry, places in frozen["indexentries"].items():
        for number, anchor, is_main in places:
            if docnames[number] in known:
                known[docnames[number]].append((entry, anchor, "main" if is_main else ""))
    whole = entries | known
    entries.clear()
    entries.update((docname, whole[docname]) for docname in sorted(whole))


def setup(app: Sphinx) -> None:
    """Register the edition."""
    app.connect("html-collect-pages", complete, priority=900)
