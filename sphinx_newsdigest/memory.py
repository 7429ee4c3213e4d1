"""The memory of a long build: doctrees that wait to be written, and Python's collector of garbage.

From reading to writing, Sphinx keeps the doctrees of all documents in memory, besides the files
it writes them to. Of a long archive, only as many stay as take a set room; the others are read
back from their files.

Doctrees are many small objects in circles, which only the collector can free. With Python's own
thresholds it walks again and again through what lives to the end anyway, and when the process ends
all is looked through once more, only to be given back piece by piece.
"""

from __future__ import annotations

import atexit
import gc
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

#: New objects before a look at the new ones; such looks before one at the older; and so on.
_THRESHOLDS = (50_000, 5, 4)

#: The room for doctrees from reading to writing, in bytes of their files; in memory, they take
#: ten times as much.
ROOM = 8_000_000

#: Where Sphinx keeps doctrees, and their files' content; there is no public way to them.
_DOCTREES, _FILES = "_write_doc_doctree_cache", "_pickled_doctree_cache"


class Room:
    """The doctrees that a build keeps in memory."""

    def __init__(self) -> None:
        self._counted: set[str] = set()
        self._left = 0

    def clear(self, app: Sphinx, *_: object) -> None:
        """Begin with all the room, without what an earlier build has left there."""
        getattr(app.env, _DOCTREES, {}).clear()
        self._counted.clear()
        self._left = ROOM

    def keep(self, app: Sphinx, _doctree: nodes.document) -> None:
        """Keep what was read before this one, or let it go; the last one stays."""
        doctrees: dict[str, nodes.document] = getattr(app.env, _DOCTREES, {})
        for docname in doctrees.keys() - self._counted:
            size = Path(app.doctreedir, f"{docname}.doctree").stat().st_size
            if size <= self._left:
                self._left -= size
                self._counted.add(docname)
            else:
                del doctrees[docname]


def let_go(app: Sphinx, *_: object) -> None:
    """Let go of the file of a document that is written."""
    getattr(app.env, _FILES, {}).clear()


class Pace:
    """The pace of the collector in one build."""

    def __init__(self) -> None:
        self._before: tuple[int, int, int] | None = None

    def slow_down(self, app: Sphinx, _config: object) -> None:
        """Look for garbage less often, unless somebody has asked for even less."""
        before = gc.get_threshold()
        if 0 < before[0] < _THRESHOLDS[0]:
            self._before = before
            gc.set_threshold(*_THRESHOLDS)

    def set_aside(self, app: Sphinx, _builder: object = None) -> None:
        """Leave alone what has been loaded or read: it lives to the end."""
        gc.freeze()

    def go_on(self, app: Sphinx, _exception: Exception | None) -> None:
        """Let the process collect as it did."""
        gc.unfreeze()
        if self._before:
            gc.set_threshold(*self._before)
            self._before = None


def setup(app: Sphinx) -> None:
    """Register the room and the pace."""
    room = Room()
    app.connect("env-before-read-docs", room.clear)
    app.connect("doctree-read", room.keep)
    app.connect("doctree-resolved", let_go)
    pace = Pace()
    atexit.unregister(gc.freeze)  # once, however many books a process builds
    atexit.register(gc.freeze)
    app.connect("config-inited", pace.slow_down)
    app.connect("builder-inited", pace.set_aside)  # what an earlier build has read
    app.connect("write-started", pace.set_aside)
    app.connect("build-finished", pace.go_on, priority=900)
