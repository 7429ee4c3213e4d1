"""The console command ``newsdigest``."""

from __future__ import annotations

import argparse
import gettext
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# The catalog that the extension reads through Sphinx, which a command need not load.
_ = gettext.translation(
    "sphinx_newsdigest", Path(__file__).with_name("locale"), fallback=True
).gettext


def parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    command = argparse.ArgumentParser(
        prog="newsdigest",
        description=_("Turn a newsletter archive into a book. sphinx-build builds it."),
    )
    release = version("sphinx-newsdigest")
    command.add_argument(
        "--version",
        action="version",
        version=f"%(prog)s {release}",
        help=_("show the version and exit"),
    )
    return command


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with *argv*, or the process's arguments, and return its exit status."""
    command = parser()
    command.parse_args(argv)
    command.print_help()
    return 0
