"""Warnings can be told apart and suppressed; config values that cannot work are not used."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.cmd.build import main as sphinx_build

import sphinx_newsdigest
from sphinx_newsdigest.config import VALUES
from sphinx_newsdigest.logging import Subtype, cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import MakeBook

#: For each subtype a book that deserves one warning of it: sources and config.
DESERVING: Mapping[Subtype, tuple[dict[str, str], dict[str, Any]]] = {
    Subtype.ALIAS: (
        {"doc.md": "# T\n\n:::{digest:person} a\n:::\n\n:::{digest:person} b\n:aliases: a\n:::\n"},
        {},
    ),
    Subtype.CONFIG: ({"doc.md": "# T\n"}, {"newsdigest_opening": 3}),
    Subtype.CONFLICT: ({"doc.md": "---\ndigest: {issue: 1, event: e}\n---\n\n# T\n"}, {}),
    Subtype.CONTROL: ({"doc.md": "# T\n\nWords\x07.\n"}, {}),
    Subtype.DATE: (
        {"doc.md": "---\ndigest: {issue: 1, date: 2014-01-01}\n---\n\n# T\n\n## S\n\n2014-01-02\n"},
        {},
    ),
    Subtype.DOWNLOAD: (
        {"doc.md": "# T\n", "a/x.pdf": "1", "b/x.pdf": "2"},
        {"newsdigest_downloads": ["*/x.pdf"]},
    ),
    Subtype.DUPLICATE: (
        {
            "doc.md": "# T\n\n:::{digest:issue} 1\n:::\n",
            "other.md": "# U\n\n:::{digest:issue} 1\n:::\n",
        },
        {},
    ),
    Subtype.EMPTY: ({"doc.md": "# T\n\n:::{digest:item}\n:::\n"}, {}),
    Subtype.FENCE: ({"doc.md": "# T\n\n:::\n\nWords.\n"}, {}),
    Subtype.MISPLACED: ({"doc.md": "# T\n\n:::{digest:item}\nWords.\n:::\n"}, {}),
    Subtype.MISSING_PICTURE: ({"doc.md": "# T\n\n![](no.png)\n"}, {}),
    Subtype.MYST: (
        {"doc.md": "# T\n\n:::{digest:item}\nWords.\n:::\n"},
        {"myst_enable_extensions": []},
    ),
    Subtype.OPTION: ({"doc.md": "---\ndigest: {issue: 1, dat: x}\n---\n\n# T\n"}, {}),
    Subtype.REDIRECT: ({"doc.md": "# T\n", "redirects.json": "{"}, {}),
    Subtype.UNKNOWN: ({"doc.md": "# T\n\n{digest:person}`Nobody`\n"}, {}),
    Subtype.URL: ({"doc.md": "# T\n\n<tel:12345>\n"}, {}),
}


def test_each_subtype_has_a_sample_here() -> None:
    assert set(DESERVING) == set(Subtype)


@pytest.mark.parametrize("subtype", Subtype, ids=lambda subtype: subtype.value)
def test_each_subtype_says_what_it_means(subtype: Subtype) -> None:
    assert subtype.meaning.endswith(".")


@pytest.mark.parametrize("subtype", Subtype, ids=lambda subtype: subtype.value)
def test_each_warning_bears_its_subtype_and_can_be_suppressed(
    book: MakeBook, subtype: Subtype
) -> None:
    sources, conf = DESERVING[subtype]
    made = book(sources, **conf)
    assert made.warnings.count("WARNING") == 1
    assert made.warnings.endswith(f" [digest.{subtype.value}]\n")
    made.configure(suppress_warnings=[f"digest.{subtype.value}"])
    assert made.build(fresh=True).warnings == ""
    assert (made.out / "doc.html").is_file()


def test_all_warnings_of_the_extension_can_be_suppressed_at_once(book: MakeBook) -> None:
    sources = {
        f"{subtype.value}-{name}": text
        for subtype, (texts, conf) in DESERVING.items()
        if not conf
        for name, text in texts.items()
    }
    assert book(sources, suppress_warnings=["digest"], language="en").warnings == ""


@pytest.mark.parametrize("subtype", Subtype, ids=lambda subtype: subtype.value)
def test_with_W_each_warning_fails_the_build(  # noqa: N802 - the option's name
    book: MakeBook, capfd: pytest.CaptureFixture[str], subtype: Subtype
) -> None:
    sources, conf = DESERVING[subtype]
    made = book(sources, builder=None, **conf)
    status = sphinx_build(["-W", "-q", "-b", "html", str(made.src), str(made.out)])
    assert status == 1
    assert f"[digest.{subtype.value}]" in capfd.readouterr().err
    assert (made.out / "doc.html").is_file()


def test_warnings_are_given_in_one_way_only() -> None:
    package = Path(sphinx_newsdigest.__file__).parent
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        if path.name != "logging.py":
            assert called.isdisjoint({"warning", "getLogger"}), path


def test_a_message_quotes_only_the_beginning_of_what_was_pasted() -> None:
    assert cut("short") == "short"
    assert cut("x" * 300) == "x" * 300
    assert cut("x" * 301) == "x" * 299 + "…"


def test_the_place_of_a_warning_is_the_included_file(book: MakeBook) -> None:
    made = book(
        {
            "doc.rst": "T\n=\n\n.. digest:issue:: 1\n\nS\n-\n\n.. include:: part.txt\n",
            "part.txt": "Words.\n\n.. digest:item::\n   :projects: nothing\n\n   More.\n",
        }
    )
    assert made.warnings.startswith("part.txt:3: WARNING: unknown project 'nothing'")


def test_the_place_of_a_record_moves_with_the_project(book: MakeBook) -> None:
    made = book({"a/doc.md": "# T\n\n:::{digest:listing}\n:of: items\n:project: nobody\n:::\n"})
    assert made.warnings.startswith("a/doc.md:3: WARNING: unknown project 'nobody'")
    assert [view.where for view in made.catalogue.documents["a/doc"].views] == ["a/doc.md:3"]


# -- config values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sections", None),
        ("sections", ["Common"]),
        ("sections", {"Common": 1}),
        ("sections", {1: "general"}),
        ("emails", "yes"),
        ("emails", 1),
        ("emails", None),
        ("opening", 9),
        ("opening", -1),
        ("opening", True),
        ("opening", "72"),
        ("opening", 72.5),
        ("opening", None),
        ("redirects", None),
        ("redirects", {"/old": "doc"}),
        ("downloads", "_build/pdf/*.pdf"),
        ("downloads", [1]),
        ("downloads", [""]),
        ("downloads", ["."]),
        ("downloads", ["/*.pdf"]),
        ("downloads", ["pdf/**.pdf"]),
        ("downloads", ["*.pdf\0"]),
        ("downloads", None),
    ],
)
def test_a_config_value_that_cannot_work_is_one_warning_and_its_default_is_used(
    book: MakeBook, name: str, value: object
) -> None:
    conf: dict[str, Any] = {f"newsdigest_{name}": value}
    made = book({"doc.md": "# T\n"}, **conf)
    (line,) = made.warnings.splitlines()
    (declared,) = [declared for declared in VALUES if declared.name == name]
    assert line == (
        f"WARNING: newsdigest_{name}: {declared.expected}, not {value!r} [digest.config]"
    )
    assert made.app.config[f"newsdigest_{name}"] == declared.default


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.name)
def test_the_default_of_a_config_value_passes_its_check(value: Any) -> None:
    assert isinstance(value.default, value.types)
    assert value.check(value.default)
    assert value.expected.startswith("expected ")
    assert value.help.endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [("sections", {"业界动态": "industry"}), ("emails", True), ("opening", 10)],
)
def test_a_config_value_that_works_is_used(book: MakeBook, name: str, value: object) -> None:
    conf: dict[str, Any] = {f"newsdigest_{name}": value}
    made = book({"doc.md": "# T\n"}, **conf)
    assert made.warnings == ""
    assert made.app.config[f"newsdigest_{name}"] == value


def test_config_values_can_be_given_on_the_command_line(book: MakeBook) -> None:
    made = book({"doc.md": "# T\n"}, builder=None)
    made.build(newsdigest_opening="10", newsdigest_emails="1")
    assert made.warnings == ""
    assert made.app.config.newsdigest_opening == 10
    assert made.app.config.newsdigest_emails is True


def test_a_folder_may_wait_for_its_first_document(book: MakeBook) -> None:
    sources = {"index.md": "# T\n\n```{toctree}\n:glob:\n\nnotes/*\n```\n"}
    made = book(sources, suppress_warnings=["toc.empty_glob"])
    assert made.warnings == ""
    made.configure(suppress_warnings=[])
    assert "didn't match any documents [toc.empty_glob]" in made.build(fresh=True).warnings
