"""What ``conf.py`` can say of a PDF, and what stands there instead of what cannot work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx.config import ENUM
from sphinx.util.osutil import make_filename_from_project

from ..logging import __
from ..messages import N_
from . import compiling
from .logging import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.config import Config

    from .markup import Value

#: What Sphinx calls a file if it finds no name for it.
_NAMELESS = "sphinx"

_COLOUR = re.compile(r"#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_LARGEST = 1000  # points of a letter; beyond, no page has room for one


def default_documents(config: Config) -> list[tuple[str, str, str, str]]:
    """Return the one document that is the whole book."""
    name = make_filename_from_project(config.project)
    if name == _NAMELESS:  # none of its letters is ASCII
        name = "-".join(re.findall(r"\w+", config.project)) or name
    # Sphinx has words for a book without an author; no cover should show them.
    author = "" if config.author == config.values["author"].default else config.author
    return [(config.root_doc, name, config.project, author)]


#: The options, without ``typst_``: default and kind.
OPTIONS: dict[str, tuple[Any, Any]] = {
    "documents": (default_documents, list),
    "elements": ({}, dict),
    "template": ("", str),
    "max_pixels": (2400, int),
    "memory": (800, int),
    "show_pagerefs": (True, bool),
    "show_urls": ("footnote", ENUM("footnote", "inline", "no")),
    "pdf_standards": ([], list),
    "system_fonts": (False, bool),
}


@dataclass(frozen=True, slots=True)
class Element:
    """A key of ``typst_elements``."""

    default: Value  # None where it depends on the language
    fits: Callable[[Any], bool]
    expected: str  # in words


def _is_text(found: Any) -> bool:
    return isinstance(found, str)


def _is_texts(found: Any) -> bool:
    return _is_text(found) or (isinstance(found, (list, tuple)) and all(map(_is_text, found)))


def _is_size(found: Any) -> bool:
    is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
    return is_number and 0 < found < _LARGEST


def _is_depth(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and found > 0


def _is_colour(found: Any) -> bool:
    return _is_text(found) and _COLOUR.fullmatch(found) is not None


def _is_paper(found: Any) -> bool:
    return _is_text(found) and compiling.knows_paper(found)


_TEXT = N_("a text")
_TEXTS = N_("a text or a list of texts")
_COLOUR_EXPECTED = N_("a colour such as '#1f4e79'")

#: What ``typst_elements`` can change.
ELEMENTS = {
    "subtitle": Element("", _is_text, _TEXT),
    "description": Element("", _is_text, _TEXT),
    "keywords": Element((), _is_texts, _TEXTS),
    "paper": Element("a4", _is_paper, N_("a paper such as 'a4' or 'us-letter'")),
    "size": Element(10.5, _is_size, N_("a number of points such as 10.5")),
    "accent": Element("#1f4e79", _is_colour, _COLOUR_EXPECTED),
    "link": Element("#1f5fa8", _is_colour, _COLOUR_EXPECTED),
    "depth": Element(3, _is_depth, N_("a whole number of levels such as 3")),
    "fonts": Element(None, _is_texts, _TEXTS),
    "mono": Element(None, _is_texts, _TEXTS),
}


def mend(config: Config) -> None:
    """Put the default where *config* has a value that cannot work, and warn if Sphinx did not."""
    for name, (default, kind) in OPTIONS.items():
        if not _is_of(getattr(config, f"typst_{name}"), kind):  # Sphinx has said so
            sound = default(config) if callable(default) else default
            setattr(config, f"typst_{name}", sound)
    config.typst_elements = {
        key: found
        for key, found in config.typst_elements.items()
        # A template of one's own may want to be told more.
        if (config.typst_template and key not in ELEMENTS) or _can_be(key, found)
    }


def _is_of(found: Any, kind: Any) -> bool:
    if isinstance(kind, ENUM):
        return kind.match(found)
    return isinstance(found, (list, tuple) if kind is list else kind)


def _can_be(key: Any, found: Any) -> bool:
    """Say whether *found* can be the element *key*; warn if not."""
    if key not in ELEMENTS:
        warn(
            Subtype.CONFIG,
            N_("'typst_elements' has %(key)r: %(found)r; expected one of the keys %(keys)s"),
            key=key,
            found=found,
            keys=", ".join(sorted(ELEMENTS)),
        )
        return False
    element = ELEMENTS[key]
    if not element.fits(found):
        warn(
            Subtype.CONFIG,
            N_("'typst_elements' has %(key)r: %(found)r; expected %(expected)s"),
            key=key,
            found=found,
            expected=__(element.expected),
        )
        return False
    return True
