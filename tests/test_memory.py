"""What a build keeps in memory, and the pace of the garbage collector in it and after it."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
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

READ = []

def setup(app):
    app.connect("doctree-read", lambda app, doctree: READ.append(weakref.ref(doctree)))
    app.connect("env-updated", note)
    app.connect("build-finished", note_caches)

def note(app, env):
    gc.collect()
    app.config.kept = sum(read() is not None for read in READ)

def note_caches(app, exception):
    caches = app.env._write_doc_doctree_cache, app.env._pickled_doctree_cache
    app.config.cached = sum(map(len, caches))
"""


def test_no_doctree_is_kept_from_reading_to_writing_nor_to_the_end(
    book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "see_doctrees.py").write_text(KEPT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    sources: dict[str, str | bytes] = {f"{name}.md": f"# {name}\n" for name in "abcdef"}
    made = book(sources, extensions=["sphinx_newsdigest", "myst_parser", "see_doctrees"])
    # Nothing follows the last one that would let it go.
    assert made.app.config.kept <= 1
    assert made.app.config.cached <= 1


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
