"""What the page of a document shows of the titles of others, and of the order they stand in."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder

from .trees import find, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

#: The folder of our templates.
TEMPLATES = Path(__file__).parent / "templates"

#: Builders with a page per document, at an address of its own.
BUILDERS = frozenset({"html", "dirhtml"})

THEME = "sphinx_book_theme"
#: A component of the theme that lists documents in the head of every page.
_LISTS_DOCUMENTS = "navbar-nav"


def has_shared_sidebar(builder: Builder) -> TypeGuard[StandaloneHTMLBuilder]:
    """Say whether the pages of *builder* load one table of contents, see ``editions.sidebar``."""
    return (
        isinstance(builder, StandaloneHTMLBuilder)
        and builder.name in BUILDERS
        and builder.config.html_theme == THEME
        and builder.config.newsdigest_sidebar
        and not builder.config.html_sidebars
    )


def is_reference(node: nodes.Node) -> bool:
    """Say whether *node* refers to what other documents declare, other than by our roles."""
    return isinstance(node, addnodes.pending_xref) and node.get("refdomain") != "digest"


def titles_of(env: BuildEnvironment, docname: str) -> str:
    """Return a digest of the titles in *docname*, which has just been read."""
    trees = (env.titles, env.longtitles, env.tocs)
    return digest(told(find(titles[docname])) for titles in trees if docname in titles)


def digests(
    builder: Builder,
    env: BuildEnvironment,
    titles: Mapping[str, str],
    referring: AbstractSet[str],
) -> Mapping[str, str]:
    """Return a digest per document of what its page tells of titles and order.

    *titles* are digests of the titles in each. A theme may show any title on any page. With the
    shared sidebar, a page shows its own, those of the documents around it, and of those in its
    tables of contents. What *referring* documents refer to is not followed up: theirs is made of
    everything.
    """
    own = {docname: digest(_own(env, docname, titles)) for docname in sorted(env.found_docs)}
    everything = digest([*own.values(), *_targets(env)])
    if not (has_shared_sidebar(builder) and _shows_neighbours_only(builder)):
        return dict.fromkeys(own, everything)
    around = env.collect_relations()
    return {
        docname: digest(
            [
                own[docname],
                *_titles(env, [env.config.root_doc, *_around(docname, around)]),
                *(own[inner] for inner in _below(env, docname) if inner in own),
                everything if docname in referring else "",
            ]
        )
        for docname in own
    }


def _shows_neighbours_only(builder: StandaloneHTMLBuilder) -> bool:
    """Say whether no template that somebody chose may show titles on every page."""
    known = [TEMPLATES, *map(Path, builder.theme.get_theme_dirs())]
    return all(
        any(map(Path(path).is_relative_to, known)) for path in builder.config.templates_path
    ) and _LISTS_DOCUMENTS not in str(builder.theme_options)


def _own(env: BuildEnvironment, docname: str, titles: Mapping[str, str]) -> Iterator[str]:
    yield titles.get(docname, "")
    yield repr(env.toctree_includes.get(docname))
    yield repr(env.toc_secnumbers.get(docname))
    yield repr(env.toc_fignumbers.get(docname))


def _targets(env: BuildEnvironment) -> Iterator[str]:
    """Yield what can be referred to."""
    standard: dict[str, Any] = env.domaindata["std"]
    for key in ("labels", "anonlabels", "objects", "terms"):
        yield repr(sorted(standard.get(key, {}).items(), key=repr))


def _around(docname: str, relations: Mapping[str, list[str | None]]) -> Iterator[str]:
    """Yield the documents before and after *docname*, and those above it."""
    above, *beside = relations.get(docname, (None, None, None))
    yield from (other or "" for other in beside)
    while above:
        yield above
        above = relations[above][0] if above in relations else None


def _titles(env: BuildEnvironment, docnames: Iterable[str]) -> Iterator[str]:
    for docname in docnames:
        yield docname
        if docname in env.titles:
            yield told(find(env.titles[docname]))


def _below(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the documents in the tables of contents of *docname*, and of these, and so on."""
    found: dict[str, None] = {}
    ahead = [docname]
    while ahead:
        for inner in env.toctree_includes.get(ahead.pop(), ()):
            if inner not in found:
                found[inner] = None
                ahead.append(inner)
    return [*found]


def digest(parts: Iterable[str]) -> str:
    """Return hex digits that stand for *parts*."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()[:16]
