"""What a build keeps in memory, and the pace of the garbage collector in it and after it."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_newsdigest import memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import MakeBook


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


SEE = """
import gc

def setup(app):
    app.connect("html-page-context", note)

def note(app, *_):
    app.config.seen = gc.get_threshold()[0], gc.get_freeze_count()
"""


def test_it_is_slower_while_a_book_is_built(
    book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "see_collector.py").write_text(SEE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    gc.set_threshold(700, 10, 10)
    made = book({"a.md": "# A\n"}, extensions=["sphinx_newsdigest", "myst_parser", "see_collector"])
    threshold, frozen = made.app.config.seen
    assert threshold > 700
    assert frozen > 0
    assert gc.get_threshold() == (700, 10, 10)
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("threshold", [0, 100_000])
def test_it_is_left_alone_where_it_is_slower_already(book: MakeBook, threshold: int) -> None:
    gc.set_threshold(threshold, 10, 10)
    book({"a.md": "# A\n"})
    assert gc.get_threshold()[0] == threshold


KEPT = """
import gc
import weakref

READ = {}

def setup(app):
    app.connect("doctree-read", read)
    app.connect("env-updated", note)
    app.connect("build-finished", note_files)

def read(app, doctree):
    READ[app.env.docname] = weakref.ref(doctree)

def note(app, env):
    gc.collect()
    app.config.kept = sorted(docname for docname, tree in READ.items() if tree() is not None)

def note_files(app, exception):
    app.config.files = len(app.env._pickled_doctree_cache)
"""
SOURCES: dict[str, str | bytes] = {f"{name}.md": f"# {name}\n" for name in "abcdef"}


@pytest.fixture
def kept(
    book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], list[str]]:
    """Return the documents whose doctrees are there when all are read, with *room* for some."""
    (tmp_path / "see_doctrees.py").write_text(KEPT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    extensions = ["sphinx_newsdigest", "myst_parser", "see_doctrees"]

    def build(room: int) -> list[str]:
        monkeypatch.setattr(memory, "ROOM", room)
        made = book(SOURCES, name=str(room), extensions=extensions)
        assert made.app.config.files <= 1
        found: list[str] = made.app.config.kept
        return found

    return build


def test_doctrees_wait_in_memory_as_long_as_there_is_room(
    book: MakeBook, kept: Callable[[int], list[str]]
) -> None:
    ample = memory.ROOM
    files = book(SOURCES).doctrees.glob("?.doctree")
    most = max(file.stat().st_size for file in files)
    # Nothing follows the last one that would let it go.
    assert kept(0) == ["index"]
    assert kept(3 * most + most // 2) == ["a", "b", "c", "index"]
    assert kept(ample) == ["a", "b", "c", "d", "e", "f", "index"]


def test_what_one_build_left_to_be_written_is_let_go_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text("extensions = ['myst_parser', 'sphinx_newsdigest']")
    for name in ("index", "kept", "gone"):
        (tmp_path / f"{name}.md").write_text(f"---\norphan: true\n---\n\n# {name}\n")
    out = tmp_path / "out"
    with patch_docutils(tmp_path), docutils_namespace():
        app = Sphinx(tmp_path, tmp_path, out, out / "doctrees", "html", status=None, warning=None)
        app.build(filenames=[tmp_path / "index.md"])
        (tmp_path / "gone.md").unlink()
        (out / "doctrees" / "gone.doctree").unlink()
        (tmp_path / "index.md").write_text("# Another\n")
        app.build()
    assert "Another" in (out / "index.html").read_text(encoding="utf-8")
    assert (out / "kept.html").exists()
    assert not (out / "gone.html").exists()


TORN_DOWN = """
import os

class Read:
    def __del__(self, write=os.write):  # print may be gone by then
        write(1, b"torn down")

def setup(app):
    app.read = Read()
    app.read.by = app  # in a circle, as doctrees are
"""


def test_what_was_read_is_not_torn_down_when_the_process_ends(
    book: MakeBook, tmp_path: Path
) -> None:
    made = book({"a.md": "# A\n"}, builder=None)
    made.edit("conf.py", (made.src / "conf.py").read_bytes() + TORN_DOWN.encode())
    command = [sys.executable, "-m", "sphinx", "-q", str(made.src), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "torn down" not in done.stdout
