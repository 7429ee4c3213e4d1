"""The subcommands of ``newsdigest``, one module each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import build, imports, init, new, stubs

if TYPE_CHECKING:
    from ..console import Command

COMMANDS: tuple[Command, ...] = (
    init.COMMAND,
    imports.COMMAND,
    stubs.COMMAND,
    new.COMMAND,
    build.COMMAND,
)
