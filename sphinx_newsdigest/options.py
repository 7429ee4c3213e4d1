"""Text to value: converters that say what they expected."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .messages import N_, UnexpectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: An option longer than this is a mistake (a forgotten blank line, a pasted file).
MAX_LENGTH = 10_000

#: Python refuses to read a number of thousands of digits.
_MOST_DIGITS = 9

#: URLs of these schemes are linked; all others are shown as text.
LINKED_SCHEMES = frozenset({"http", "https", "mailto", "ftp"})

#: An address as most are, whose host can be told without a parser.
PLAIN_URL = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")

_SEPARATORS = re.compile(r"[,，、;；]")
_NUMBERED = re.compile(r"^(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?[.)．）、]\s*(?=\D)")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NEVER_SHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a directive: how its text becomes a value, and what it is for."""

    convert: Callable[[Any], Any]
    help: str


def fold(name: str) -> str:
    """Fold *name* for comparison: case, width and runs of white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def without_number(heading: str) -> str:
    """Return *heading* without the number that counts it, as in ``1. Nova`` and ``二、Nova``."""
    return _NUMBERED.sub("", heading)


def without_controls(text: str) -> str:
    """Replace each control character, which no edition may carry, by U+FFFD."""
    return _NEVER_SHOWN.sub("\ufffd", text)


def cleaned(value: Any) -> Any:
    """Return *value*, a text or lists and mappings of texts, without control characters."""
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    if isinstance(value, dict):
        return {cleaned(key): cleaned(part) for key, part in value.items()}
    return value


def as_number(text: str) -> int | None:
    """Return the whole number that *text* is; None if it is none that anybody counts to."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


@lru_cache(maxsize=4096)  # each link of a document is looked at several times
def is_linked(url: str) -> bool:
    """Say whether *url* is external and of a scheme that may be linked."""
    if PLAIN_URL.match(url):
        return True
    try:
        return urlsplit(url.strip()).scheme.lower() in LINKED_SCHEMES
    except ValueError:
        return False


def text(argument: Any) -> str:
    """Convert an option to one line of text."""
    value = " ".join(_as_text(argument).split())
    if not value:
        raise UnexpectedError(N_("expected a text, found nothing"))
    return value


def shown_text(argument: Any) -> str:
    """Convert an option to one line of text, which may be empty."""
    return " ".join(_as_text(argument).split())


def iso_date(argument: Any) -> date:
    """Convert an option to a date, or say which form is expected."""
    value = _as_text(argument).strip()
    try:
        if _ISO_DATE.fullmatch(value):  # Python also reads 20260131 and 2026-W05-6
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise UnexpectedError(N_("expected a date such as 2026-01-31, not %(found)r"), found=value)


def period(argument: Any) -> tuple[date, date]:
    """Convert ``first/last`` (or a single day) to the two dates, in order."""
    value = _as_text(argument).strip()
    first, divided, last = value.partition("/")
    try:
        start = iso_date(first)
        end = iso_date(last if divided else first)
    except ValueError:
        raise UnexpectedError(
            N_("expected a period such as 2026-01-01/2026-01-31, not %(found)r"), found=value
        ) from None
    if end < start:
        raise UnexpectedError(
            N_("expected the first day of a period before its last, not %(found)r"), found=value
        )
    return start, end


def positive(argument: Any) -> int:
    """Convert an option to a whole number from 1 on."""
    value = _as_text(argument).strip()
    if value.isascii() and (number := as_number(value)):
        return number
    raise UnexpectedError(N_("expected a whole number from 1 on, not %(found)r"), found=value)


def names(argument: Any) -> tuple[str, ...]:
    """Convert a list of names, split at ``, ， 、 ; ；`` (a YAML list is not split)."""
    if isinstance(argument, list):
        parts: Sequence[str] = [str(part) for part in argument]
    else:
        parts = _SEPARATORS.split(_as_text(argument))
    found = tuple(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))
    if not found:
        raise UnexpectedError(N_("expected names divided by commas, found nothing"))
    return found


def url(argument: Any) -> str:
    """Convert an option to an external URL (http, https, mailto or ftp)."""
    value = "".join(_as_text(argument).split())
    if not is_linked(value):
        raise UnexpectedError(
            N_("expected a URL that begins with http:, https:, mailto: or ftp:, not %(found)r"),
            found=value,
        )
    return value


def urls(argument: Any) -> tuple[str, ...]:
    """Convert a list of URLs, divided by spaces or by commas before a space."""
    if isinstance(argument, list):
        argument = " ".join(map(str, argument))
    return tuple(url(part.rstrip(",，;；")) for part in _as_text(argument).split())


def choice(*allowed: str) -> Callable[[Any], str]:
    """Return a converter that takes one of *allowed*."""

    def convert(argument: Any) -> str:
        value = fold(_as_text(argument))
        if value in allowed:
            return value
        raise UnexpectedError(
            N_("expected one of %(allowed)s, not %(found)r"),
            allowed=", ".join(sorted(allowed)),
            found=value,
        )

    return convert


def language(argument: Any) -> str:
    """Convert an option to a language tag (BCP 47), such as ``en`` or ``zh-CN``."""
    value = _as_text(argument).strip().replace("_", "-")
    if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value):
        return value
    raise UnexpectedError(
        N_("expected a language tag such as en or zh-CN, not %(found)r"), found=value
    )


def former_names(argument: Any) -> tuple[tuple[str, str], ...]:
    """Convert ``Quantum until 2013-06; …`` to pairs of a name and the day, month or year."""
    value = _as_text(argument) if not isinstance(argument, list) else ";".join(argument)
    found = []
    for part in filter(None, (" ".join(p.split()) for p in re.split(r"[;；]", value))):
        match = re.fullmatch(r"(.+?)(?: until (\d{4}(?:-\d\d){0,2}))?", part)
        if match is None or (" until" in part and match[2] is None):
            raise UnexpectedError(
                N_("expected a form such as 'Quantum until 2013-06', not %(found)r"), found=part
            )
        found.append((match[1], match[2] or ""))
    if not found:
        raise UnexpectedError(N_("expected a form such as 'Quantum until 2013-06', found nothing"))
    return tuple(found)


def _as_text(argument: Any) -> str:
    """Return what an editor typed, as text; refuse what cannot be an option."""
    if isinstance(argument, (list, dict)):
        raise UnexpectedError(N_("expected a single value, not %(found).60r"), found=argument)
    value = "" if argument is None else str(argument)
    if len(value) > MAX_LENGTH:
        raise UnexpectedError(
            N_("expected at most %(most)d characters, found %(found)d"),
            most=MAX_LENGTH,
            found=len(value),
        )
    return value
