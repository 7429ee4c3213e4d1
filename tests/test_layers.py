"""Each module imports only from those before it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sphinx_newsdigest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(sphinx_newsdigest.__file__).parent

#: The modules in their order: one may import from those before it, also of its own layer.
LAYERS = {
    "package": [""],  # what it registers is imported when Sphinx asks for it
    "pure": [
        "messages",
        "model",
        "options",
        "items",
        "dates",
        "names",
        "linebreaks",
        "mentions",
        "catalogue",
        "identities",
        "queries",
        "citations",
        "shown",
        "sources",
        "downloads",
        "search",
        "search.characters",
    ],
    "rim": ["memory", "logging", "config", "nodes", "trees", "text", "render", "passages"],
    "directives": [
        "directives.base",
        "directives.issue",
        "directives.item",
        "directives.section",
        "directives.entity",
        "directives.event",
        "directives.session",
        "directives.sponsors",
        "directives.links",
        "directives.listing",
        "directives.downloads",
        "directives",
    ],
    "read": ["frontmatter", "quotes", "blocks", "drafts", "collect", "domain"],
    "write": [
        "navigation",
        "resolve",
        "search.language",
        "search.texts",
        "digests",
        "rewrite",
        "events",
        "editions.files",
        "editions.html",
        "editions.contents",
        "editions.sidebar",
        "editions.redirects",
        "editions.downloads",
        "editions.search",
        "editions.search_index",
        "editions.epub",
        "editions.text",
        "editions.data",
        "editions",
    ],
    "typst": [
        *(
            f"typst.{name}"
            for name in (
                "logging",
                "markup",
                "highlighting",
                "formulas",
                "pictures",
                "fonts",
                "job",
                "binding",
                "compiling",
                "volumes",
                "rounds",
                "options",
                "settings",
                "index",
                "tree",
                "writer",
                "structure",
                "inline",
                "blocks",
                "objects",
                "translator",
                "builder",
            )
        ),
        "typst",
    ],
    "latex": [
        *(
            f"latex.{name}"
            for name in (
                "logging",
                "scripts",
                "defaults",
                "characters",
                "spaces",
                "converting",
                "pictures",
            )
        ),
        "latex",
    ],
    "extension": ["extension"],
    "import": [
        "console",
        "importers",
        *(
            f"importers.{name}"
            for name in (
                "post",
                "text.reasons",
                "text.edits",
                "text.drafts",
                "text.markdown",
                "text.free",
                "text.directives",
                "text",
                "passes.breaks",
                "passes.escapes",
                "passes.headings",
                "passes.links",
                "passes.html",
                "text.lines",
                "passes.pictures",
                "passes.sessions",
                "passes.figures",
                "passes.emphasis",
                "passes.anchors",
                "readers.templates",
                "readers.attributes",
                "reading.numbers",
                "reading.periods",
                "reading.titles",
                "reading.headers",
                "reading.permalinks",
                "readers.config",
                "readers.jekyll",
                "readers.pelican",
                "readers.hugo",
                "readers.plain",
                "readers",
                "reading.scan",
                "reading.posts",
                "reading",
                "layout",
                "archive",
                "passes.converting",
                "passes",
                "documents",
                "proof.contents",
                "proof.differences",
                "proof.candidates",
                "proof.report",
                "proof",
                "importing",
                "writing",
            )
        ),
    ],
    "commands": [
        "commands.init",
        "commands.books",
        "commands.import_words",
        "commands.imports",
        "commands.stubs",
        "commands.next_issue",
        "commands.new",
        "commands.build",
        "commands",
        "cli",
    ],
}
ORDER = [module for layer in LAYERS.values() for module in layer]

#: What the pure modules are made of, beside the standard library.
THIRD_PARTY = {
    "citations": {"pybtex"},
    "sources": {"markdown_it", "mdit_py_plugins", "yaml"},  # the parser of blocks, not MyST
}


def modules() -> dict[str, Path]:
    """Return the modules of the package by their dotted name below it."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports(name: str, path: Path) -> Iterator[str]:
    """Yield what a module imports: ours as ``.name``, others as ``name``; also for types only."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".") if package else []
            base = above[: len(above) - (node.level - 1)]
            target = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                inner = f"{target}.{alias.name}".strip(".")
                yield f".{inner if inner in modules() else target}"


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == sorted(modules())


@pytest.mark.parametrize("name", ORDER, ids=[name or "__init__" for name in ORDER])
def test_a_module_imports_only_from_those_before_it(name: str) -> None:
    ours = {target[1:] for target in imports(name, modules()[name]) if target.startswith(".")}
    if name == "":
        ours.remove("extension")
    before = set(ORDER[: ORDER.index(name)])
    assert ours <= before, f"{name} imports {sorted(ours - before)}"


@pytest.mark.parametrize("name", LAYERS["pure"])
def test_the_core_knows_neither_sphinx_nor_docutils(name: str) -> None:
    theirs = {
        target.partition(".")[0]
        for target in imports(name, modules()[name])
        if not target.startswith(".")
    }
    assert theirs - sys.stdlib_module_names <= THIRD_PARTY.get(name, set())


@pytest.mark.parametrize("name", LAYERS["import"])
def test_the_importers_know_neither_sphinx_nor_docutils(name: str) -> None:
    theirs = {target.partition(".")[0] for target in imports(name, modules()[name])}
    assert not theirs & {"sphinx", "docutils", "myst_parser"}


def test_the_command_starts_without_sphinx() -> None:
    code = "import sys, sphinx_newsdigest.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "sphinx_newsdigest.importers.importing" in loaded
    assert not loaded & {"sphinx", "docutils", "myst_parser"}


def test_only_the_domain_touches_its_data() -> None:
    touching = {
        name
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "data" and name != "domain"
    }
    assert touching == set()
