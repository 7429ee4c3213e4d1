"""``newsdigest import`` from the outside: sites go in, books that build come out."""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.resources import files
from textwrap import dedent
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from sphinx_newsdigest.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from conftest import Book

SCHEMA = json.loads(
    files("sphinx_newsdigest").joinpath("import-report.schema.json").read_text("utf-8")
)
PNG = b"\x89PNG\r\n\x1a\n"
REPORT = "newsdigest-import.json"
Said = pytest.CaptureFixture[str]


def put(root: Path, sources: Mapping[str, str | bytes]) -> Path:
    for name, text in sources.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Path]:
    """Import *sources* and return the book; *status* is the exit status that is expected."""

    def run(
        sources: Mapping[str, str | bytes], *options: str, status: int = 0, source: str = ""
    ) -> Path:
        folder = put(tmp_path / "src", sources)
        dest = tmp_path / "book"
        assert main(["import", str(folder / source), str(dest), *options]) == status
        return dest

    return run


def report(dest: Path) -> Any:
    data = json.loads((dest / REPORT).read_text("utf-8"))
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(data)] == []
    return data


def sources_of(dest: Path) -> dict[str, Any]:
    return {one["path"]: one for one in report(dest)["sources"]}


def notes(dest: Path, path: str) -> dict[str, str]:
    return {note["code"]: note["text"] for note in sources_of(dest)[path]["notes"]}


def text_of(dest: Path, path: str) -> str:
    """Return the document of a source, without its front matter."""
    document = (dest / sources_of(dest)[path]["document"]).read_text("utf-8", "surrogateescape")
    body: str = document.split("---\n", 2)[2]
    return body.strip()


def body_of(dest: Path, path: str) -> str:
    """Return the document of a source without its title."""
    return text_of(dest, path).partition("\n")[2].strip()


def front_of(dest: Path, path: str) -> Any:
    document = (dest / sources_of(dest)[path]["document"]).read_text("utf-8", "surrogateescape")
    return yaml.safe_load(document.split("---\n", 2)[1])


def redirects(dest: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((dest / "redirects.json").read_text("utf-8"))
    return found


# -- the schema --------------------------------------------------------------------


def test_the_schema_is_one_and_describes_all() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    undescribed, open_ended = [], []

    def look(part: Any, place: str) -> None:
        if not isinstance(part, dict):
            return
        for name, one in part.get("properties", {}).items():
            if "description" not in one and "$ref" not in one:
                undescribed.append(f"{place}/{name}")
        if part.get("type") == "object" and "additionalProperties" not in part:
            open_ended.append(place)
        for name, one in part.items():
            look(one, f"{place}/{name}")

    look(SCHEMA, "")
    assert (undescribed, open_ended) == ([], [])


# -- wrong use ---------------------------------------------------------------------


def refused(capsys: Said, *arguments: object) -> str:
    """Return what a wrong use is told."""
    status: object
    try:
        status = main(["import", *map(str, arguments)])
    except SystemExit as stop:
        status = stop.code
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    return said.err


def test_a_source_that_is_not_there_is_wrong_use(tmp_path: Path, capsys: Said) -> None:
    said = refused(capsys, tmp_path / "none", tmp_path / "book")
    assert said == f"newsdigest: no {tmp_path / 'none'}; expected a file or a folder\n"
    assert not (tmp_path / "book").exists()


def test_a_source_without_markdown_is_wrong_use(tmp_path: Path, capsys: Said) -> None:
    put(tmp_path / "src", {"a.txt": "文", ".hidden/b.md": "# T\n"})
    said = refused(capsys, tmp_path / "src", tmp_path / "book")
    assert f"no Markdown to import in {tmp_path / 'src'}; expected posts" in said
    assert not (tmp_path / "book").exists()


def test_a_pattern_that_nothing_matches_is_wrong_use(tmp_path: Path, capsys: Said) -> None:
    put(tmp_path / "src", {"a.md": "# T\n"})
    assert "no Markdown" in refused(capsys, tmp_path / "src", tmp_path / "b", "--match", "x*")


def test_the_source_cannot_be_the_book(tmp_path: Path, capsys: Said) -> None:
    put(tmp_path, {"a.md": "# T\n"})
    for other in (tmp_path, tmp_path / "x" / ".."):
        assert "is the source too" in refused(capsys, tmp_path, other)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--reader", "wiki"], "invalid choice: 'wiki'"),
        (["--kind", "post"], "invalid choice: 'post'"),
        (["--key", "讲师"], "expected a form such as 讲师=speakers"),
        (["--key", "讲师=nobody"], "not '讲师=nobody'"),
        (["--quiet", "--verbose"], "not allowed with argument"),
        (["--report"], "expected one argument"),
    ],
)
def test_options_say_what_they_expect(
    tmp_path: Path, capsys: Said, options: list[str], expected: str
) -> None:
    put(tmp_path / "src", {"a.md": "# T\n"})
    assert expected in refused(capsys, tmp_path / "src", tmp_path / "book", *options)


@pytest.mark.skipif(sys.platform != "linux", reason="nobody may write below /proc")
def test_a_folder_that_cannot_be_made_is_wrong_use(tmp_path: Path, capsys: Said) -> None:
    put(tmp_path / "src", {"a.md": "# T\n"})
    assert "cannot write" in refused(capsys, tmp_path / "src", "/proc/newsdigest")
    said = refused(
        capsys, tmp_path / "src", tmp_path / "book", "--report", "/proc/newsdigest/r.json"
    )
    assert "cannot write" in said


# -- what is said ------------------------------------------------------------------


def test_all_accounted_for_is_status_0_and_says_how_much(
    run: Callable[..., Path], capsys: Said
) -> None:
    dest = run(
        {
            "_posts/2014-07-01-a.md": "---\ntitle: 第一期\n---\n文\n",
            "_posts/2014-07-08-summit-day1.md": "---\ntitle: 港口峰会第一天\n---\n文\n",
            "_drafts/b.md": "---\ntitle: 第二期\n---\n文\n",
            "about.md": "# 关于\n",
            "README.md": "# 读我\n",
        }
    )
    said = capsys.readouterr()
    assert "jekyll: 1 issues, 1 event reports, 1 pages, 1 drafts\n" in said.out
    assert f"report: {dest / REPORT}\n" in said.out
    assert f"no conf.py in {dest}" in said.out
    assert f"{dest.parent / 'src/README.md'}: left out: tells about the site\n" in said.err
    assert report(dest)["complete"] is True


def test_a_loss_is_status_1_and_is_named_with_its_line(
    run: Callable[..., Path], tmp_path: Path, capsys: Said
) -> None:
    put(tmp_path, {"secret.md": "# 秘\n"})
    folder = put(tmp_path / "src", {"a.md": "# T\n"})
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    dest = run({}, "--quiet", status=1)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{folder / 'link.md'}: refused: a symbolic link that leaves the source\n"
    assert report(dest)["complete"] is False
    assert (dest / "pages/a.md").exists()
    assert "秘" not in "".join(path.read_text("utf-8") for path in dest.rglob("*.md"))


def test_quiet_says_nothing_where_nothing_is_lost(run: Callable[..., Path], capsys: Said) -> None:
    run({"a.md": "---\ntitle: 第5期\nnumber: 6\n---\n文\n", "README.md": "x"}, "--quiet")
    assert capsys.readouterr() == ("", "")


def test_verbose_names_each_change_with_its_line(
    run: Callable[..., Path], tmp_path: Path, capsys: Said
) -> None:
    run({"a.md": "---\ntitle: 甲\n---\n\n见 https://x.org/a 。\n"}, "--verbose")
    place = f"{tmp_path / 'src/a.md'}:5"
    assert f"{place}: a bare URL became a link [bare-url]\n" in capsys.readouterr().err


def test_the_report_goes_to_a_file_too(run: Callable[..., Path], tmp_path: Path) -> None:
    dest = run({"a.md": "# T\n"}, "--report", str(tmp_path / "new" / "r.json"))
    assert (tmp_path / "new/r.json").read_bytes() == (dest / REPORT).read_bytes()


def test_the_report_on_standard_output_is_all_that_stands_there(
    run: Callable[..., Path], capsys: Said
) -> None:
    dest = run({"a.md": "# 题\n"}, "--report", "-", "--dry-run")
    data = json.loads(capsys.readouterr().out)
    Draft202012Validator(SCHEMA).validate(data)
    assert data["sources"][0]["title"] == "题"
    assert not dest.exists()


def test_a_dry_run_writes_only_the_report_that_was_asked_for(
    run: Callable[..., Path], tmp_path: Path
) -> None:
    dest = run({"a.md": "# T\n"}, "--dry-run", "--report", str(tmp_path / "r.json"))
    assert (tmp_path / "r.json").exists()
    assert not dest.exists()


def test_no_progress_goes_into_a_pipe(run: Callable[..., Path], capsys: Said) -> None:
    run({"a.md": "# T\n", "b.md": "# U\n"})
    said = capsys.readouterr()
    assert "\r" not in said.out + said.err
    assert "\033" not in said.out + said.err


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
@pytest.mark.parametrize("quiet", [False, True])
def test_progress_counts_on_a_terminal(
    run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, *, quiet: bool
) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        run({"a.md": "# T\n", "码头.md": "# U\n"}, *(["--quiet"] if quiet else []))
        monkeypatch.undo()
        terminal.write("\nend")
        terminal.flush()
        said = ""
        while not said.endswith("end"):
            said += os.read(ours, 10_000).decode()
    os.close(ours)
    assert ("\r\033[K1/2 a.md\r\033[K2/2 码头.md\r\033[K" in said) is not quiet


# -- which sources, and what they are ----------------------------------------------


SITE = {
    "_config.yml": "url: https://old.example.org\npermalink: /:year/:title.html\n",
    "_posts/2014-07-01-a.md": "---\ntitle: 第一期\n---\n文 [乙](/2014/b.html)\n",
    "_posts/2014-07-08-b.md": "---\ntitle: 第二期\n---\n![码头的照片](/p/a.png)\n",
    "p/a.png": PNG,
}


def test_a_post_a_folder_and_a_site_give_the_same_document(
    run: Callable[..., Path], tmp_path: Path
) -> None:
    found = set()
    for source in ("", "_posts", "_posts/2014-07-08-b.md"):
        dest = run(SITE, source=source)
        document = (dest / "issues/2014/2014-07-08-b.md").read_text("utf-8")
        found.add(re.sub(r"(?m)^  path: .*\n", "", document))
        assert (dest / "images/p/a.png").read_bytes() == PNG
        dest.rename(tmp_path / f"book{len(source)}")
    assert len(found) == 1


def test_a_copied_file_of_the_site_is_named_without_a_path_of_this_machine(
    run: Callable[..., Path], tmp_path: Path
) -> None:
    dest = run(SITE, source="_posts")
    assert str(tmp_path) not in (dest / REPORT).read_text("utf-8")
    assert report(dest)["files"] == {"images/p/a.png": "a.png"}


def test_match_takes_paths_and_names(run: Callable[..., Path]) -> None:
    posts = {"x/a.md": "# A\n", "x/b.md": "# B\n", "y/a.md": "# C\n"}
    dest = run(posts, "--match", "a.md")
    assert set(sources_of(dest)) == {"x/a.md", "y/a.md"}
    assert set(sources_of(run(posts, "--match", "x/*"))) == {"x/a.md", "x/b.md"}


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("issue", "issues/2014/2014-07-01-a.md"),
        ("event", "events/a-2014/2014-07-01-a.md"),
        ("page", "pages/2014-07-01-a.md"),
    ],
)
def test_the_kind_can_be_chosen(run: Callable[..., Path], kind: str, place: str) -> None:
    dest = run({"2014-07-01-a.md": "# 题\n"}, "--kind", kind)
    assert sources_of(dest)["2014-07-01-a.md"]["kind"] == kind
    assert (dest / place).exists()


def test_the_reader_can_be_chosen(run: Callable[..., Path]) -> None:
    posts = {"a.md": '# 题\n\n{{< figure src="a.png" >}} {{ site.url }}\n'}
    assert report(run(posts))["reader"] == "markdown"
    assert report(run(posts, "--reader", "hugo"))["reader"] == "hugo"
    assert "missing" in body_of(run(posts, "--reader", "hugo"), "a.md")


def test_a_permalink_gives_posts_their_old_addresses(run: Callable[..., Path]) -> None:
    posts = {
        "2014-07-01-a.md": "# 第一期\n\n[乙](/2014/b/) [丙](https://old.example.org/2014/b/)\n",
        "2014-07-08-b.md": "# 第二期\n",
    }
    dest = run(posts, "--permalink", "/:year/:slug/")
    assert redirects(dest)["/2014/a/"] == "issues/2014/2014-07-01-a"
    assert "source" not in front_of(dest, "2014-07-01-a.md")["digest"]
    assert "[丙](https://old" in body_of(dest, "2014-07-01-a.md")
    dest = run(posts, "--permalink", "https://old.example.org/:year/:slug/")
    front = front_of(dest, "2014-07-01-a.md")
    assert front["digest"]["source"] == "https://old.example.org/2014/a/"
    led = "[乙](/issues/2014/2014-07-08-b.md) [丙](/issues/2014/2014-07-08-b.md)"
    assert led in body_of(dest, "2014-07-01-a.md")


def test_a_key_names_what_a_session_has(run: Callable[..., Path]) -> None:
    post = {"2014-07-01-summit-day1.md": "# 港口峰会第一天\n\n## 一座桥\n\n掌舵人：张三\n\n文。\n"}
    assert ":speakers:" not in body_of(run(post), "2014-07-01-summit-day1.md")
    dest = run(post, "--key", "掌舵人=speakers")
    assert ":speakers: 张三" in body_of(dest, "2014-07-01-summit-day1.md")


def test_what_is_no_post_is_left_out_and_named(run: Callable[..., Path]) -> None:
    dest = run(
        {
            "a.md": "# T\n",
            "README.zh.md": "x",
            "sub/LICENSE.md": "x",
            "post-template.md": "x",
            "b.rst": "x",
            "c.html": "x",
            "d.txt": "x",
            ".hidden.md": "x",
            "node_modules/e.md": "x",
            "_build/f.txt": "x",
        }
    )
    assert {one["path"]: one["reason"] for one in report(dest)["left_out"]} == {
        "README.zh.md": "about",
        "sub/LICENSE.md": "about",
        "post-template.md": "template",
        "b.rst": "no-markdown",
        "c.html": "no-markdown",
        "node_modules": "template",
    }
    assert set(sources_of(dest)) == {"a.md"}


def test_a_book_within_the_source_is_passed_over(run: Callable[..., Path], tmp_path: Path) -> None:
    folder = put(tmp_path / "src", {"a.md": "# 第一期\n"})
    for _ in range(2):
        assert main(["import", str(folder), str(folder / "book")]) == 0
        assert set(sources_of(folder / "book")) == {"a.md"}


# -- links of the file system --------------------------------------------------------


def test_links_that_leave_the_source_are_refused(run: Callable[..., Path], tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", {"x.md": "# 秘\n", "p.png": PNG})
    folder = put(tmp_path / "src", {"a.md": "# T\n\n![一张外面的照片](p.png)\n"})
    (folder / "x.md").symlink_to(outside / "x.md")
    (folder / "all").symlink_to(outside)
    (folder / "p.png").symlink_to(outside / "p.png")
    dest = run({}, status=1)
    left = {one["path"]: one["reason"] for one in report(dest)["left_out"]}
    assert left == {"x.md": "symlink", "all": "symlink"}
    assert report(dest)["files"] == {}
    assert sources_of(dest)["a.md"]["missing"] != []


def test_links_within_the_source_are_read_once(run: Callable[..., Path], tmp_path: Path) -> None:
    folder = put(tmp_path / "src", {"a.md": "# T\n", "sub/b.md": "# U\n"})
    (folder / "again.md").symlink_to("a.md")
    (folder / "more").symlink_to("sub")
    (folder / "sub" / "up").symlink_to("..")
    dest = run({})
    assert set(sources_of(dest)) == {"a.md", "sub/b.md"}
    assert {one["path"] for one in report(dest)["left_out"]} == {"again.md", "more", "sub/up"}


def test_links_to_each_other_and_to_nothing_are_refused(
    run: Callable[..., Path], tmp_path: Path
) -> None:
    folder = put(tmp_path / "src", {"a.md": "# T\n\n![一张循环的照片](loop.png)\n"})
    (folder / "one.md").symlink_to("two.md")
    (folder / "two.md").symlink_to("one.md")
    (folder / "none.md").symlink_to("nowhere.md")
    (folder / "loop.png").symlink_to("loop.png")
    dest = run({}, status=1)
    left = {one["path"]: one["reason"] for one in report(dest)["left_out"]}
    assert left == dict.fromkeys(("one.md", "two.md", "none.md"), "unreadable")


def test_a_source_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    put(tmp_path / "real", {"a.md": "# T\n"})
    (tmp_path / "link").symlink_to("real")
    assert main(["import", str(tmp_path / "link"), str(tmp_path / "book")]) == 0
    assert (tmp_path / "book/pages/a.md").exists()


def test_a_folder_named_like_a_post_is_a_folder(run: Callable[..., Path]) -> None:
    assert set(sources_of(run({"a.md/b.md": "# T\n"}))) == {"a.md/b.md"}


# -- bytes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\xef\xbb\xbf# T\r\n\r\none\r\ntwo\r\n", "one\ntwo"),
        (b"# T\r\rone\r\rtwo", "one\n\ntwo"),
        (b"# T\n\none", "one"),
        (b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\none", "one"),
        (b"\n\n---\ntitle: T\n---\none\n", "one"),
        (b"", ""),
        (b"\n \n\t\n", ""),
        (b"---\ntitle: T\n---\n", ""),
        (b"---\ntitle: T\n---", ""),
        (b"+++\ntitle = 'T'\n+++\none", "one"),
        (b'{"title": "T"}\none', "one"),
        (b"Title: T\nDate: 2014-07-01\n\none", "one"),
        (b"Title: T\n", ""),
    ],
)
def test_every_form_of_file_is_read(run: Callable[..., Path], raw: bytes, expected: str) -> None:
    dest = run({"t.md": raw})
    assert body_of(dest, "t.md") == expected
    assert text_of(dest, "t.md").splitlines()[0] in {"# T", "# t"}
    assert (dest / sources_of(dest)["t.md"]["document"]).read_bytes()[-1:] == b"\n"


def test_bytes_that_are_no_utf8_are_named_and_kept(
    run: Callable[..., Path], tmp_path: Path, capsys: Said
) -> None:
    dest = run({"a.md": b"# T\n\none \xff\xfe\n\n\xe4\xb8\n"})
    assert b"one \xff\xfe\n\n\xe4\xb8\n" in (dest / "pages/a.md").read_bytes()
    said = capsys.readouterr().err
    assert f"{tmp_path / 'src/a.md'}:3: 2 byte(s) that are no UTF-8" in said
    assert f"{tmp_path / 'src/a.md'}:5: 2 byte(s) that are no UTF-8" in said
    before = (dest / "pages/a.md").read_bytes()
    run({})
    assert (dest / "pages/a.md").read_bytes() == before


def test_a_name_that_is_no_utf8_raises_nothing(tmp_path: Path) -> None:
    folder = put(tmp_path / "src", {"a.md": "# T\n"})
    try:
        (folder / os.fsdecode(b"\xff.md")).write_text("# U\n", "utf-8")
    except OSError:
        pytest.skip("this file system has none")
    assert main(["import", str(folder), str(tmp_path / "book")]) == 0
    assert len(list((tmp_path / "book/pages").iterdir())) == 3
    report(tmp_path / "book")


def test_control_characters_are_shown_and_named(
    run: Callable[..., Path], tmp_path: Path, capsys: Said
) -> None:
    dest = run({"a.md": b"# T\n\na\x00b\x0c\n"})
    assert body_of(dest, "a.md") == "a\ufffdb\ufffd"
    place = f"{tmp_path / 'src/a.md'}:3"
    assert f"{place}: 2 control character(s), which became U+FFFD" in capsys.readouterr().err


# -- headers -----------------------------------------------------------------------


def test_yaml_that_is_none_is_read_line_by_line_and_named(
    run: Callable[..., Path], capsys: Said
) -> None:
    dest = run({"a.md": "---\ntitle: 周报: 第7期\ntags: [甲\n---\n文\n"})
    found = sources_of(dest)["a.md"]
    assert (found["title"], found["number"]) == ("周报: 第7期", 7)
    assert "a.md:1: not all of it is YAML" in capsys.readouterr().err
    assert front_of(dest, "a.md")["imported"]["tags"] == "[甲"


@pytest.mark.parametrize(
    ("header", "title", "number"),
    [
        ("title: ! 'Issue #201'", "Issue #201", 201),
        ("title: 第一百零五期", "第一百零五期", 105),
        ("title: 周报\nnumber: 664", "周报", 664),
        ("title: 周报 第３期", "周报 第３期", 3),
        ("title: Issue 12: a *star* [x](y)", "Issue 12: a *star* [x](y)", 12),
    ],
)
def test_numbers_are_read_from_titles_and_headers(
    run: Callable[..., Path], header: str, title: str, number: int
) -> None:
    dest = run({"2014-07-01-a.md": f"---\n{header}\n---\n文\n"})
    found = sources_of(dest)["2014-07-01-a.md"]
    assert (found["title"], found["number"]) == (title, number)
    assert front_of(dest, "2014-07-01-a.md")["digest"]["issue"] == number
    plain = re.sub(r"\\(.)", r"\1", text_of(dest, "2014-07-01-a.md").splitlines()[0])
    assert plain == f"# {title}"


def test_both_sides_of_a_conflict_are_named(run: Callable[..., Path], capsys: Said) -> None:
    path = "2014-7-2-issue-6.md"
    dest = run(
        {
            path: "---\ntitle: 第5期（0616-0630）\nnumber: 7\nperiod: 2014-06-01/2014-06-15\n"
            "date: 2014-07-01\n---\n文\n"
        }
    )
    found = notes(dest, path)
    assert found["conflicting-number"] == "front matter 7, title 5, file name 6; the first is used"
    assert "2014-06-01/2014-06-15" in found["conflicting-period"]
    assert "2014-06-16/2014-06-30" in found["conflicting-period"]
    assert found["conflicting-date"].startswith("front matter 2014-07-01, file name 2014-07-02;")
    assert f"{path}:1: front matter 7, title 5, file name 6; the first is used" in (
        capsys.readouterr().err
    )
    one = sources_of(dest)[path]
    assert (one["number"], one["date"]) == (7, "2014-07-01")
    assert one["period"] == ["2014-06-01", "2014-06-15"]


def test_a_period_may_go_on_in_the_next_year(run: Callable[..., Path]) -> None:
    dest = run({"2015-1-17-a.md": "---\ntitle: 第六期（12.26-01.16）\n---\n文\n"})
    assert sources_of(dest)["2015-1-17-a.md"]["period"] == ["2014-12-26", "2015-01-16"]


@pytest.mark.parametrize(
    "date",
    ["2014-07-01 23:30:00 +0800", "2014-07-01T23:30:00-08:00", "2014-07-01T00:10:00Z"],
)
def test_a_day_is_that_of_its_time_zone(run: Callable[..., Path], date: str) -> None:
    dest = run({"a.md": f"---\ntitle: 第一期\ndate: {date}\n---\n文\n"})
    assert sources_of(dest)["a.md"]["date"] == "2014-07-01"


def test_a_number_that_two_issues_have_is_named_and_builds(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    dest = run(
        {"2014-07-01-a.md": "# 第5期\n\n文\n", "2014-07-08-b.md": "# 第5期\n\n文\n"},
    )
    assert notes(dest, "2014-07-08-b.md") == {"same-number": "issue 5, as 2014-07-01-a.md"}
    assert sources_of(dest)["2014-07-08-b.md"]["number"] == 5
    assert built(dest).warnings == ""


def test_a_title_in_a_heading_keeps_its_markup_and_its_links(run: Callable[..., Path]) -> None:
    dest = run(
        {
            "a.md": "# `码` 与 *强* [乙](b.md) [外](https://x.org/) $5\n\n文\n",
            "b.md": "一\n\n# 乙\n\n二\n",
        }
    )
    title = text_of(dest, "a.md").splitlines()[0]
    assert title.startswith("# `码` 与 *强* [乙](/pages/b.md) [外](https://x.org/)")


# -- drafts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("_drafts/a.md", "---\ntitle: 第一期\n---\n"),
        ("_posts/2014-07-01-a.md", "---\ntitle: 第一期\npublished: false\n---\n"),
        ("content/posts/a.md", "+++\ntitle = '第一期'\ndraft = true\n+++\n"),
        ("a.md", "Title: 第一期\nDate: 2014-07-01\nStatus: draft\n\n"),
        ("drafts/a.md", "# 第一期\n"),
        ("about.md", "---\ntitle: 关于\ndraft: yes\n---\n"),
    ],
)
def test_drafts_are_marked_and_stand_apart(
    run: Callable[..., Path], path: str, text: str, built: Callable[..., Book]
) -> None:
    dest = run({path: text + "文\n", "2014-08-01-b.md": "# 第二期\n"})
    found = sources_of(dest)[path]
    assert found["draft"] is True
    assert found["document"].startswith("drafts/")
    front = front_of(dest, path)
    assert (front["draft"], front["orphan"]) == (True, True)
    assert not (dest / "redirects.json").exists() or found["document"][:-3] not in (
        redirects(dest).values()
    )
    assert built(dest).warnings == ""


def test_a_link_to_a_draft_leads_nowhere_and_says_so(
    run: Callable[..., Path], built: Callable[..., Book], capsys: Said
) -> None:
    dest = run(
        {
            "hugo.toml": "",
            "content/posts/a.md": "---\ntitle: 第一期\n---\n"
            '[乙]({{< ref "b.md" >}}) [乙](/posts/b/)\n',
            "content/posts/b.md": "---\ntitle: 第二期\ndraft: true\n---\n[甲](a.md)\n",
        }
    )
    assert body_of(dest, "content/posts/a.md") == "乙 (`b.md`) 乙 (`/posts/b/`)"
    assert "a.md:4: the target is not in the archive" in capsys.readouterr().err
    assert body_of(dest, "content/posts/b.md").startswith("[甲](/issues/")
    assert built(dest).warnings == ""


# -- names -------------------------------------------------------------------------


def test_names_that_a_system_takes_for_one_are_told_apart(run: Callable[..., Path]) -> None:
    names = ["a.md", "A.md", "a.markdown", normalize("NFC", "Ä.md"), normalize("NFD", "ä.md")]
    dest = run({name: f"# T{number}\n" for number, name in enumerate(names)})
    documents = [one["document"] for one in report(dest)["sources"]]
    assert len({normalize("NFC", name).casefold() for name in documents}) == len(names)
    assert all((dest / name).exists() for name in documents)


@pytest.mark.parametrize(
    "name",
    [
        "a b.md",
        "a#b.md",
        "100%.md",
        "'q' \"p\".md",
        "con.md",
        "LPT1.md",
        "a:b?.md",
        "[x](y).md",
        f"{'港' * 80}.md",
        ".md.md" if os.name == "nt" else "-.md",
        "{x}.md",
        "a\\b.md",
        "index.md",
        "genindex.md",
        "search.md",
        "a\nb.md",
    ],
)
def test_any_name_makes_a_document_that_builds(
    run: Callable[..., Path], name: str, built: Callable[..., Book]
) -> None:
    dest = run({name: "# 题\n\n文\n", f"2014-07-01-{name}"[:90]: "# 第一期\n\n文\n"})
    for one in report(dest)["sources"]:
        assert len(one["document"].rpartition("/")[2].encode()) < 200
        assert (dest / one["document"]).exists()
    assert built(dest).warnings == ""


def test_the_same_name_in_two_folders_gives_two_documents(run: Callable[..., Path]) -> None:
    dest = run(
        {
            "_posts/x/2014-07-01-a.md": "# 第一期\n\n[二](../y/2014-07-01-a.md)\n",
            "_posts/y/2014-07-01-a.md": "# 第二期\n\n[一](../x/2014-07-01-a.md)\n",
        }
    )
    assert body_of(dest, "_posts/x/2014-07-01-a.md") == "[二](/issues/2014/2014-07-01-a-2.md)"
    assert body_of(dest, "_posts/y/2014-07-01-a.md") == "[一](/issues/2014/2014-07-01-a.md)"


def test_a_bundle_is_named_by_its_folder(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    dest = run(
        {
            "hugo.toml": "",
            "content/posts/one/index.md": "---\ndate: 2014-07-01\n---\n甲\n",
            "content/posts/two/index.md": "---\ndate: 2014-07-01\n---\n乙 [甲](../one/)\n",
            "content/posts/_index.md": "---\ntitle: 所有\n---\n",
            "content/_index.md": "---\ntitle: 首页\n---\n",
        }
    )
    assert {one["path"]: one["document"] for one in report(dest)["sources"]} == {
        "content/posts/one/index.md": "issues/2014/2014-07-01-one.md",
        "content/posts/two/index.md": "issues/2014/2014-07-01-two.md",
        "content/posts/_index.md": "pages/posts.md",
        "content/_index.md": "pages/content.md",
    }
    assert front_of(dest, "content/posts/one/index.md")["digest"]["issue"] == "2014-07-01-one"
    assert built(dest).warnings == ""


def test_a_readme_is_the_issue_that_its_folder_is(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    dest = run(
        {
            "README.md": "# 读我\n",
            "2014-07-01/README.md": "# 铜\n",
            "issue-2/readme.md": "# 锡\n\n[铜](../2014-07-01/)\n",
            "issue-3/README.md": "# 读我\n",
            "issue-3/三.md": "# 第三期\n",
            "images/README.md": "# 读我\n",
            "web3/README.md": "# 读我\n",
            "code/day1/README.md": "# 读我\n",
        }
    )
    assert {one["path"]: one["document"] for one in report(dest)["sources"]} == {
        "2014-07-01/README.md": "issues/2014/2014-07-01.md",
        "issue-2/readme.md": "issues/undated/issue-2.md",
        "issue-3/三.md": "issues/undated/三.md",
    }
    assert body_of(dest, "issue-2/readme.md") == "[铜](/issues/2014/2014-07-01.md)"
    assert built(dest).warnings == ""


def test_events_in_bundles_are_told_apart_by_their_folders(run: Callable[..., Path]) -> None:
    header = "---\ntitle: A Conference\ndate: 2023-05-12\n---\n"
    posts = {f"content/blog/{name}/index.md": f"{header}文\n" for name in ("brass", "copper")}
    dest = run({"hugo.toml": "", **posts})
    events = [front_of(dest, path)["digest"]["event"] for path in posts]
    assert events == ["brass-2023", "copper-2023"]


def test_a_date_behind_the_name_goes_before_it(run: Callable[..., Path]) -> None:
    dest = run(dict.fromkeys(["brass-2014-10-31.md", "2014年11月1日.md"], "# 铜\n"))
    assert {one["path"]: one["document"] for one in report(dest)["sources"]} == {
        "brass-2014-10-31.md": "issues/2014/2014-10-31-brass.md",
        "2014年11月1日.md": "issues/2014/2014-11-01.md",
    }


# -- pictures and downloads --------------------------------------------------------


def test_pictures_and_downloads_are_copied_once_and_their_paths_rewritten(
    run: Callable[..., Path],
) -> None:
    dest = run(
        {
            "_config.yml": "baseurl: /w\n",
            "_posts/2014-07-01-a.md": "---\ntitle: 第一期\n---\n"
            "![绝对的](/assets/p.png) ![相对的](../assets/p.png)\n"
            "![带基址]({{ site.baseurl }}/assets/p.png) ![无空格]({{site.baseurl}}/assets/p.png)\n"
            "![编码的](/assets/a%20b.png) ![尖括号](</assets/a b.png>) "
            "![中文的](/assets/图一.png)\n"
            "![编码中文](/assets/%E5%9B%BE%E4%B8%80.png) [下载](/assets/d.pdf)\n"
            "![远的](https://x.org/r.png) ![数据的](data:image/png;base64,AA==)\n",
            "assets/p.png": PNG,
            "assets/a b.png": PNG,
            "assets/图一.png": PNG,
            "assets/d.pdf": "d",
        }
    )
    assert body_of(dest, "_posts/2014-07-01-a.md") == (
        "![绝对的](/images/p.png) ![相对的](/images/p.png)\n"
        "![带基址](/images/p.png) ![无空格](/images/p.png)\n"
        "![编码的](/images/a-b.png) ![尖括号](/images/a-b.png) ![中文的](/images/图一.png)\n"
        "![编码中文](/images/图一.png) [下载](/files/d.pdf)\n"
        "![远的](https://x.org/r.png) ![数据的](data:image/png;base64,AA==)"
    )
    assert report(dest)["files"] == {
        "files/d.pdf": "assets/d.pdf",
        "images/a-b.png": "assets/a b.png",
        "images/p.png": "assets/p.png",
        "images/图一.png": "assets/图一.png",
    }


def test_pictures_of_one_name_are_told_apart(run: Callable[..., Path]) -> None:
    dest = run(
        {
            "a.md": "# T\n\n![第一张](static/i.png) "
            "![第二张](assets/i.png) ![第三张](assets/I.png)\n",
            "static/i.png": b"1",
            "assets/i.png": b"2",
            "assets/I.png": b"3",
        }
    )
    found = re.findall(r"\(/([^)]+)\)", body_of(dest, "a.md"))
    assert [(dest / path).read_bytes() for path in found] == [b"1", b"2", b"3"]
    assert len({path.casefold() for path in found}) == 3


@pytest.mark.parametrize(
    "address", ["../secret.png", "../../../etc/passwd", "/../secret.png", "%2e%2e/secret.png"]
)
def test_a_file_outside_the_site_is_not_copied(
    run: Callable[..., Path], tmp_path: Path, address: str
) -> None:
    put(tmp_path, {"secret.png": "密"})
    dest = run({"a.md": f"# T\n\n![外面的]({address}) [下载]({address})\n"})
    assert report(dest)["files"] == {}
    assert not list(dest.rglob("secret*"))
    assert not list(dest.rglob("passwd*"))


def test_a_lost_picture_is_declared_and_named(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    dest = run({"a.md": "# T\n\n![码头全景](img/x.png)\n\n文 ![桥](/y.png) 文\n"})
    assert sources_of(dest)["a.md"]["missing"] == [
        {"line": 3, "picture": "/images/x.png"},
        {"line": 5, "picture": "/images/y.png"},
    ]
    assert built(dest).warnings == ""


def test_a_lost_picture_that_is_a_link_leaves_the_rest_alone(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    text = "[![码头](gone.png)](https://example.org)\n\n[![桥](gone.png)][r]\n\n## 后文\n\n[r]: https://e.org\n"
    dest = run({"a.md": f"# T\n\n{text}"})
    made = built(dest)
    assert made.warnings == ""
    assert made.html("pages/a").select_one("h2") is not None
    assert body_of(dest, "a.md").startswith(
        "[![码头](/images/gone.png){.missing}](https://example.org)\n\n"
    )


# -- links between posts -------------------------------------------------------------


def test_headings_are_reached_by_the_slugs_of_each_generator(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    headings = ["小 节", "1. Big News!", "Café au lait", "另一个 {#own}"]
    first, second = (
        "".join(f"## {heading}\n\n{post}文{number}\n\n" for number, heading in enumerate(headings))
        for post in ("甲", "乙")
    )
    links = ["#小-节", "#1-big-news", "#big-news", "#cafe-au-lait", "#café-au-lait", "#own"]
    text = "\n".join(f"[{slug[1:]}](2014-07-01-a.md{slug})" for slug in links)
    dest = run(
        {
            "_posts/2014-07-01-a.md": f"---\ntitle: 第一期\n---\n{first}",
            "_posts/2014-07-08-b.md": f"---\ntitle: 第二期\n---\n{second}{text}\n\n[本](#own)\n",
        }
    )
    assert "(`#" not in text_of(dest, "_posts/2014-07-08-b.md")
    assert "a.md" not in body_of(dest, "_posts/2014-07-08-b.md")
    made = built(dest)
    assert made.warnings == ""
    page = made.html("issues/2014/2014-07-08-b")
    found = {link.get_text(): str(link["href"]) for link in page.select("p a.reference.internal")}
    for words in (*(slug[1:] for slug in links), "本"):
        name, _, anchor = found[words].partition("#")
        other = made.html(f"issues/2014/{name}" if name else "issues/2014/2014-07-08-b")
        assert other.find(id=anchor), words


def test_ids_in_html_are_reached(run: Callable[..., Path], built: Callable[..., Book]) -> None:
    names = ["eins", "zwei", "drei", "vier", "fünf"]
    text = """
        <a name="eins"></a>
        ## 一

        <a id='zwei'></a>

        文二

        ## 三 <a name=drei></a>

        - 表 <span id="vier"></span>文四

        <h3 id="fünf"><a href="#fünf">五</a></h3>

        `<a name="sechs">` [六](#sechs)
        """
    links = " ".join(f"[{name}](#{name})" for name in names)
    dest = run({"a.md": f"# 页\n\n{links}\n{dedent(text)}"})
    made = built(dest)
    assert made.warnings == ""
    page = made.html("pages/a")
    for name in names:
        (link,) = page.find_all("a", class_="internal", string=name)
        target = page.find(id=str(link["href"])[1:])
        assert target is not None
        place = target if target.get_text(strip=True) else target.find_next(["p", "ul"])
        assert place is not None
        assert {"eins": "一", "zwei": "文二", "drei": "三", "vier": "表", "fünf": "五"}[
            name
        ] in place.get_text()


def test_posts_are_reached_by_every_kind_of_address(run: Callable[..., Path]) -> None:
    post = "_posts/2014-07-08-b.md"
    addresses = [
        "2014-07-01-a.md",
        "./2014-07-01-a.md",
        "../_posts/2014-07-01-a.md",
        "/_posts/2014-07-01-a.md",
        "{% post_url 2014-07-01-a %}",
        "{{ site.baseurl }}{% post_url 2014-07-01-a %}",
        "{% link _posts/2014-07-01-a.md %}",
        "/2014/a.html",
        "/2014/a",
        "/w/2014/a.html",
        "a.html",
        "https://old.example.org/w/2014/a.html",
        "http://old.example.org/w/2014/a.html",
        "{{ site.url }}/2014/a.html",
        "/old/1/",
        "/2014/07/01/a/",
    ]
    dest = run(
        {
            "_config.yml": "url: https://old.example.org\nbaseurl: /w\n"
            "permalink: /:year/:title.html\n",
            "_posts/2014-07-01-a.md": "---\ntitle: 第一期\nredirect_from: /old/1/\n---\n文\n",
            post: "---\ntitle: 第二期\n---\n"
            + "\n\n".join(f"[第{number}个]({address})" for number, address in enumerate(addresses)),
        }
    )
    found = body_of(dest, post).split("\n\n")
    wrong = [
        (address, line)
        for number, (address, line) in enumerate(zip(addresses, found, strict=True))
        if line != f"[第{number}个](/issues/2014/2014-07-01-a.md)"
    ]
    assert wrong == []


def test_paragraphs_of_the_same_words_are_all_accounted_for(run: Callable[..., Path]) -> None:
    plain, tagged = "[链接](/2014/07/01/a.html)", "[链接]({% post_url 2014-07-01-a %})"
    lines = [plain] * 3 + [tagged] * 3 + [plain] * 5 + [tagged] + [plain]
    run(
        {
            "_posts/2014-07-01-a.md": "---\ntitle: 第一期\n---\n文\n",
            "_posts/2014-07-08-b.md": "---\ntitle: 第二期\n---\n" + "\n\n".join(lines),
        }
    )


def test_dead_links_of_the_archive_are_shown_as_text(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    dest = run(
        {"a.md": "# T\n\n[丢](no.md) [丢](/x/y/) [丢](#无) [丢](港.md#甲) [邮](mailto:a@b.org)\n"}
    )
    assert body_of(dest, "a.md") == (
        "丢 (`no.md`) 丢 (`/x/y/`) 丢 (`#无`) 丢 (`港.md#甲`) [邮](mailto:a@b.org)"
    )
    assert built(dest).warnings == ""


def test_what_only_the_old_site_has_leads_there(run: Callable[..., Path]) -> None:
    dest = run(
        {
            "_config.yml": "url: https://old.example.org\nbaseurl: /w\npermalink: /:year/:title/\n",
            "_posts/2014-07-01-a.md": "---\ntitle: 第一期\n---\n"
            "[甲](/feed/) [乙](/w/tags.html#x) [丙](../../more/?p=1#y)\n",
        }
    )
    assert body_of(dest, "_posts/2014-07-01-a.md") == (
        "[甲](https://old.example.org/w/feed/) [乙](https://old.example.org/w/tags.html#x) "
        "[丙](https://old.example.org/w/more/?p=1#y)"
    )


@pytest.mark.parametrize("config", ["baseurl: /w\n", "url: ''\n", "url: /\n", "url: example.org\n"])
def test_a_site_that_does_not_say_its_host_leads_nowhere(
    run: Callable[..., Path], config: str, built: Callable[..., Book]
) -> None:
    dest = run(
        {"_config.yml": config, "_posts/2014-07-01-a.md": "---\ntitle: 第一期\n---\n[甲](/feed/)\n"}
    )
    assert body_of(dest, "_posts/2014-07-01-a.md") == "甲 (`/feed/`)"
    assert "source" not in front_of(dest, "_posts/2014-07-01-a.md")["digest"]
    assert built(dest).warnings == ""


def test_old_addresses_lead_on_in_the_html_edition(
    run: Callable[..., Path], built: Callable[..., Book]
) -> None:
    dest = run(
        {
            **SITE,
            "about.md": "---\ntitle: 关于\npermalink: /about/\n"
            "redirect_from: [/us.html]\n---\n文\n",
        }
    )
    assert redirects(dest) == {
        "/2014/a.html": "issues/2014/2014-07-01-a",
        "/2014/b.html": "issues/2014/2014-07-08-b",
        "/about/": "pages/about",
        "/us.html": "pages/about",
    }
    made = built(dest)
    assert made.warnings == ""
    for name, target in (
        ("2014/b.html", "../issues/2014/2014-07-08-b.html"),
        ("about/index.html", "../pages/about.html"),
        ("us.html", "pages/about.html"),
    ):
        (refresh,) = made.html(name).select('meta[http-equiv="refresh"]')
        assert refresh["content"] == f"0; url={target}"


def test_parameters_that_count_clicks_stay_and_are_named(run: Callable[..., Path]) -> None:
    url = "https://x.org/a?utm_source=w&id=5&utm_medium=m"
    dest = run({"a.md": f"# T\n\n[甲]({url}) [乙](https://x.org/?id=5)\n"})
    assert url in body_of(dest, "a.md")
    assert sources_of(dest)["a.md"]["tracking"] == [
        {"line": 3, "url": url, "canonical": "https://x.org/a?id=5"}
    ]


# -- the report ----------------------------------------------------------------------


def test_words_that_differ_are_told_as_they_are_read(run: Callable[..., Path]) -> None:
    dest = run(
        {
            "_posts/2014-07-01-a.md": "---\ntitle: 第一期\n---\n{{ page.城 }} "
            "[丢](two words/港口，x.md)\n\n[甲](<two words/港口.md>)\n"
        }
    )
    found = sources_of(dest)["_posts/2014-07-01-a.md"]
    words = [one for one in found["differences"] if one["what"] == "words"]
    assert words == [
        {"what": "words", "line": 6, "gained": ["two words港口md"], "reason": "no-target"}
    ]
    assert found["changes"]["no-target"] == [6]


# -- whole sites -----------------------------------------------------------------------


@pytest.fixture
def built(copy_of: Callable[..., Book], tmp_path: Path) -> Callable[..., Book]:
    """Build what was imported, after ``init`` and ``stubs``, as ``-n`` does."""

    def build(dest: Path, builder: str = "html") -> Book:
        scaffold = tmp_path / "scaffold"
        if not scaffold.exists():
            assert main(["init", str(scaffold), "--language", "zh_CN"]) == 0
        if not (dest / "conf.py").exists():
            (dest / "conf.py").write_bytes((scaffold / "conf.py").read_bytes())
        assert main(["stubs", str(dest)]) == 0
        return copy_of(dest).build(builder, nitpicky=True)

    return build


ISSUE = """## 一、业界动态

### 1.Enterprise

* 2014年6月20日，港务局发布了新的时间表。[时间表](https://example.org/plan?utm_source=w)
* 见 https://example.org/bare ，以及 <https://example.org/auto>。

```python
print("[不是链接](x.md)")
```

## 二、社区跟踪

感谢 [@某人]() 与 **大家**。
第二行。

| 甲 | 乙 |
|---|---|
| 1 | [外](https://example.org/t) |
"""
JEKYLL: dict[str, str | bytes] = {
    "_config.yml": "url: https://j.example.org\npermalink: /:year-:month-:day-:title.html\n",
    "_posts/2014-07-01-a.md": "---\nlayout: post\ntitle: ! '港口周报 #1'\n"
    "categories: [甲, 乙]\n---\n"
    + ISSUE
    + "\n## 另外 {#more}\n\n![码头的照片]({{ site.baseurl }}/assets/p.png)\n{: .wide}\n",
    "_posts/2014-07-08-b.md": "---\nlayout: post\ntitle: 港口周报第二期（0701-0707）\n---\n"
    "* 目录\n{:toc}\n\n## 新闻\n\n[上期]({% post_url 2014-07-01-a %}#more)\n\n"
    "{% highlight sh %}\nls\n{% endhighlight %}\n\n<b>粗</b> <!-- 注 -->\n",
    "_drafts/c.md": "---\ntitle: 草稿\n---\n稿\n",
    "_layouts/post.html": "x",
    "about.md": "---\ntitle: 关于\npermalink: /about/\n---\n文 [首期](/2014-07-01-a.html)\n",
    "README.md": "x",
    "assets/p.png": PNG,
}
HUGO: dict[str, str | bytes] = {
    "hugo.toml": "baseURL = 'https://h.example.org/'\n[permalinks]\nposts = '/blog/:year/:slug/'\n",
    "archetypes/default.md": "+++\n+++\n",
    "content/posts/2024-01-02-one/index.md": "+++\ntitle = '港口周报第一期'\n"
    "date = 2024-01-02T23:30:00+08:00\nslug = 'one'\naliases = ['/old/']\n+++\n"
    + ISSUE
    + '\n## 图\n\n![码头的照片](p.png)\n\n{{< figure src="p.png" caption="一座桥" >}}\n\n'
    '[下期]({{< ref "two.md#头" >}}) [数据](d.csv)\n',
    "content/posts/2024-01-02-one/p.png": PNG,
    "content/posts/2024-01-02-one/d.csv": "a",
    "content/posts/two.md": "---\ntitle: 港口周报第二期\ndate: 2024-01-09\n---\n## 头\n\n"
    "[一](/blog/2024/one/) [旧](/old/) [全](https://h.example.org/blog/2024/one/)\n\n"
    "![静物照](/img/s.png)\n\n{{< youtube abc123 >}}\n",
    "content/posts/three.md": "---\ntitle: 第三期\ndate: 2024-01-16\ndraft: true\n---\n稿\n",
    "content/about.md": '{\n"title": "关于"\n}\n文\n',
    "content/_index.md": "---\ntitle: 首页\n---\n",
    "static/img/s.png": PNG,
}
PELICAN: dict[str, str | bytes] = {
    "pelicanconf.py": "SITEURL = 'https://p.example.org'\nPATH = 'content'\n"
    "ARTICLE_URL = 'blog/{date:%Y}/{slug}/'\n",
    "content/one.md": "Title: Harbour Weekly 1\nDate: 2024-01-02 10:00\nSlug: one\nTags: a, b\n\n"
    + ISSUE
    + "\n![码头的照片]({static}/images/p.png) [下]({filename}two.md#yi) [下]({filename}/two.md)\n"
    "[数据]({attach}/files/d.pdf) [标签]({tag}a)\n",
    "content/two.md": "Title: 港口周报第2期\nDate: 2024-01-09\nNumber: 2\nSlug: two\n\n[TOC]\n\n"
    "## 乙 {: #yi }\n\n[上](/blog/2024/one/)，用 {filename} 写。\n",
    "content/three.md": "Title: 第3期\nDate: 2024-01-10\nStatus: draft\n\n稿\n",
    "content/pages/about.md": "Title: About\n\n文\n",
    "content/images/p.png": PNG,
    "content/files/d.pdf": "d",
    "theme/templates/x.md": "x",
}
PLAIN: dict[str, str | bytes] = {
    "2014/2014-07-01-第一期.md": "# 港口周报第一期（0616-0630）\n\n" + ISSUE,
    "2014/2014-07-16-第二期.md": "# 港口周报第二期（0701-0715）\r\n\r\n## 同\r\n\r\n"
    "[上](2014-07-01-第一期.md#二社区跟踪) ![码头的照片](图/p.png)\r\n\r\n## 同\r\n\r\n文\r\n",
    "2014/图/p.png": PNG,
    "events/2014-07-20-summit-day1.md": "# 港口峰会第一天\n\n## 桥的未来\n\n"
    "分享企业：甲公司\n\n文。\n",
    "关于 我们.md": "# 关于\n\n文 [一](2014/2014-07-01-第一期.md)\n",
}


@pytest.mark.parametrize(
    ("sources", "reader", "kinds"),
    [
        (JEKYLL, "jekyll", "2 issues, 0 event reports, 1 pages, 1 drafts"),
        (HUGO, "hugo", "2 issues, 0 event reports, 2 pages, 1 drafts"),
        (PELICAN, "pelican", "2 issues, 0 event reports, 1 pages, 1 drafts"),
        (PLAIN, "markdown", "2 issues, 1 event reports, 1 pages, 0 drafts"),
    ],
    ids=["jekyll", "hugo", "pelican", "plain"],
)
def test_a_whole_site_is_imported_and_builds_without_a_hand_edit(
    run: Callable[..., Path],
    capsys: Said,
    built: Callable[..., Book],
    sources: Mapping[str, str | bytes],
    reader: str,
    kinds: str,
) -> None:
    dest = run(sources)
    assert f"{reader}: {kinds}\n" in capsys.readouterr().out
    data = report(dest)
    assert data["complete"] is True
    for one in data["sources"]:
        assert all(difference["reason"] for difference in one["differences"])
    for builder in ("html", "digest-data"):
        assert built(dest, builder).warnings == ""
    before = {path: path.read_bytes() for path in dest.rglob("*") if path.is_file()}
    run({})
    assert {path: path.read_bytes() for path in dest.rglob("*") if path.is_file()} == before
