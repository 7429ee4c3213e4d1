"""What a page is made of, as one digest: its own source, and all that it shows of others."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from docutils import nodes

from .downloads import labels
from .resolve import sight
from .search.characters import has_letters
from .shown import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .domain import DigestDomain


def note_reading(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a source reads as, with the pictures and other files that it takes in.

    Sphinx compares the times of sources and pages. This is not enough where two outputs
    share what is read: a file included, a picture that turned up, a value of the config.
    """
    env = app.env
    found = hashlib.sha256()
    for node in doctree.children:
        found.update(node.pformat().encode("utf-8", "surrogatepass"))
    for name in sorted(map(str, env.dependencies.get(env.docname, ()))):
        path = env.srcdir / name
        found.update(path.read_bytes() if path.is_file() else b"\0")
    domain: DigestDomain = env.get_domain("digest")  # type: ignore[assignment]  # our domain
    characters = any(map(has_letters, doctree.findall(nodes.Text)))
    domain.note_reading(env.docname, found.hexdigest()[:16], characters=characters)


def digests(env: BuildEnvironment) -> dict[str, str]:
    """Return a digest per document over all of which its page is made."""
    seen = sight(env)
    domain: DigestDomain = env.get_domain("digest")  # type: ignore[assignment]  # our domain
    # On each page, in its menu.
    offered = zip((file.name for file in domain.downloads), labels(domain.downloads), strict=True)
    shared = _digest(
        [repr(seen.publication), repr([*offered]), *_settings(env.config), *_navigation(env)]
    )
    cited = _Cited(env)
    found = {}
    for docname in sorted(env.found_docs):
        document = seen.catalogue.documents.get(docname)
        views = document.views if document else ()
        found[docname] = _digest(
            [
                shared,
                domain.read.get(docname, ""),
                *(repr(show(view, seen)) for view in views),
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


def _navigation(env: BuildEnvironment) -> Iterator[str]:
    """Yield what the navigation of every page is made of."""
    standard = env.domaindata["std"]
    for docname in sorted(env.found_docs):
        yield docname
        for titles in (env.titles, env.longtitles, env.tocs):
            if docname in titles:
                yield titles[docname].pformat()
        yield repr(env.toctree_includes.get(docname))
        yield repr(env.toc_secnumbers.get(docname))
        yield repr(env.toc_fignumbers.get(docname))
    for key in ("labels", "anonlabels", "objects", "terms"):
        yield repr(sorted(standard.get(key, {}).items(), key=repr))


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


def _digest(parts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()[:16]
