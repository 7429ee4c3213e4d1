"""Every config value once: default, what it rebuilds, its types, its check, its help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .downloads import is_glob
from .logging import Subtype, warn_config
from .messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config


#: The map of old addresses that need not be there.
REDIRECTS = "redirects.json"

#: Below this, the opening words of an item say nothing.
_SHORTEST = 10


def _texts(value: Any) -> bool:
    return all(isinstance(part, str) for pair in value.items() for part in pair)


def _globs(value: Any) -> bool:
    return all(isinstance(pattern, str) and is_glob(pattern) for pattern in value)


def _room_for_words(value: Any) -> bool:
    return bool(value >= _SHORTEST)


def _anything(value: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Value:
    """One config value, named without its prefix."""

    name: str
    default: Any
    rebuild: Literal["", "env", "html"]
    types: tuple[type, ...]
    help: str
    expected: str  # a message: what the check expects
    check: Callable[[Any], bool] = _anything


VALUES = (
    Value(
        "sections",
        {},
        "env",
        (dict,),
        "Kinds of sections by their headings, such as ``{'业界动态': 'industry'}``; case and "
        "width do not count. Listings select by ``:kind:``.",
        N_("expected a mapping of headings to kinds"),
        _texts,
    ),
    Value(
        "emails",
        False,  # noqa: FBT003 - a default among defaults
        "env",
        (bool,),
        "Whether e-mail addresses are shown and linked as they stand. They are else shown and "
        "exported as “name at host”.",
        N_("expected True or False"),
    ),
    Value(
        "opening",
        72,
        "env",
        (int,),
        "How many characters of an item a listing shows at most.",
        N_("expected a number from 10 on"),
        _room_for_words,
    ),
    Value(
        "redirects",
        REDIRECTS,
        "",
        (str,),
        "A JSON file below the sources that maps old paths on the site to documents, such as "
        "``/2014/07/01/title/`` to ``issues/2014/16``. The HTML edition leads on from there.",
        N_("expected the path of a file"),
    ),
    Value(
        "downloads",
        [],
        "",
        (list, tuple),
        "Files that the HTML edition offers: globs relative to the folder of ``conf.py``, such as "
        "``['_build/pdf/*.pdf', '_build/epub/*.epub']``. What is not there is not offered.",
        N_("expected a list of globs, relative to the folder of conf.py"),
        _globs,
    ),
    Value(
        "sidebar",
        True,  # noqa: FBT003 - a default among defaults
        "html",
        (bool,),
        "Whether the pages of sphinx-book-theme share one table of contents in their sidebar, "
        "which a script shows. Otherwise each has a copy of its own, as the theme makes it.",
        N_("expected True or False"),
    ),
    Value(
        "search",
        True,  # noqa: FBT003 - a default among defaults
        "html",
        (bool,),
        "Whether the search of the HTML edition finds Chinese, Japanese and Korean text by its "
        "characters, and leads to the item. Otherwise Sphinx's own search stays as it is.",
        N_("expected True or False"),
    ),
)


def add_to(app: Sphinx) -> None:
    """Register all values and their check."""
    for value in VALUES:
        app.add_config_value(
            f"newsdigest_{value.name}", value.default, value.rebuild, value.types, value.help
        )
    app.connect("config-inited", _check)


def _check(app: Sphinx, config: Config) -> None:
    """Warn of a value that cannot work, and use the default instead."""
    for value in VALUES:
        name = f"newsdigest_{value.name}"
        found = config[name]
        if not isinstance(found, value.types) or not value.check(found):
            warn_config(Subtype.CONFIG, name, value.expected, found)
            config[name] = value.default
