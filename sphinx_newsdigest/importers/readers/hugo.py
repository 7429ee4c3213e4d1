"""Hugo: content with shortcodes, and a config in TOML, YAML or JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...console import _
from ..post import Reader, Site
from ..text.edits import Edit
from ..text.reasons import Reason
from . import attributes
from .config import folders, read_data
from .templates import arguments, comment, fenced, first_of, picture, visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
_POSTS = ("posts", "post", "blog", "news")
_LEFT_OUT = (
    *("archetypes", "layouts", "themes", "public", "resources", "i18n"),
    *("node_modules", "vendor"),
)
_DEFAULT = "/:sections/:slugorcontentbasename/"
#: Hugo's placeholders that mean another thing to Jekyll (see permalinks).
_RENAMED = {":title": ":headline", ":slug": ":slugortitle"}
_PLACEHOLDER = re.compile(r":(?:title|slug|sections?)(?!\w)(?:\[[^\[\]]*\])?")

_QUOTED = r"\"(?:[^\"\\\n{]|\\.|\{(?!\{))*+\"|`(?:[^`{]|\{(?!\{))*+`"
_SHORTCODE = re.compile(
    rf"\{{\{{<((?:[^\"`>{{]|{_QUOTED}|>(?!\}}\}})|\{{(?!\{{))*+)>\}}\}}"
    rf"|\{{\{{%((?:[^\"`%{{]|{_QUOTED}|%(?!\}}\}})|\{{(?!\{{))*+)%\}}\}}"
)
_PAGES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
}
_PLAIN_NAME = re.compile(r"[\w.-]+")


def site(root: Path) -> Site:
    """Return what the config of a Hugo site says."""
    config = _config(root)
    content = next(folders(config.get("contentdir"), root), "content")
    depth = len(content.split("/")) if (root / content).is_dir() else 0
    params = config.get("params")
    main = _lower(params).get("mainsections") if isinstance(params, dict) else None
    patterns = _patterns(config.get("permalinks"))
    posts = dict.fromkeys(
        [
            *(section for section, pattern in patterns.items() if ":year" in pattern),
            *folders(main, root),
            *_POSTS,
        ]
    )
    default = _DEFAULT
    if config.get("uglyurls") is True:
        default = _DEFAULT.rstrip("/") + ".html"
    permalink = next((patterns[name] for name in posts if name in patterns), default)
    statics = [*folders(config.get("staticdir"), root)] or ["static"]
    return Site(
        root,
        url=str(config.get("baseurl") or "").rstrip("/"),
        permalink=_below(permalink, depth),
        page_permalink=_below(patterns.get("", patterns.get("/", default)), depth),
        posts=tuple(posts),
        drafts=("drafts",),
        statics=(*statics, content if depth else ""),
        left_out=_LEFT_OUT,
    )


def plain(text: str, is_code: Callable[[int], bool]) -> list[Edit]:
    """Return the edits that undo Hugo's shortcodes and attributes."""
    found: list[Edit] = []
    if "{" not in text:
        return found
    position = 0
    unclosed: set[str] = set()
    while match := _SHORTCODE.search(text, position):
        position = match.end()
        words = (match[1] or match[2] or "").strip()
        name, _space, rest = words.partition(" ")
        if is_code(match.start()):
            if name.startswith("/*"):  # Hugo reads these also in code
                found.append(Edit(match.start(), position, _shown(match[0]), Reason.TEMPLATE))
            continue
        if name in {"highlight", "comment"} and name not in unclosed:
            closing = re.compile(rf"\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}").search(text, position)
            if closing:
                inside = text[position : closing.start()]
                position = closing.end()
                language = next(iter(arguments(rest)[0]), "")
                found.append(
                    comment(text, match.start(), position, inside)
                    if name == "comment"
                    else fenced(text, match.start(), position, inside, language)
                )
                continue
            unclosed.add(name)
        written = _written(match[0], name, rest)
        found.append(
            Edit(match.start(), position, written, Reason.TEMPLATE)
            if written
            else Edit(match.start(), position, visible(match[0]), Reason.TEMPLATE_UNKNOWN)
        )
    found += attributes.edits(text, is_code, found, bare=True)
    return sorted(found, key=lambda edit: (edit.start, edit.stop))


def _shown(tag: str) -> str:
    """Return a *tag* that is shown, not used, as it is shown."""
    return tag.replace("/*", "", 1).replace("*/", "", 1)


def _written(tag: str, name: str, rest: str) -> str:
    """Return what a shortcode becomes; "" if its meaning is not known."""
    if name.startswith("/*"):  # a shortcode that is shown, not used
        return visible(_shown(tag))
    unnamed, named = arguments(rest.removesuffix("/"))
    first = next(iter(unnamed), "")
    if name in {"ref", "relref"}:
        target = first_of(named, "path") or first
        return f"newsdigest-file:{'%20'.join(target.split())}" if target else ""
    if name == "figure" and (source := first_of(named, "src")):
        title, caption = first_of(named, "title"), first_of(named, "caption")
        attribution = first_of(named, "attr")
        words = " ".join(filter(None, (title, caption, attribution)))
        return picture(
            source, caption=words, alt=first_of(named, "alt"), link=first_of(named, "link")
        )
    if address := _page(name, unnamed, named):
        return f"<{address}>"
    return ""


def _page(name: str, unnamed: list[str], named: dict[str, str]) -> str:
    """Return the address of the page that a shortcode would show."""
    identifier = first_of(named, "id") or next(iter(unnamed), "")
    if not all(_PLAIN_NAME.fullmatch(part) for part in (identifier, *unnamed)):
        return ""
    if name in _PAGES:
        return _PAGES[name].format(identifier)
    if name == "gist" and len(unnamed) > 1:
        return f"https://gist.github.com/{unnamed[0]}/{unnamed[1]}"
    if name in {"tweet", "twitter", "x"}:
        user = first_of(named, "user")
        who = user if _PLAIN_NAME.fullmatch(user) else "i"
        return f"https://twitter.com/{who}/status/{identifier}"
    return ""


def _config(root: Path) -> dict[str, Any]:
    """Return the config, whose keys Hugo reads without regard to case."""
    found: dict[str, Any] = {}
    for stem in ("config", "hugo"):
        for suffix in _SUFFIXES:
            found |= _lower(read_data(root / f"{stem}{suffix}"))
    folder = root / "config" / "_default"
    for path in sorted(folder.glob("*")):
        if path.suffix in _SUFFIXES:
            data = read_data(path)
            found |= _lower(data) if path.stem in {"hugo", "config"} else {path.stem: data}
    return found


def _lower(data: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in data.items()}


def _patterns(permalinks: Any) -> dict[str, str]:
    """Return the patterns of pages by section: ``posts = …`` and, newer, ``page.posts = …``."""
    if not isinstance(permalinks, dict):
        return {}
    page = permalinks.get("page")
    both = {**permalinks, **(page if isinstance(page, dict) else {})}
    return {
        section.strip("/"): pattern
        for section, pattern in both.items()
        if isinstance(section, str) and isinstance(pattern, str)
    }


def _below(pattern: str, depth: int) -> str:
    """Return *pattern* for folders counted from the root, *depth* above Hugo's sections."""

    def moved(match: re.Match[str]) -> str:
        name, bracket, cut = match[0].partition("[")
        if name in _RENAMED:
            return _RENAMED[name] + bracket + cut
        if name == ":section":
            return f":sections[{depth}]"
        if not bracket:
            return f":sections[{depth}:]"
        first, divided, last = cut.rstrip("]").partition(":")
        ends = [str(int(end) + depth) if end.isdecimal() else end for end in (first, last)]
        return f":sections[{ends[0] or depth}{divided}{ends[1]}]"

    return _PLACEHOLDER.sub(moved, pattern)


READER = Reader(
    "hugo",
    _("a Hugo site, or its content"),
    (
        *(f"hugo{suffix}" for suffix in _SUFFIXES),
        # Others have a config.toml too, but not beside a folder of content.
        *(f"content/../config{suffix}" for suffix in _SUFFIXES),
        "config/_default",
        "content/../archetypes",
    ),
    site,
    plain,
)
