"""What a book says of itself, for the template."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sphinx import locale

from . import fonts
from .markup import code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.config import Config

    from .markup import Value

#: What ``typst_elements`` can change, and what stands there otherwise.
ELEMENTS: dict[str, Value] = {
    "subtitle": "",
    "description": "",
    "keywords": (),
    "paper": "a4",
    "size": 10.5,  # points
    "accent": "#1f4e79",
    "link": "#1f5fa8",
    "depth": 3,  # of the table of contents
}


def settings_of(title: str, author: str, config: Config, thanks: Sequence[str]) -> str:
    """Return the code of a module with the settings and the words.

    *thanks* are lines that the licences of what stands in the book want in the imprint.
    """
    day = build_day()
    said = config.today or (day.isoformat() if day else "")
    words = locale._
    release = f"{words('Release')} {config.release}" if config.release else ""
    families = fonts.families(config)
    found: dict[str, Value] = {
        **ELEMENTS,
        "title": title,
        "authors": (author,) if author else (),
        "lang": config.language.replace("_", "-"),
        "released": " · ".join(filter(None, (release, said))),
        "imprint": tuple(filter(None, (title, copyright_of(config), release, said, *thanks))),
        "fonts": families,
        "mono": (fonts.MONO, *families),
        **{name: value for name, value in config.typst_elements.items() if name != "fonts"},
    }
    moment = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"
    shown = {"contents": words("Contents")}
    return f"#let settings = {code(found)} + (date: {moment})\n#let words = {code(shown)}\n"


def copyright_of(config: Config) -> str:
    """Return the line of the copyright, "" if nobody claims it."""
    return f"© {config.copyright}" if config.copyright else ""


def build_day() -> date | None:
    """Return the day of ``SOURCE_DATE_EPOCH``; None without it, for a build can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), tz=UTC).date() if epoch else None
