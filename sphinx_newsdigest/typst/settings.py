"""What a book says of itself, for the template."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sphinx import locale

from . import fonts
from .markup import code, language
from .options import ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.config import Config

    from .markup import Value


def settings_of(
    title: str, author: str, config: Config, thanks: Sequence[str], *, parted: bool
) -> str:
    """Return the code of a module with the settings and the words.

    *thanks* are lines that the licences of what stands in the book want in the imprint. A book
    is *parted* if parts stand above its chapters.
    """
    day = build_day()
    said = config.today or (day.isoformat() if day else "")
    words = locale._
    release = f"{words('Release')} {config.release}" if config.release else ""
    elements = config.typst_elements
    found: dict[str, Value] = {
        **{key: element.default for key, element in ELEMENTS.items()},
        **elements,
        "title": title,
        "authors": (author,) if author else (),
        "lang": language(config.language) or ("en", None),
        "parted": parted,
        "released": " · ".join(filter(None, (release, said))),
        "imprint": tuple(filter(None, (title, *copyrights(config), release, said, *thanks))),
        "fonts": fonts.entries(config),
        "mono": elements.get("mono") or (fonts.MONO, *fonts.families(config)),
    }
    moment = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"
    shown = {"contents": words("Contents")}
    return f"#let settings = {code(found)} + (date: {moment})\n#let words = {code(shown)}\n"


def copyrights(config: Config) -> list[str]:
    """Return the lines of the copyright, none if nobody claims it."""
    found = config.copyright
    lines = [found] if isinstance(found, str) else found
    return [f"© {line}" for line in lines if line]


def build_day() -> date | None:
    """Return the day of ``SOURCE_DATE_EPOCH``; None without it, for a build can be repeated."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), tz=UTC).date()
    except (KeyError, ValueError, OverflowError, OSError):  # of what is no number, or no year
        return None
