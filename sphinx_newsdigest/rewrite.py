"""Which pages to write again: those whose views show something else than what stands there.

What was written is known per output, in a file beside it, and only after a build that
ended well: the environment is shared by builders, and a killed build has written some
pages and not others.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .resolve import sight
from .shown import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def state_name(builder: str) -> str:
    """Return the name of the file that remembers what *builder* wrote."""
    return f".newsdigest-{builder}.json"


class Rewriter:
    """Watches one build."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}
        self._before: dict[str, Any] = {}
        self._written: set[str] = set()

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the documents whose views, or whose navigation, have changed."""
        self._digests = digests(env)
        self._before = _load(_state(app.builder))
        self._written = set()
        known = self._before.get("digests", {})
        return sorted(name for name, value in self._digests.items() if known.get(name) != value)

    def note(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Note that a document is written; until the end, nobody knows which others are."""
        if not self._written:
            _state(app.builder).unlink(missing_ok=True)
        self._written.add(docname)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Remember what is written, and delete what belongs to removed documents."""
        if exception is not None or not self._digests:
            return
        known = self._before.get("digests", {})
        written = {
            name: value
            for name, value in self._digests.items()
            if name in self._written or known.get(name) == value
        }
        files = sorted(set(_outputs(app.builder, app.env)))
        for name in set(self._before.get("files", ())) - set(files):
            _delete(Path(app.outdir), name)
        state = {"digests": written, "files": files}
        path = _state(app.builder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(state, indent=0, sort_keys=True), encoding="utf-8")


def digests(env: BuildEnvironment) -> dict[str, str]:
    """Return a digest per document over all it shows of others."""
    seen = sight(env)
    shared = _digest(_navigation(env))
    documents = seen.catalogue.documents
    return {
        docname: _digest(
            [shared, *(repr(show(view, seen)) for view in documents[docname].views)]
            if docname in documents
            else [shared]
        )
        for docname in sorted(env.found_docs)
    }


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


def _digest(parts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()[:16]


def _state(builder: Builder) -> Path:
    return Path(builder.outdir) / state_name(builder.name)


def _load(path: Path) -> dict[str, Any]:
    """Return what was written; nothing, if nobody knows."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _outputs(builder: Builder, env: BuildEnvironment) -> Iterator[str]:
    """Yield the files that *builder* makes of the documents, relative to the output."""
    suffix = getattr(builder, "out_suffix", None)
    if suffix is None:
        return
    for docname in env.found_docs:
        if hasattr(builder, "get_output_path"):
            path = Path(builder.get_output_path(docname))
        elif hasattr(builder, "get_outfilename"):
            path = Path(builder.get_outfilename(docname))
        else:
            path = Path(builder.outdir, f"{docname}{suffix}")
        yield path.relative_to(builder.outdir).as_posix()
        if getattr(builder, "copysource", False) and builder.config.html_copy_source:
            source = env.doc2path(docname, base=False)
            end = source.suffix
            link = builder.config.html_sourcelink_suffix
            yield f"_sources/{docname}{end}{link if end != link else ''}"
    if builder.supported_image_types:
        yield from (f"{builder.imagedir}/{name}".lstrip("/") for _, name in env.images.values())
    if builder.format == "html" and builder.name != "epub":
        yield from (f"_downloads/{name}" for _, name in env.dlfiles.values())


def _delete(outdir: Path, name: str) -> None:
    """Delete the file of a removed document, and the folders it leaves empty."""
    path = outdir / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == outdir or any(folder.iterdir()):
            break
        folder.rmdir()


def setup(app: Sphinx) -> None:
    """Register the watch of one build."""
    rewriter = Rewriter()
    app.connect("env-updated", rewriter.outdated)
    app.connect("doctree-resolved", rewriter.note)
    # After all others: a failure of theirs must leave the output unknown.
    app.connect("build-finished", rewriter.finish, priority=900)
    app.connect("config-inited", _leave_out_of_epub)


def _leave_out_of_epub(app: Sphinx, config: Any) -> None:
    config.epub_exclude_files = [*config.epub_exclude_files, state_name("epub")]
