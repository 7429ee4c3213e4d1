"""Python's garbage collector, which else walks through all that was read, again and again.

Doctrees are many small objects that live long. With Python's own thresholds a fifth of a long
build goes into looking for garbage among them, and when the process ends they are looked through
once more, only to be given back one by one.
"""

from __future__ import annotations

import atexit
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: New objects before a look at the new ones; such looks before one at the older; and so on.
_THRESHOLDS = (50_000, 20, 50)


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
    """Register the pace."""
    pace = Pace()
    atexit.unregister(gc.freeze)  # once, however many books a process builds
    atexit.register(gc.freeze)
    app.connect("config-inited", pace.slow_down)
    app.connect("builder-inited", pace.set_aside)  # what an earlier build has read
    app.connect("write-started", pace.set_aside)
    app.connect("build-finished", pace.go_on, priority=900)
