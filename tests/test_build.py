"""``newsdigest build``: all editions, each as ``sphinx-build`` alone makes it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from sphinx_newsdigest.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUILDERS = {"epub": "epub", "pdf": "typstpdf", "data": "digest-data", "html": "html"}


@pytest.fixture(autouse=True)
def _dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1400000000")


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """Return the folder of a new book with an issue."""
    folder = tmp_path / "book"
    assert main(["init", str(folder), "--title", "北港通讯", "--language", "zh", "--example"]) == 0
    return folder


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an edition with their bytes, an ePub's one by one."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as packed:
                yield from ((f"{name}/{inner}", packed.read(inner)) for inner in packed.namelist())
        elif path.is_file():
            yield name, path.read_bytes()


def test_each_edition_is_what_sphinx_alone_makes(
    dest: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(dest)]) == 0
    said = capfd.readouterr().out
    *_, html, epub, pdf, data = said.splitlines()
    for line, name, opened in (
        (epub, "epub", ".epub"),
        (pdf, "pdf", ".pdf"),
        (data, "data", "archive.json"),
        (html, "html", "index.html"),
    ):
        assert line.split()[0] == name
        assert line.endswith(opened)
    for name, builder in BUILDERS.items():
        alone = tmp_path / "alone" / name
        folders = ["-d", str(tmp_path / "alone" / f"doctrees-{name}"), str(dest), str(alone)]
        subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", builder, *folders], check=True)
        made = dict(contents(dest / "_build" / name))
        assert made == dict(contents(alone)), name
        assert made
    # The site offers what was made before it.
    assert len(list((dest / "_build" / "html" / "downloads").iterdir())) == 2


def test_the_sources_are_read_once(dest: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(dest), "--editions", "html,data"]) == 0
    said = capfd.readouterr().out
    first, second = (part.partition("updating environment: ")[2] for part in said.split("[2/2]"))
    assert "0 added" not in first.splitlines()[0]
    assert "0 added, 0 changed, 0 removed" in second.splitlines()[0]
    assert said.index("[1/2] data") < said.index("[2/2] html")
    assert sorted(path.name for path in (dest / "_build").iterdir()) == ["data", "doctrees", "html"]


def test_again_nothing_is_read_unless_asked_for(
    dest: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = ["build", str(dest), "--editions", "data"]
    main(asked)
    capfd.readouterr()
    main(asked)
    assert "0 added, 0 changed, 0 removed" in capfd.readouterr().out
    main([*asked, "-E"])
    assert "0 added" not in capfd.readouterr().out


def test_several_processes_make_the_same(dest: Path, tmp_path: Path) -> None:
    assert main(["build", str(dest), "--editions", "html"]) == 0
    one = dict(contents(dest / "_build" / "html"))
    (dest / "_build").rename(tmp_path / "before")
    assert main(["build", str(dest), "--editions", "html", "--jobs", "2"]) == 0
    assert dict(contents(dest / "_build" / "html")) == one


def test_an_edition_that_fails_is_named_and_the_others_are_made(
    dest: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    conf = dest / "conf.py"
    conf.write_text(conf.read_text("utf-8") + "\ntypst_template = 'nowhere.typ'\n", "utf-8")
    assert main(["build", str(dest), "--editions", "pdf,data", "-W"]) == 1
    *_, pdf, data = capfd.readouterr().out.splitlines()
    assert pdf.startswith("pdf   FAILED after ")
    assert data.startswith("data ")
    assert "FAILED" not in data
    assert not list((dest / "_build" / "pdf").glob("*.pdf"))


def test_a_warning_is_a_failure_only_if_asked_for(dest: Path) -> None:
    (dest / "lost.md").write_text("# Lost\n\n[](nowhere.md)\n", "utf-8")
    asked = ["build", str(dest), "--editions", "data"]
    assert main(asked) == 0
    assert main([*asked, "-E", "-W"]) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--editions", "html,odt"], "unknown edition 'odt'; expected some of: html,epub,pdf,data"),
        (["--editions", ""], "unknown edition ''"),
        (["--jobs", "0"], "expected a number from 1, or 'auto', not '0'"),
        (["--jobs", "many"], "not 'many'"),
    ],
)
def test_what_cannot_be_made_is_said_before_anything_is(
    dest: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    assert main(["build", str(dest), *arguments]) == 2
    assert expected in capfd.readouterr().err
    assert not (dest / "_build").exists()


def test_a_folder_without_conf_is_no_book(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 2
    assert "conf.py" in capfd.readouterr().err
