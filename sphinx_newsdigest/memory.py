"""The memory of a long build: doctrees that nobody needs, and Python's collector of garbage.

From reading to writing, Sphinx keeps the doctrees of all documents in memory, besides the files
it writes them to; what a page is made of is read back from these. Kept, 600 long issues took nearly
a gigabyte.

Doctrees are many small objects in circles, which only the collector can free. With Python's own
thresholds it walks again and again through what lives to the end anyway, and when the process ends
all is looked through once more, only to be given back piece by piece.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: New objects before a look at the new ones; such looks before one at the older; and so on.
_THRESHOLDS = (50_000, 5, 4)

#: Where Sphinx keeps doctrees, and their files' content; there is no public way to them.
_KEPT = ("_write_doc_doctree_cache", "_pickled_doctree_cache")


def let_go(app: Sphinx, *_: object) -> None:
    """Let go of the doctrees of documents that are read, or written."""
    for name in _KEPT:
        getattr(app.env, name, {}).clear()


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
    """Register the pace, and the moments to let go."""
    app.connect("doctree-read", let_go)
    app.connect("doctree-resolved", let_go)
    pace = Pace()
    atexit.unregister(gc.freeze)  # once, however many books a process builds
    atexit.register(gc.freeze)
    app.connect("config-inited", pace.slow_down)
    app.connect("builder-inited", pace.set_aside)  # what an earlier build has read
    app.connect("write-started", pace.set_aside)
    app.connect("build-finished", pace.go_on, priority=900)
