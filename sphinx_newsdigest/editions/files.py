"""Files beside what Sphinx writes: only touched when their content changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_if_changed(path: Path, content: str | bytes) -> None:
    """Write *content* to *path*, or remove the file where there is nothing to say."""
    if not content:
        path.unlink(missing_ok=True)
        return
    data = content.encode() if isinstance(content, str) else content
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
