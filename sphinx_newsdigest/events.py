"""What happens around reading and writing: sources mended, the index filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .logging import Subtype, warn
from .passages import is_there
from .resolve import entries, sight
from .sources import repaired

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def read_otherwise(
    app: Sphinx,
    env: BuildEnvironment,
    added: AbstractSet[str],
    changed: AbstractSet[str],
    removed: AbstractSet[str],
) -> list[str]:
    """Return the documents that would read otherwise now, though their sources have not changed.

    A file that was not there is there, or a document is gone to which they link, or which a table
    of contents names. Sphinx reads only those tables again that have patterns; books of one file
    would then bind in what was removed, from its doctree.
    """
    domain: Any = env.get_domain("digest")
    found = [
        docname
        for docname, document in domain.documents.items()
        if not all((env.srcdir / path).is_file() for path in document.linked)
        or any(is_there(str(env.srcdir / path)) for path in document.missing)
    ]
    tables = [name for name, named in env.toctree_includes.items() if not removed.isdisjoint(named)]
    return [*found, *tables]


def mend_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Mend what would be lost in parsing, and say so."""
    path = app.env.doc2path(docname)
    filetype = app.config.source_suffix.get(path.suffix)
    is_myst = filetype == "markdown" and "myst_enable_extensions" in app.config
    fences = is_myst and "colon_fence" in app.config.myst_enable_extensions
    _mend(path, source, fences=fences, markdown=is_myst)


def mend_included(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
    """Mend what is included into reStructuredText, which comes from no source of its own."""
    _mend(app.env.srcdir / path, content, fences=False, markdown=False)


def _mend(path: Path, text: list[str], *, fences: bool, markdown: bool) -> None:
    text[0], repairs = repaired(text[0], fences=fences, markdown=markdown)
    for repair in repairs:
        warn(
            Subtype(repair.subtype),
            repair.message,
            location=f"{path}:{repair.line}",
            **repair.values,
        )


def fill_index(app: Sphinx, builder: Builder) -> None:
    """Put the entries of records into the general index, where HTML and ePub look.

    This is after the environment is saved, so that it is never done twice. Formats that
    take the index from the text find the same entries there.
    """
    index: dict[str, list[Any]] = app.env.domaindata["index"]["entries"]
    for docname, found in entries(sight(app.env)).items():
        index[docname] = [*index.get(docname, ()), *found]
