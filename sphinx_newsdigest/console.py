"""What the console commands share: their words in the reader's language, and their shape."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

# The catalog that the extension reads through Sphinx, which a command need not load.
_ = gettext.translation(
    "sphinx_newsdigest", Path(__file__).with_name("locale"), fallback=True
).gettext

#: Exit statuses (the manual's reference says when).
DONE, INCOMPLETE, WRONG_USE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand of ``newsdigest``."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class UsageError(Exception):
    """Wrong use: the message says what was found and what was expected; exit status 2."""
