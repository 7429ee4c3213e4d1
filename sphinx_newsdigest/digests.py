"""What a page is made of, as one digest: its own source, and all that it shows of others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from docutils import nodes

from . import navigation
from .downloads import labels
from .navigation import digest, is_reference
from .resolve import sight
from .search.characters import has_letters
from .shown import index_entries, show
from .trees import find, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .domain import DigestDomain


def note_reading(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a source reads as, with the pictures and other files that it takes in.

    Sphinx compares the times of sources and pages. This is not enough where two outputs
    share what is read: a file included, a picture that turned up, a value of the config.
    """
    env = app.env
    # Documents and messages tell where the source is.
    outside = (nodes.document, nodes.system_message)
    inside = [node for node in find(doctree) if not isinstance(node, outside)]
    found = hashlib.sha256(told(inside).encode("utf-8", "surrogatepass"))
    for name in sorted(map(str, env.dependencies.get(env.docname, ()))):
        path = env.srcdir / name
        found.update(path.read_bytes() if path.is_file() else b"\0")
    domain: DigestDomain = env.get_domain("digest")  # type: ignore[assignment]  # our domain
    domain.note_reading(
        env.docname,
        found.hexdigest()[:16],
        navigation.titles_of(env, env.docname),
        characters=any(has_letters(node) for node in inside if isinstance(node, nodes.Text)),
        refers=any(map(is_reference, inside)),
    )


def digests(builder: Builder, env: BuildEnvironment) -> dict[str, str]:
    """Return a digest per document over all of which its page by *builder* is made."""
    seen = sight(env)
    domain: DigestDomain = env.get_domain("digest")  # type: ignore[assignment]  # our domain
    # On each page, in its menu.
    offered = zip((file.name for file in domain.downloads), labels(domain.downloads), strict=True)
    shared = digest([repr(seen.publication), repr([*offered]), *_settings(env.config)])
    titles = navigation.digests(builder, env, domain.titles, domain.referring)
    cited = _Cited(env)
    found = {}
    for docname in sorted(env.found_docs):
        document = seen.catalogue.documents.get(docname)
        views = document.views if document else ()
        records = seen.catalogue.in_document.get(docname, {}).values()
        found[docname] = digest(
            [
                shared,
                titles[docname],
                domain.read.get(docname, ""),
                *(repr(show(view, seen)) for view in views),
                *(repr((it.anchor, index_entries(it, seen.catalogue))) for it in records),
                *cited.by(docname),
            ]
        )
    return found


def _settings(config: Config) -> Iterator[str]:
    """Yield the config values for which Sphinx reads all sources again."""
    for value in config.filter(frozenset({"env"})):
        yield f"{value.name}={_plain(value.value)}"


def _plain(value: Any) -> str:
    """Return *value* as text that is the same in every process."""
    match value:
        case dict():
            return str(sorted((_plain(key), _plain(inner)) for key, inner in value.items()))
        case set() | frozenset():
            return str(sorted(map(_plain, value)))
        case list() | tuple():
            return str([_plain(inner) for inner in value])
        case str() | int() | float() | None:
            return repr(value)
        case _:
            return type(value).__qualname__  # a repr may tell where it is in memory


class _Cited:
    """The citations of sphinxcontrib-bibtex, which rewrites no page when labels change."""

    def __init__(self, env: BuildEnvironment) -> None:
        data: dict[str, Any] = env.domaindata.get("cite", {})
        self._keys: dict[str, set[str]] = {}
        for reference in data.get("citation_refs", ()):
            keys = self._keys.setdefault(reference.docname, set())
            keys.update(target.key for target in reference.targets)
        self._citations = [
            (
                citation.bibliography_key.docname,
                citation.key,
                citation.citation_id,
                citation.formatted_entry.label,
                repr(citation.formatted_entry.text),
            )
            for citation in data.get("citations", ())
        ]

    def by(self, docname: str) -> Iterator[str]:
        """Yield the citations that *docname* lists, or to which it refers."""
        keys = self._keys.get(docname, set())
        for citation in self._citations:
            if citation[0] == docname or citation[1] in keys:
                yield repr(citation)
