"""Configs of generators, read as data: a broken one is as good as none."""

from __future__ import annotations

import json
import tomllib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ..reading.headers import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST = 1_000_000


def read(path: Path) -> str:
    """Return the text of the file at *path*; "" if there is none that can be read."""
    try:
        if path.is_file() and path.stat().st_size <= _LONGEST:
            return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        pass
    return ""


def read_data(path: Path) -> dict[str, Any]:
    """Return the mapping in a YAML, TOML or JSON file; {} if it cannot be read."""
    text = read(path)
    try:
        if path.suffix == ".toml":
            return tomllib.loads(text.replace("\r\n", "\n"))
        if path.suffix == ".json":
            value = json.loads(text)
            return value if isinstance(value, dict) else {}
        return read_yaml(text)[0]
    except (ValueError, TypeError, RecursionError):
        return {}


def folders(value: Any, root: Path) -> Iterator[str]:
    """Yield the folders that *value*, a path or a list of paths, names below *root*."""
    for path in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(path, str):
            parts = PurePosixPath(path.replace("\\", "/")).parts
            if parts and parts[0] != "/" and ".." not in parts:
                yield "/".join(parts)
