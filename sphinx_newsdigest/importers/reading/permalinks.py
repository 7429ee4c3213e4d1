"""Addresses of a post on its old site, as Jekyll, Hugo and Pelican make them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

#: Jekyll's named styles (lib/jekyll/url.rb, configuration of permalinks).
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_DATES: dict[str, Callable[[date], str]] = {
    "year": lambda day: f"{day.year:04}",
    "month": lambda day: f"{day.month:02}",
    "day": lambda day: f"{day.day:02}",
    "short_year": lambda day: f"{day.year % 100:02}",
    "i_month": lambda day: str(day.month),
    "i_day": lambda day: str(day.day),
    "short_month": lambda day: f"{day:%b}".upper(),
    "long_month": lambda day: f"{day:%B}",
    "short_day": lambda day: f"{day:%a}".upper(),
    "long_day": lambda day: f"{day:%A}",
    "y_day": lambda day: f"{day:%j}",
    "w_year": lambda day: f"{day:%G}",
    "week": lambda day: f"{day:%V}",
    "w_day": lambda day: f"{day:%u}",
    # Hugo's (resources/page/permalinks.go).
    "monthname": lambda day: f"{day:%B}",
    "weekday": lambda day: f"{day:%w}",
    "weekdayname": lambda day: f"{day:%A}",
    "yearday": lambda day: str(day.timetuple().tm_yday),
}
_TOKEN = re.compile(
    # Longest first: ":year_:month" and ":sections" are read right.
    ":("
    + "|".join(
        sorted(
            (
                *_DATES,
                *("categories", "slugified_categories", "collection", "output_ext"),
                *("path", "basename", "name", "title", "slug"),
                *("section", "sections", "filename", "contentbasename", "headline"),
                *("slugortitle", "slugorfilename", "slugorcontentbasename"),
            ),
            key=len,
            reverse=True,
        )
    )
    + r")(?:\[([^\[\]]*)\])?"
)
_UNKNOWN = re.compile(r":\w")
_FIELD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_DATED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(?=.)")
_LANGUAGE = re.compile(r"\.[a-z]{2}(?:-[a-z]{2,4})?", re.IGNORECASE)
_NOT_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@]+")
_NOT_PLAIN = re.compile(r"[\W_]+")
_DASHES = re.compile(r"[-\s]+")


def path_of(
    pattern: str,
    *,
    date: date | None,
    slug: str,
    title: str,
    categories: Sequence[str],
    stem: str,
    folder: str,
) -> str:
    """Return the path that *pattern* gives a post; "" if it needs what is not known.

    *slug* is the post's own, "" if it has none: Jekyll then takes the file's name, Hugo's
    ``:slug`` and Pelican's ``{slug}`` the title. *stem* is the file's name without its
    ending, *folder* its folder below the site's root. The path begins with a slash and is
    not percent-encoded.
    """
    facts = _facts(date, slug, title, categories, stem, folder)
    filled = _pelican(pattern, date, facts) if "{" in pattern else _colons(pattern, facts)
    return "" if filled is None else re.sub(r"/{2,}", "/", f"/{filled}")


def same(path: str) -> str:
    """Return the form of *path* under which two spellings of one address agree."""
    path = re.split(r"[?#]", path, maxsplit=1)[0]
    path = "/" + unicodedata.normalize("NFC", unquote(path)).strip("/")
    return path.removesuffix("/index.html").removesuffix(".html").rstrip("/") or "/"


def slug_of(title: str) -> str:
    """Return Pelican's slug of *title*; "" if it has letters that Pelican would transliterate.

    Pelican writes Chinese in Latin letters (with a table of another package); the slug of
    such a title has to come from the file's name.
    """
    letters = unicodedata.normalize("NFKD", re.sub(r"<[^<>]*>", "", title))
    kept = []
    for letter in letters:
        if unicodedata.category(letter) == "Pd":
            kept.append("-")
        elif letter.isascii() and (letter.isalnum() or letter in "_-" or letter.isspace()):
            kept.append(letter)
        elif not letter.isascii() and letter.isalnum():
            return ""
    return _DASHES.sub("-", "".join(kept).strip()).lower()


def _facts(
    day: date | None,
    slug: str,
    title: str,
    categories: Sequence[str],
    stem: str,
    folder: str,
) -> dict[str, str | None]:
    """Return what each placeholder stands for; None is not known."""
    parts = [part for part in folder.split("/") if part not in ("", ".")]
    own = slug or _DATED.sub("", stem, count=1)
    above = parts
    for special in ("_posts", "_drafts"):
        above = above[: above.index(special)] if special in above else above
    grouped = dict.fromkeys(
        name.lower() for name in (*(above if above != parts else ()), *categories)
    )
    name = _LANGUAGE.sub("", stem) if _LANGUAGE.fullmatch(stem[stem.rfind(".") :]) else stem
    sections = parts
    if name == "index" and parts:  # Hugo's bundle is named by its folder
        name, sections = parts[-1], parts[:-1]
    elif name == "_index":
        name = ""
    basename = "" if name == "" else _hugo(name) or None
    own_slug = _hugo(slug)
    return {
        **{key: write(day) if day else None for key, write in _DATES.items()},
        "categories": "/".join(grouped),
        "slugified_categories": "/".join(filter(None, map(_slugified, grouped))),
        "collection": "posts",
        "output_ext": ".html",
        "path": "/".join(parts),
        "basename": "" if stem == "index" else stem or None,
        "name": _slugified(stem) or None,
        "title": _NOT_PRETTY.sub("-", own).strip("-") or None,
        "slug": _slugified(own) or None,
        "sections": "/".join(sections),
        "section": sections[0] if sections else "",
        "filename": basename,
        "contentbasename": basename,
        "headline": _hugo(title) or None,
        "slugortitle": own_slug or _hugo(title) or None,
        "slugorfilename": own_slug or basename,
        "slugorcontentbasename": own_slug or basename,
        # Pelican's.
        "{slug}": slug or slug_of(title) or None,
        "{category}": _category([*categories, *parts[-1:]]),
    }


def _category(names: Sequence[str]) -> str | None:
    return (slug_of(names[0]) or None) if names else "misc"


def _colons(pattern: str, facts: dict[str, str | None]) -> str | None:
    """Fill Jekyll's and Hugo's pattern (the Hugo reader renames what Jekyll reads differently)."""
    pattern = unquote(_STYLES.get(pattern, pattern))
    if _UNKNOWN.search(_TOKEN.sub("", pattern)):
        return None
    if any(facts[match[1]] is None for match in _TOKEN.finditer(pattern)):
        return None

    def fill(match: re.Match[str]) -> str:
        value = facts[match[1]] or ""
        return value if match[2] is None else "/".join(_cut(value.split("/"), match[2]))

    return _TOKEN.sub(fill, pattern)


def _cut(parts: list[str], cut: str) -> list[str]:
    """Return the parts that Hugo's ``[first:last]`` or ``[index]`` chooses."""
    first, divided, last = cut.replace("last", str(len(parts) - 1)).partition(":")
    if not all(part.isdecimal() and len(part) < 4 for part in (first, last) if part):  # noqa: PLR2004 - deep enough
        return []
    if divided:
        return parts[int(first or 0) : int(last or len(parts))]
    return parts[int(first or 0) :][:1]


def _pelican(pattern: str, day: date | None, facts: dict[str, str | None]) -> str | None:
    """Fill Pelican's pattern, such as ``blog/{date:%Y}/{slug}/``."""
    filled = []
    end = 0
    for match in _FIELD.finditer(pattern):
        if match[1] == "date":
            value = _formatted(day, match[2] or "%Y-%m-%d")
        else:
            value = facts.get(match[0])
        if value is None:
            return None
        filled += [pattern[end : match.start()], value]
        end = match.end()
    return "".join([*filled, pattern[end:]])


def _formatted(day: date | None, form: str) -> str | None:
    try:
        return day.strftime(form) if day else None
    except ValueError:
        return None


def _slugified(text: str) -> str:
    """Return Jekyll's slug in its usual mode (lib/jekyll/utils.rb): letters of any script stay."""
    return _NOT_PLAIN.sub("-", text).strip("-").lower()


def _hugo(text: str) -> str:
    """Return Hugo's slug (helpers/path.go): white space becomes a hyphen, signs go."""
    kept = "".join(
        letter
        for letter in text.strip().lower()
        if letter in "._#+~-"
        or letter.isspace()
        or unicodedata.category(letter)[0] in "LM"
        or unicodedata.category(letter) == "Nd"
    )
    return re.sub(r"-?\s+-?", "-", kept).strip()
