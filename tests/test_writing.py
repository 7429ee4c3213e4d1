"""A second import: what an editor owns stays, and nothing is written that need not be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sphinx_newsdigest.cli import main
from sphinx_newsdigest.importers.writing import State, digest_of, in_the_way, planned, write

if TYPE_CHECKING:
    from pathlib import Path

POST = "2014-07-01-a.md"
DOCUMENT = "issues/2014/2014-07-01-a.md"
IMPORTED, DIFF = f"{DOCUMENT}.imported", f"{DOCUMENT}.diff"
TEXT = "# 第一期\n\n旧的文字。\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / POST).write_text(TEXT, "utf-8")
    return folder


@pytest.fixture
def dest(tmp_path: Path, source: Path) -> Path:
    """Return a book into which *source* was imported."""
    folder = tmp_path / "book"
    assert main(["import", str(source), str(folder)]) == 0
    return folder


def again(source: Path, dest: Path, *options: str) -> int:
    return main(["import", str(source), str(dest), *options])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


# -- the second import -----------------------------------------------------------


def test_a_second_import_touches_no_file(source: Path, dest: Path) -> None:
    before, when = contents(dest), times(dest)
    assert again(source, dest) == 0
    assert contents(dest) == before
    assert times(dest) == when


def test_a_document_that_nobody_touched_follows_its_source(
    source: Path, dest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / POST).write_text(TEXT.replace("旧", "新"), "utf-8")
    assert again(source, dest) == 0
    assert "新的文字" in (dest / DOCUMENT).read_text("utf-8")
    assert "0 files new, 1 updated, 0 unchanged, 0 kept" in capsys.readouterr().out


def test_what_an_editor_wrote_stays_and_the_import_stands_beside_it(
    source: Path, dest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = (dest / DOCUMENT).read_text("utf-8").replace("旧的", "编者的")
    (dest / DOCUMENT).write_text(edited, "utf-8")
    (source / POST).write_text(TEXT.replace("旧", "新"), "utf-8")
    capsys.readouterr()
    assert again(source, dest) == 0
    said = capsys.readouterr()
    assert (dest / DOCUMENT).read_text("utf-8") == edited
    assert "新的文字" in (dest / IMPORTED).read_text("utf-8")
    difference = (dest / DIFF).read_text("utf-8")
    assert "-编者的文字。\n+新的文字。\n" in difference
    assert difference.startswith(f"--- {DOCUMENT}\n+++ {IMPORTED}\n")
    assert f"{dest / DOCUMENT} was changed by an editor" in said.err
    assert "1 kept" in said.out
    before = contents(dest)
    assert again(source, dest) == 0
    assert contents(dest) == before


def test_the_neighbours_go_when_the_editor_takes_the_import(source: Path, dest: Path) -> None:
    (dest / DOCUMENT).write_text("# 编者的\n", "utf-8")
    assert again(source, dest) == 0
    (dest / IMPORTED).replace(dest / DOCUMENT)
    assert again(source, dest) == 0
    assert not (dest / IMPORTED).exists()
    assert not (dest / DIFF).exists()


def test_an_editors_document_is_kept_also_when_the_source_is_as_it_was(
    source: Path, dest: Path
) -> None:
    (dest / DOCUMENT).write_text("# 编者的\n", "utf-8")
    assert again(source, dest) == 0
    assert again(source, dest) == 0
    assert (dest / DOCUMENT).read_text("utf-8") == "# 编者的\n"


def test_force_overwrites_what_an_editor_wrote(source: Path, dest: Path) -> None:
    before = contents(dest)
    (dest / DOCUMENT).write_text("# 编者的\n", "utf-8")
    assert again(source, dest) == 0
    assert again(source, dest, "--force") == 0
    assert contents(dest) == before


def test_a_file_that_was_there_before_the_first_import_is_an_editors(
    source: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    (other / DOCUMENT).parent.mkdir(parents=True)
    (other / DOCUMENT).write_text("# 先来的\n", "utf-8")
    assert again(source, other) == 0
    assert (other / DOCUMENT).read_text("utf-8") == "# 先来的\n"
    assert (other / IMPORTED).exists()


def test_a_document_of_which_the_source_is_gone_stays(source: Path, dest: Path) -> None:
    (source / POST).rename(source / "2014-07-02-b.md")
    before = (dest / DOCUMENT).read_bytes()
    assert again(source, dest) == 0
    assert (dest / DOCUMENT).read_bytes() == before
    assert (dest / "issues/2014/2014-07-02-b.md").exists()


def test_a_deleted_document_comes_back(source: Path, dest: Path) -> None:
    before = contents(dest)
    (dest / DOCUMENT).unlink()
    assert again(source, dest) == 0
    assert contents(dest) == before


def test_a_dry_run_writes_nothing_at_all(
    source: Path, dest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / POST).write_text(TEXT.replace("旧", "新"), "utf-8")
    (source / "2014-07-08-b.md").write_text("# 第二期\n", "utf-8")
    before, when = contents(dest), times(dest)
    capsys.readouterr()
    assert again(source, dest, "--dry-run") == 0
    assert (contents(dest), times(dest)) == (before, when)
    said = capsys.readouterr().out
    assert "1 files new, 1 updated" in said
    assert "nothing was written" in said


def test_a_dry_run_into_nothing_makes_no_folder(source: Path, tmp_path: Path) -> None:
    assert again(source, tmp_path / "new", "--dry-run") == 0
    assert not (tmp_path / "new").exists()


# -- what the last import remembers -----------------------------------------------


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", "null", "{}", '{"written": 1}', '{"written": {}', b"\xff"]
)
def test_a_report_that_cannot_be_read_is_wrong_use(
    source: Path, dest: Path, broken: str | bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    report = dest / "newsdigest-import.json"
    report.write_bytes(broken.encode() if isinstance(broken, str) else broken)
    before = contents(dest)
    assert again(source, dest) == 2
    assert f"{report} is no report of an import" in capsys.readouterr().err
    assert contents(dest) == before


def test_a_report_that_is_gone_makes_every_difference_an_editors(source: Path, dest: Path) -> None:
    (dest / "newsdigest-import.json").unlink()
    (source / POST).write_text(TEXT.replace("旧", "新"), "utf-8")
    assert again(source, dest) == 0
    assert "旧的文字" in (dest / DOCUMENT).read_text("utf-8")
    assert "新的文字" in (dest / IMPORTED).read_text("utf-8")


def test_a_kept_document_is_not_taken_for_the_importers_later(source: Path, dest: Path) -> None:
    (dest / DOCUMENT).write_text("# 编者的\n", "utf-8")
    for text in ("甲", "乙"):
        (source / POST).write_text(TEXT + text, "utf-8")
        assert again(source, dest) == 0
    assert (dest / DOCUMENT).read_text("utf-8") == "# 编者的\n"


# -- addresses --------------------------------------------------------------------


def with_alias(source: Path, alias: str) -> None:
    (source / POST).write_text(f"---\ntitle: 第一期\naliases: [{alias}]\n---\n文\n", "utf-8")


def redirects(dest: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((dest / "redirects.json").read_text("utf-8"))
    return found


def test_old_addresses_of_an_editor_stay(source: Path, dest: Path) -> None:
    (dest / "redirects.json").write_text('{"/mine/": "index", "/old/": "index"}', "utf-8")
    with_alias(source, "/old/")
    assert again(source, dest) == 0
    assert redirects(dest) == {"/mine/": "index", "/old/": "index"}
    assert again(source, dest, "--force") == 0
    assert redirects(dest) == {"/mine/": "index", "/old/": "issues/2014/2014-07-01-a"}


def test_addresses_of_an_earlier_import_stay_and_new_ones_come(source: Path, dest: Path) -> None:
    for alias in ("/one/", "/two/"):
        with_alias(source, alias)
        assert again(source, dest) == 0
    assert set(redirects(dest)) == {"/one/", "/two/"}


@pytest.mark.parametrize("broken", ["", "[]", "{", b"\xff\xfe"])
def test_a_map_of_addresses_that_cannot_be_read_is_wrong_use(
    source: Path, dest: Path, broken: str | bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = dest / "redirects.json"
    path.write_bytes(broken.encode() if isinstance(broken, str) else broken)
    with_alias(source, "/old/")
    before = contents(dest)
    assert again(source, dest) == 2
    assert f"{path} cannot be read" in capsys.readouterr().err
    assert contents(dest) == before


# -- index pages ------------------------------------------------------------------


def test_index_pages_are_written_where_there_are_none(dest: Path) -> None:
    for path, pattern in (("", "*/index"), ("issues/", "*/index"), ("issues/2014/", "*")):
        text = (dest / f"{path}index.md").read_text("utf-8")
        assert "{toctree}" in text
        assert pattern in text
    assert "language" not in contents(dest)
    assert not (dest / "conf.py").exists()


@pytest.mark.parametrize("suffix", [".md", ".rst"])
def test_index_pages_of_an_editor_are_never_touched(
    source: Path, tmp_path: Path, suffix: str
) -> None:
    book = tmp_path / "other"
    for folder in ("", "issues/", "issues/2014/"):
        page = book / f"{folder}index{suffix}"
        page.parent.mkdir(exist_ok=True, parents=True)
        page.write_text("My own\n======\n", "utf-8")
    assert again(source, book, "--force") == 0
    found = {path: text for path, text in contents(book).items() if "index." in path}
    assert set(found.values()) == {b"My own\n======\n"}
    assert len(found) == 3


def test_the_index_pages_speak_the_language_of_the_posts(source: Path, tmp_path: Path) -> None:
    (source / POST).write_text("# Issue 1\n\nText.\n", "utf-8")
    assert again(source, tmp_path / "en") == 0
    assert "# Issues" in (tmp_path / "en/issues/index.md").read_text("utf-8")
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh/conf.py").write_text('language = "zh_CN"\nproject = "周报"\n', "utf-8")
    assert again(source, tmp_path / "zh") == 0
    assert "# 各期目录" in (tmp_path / "zh/issues/index.md").read_text("utf-8")
    assert "周报" in (tmp_path / "zh/index.md").read_text("utf-8")


# -- what is in the way -------------------------------------------------------------


def test_a_folder_where_a_document_belongs_is_wrong_use(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other" / DOCUMENT).mkdir(parents=True)
    assert again(source, tmp_path / "other") == 2
    said = capsys.readouterr().err
    assert f"found in their way: {DOCUMENT}" in said
    assert "Traceback" not in said


def test_a_file_where_a_folder_belongs_is_wrong_use(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/issues").write_text("x", "utf-8")
    assert again(source, tmp_path / "other") == 2
    assert "found in their way: issues\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    "path",
    ["pages", "newsdigest-import.json", "redirects.json", IMPORTED, "index.md", "issues/index.md"],
)
def test_whatever_is_in_the_way_raises_nothing(source: Path, dest: Path, path: str) -> None:
    with_alias(source, "/old/")
    (source / "about.md").write_text("# 关于\n", "utf-8")
    (dest / DOCUMENT).write_text("# 编者的\n", "utf-8")
    target = dest / path
    if path == "pages":
        target.write_text("x", "utf-8")
    else:
        target.unlink(missing_ok=True)
        target.mkdir()
    assert again(source, dest) in {0, 2}
    assert (dest / DOCUMENT).read_text("utf-8") == "# 编者的\n"


def test_a_destination_below_a_file_is_wrong_use(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    assert again(source, tmp_path / "file") == 2
    assert "is a file; expected a folder" in capsys.readouterr().err
    assert again(source, tmp_path / "file" / "book") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_document_that_is_a_link_to_nowhere_is_not_followed(source: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    book = tmp_path / "other"
    (book / DOCUMENT).parent.mkdir(parents=True)
    (book / DOCUMENT).symlink_to(outside)
    assert again(source, book) == 2
    assert not outside.exists()


# -- one file at a time -------------------------------------------------------------


def test_each_state_is_told_by_what_is_there_and_what_was_written(tmp_path: Path) -> None:
    def state(there: bytes | None, last: str | None, *, force: bool = False) -> State:
        file = tmp_path / "a.md"
        file.unlink(missing_ok=True)
        if there is not None:
            file.write_bytes(there)
        return planned(tmp_path, "a.md", b"new", last, force=force).state

    assert state(None, None) is State.NEW
    assert state(b"new", None) is State.UNCHANGED
    assert state(b"old", digest_of(b"old")) is State.UPDATED
    assert state(b"old", digest_of(b"older")) is State.KEPT
    assert state(b"old", None) is State.KEPT
    assert state(b"old", None, force=True) is State.UPDATED
    assert state(b"new", digest_of(b"old"), force=True) is State.UNCHANGED


def test_a_difference_of_bytes_that_are_no_text_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\xff\x00\r\n1")
    plan = planned(tmp_path, "a.png", b"\xfe", None, force=False)
    write(tmp_path, plan)
    assert (tmp_path / "a.png").read_bytes() == b"\xff\x00\r\n1"
    assert (tmp_path / "a.png.imported").read_bytes() == b"\xfe"
    assert b"\xff" in (tmp_path / "a.png.diff").read_bytes()


def test_only_what_is_really_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").write_text("x", "utf-8")
    assert in_the_way(tmp_path, iter(["a/b/c.md", "b", "new.md"])) == []
    assert in_the_way(tmp_path, iter(["a", "b/c/d.md", "b/e.md"])) == ["a", "b"]


def test_a_copied_picture_follows_its_source_and_stays_an_editors(tmp_path: Path) -> None:
    source, dest = tmp_path / "posts", tmp_path / "book"
    source.mkdir()
    (source / POST).write_text(TEXT + "\n![码头的照片](a.png)\n", "utf-8")
    for content in (b"1", b"2"):
        (source / "a.png").write_bytes(content)
        assert again(source, dest) == 0
        assert (dest / "images/a.png").read_bytes() == content
    (dest / "images/a.png").write_bytes(b"editor's")
    (source / "a.png").write_bytes(b"3")
    assert again(source, dest) == 0
    assert (dest / "images/a.png").read_bytes() == b"editor's"
    assert (dest / "images/a.png.imported").read_bytes() == b"3"


def test_an_import_of_another_source_forgets_nothing(
    source: Path, dest: Path, tmp_path: Path
) -> None:
    other = tmp_path / "more"
    other.mkdir()
    (other / "2014-07-08-b.md").write_text("# 第二期\n", "utf-8")
    assert again(other, dest) == 0
    (source / POST).write_text(TEXT.replace("旧", "新"), "utf-8")
    assert again(source, dest) == 0
    assert "新的文字" in (dest / DOCUMENT).read_text("utf-8")
    assert not (dest / IMPORTED).exists()
