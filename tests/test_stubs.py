"""``newsdigest stubs`` gives each unknown name a page, and then the book builds."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_newsdigest.commands import COMMANDS
from sphinx_newsdigest.commands.stubs import Book as Read
from sphinx_newsdigest.commands.stubs import Stub, plan, slug_of
from sphinx_newsdigest.console import UsageError
from sphinx_newsdigest.names import digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from conftest import Book, MakeBook

ISSUE = """
    ---
    digest: {issue: 1, date: 2014-07-01}
    ---

    # 第一期

    ## 业界动态

    :::{digest:item}
    :projects: Nova, Nova , NOVA
    :organizations: 示例 科技; Red Hat

    消息一，作者 {digest:person}`李 四`。
    :::

    另见 {digest:organization}`red hat` 与 [某人]()。
    """
LISTS = """
    # 列表

    :::{digest:listing}
    :of: items
    :person: Ann
    :::

    :::{digest:event} fair
    :::

    ## 讲座

    ::::{digest:session}
    :speakers: Bo
    :customers: 港口
    :projects: Cinder

    内容。
    ::::
    """
INDEX = """
    # 目录

    ```{toctree}
    :glob:

    *
    projects/index
    organizations/index
    people/index
    ```
    """
PAGES = [
    "organizations/index.md",
    "organizations/red-hat.md",
    "organizations/港口.md",
    "organizations/示例-科技.md",
    "people/ann.md",
    "people/bo.md",
    "people/index.md",
    "people/李-四.md",
    "projects/cinder.md",
    "projects/index.md",
    "projects/nova.md",
]


def stubs(made: Book | Path, *options: str) -> int:
    """Run the command as its parser would."""
    (command,) = (command for command in COMMANDS if command.name == "stubs")
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    root = getattr(made, "src", made)
    return command.run(parser.parse_args([str(root), *options]))


def sources(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def written(made: Book) -> list[str]:
    """Return the pages in the folders of entities."""
    folders = ("projects", "organizations", "people")
    return sorted(name for name in sources(made.src) if name.startswith(folders))


def candidates(*headings: str) -> str:
    return json.dumps({"candidates": [{"heading": heading} for heading in headings]})


def planned(
    *wanted: tuple[str, str],
    taken: Iterable[str] = (),
    borne: Iterable[tuple[str, str]] = (),
    candidates: Iterable[str] = (),
) -> list[str]:
    read = Read("en", frozenset(taken), frozenset(borne), wanted)
    return [stub.docname for stub in plan(read, candidates)]


# -- a book ----------------------------------------------------------------------


def test_after_stubs_the_book_builds_without_a_warning(
    book: MakeBook, capsys: pytest.CaptureFixture[str]
) -> None:
    made = book({"index.md": INDEX, "1.md": ISSUE, "lists.md": LISTS}, language="zh_CN")
    assert "unknown organization 'Red Hat'" in made.warnings
    assert stubs(made) == 0
    assert sorted(capsys.readouterr().out.split()) == written(made) == PAGES
    assert made.build(nitpicky=True).warnings == ""
    assert [(entity.id, entity.title) for entity in made.catalogue.entities] == [
        ("red-hat", "Red Hat"),
        ("港口", "港口"),
        ("示例-科技", "示例 科技"),
        ("ann", "Ann"),
        ("bo", "Bo"),
        ("李-四", "李 四"),
        ("cinder", "Cinder"),
        ("nova", "Nova"),
    ]


def test_a_second_run_writes_nothing(book: MakeBook, capsys: pytest.CaptureFixture[str]) -> None:
    made = book({"index.md": INDEX, "1.md": ISSUE, "lists.md": LISTS}, builder=None)
    stubs(made)
    before = sources(made.src)
    capsys.readouterr()
    assert stubs(made) == 0
    assert capsys.readouterr() == ("", "")
    assert sources(made.src) == before


def test_a_dry_run_only_names_the_files(book: MakeBook, capsys: pytest.CaptureFixture[str]) -> None:
    made = book({"index.md": INDEX, "1.md": ISSUE, "lists.md": LISTS}, builder=None)
    before = sources(made.src)
    assert stubs(made, "--dry-run") == 0
    assert sorted(capsys.readouterr().out.split()) == PAGES
    assert sources(made.src) == before


def test_reading_leaves_no_trace(book: MakeBook) -> None:
    made = book({"index.md": "# T\n", "1.md": "# No issue, [name]()\n"}, builder=None)
    before = sources(made.root)
    assert stubs(made) == 0
    assert sources(made.root) == before


@pytest.mark.parametrize(("language", "heading"), [("zh_CN", "# 项目"), ("en", "# Projects")])
def test_the_tables_of_contents_speak_the_language_of_the_book(
    book: MakeBook, language: str, heading: str
) -> None:
    made = book({"1.md": "# T\n\n{digest:project}`Nova`\n"}, builder=None, language=language)
    stubs(made)
    assert (made.src / "projects/index.md").read_text(encoding="utf-8").startswith(heading)


def test_a_table_of_contents_that_is_there_stays(
    book: MakeBook, capsys: pytest.CaptureFixture[str]
) -> None:
    index = "Mine\n====\n\n.. toctree::\n   :glob:\n\n   *\n"
    made = book(
        {
            "index.md": INDEX,
            "1.md": "# T\n\n{digest:project}`Nova`\n",
            "projects/index.rst": index,
        },
        builder=None,
    )
    stubs(made)
    assert capsys.readouterr() == ("projects/nova.md\n", "")
    assert written(made) == ["projects/index.rst", "projects/nova.md"]


#: Names that Markdown, MyST or YAML would read as something else.
STRANGE = [
    "C#",
    "F #",
    "Name: with colon",
    'He "said"',
    "It's",
    "a\\b",
    "[x](y)",
    "*star*",
    "_under_",
    "`code`",
    "<tag>",
    "&amp;",
    "{x}",
    "{{ y }}",
    "$a$",
    "| pipe",
    "- dash",
    "1. one",
    "# hash",
    "...",
    "🎉",
    "a--b",
    "  % comment",
    "（全角）：冒号",
    "index",
    "con",
    "!bang",
    "@at",
    "~tilde",
    "+++",
    "www.example.org",
]


@pytest.mark.parametrize("kind", ["project", "person"])
def test_strange_names_read_back_the_same(book: MakeBook, kind: str) -> None:
    report = json.dumps({"candidates": [{"heading": name} for name in STRANGE]})
    listings = [
        f":::{{digest:listing}}\n:of: items\n:{kind}: {json.dumps(name, ensure_ascii=False)}\n:::\n"
        for name in STRANGE
    ]
    made = book(
        {
            "index.md": INDEX,
            "1.md": "# T\n\n" + "\n".join(listings),
            "newsdigest-import.json": report,
        }
    )
    assert made.warnings.count("WARNING: unknown") == len(STRANGE)
    assert stubs(made) == 0
    made.build(nitpicky=True, suppress_warnings=["toc.not_readable"])
    assert [line for line in made.warnings.splitlines() if "nonexisting" not in line] == []
    titles = {entity.title for entity in made.catalogue.entities}
    assert titles == {" ".join(name.split()) for name in STRANGE}


def test_a_role_may_hold_a_strange_name(book: MakeBook) -> None:
    made = book(
        {"index.md": INDEX, "1.md": "# T\n\n{digest:project}`` a`b ``, {digest:project}`C# <x>`\n"},
    )
    stubs(made)
    made.build(nitpicky=True)
    assert "unknown" not in made.warnings


# -- candidates ------------------------------------------------------------------


def test_the_reports_candidates_get_pages(book: MakeBook) -> None:
    made = book(
        {
            "index.md": INDEX,
            "1.md": "# T\n\n{digest:project}`Nova`, {digest:organization}`Red Hat`\n",
            "people/index.md": "# 人\n\n:::{digest:person} ann\n:::\n",
            "newsdigest-import.json": candidates("NOVA", "Heat", "red hat", "Ann", "heat", " "),
        },
        builder=None,
    )
    stubs(made)
    assert written(made) == [
        "organizations/index.md",
        "organizations/red-hat.md",
        "people/index.md",
        "projects/heat.md",
        "projects/index.md",
        "projects/nova.md",
    ]
    assert made.build(nitpicky=True).warnings == ""
    before = sources(made.src)
    stubs(made)
    assert sources(made.src) == before


@pytest.mark.parametrize(
    "report",
    [
        "",
        "[]",
        "{}",
        '{"candidates": null}',
        '{"candidates": "Nova"}',
        '{"candidates": {"heading": "Nova"}}',
        '{"candidates": [{}]}',
        '{"candidates": [{"heading": ["Nova"]}]}',
        b"\xff",
        "[" * 100_000,
    ],
)
def test_a_broken_report_is_wrong_use(book: MakeBook, report: str | bytes) -> None:
    made = book({"1.md": "# T\n", "newsdigest-import.json": report}, builder=None)
    with pytest.raises(UsageError, match=r"expected a report of 'newsdigest import' in .*json"):
        stubs(made)


# -- files -----------------------------------------------------------------------


def test_a_file_is_never_overwritten(book: MakeBook, capsys: pytest.CaptureFixture[str]) -> None:
    made = book(
        {
            "index.md": INDEX,
            "1.md": "# T\n\n{digest:project}`Nova`, {digest:project}`Heat`\n",
            "projects/index.md": "# P\n",
            "projects/nova.md": "# Mine\n",
            "projects/heat.md": "# Mine\n",
        },
        builder=None,
        exclude_patterns=["projects/heat.md"],
    )
    before = sources(made.src)
    assert stubs(made) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"{docname} is there already; expected it to declare the project {name!r}"
        for docname, name in (("projects/nova", "Nova"), ("projects/heat", "Heat"))
    ]
    assert sources(made.src) == before


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nova", "nova"),
        ("Red  Hat", "red-hat"),
        ("示例科技", "示例科技"),
        ("ＡＢＣ", "abc"),
        ("Node.js", "node.js"),
        ("C++", "c++"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x", "c-x"),
        (".hidden.", "hidden"),
        ("Cafe\u0301", "café"),
        ("a\u200eb", "a-b"),
        ("x" * 200, "x" * 60),
        ("🎉", digest("🎉")),
    ],
)
def test_a_slug_is_safe_as_a_file_and_as_an_id(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_names_that_fold_alike_share_a_page_spelled_as_most_do() -> None:
    read = Read(
        "en", frozenset(), frozenset(), tuple(("project", n) for n in ("NOVA", "Nova", "Nova"))
    )
    assert plan(read) == [Stub("projects/nova", "project", "Nova", "nova")]


def test_a_name_of_two_kinds_gets_two_pages() -> None:
    assert planned(("project", "Ceph"), ("organization", "Ceph")) == [
        "projects/ceph",
        "organizations/ceph",
    ]


def test_names_with_one_slug_are_told_apart() -> None:
    assert planned(("project", "a/b"), ("project", "a b"), ("project", "a:b")) == [
        "projects/a-b",
        "projects/a-b-2",
        "projects/a-b-3",
    ]


def test_a_name_that_is_the_id_of_a_page_needs_none() -> None:
    assert planned(("project", "Open Stack"), ("project", "open-stack")) == ["projects/open-stack"]


def test_an_id_is_nobody_elses_name() -> None:
    borne = [("project", "red-hat")]
    assert planned(("project", "Red Hat"), borne=borne) == ["projects/red-hat-2"]


@pytest.mark.parametrize("other", ["projects/Café", "projects/cafe\u0301"])
def test_a_file_that_differs_in_case_or_form_is_told_apart(other: str) -> None:
    assert planned(("project", "Café"), taken=[other]) == ["projects/café-2"]


def test_reserved_names_are_told_apart() -> None:
    assert planned(("project", "Index"), ("person", "Con")) == [
        "projects/index-2",
        "people/con-2",
    ]


# -- books that cannot be read -----------------------------------------------------


def test_a_folder_without_a_conf_is_read_as_a_new_book(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "index.md").write_text("# I\n\n{digest:project}`Nova`\n", "utf-8")
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "d.md").write_text("# D\n\n{digest:project}`Heat`\n", "utf-8")
    assert stubs(tmp_path) == 0
    assert (tmp_path / "projects" / "nova.md").read_text("utf-8") == (
        '# Nova\n\n```{digest:project} nova\n:title: "Nova"\n```\n'
    )
    assert not (tmp_path / "projects" / "heat.md").exists()


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (None, "cannot read the book in .*: "),
        ({}, "cannot read the book in .*: "),
        ({"conf.py": "1/0", "index.md": "# T"}, "cannot read .*: ZeroDivisionError: division by"),
        ({"conf.py": "extensions = ['no_such']", "index.md": "# T"}, "cannot read .*no_such"),
        ({"conf.py": "", "index.rst": "T\n="}, "cannot read the book in .*digest"),
        (
            {"conf.py": "extensions = ['sphinx_newsdigest']", "index.rst": "T\n="},
            "expected 'myst_parser' among the extensions",
        ),
    ],
)
def test_a_book_that_cannot_be_read_is_wrong_use(
    tmp_path: Path, files: dict[str, Any] | None, why: str
) -> None:
    root = tmp_path / "book"
    if files is not None:
        root.mkdir()
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
    with pytest.raises(UsageError, match=why):
        stubs(root)
    assert not root.exists() or len(list(root.iterdir())) == len(files or ())


def test_a_folder_that_cannot_be_made_is_wrong_use(book: MakeBook) -> None:
    made = book({"1.md": "# T\n\n{digest:project}`Nova`\n", "projects": "A file."}, builder=None)
    with pytest.raises(UsageError, match=r"cannot write .*projects"):
        stubs(made)
