"""The console command ``newsdigest``."""

from __future__ import annotations

import argparse
import io
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

from .commands import COMMANDS
from .console import WRONG_USE, UsageError, _

if TYPE_CHECKING:
    from collections.abc import Sequence


def parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    top = argparse.ArgumentParser(
        prog="newsdigest",
        description=_("Turn a newsletter archive into a book. sphinx-build builds it."),
    )
    release = version("sphinx-newsdigest")
    top.add_argument(
        "--version",
        action="version",
        version=f"%(prog)s {release}",
        help=_("show the version and exit"),
    )
    commands = top.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with *argv*, or the process's arguments, and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal has no letters for
            stream.reconfigure(errors="backslashreplace")
    top = parser()
    arguments = top.parse_args(argv)
    if not hasattr(arguments, "run"):
        top.print_help()
        return 0
    try:
        status: int = arguments.run(arguments)
    except UsageError as error:
        print(f"newsdigest: {error}", file=sys.stderr)  # noqa: T201 - a command speaks
        return WRONG_USE
    return status
