"""The warnings: their subtypes, each with what it means, and the one way to warn."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation
from sphinx.util import logging

if TYPE_CHECKING:
    from logging import LogRecord

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from .messages import Problem

CATALOG = "sphinx_newsdigest"

_ = get_translation(CATALOG)  # what readers see
__ = get_translation(CATALOG, "console")  # what editors see

_logger = logging.getLogger(__name__)
_ROOM = 300  # characters of one value in a message


class Subtype(StrEnum):
    """Subtypes of the warning type ``digest``, for ``suppress_warnings``."""

    ALIAS = "alias"
    CONFIG = "config"
    CONFLICT = "conflict"
    CONTROL = "control"
    DATE = "date"
    DOWNLOAD = "download"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    FENCE = "fence"
    MISPLACED = "misplaced"
    MISSING_PICTURE = "missing_picture"
    MYST = "myst"
    OPTION = "option"
    REDIRECT = "redirect"
    UNKNOWN = "unknown"
    URL = "url"

    @property
    def meaning(self) -> str:
        """What the manual says of it."""
        return _MEANINGS[self]


_MEANINGS = {
    Subtype.ALIAS: "Two entities claim one name; the first keeps it.",
    Subtype.CONFIG: "A config value cannot work; its default is used.",
    Subtype.CONFLICT: "Two documents, or a marker and the front matter, disagree.",
    Subtype.CONTROL: "A source holds control characters; they are shown as U+FFFD.",
    Subtype.DATE: "An item is dated later than its issue.",
    Subtype.DOWNLOAD: "A file cannot be offered for download.",
    Subtype.DUPLICATE: "Two documents declare the same thing, or two records one name.",
    Subtype.EMPTY: "A directive that should hold something is empty.",
    Subtype.FENCE: "A colon fence is not closed, or closed twice.",
    Subtype.MISPLACED: "A directive stands where it can say nothing.",
    Subtype.MISSING_PICTURE: "The file of a picture is not there.",
    Subtype.MYST: "MyST does not read the directives: an extension of it is off.",
    Subtype.OPTION: "An option or its value is not understood; it is shown as text.",
    Subtype.REDIRECT: "An old address cannot lead on.",
    Subtype.UNKNOWN: "A name or a target that nothing declares.",
    Subtype.URL: "A link of a scheme that is not linked; it is shown as text.",
}


def warn(
    subtype: Subtype,
    message: str,
    *,
    location: nodes.Node | str | tuple[str, int | None] | None = None,
    **values: Any,
) -> None:
    """Warn with a *message* of the catalog, its *values* and a location.

    What an editor typed may be a whole pasted file: a message quotes its beginning.
    """
    values = {key: cut(value) if isinstance(value, str) else value for key, value in values.items()}
    _logger.warning(
        "%s",
        __(message) % values if values else __(message),
        type="digest",
        subtype=subtype.value,
        location=location,
    )


def cut(text: str) -> str:
    """Return *text*, or as much of it as a message has room for."""
    return text if len(text) <= _ROOM else text[: _ROOM - 1] + "…"


def warn_config(subtype: Subtype, name: str, expected: str, found: object) -> None:
    """Warn of a config value; it has no place but its name."""
    message = f"{name}: {__(expected)}, not {found!r}"
    _logger.warning("%s", message, type="digest", subtype=subtype.value)


def report(problem: Problem, env: BuildEnvironment) -> None:
    """Warn of a *problem* that the records show."""
    warn(
        Subtype(problem.subtype),
        problem.message,
        location=location(problem.where, env),
        **problem.values,
    )


def location(where: str, env: BuildEnvironment) -> str:
    """Return the full location of ``source:line``, as Sphinx prints it."""
    return str(env.srcdir / where) if where else ""


def where(node: nodes.Node, env: BuildEnvironment) -> str:
    """Return ``source:line`` of *node*, the source relative to the documents.

    Records outlive a move of the project, so they hold no absolute path.
    """
    found = logging.get_node_location(node) or ""
    return found.removeprefix(f"{env.srcdir}/").removeprefix(f"{env.srcdir}\\")


def name_empty_globs() -> None:
    """Let ``suppress_warnings`` know the warning of a toctree whose pattern finds nothing.

    Sphinx gives it only a subtype, so that ``toc.empty_glob`` has no effect: a folder could
    not wait for its first document. Source: https://github.com/sphinx-doc/sphinx/issues/14625
    """
    logging.getLogger("sphinx.directives.other").logger.addFilter(_with_type)


def _with_type(record: LogRecord) -> bool:
    if getattr(record, "subtype", None) == "empty_glob":
        record.type = "toc"
    return True
