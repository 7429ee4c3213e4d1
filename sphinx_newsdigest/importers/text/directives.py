"""Directives of MyST, written so that they read back the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What YAML takes as it is typed: no mark of its own, no number, date or truth value.
_PLAIN = re.compile(r"[^\W\d_][^\n:#\[\]{},&*!|>'\"%@`\\]*(?<! )")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
_FENCE = re.compile(r"(?:^|\r)[ \t>]*(:{3,})", re.MULTILINE)  # a line may end in \r alone


def option(value: str) -> str:
    """Return *value* as one line of a directive's options."""
    line = " ".join(value.split())
    if _PLAIN.fullmatch(line) and line.lower() not in _WORDS:
        return line
    return "'" + line.replace("'", "''") + "'"


def opening(name: str, argument: str, facts: Mapping[str, str], colons: int = 3) -> str:
    """Return the lines that open a directive."""
    head = f"{':' * colons}{{{name}}} {' '.join(argument.split())}".rstrip()
    return "\n".join([head, *(f":{key}: {option(value)}" for key, value in facts.items())])


def colons_around(content: str) -> int:
    """Return how many colons hold *content*, fences and all."""
    return 1 + max((len(colons) for colons in _FENCE.findall(content)), default=2)


def directive(name: str, argument: str, facts: Mapping[str, str], content: str = "") -> str:
    """Return a directive around *content*."""
    colons = colons_around(content)
    body = f"\n\n{content}" if content else ""
    return f"{opening(name, argument, facts, colons)}{body}\n{':' * colons}"
