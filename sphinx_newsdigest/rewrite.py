"""Which pages to write again: those that are made of something else than what stands there.

What was written is known per output, in a file beside it, and only after a build that
ended well: the environment is shared by builders, and a killed build has written some
pages and not others.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes

from .digests import digests, note_reading
from .trees import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


class State(NamedTuple):
    """What is known of an output."""

    digests: Mapping[str, str] = {}  # of the documents as they are written, by docname
    files: frozenset[str] = frozenset()  # that are made of documents, relative to the output


class Rewriter:
    """Watches one build."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}
        self._before = State()
        self._written: set[str] = set()

    def outdated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the documents whose pages are not what they would now be."""
        self._digests = digests(app.builder, env)
        self._before = _load(app.builder)
        self._written = set()
        known = self._before.digests
        return [name for name, value in self._digests.items() if known.get(name) != value]

    def clean(self, app: Sphinx, builder: Builder) -> None:
        """Delete what belongs to removed documents, before anything collects the files."""
        for name in self._before.files - self._files(app):
            delete(Path(app.outdir), name)
        # Sphinx would write each page whose table of contents holds one that is written,
        # for it may show a new title; the digests know whether it does.
        app.env.files_to_rebuild = {}

    def note(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Note that a document is written; until the end, nobody knows which others are."""
        if not self._written:
            _save(app.builder, State(files=self._before.files | self._files(app)))
        # Formats of one file bind in all of its documents.
        bound = (node["docname"] for node in find(doctree, addnodes.start_of_file))
        self._written.update(bound, [docname])

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Remember what is written."""
        if exception is not None or not self._digests:
            return
        written = {
            name: value
            for name, value in self._digests.items()
            if name in self._written or self._before.digests.get(name) == value
        }
        _save(app.builder, State(written, self._files(app)))

    def _files(self, app: Sphinx) -> frozenset[str]:
        return frozenset(_outputs(app.builder, app.env))


def state_name(builder: str) -> str:
    """Return the name of the file that remembers what *builder* wrote."""
    return f".newsdigest-{builder}.json"


def _state(builder: Builder) -> Path:
    return Path(builder.outdir) / state_name(builder.name)


def _load(builder: Builder) -> State:
    """Return what was written; nothing, if nobody knows."""
    try:
        found = json.loads(_state(builder).read_text(encoding="utf-8"))
        return State(dict(found["digests"]), frozenset(found["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return State()


def _save(builder: Builder, state: State) -> None:
    path = _state(builder)
    known = {"digests": state.digests, "files": sorted(state.files)}
    text = json.dumps(known, indent=0, sort_keys=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


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


def delete(outdir: Path, name: str) -> None:
    """Delete the file of a removed document, and the folders it leaves empty."""
    path = outdir / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        # A builder of one file names a page for each document, and writes none of them.
        if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def setup(app: Sphinx) -> None:
    """Register the watch of one build."""
    rewriter = Rewriter()
    app.connect("doctree-read", note_reading, priority=900)
    # After all others: they number sections, and label citations.
    app.connect("env-updated", rewriter.outdated, priority=900)
    app.connect("write-started", rewriter.clean)
    app.connect("doctree-resolved", rewriter.note)
    # After all others: a failure of theirs must leave the output unknown.
    app.connect("build-finished", rewriter.finish, priority=900)
    app.connect("config-inited", _leave_out_of_epub)


def _leave_out_of_epub(app: Sphinx, config: Config) -> None:
    # Sphinx's own record of an earlier config would be warned of, too.
    ours = [state_name("epub"), ".buildinfo.bak"]
    config.epub_exclude_files = [*config.epub_exclude_files, *ours]
