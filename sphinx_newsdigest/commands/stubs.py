"""``newsdigest stubs``: a page for each name that the book uses and that nobody bears."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .. import names, options
from ..console import DONE, Command, UsageError, _
from ..importers.proof import report
from .init import escaped, publication, quoted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from ..catalogue import Catalogue

#: The folder of each kind of entity.
FOLDERS = {"project": "projects", "organization": "organizations", "person": "people"}

#: How a folder is read that is no book yet, as ``newsdigest init`` would set it up.
_WITHOUT_CONF: Mapping[str, Any] = {
    "extensions": ["myst_parser", "sphinx_newsdigest"],
    "exclude_patterns": ["_build", ".venv", ".tox", "README*", "drafts"],
    "myst_enable_extensions": ["attrs_block", "attrs_inline", "colon_fence", "deflist"],
}

_KEPT = frozenset("+-._")  # in a slug, beside letters, marks and digits
_LONGEST = 60  # characters of a slug: a file's name holds 255 bytes
#: Names of tables of contents, and those that Windows keeps for devices.
_RESERVED = re.compile(r"index|con|prn|aux|nul|com\d|lpt\d")


@dataclass(frozen=True, slots=True)
class Book:
    """What reading a book tells."""

    language: str
    taken: frozenset[str]  # docnames, also of files that the book leaves out
    borne: frozenset[tuple[str, str]]  # kind and folded name
    wanted: tuple[tuple[str, str], ...]  # kind and name, as often as one is used


@dataclass(frozen=True, slots=True)
class Stub:
    """A page to be written."""

    docname: str
    kind: str
    name: str
    slug: str

    @property
    def text(self) -> str:
        """The page in Markdown; the option keeps the name whatever becomes of the heading."""
        return (
            f"# {escaped(self.name)}\n\n"
            f"```{{digest:{self.kind}}} {self.slug}\n"
            f":title: {quoted(self.name)}\n"
            "```\n"
        )


def slug_of(name: str) -> str:
    """Return *name* as the name of a file and an id: folded, Chinese as it is."""
    folded = unicodedata.normalize("NFC", options.fold(name))
    kept = (c if c in _KEPT or unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    words = re.sub(r"-{2,}", "-", "-".join("".join(kept).split()))
    return words[:_LONGEST].strip("-.") or names.digest(name)


def plan(book: Book, candidates: Iterable[str] = ()) -> list[Stub]:
    """Return a page for each name that nobody bears, also where another page has its place.

    *candidates* are names of projects, unless somebody else bears them.
    """
    borne = set(book.borne)
    files = {options.fold(docname): docname for docname in book.taken}
    stubs: list[Stub] = []
    for kind, name, others in (
        *((kind, name, [kind]) for kind, name in _spelled(book.wanted)),
        *(("project", name, list(FOLDERS)) for name in candidates),
    ):
        if not any((other, options.fold(name)) in borne for other in others):
            stub = _stub(kind, name, files, borne)
            borne |= {(kind, options.fold(name)), (kind, options.fold(stub.slug))}
            stubs.append(stub)
    return stubs


def _spelled(wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each kind and name once, as it is spelled most often."""
    spellings: dict[tuple[str, str], Counter[str]] = {}
    for kind, name in wanted:
        spellings.setdefault((kind, options.fold(name)), Counter())[name] += 1
    for (kind, _folded), counted in spellings.items():
        yield kind, counted.most_common(1)[0][0]


def _stub(
    kind: str, name: str, files: Mapping[str, str], borne: AbstractSet[tuple[str, str]]
) -> Stub:
    """Return the page of *name*, whose id nobody bears and whose file differs in more than case.

    *files* are docnames by their folded form.
    """
    wanted = slug_of(name)
    for number in count(1):
        slug = wanted if number == 1 else f"{wanted}-{number}"
        docname = f"{FOLDERS[kind]}/{slug}"
        is_spelled_alike = files.get(options.fold(docname), docname) != docname
        if not (
            _RESERVED.fullmatch(slug) or is_spelled_alike or (kind, options.fold(slug)) in borne
        ):
            break
    return Stub(docname, kind, name, slug)


# -- the book ------------------------------------------------------------------


def read(root: Path) -> Book:
    """Read the book in *root*, without a trace; raise :class:`UsageError` if it cannot be."""
    shown = options.without_controls(str(root))
    try:
        env, targets = _built(root)
        catalogue: Catalogue = env.get_domain("digest").catalogue
    except Exception as error:  # noqa: BLE001 - a conf.py and its extensions may raise anything
        reason = str(error).strip().rpartition("\n")[2] or type(error).__name__
        raise UsageError(
            _("cannot read the book in %(folder)s: %(reason)s")
            % {"folder": shown, "reason": options.without_controls(reason)}
        ) from None
    if "myst_enable_extensions" not in env.config:
        raise UsageError(
            _("expected 'myst_parser' among the extensions of the book in %(folder)s")
            % {"folder": shown}
        )
    return Book(
        language=env.config.language,
        taken=frozenset(env.found_docs).union(_files(root, tuple(env.config.source_suffix))),
        borne=frozenset(catalogue.names.bearers),
        wanted=(*_wanted(catalogue), *targets),
    )


def _built(root: Path) -> tuple[Any, list[tuple[str, str]]]:
    """Return the environment of the book, and the targets of roles that nobody bears."""
    # Here, for the other commands need no Sphinx, which takes its time to load.
    from sphinx.application import Sphinx  # noqa: PLC0415
    from sphinx.util.docutils import docutils_namespace, patch_docutils  # noqa: PLC0415

    confdir = root if (root / "conf.py").is_file() else None
    settings = {} if confdir else {**_WITHOUT_CONF, "root_doc": _first_page(root)}
    targets: list[tuple[str, str]] = []

    def note(_app: Sphinx, domain: Any, node: Any) -> None:
        if domain is not None and domain.name == "digest" and node["reftype"] in FOLDERS:
            targets.append((node["reftype"], node["reftarget"]))

    with TemporaryDirectory() as out, patch_docutils(confdir), docutils_namespace():
        app = Sphinx(
            root,
            confdir,
            Path(out, "out"),
            Path(out, "doctrees"),
            "dummy",
            confoverrides=settings,
            status=None,
            warning=io.StringIO(),
        )
        # Before the domain warns of it, and only of what no extension resolved.
        app.connect("warn-missing-reference", note, priority=400)
        app.build()
    return app.env, targets


def _first_page(root: Path) -> str:
    """Return the document that the book begins with; any, in a folder of documents."""
    found = min(root.rglob("index.md"), key=lambda path: (len(path.parts), path), default=None)
    return found.relative_to(root).with_suffix("").as_posix() if found else "index"


def _files(root: Path, suffixes: tuple[str, ...]) -> Iterator[str]:
    """Yield the documents in our folders, also those that the book leaves out."""
    for folder in FOLDERS.values():
        for path in (root / folder).glob("*"):
            if path.name.endswith(suffixes):
                yield f"{folder}/{path.stem}"


def _wanted(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the kinds and names in options that nobody bears; each is a warning of its own."""
    for problem in catalogue.problems:
        if problem.subtype == "unknown" and problem.values["kind"] in FOLDERS:
            yield problem.values["kind"], problem.values["name"]
    for document in catalogue.documents.values():
        for query in filter(None, (view.query for view in document.views)):
            for kind in FOLDERS:
                name = getattr(query, kind)
                if name and catalogue.find(kind, name) is None:
                    yield kind, name


def candidates_of(report: Path) -> list[str]:
    """Return the headings that an import's *report* takes for projects; none without one."""
    try:
        found = json.loads(report.read_text(encoding="utf-8"))["candidates"]
        headings = [options.shown_text(candidate["heading"]) for candidate in found]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        raise UsageError(
            _("expected a report of 'newsdigest import' in %(path)s") % {"path": report}
        ) from None
    return [options.without_controls(heading) for heading in headings if heading]


# -- the command ---------------------------------------------------------------


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dest", metavar="DEST", type=Path, help=_("the folder of the book"))
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only name the files; write nothing")
    )


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.dest
    candidates = candidates_of(root / report.NAME)
    book = read(root)
    files: dict[str, str] = {}
    for stub in plan(book, candidates):
        if stub.docname in book.taken:
            _say(
                _("%(path)s is there already; expected it to declare the %(kind)s %(name)r")
                % {"path": stub.docname, "kind": stub.kind, "name": stub.name}
            )
            continue
        index = f"{FOLDERS[stub.kind]}/index"
        if index not in book.taken and f"{index}.md" not in files:
            files[f"{index}.md"] = _index(f"{index}.md", book.language)
            _say(_("%(path)s is new; expected it in a table of contents") % {"path": f"{index}.md"})
        files[f"{stub.docname}.md"] = stub.text
    for name, text in files.items():
        if not arguments.dry_run:
            _write(root / name, text)
        print(name)  # noqa: T201 - a command speaks
    return DONE


def _index(path: str, language: str) -> str:
    return publication("", language, example=False)[path]


def _write(path: Path, text: str) -> None:
    """Write a new file, and never another."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            _("cannot write %(path)s: %(reason)s") % {"path": path, "reason": error.strerror}
        ) from error


def _say(message: str) -> None:
    print(message, file=sys.stderr)  # noqa: T201 - a command speaks


COMMAND = Command("stubs", _("write a page for each name that nobody declares"), _arguments, _run)
