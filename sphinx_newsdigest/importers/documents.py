"""Documents as an editor owns them: front matter, one title, the text."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import yaml

from ..dates import leading_date
from . import layout
from .reading import headers
from .text.markdown import parsed

if TYPE_CHECKING:
    from .post import Post, Site
    from .text.drafts import Draft

#: Facts of the header that the directives know; the rest is kept beside them.
_EDITORS = ("authors", "author", "editors", "editor")
_DIGITS = tuple("0123456789")
_CREDITS = ("credit", "license")


class _Dumper(yaml.SafeDumper):
    """Writes each value where it stands: one date in two places is no alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def document(post: Post, issue: int | str, title: str, body: Draft, site: Site) -> str:
    """Return the text of the document for *post*, its *title* and *body* converted.

    *issue* is the number of an issue, or what stands for it.
    """
    facts: dict[str, Any] = {}
    if post.draft:
        facts |= {"orphan": True, "draft": True}
    if post.kind != "page":
        facts["digest"] = _digest(post, issue, site, announces=_announces(post))
    facts["imported"] = _imported(post)
    front = yaml.dump(
        facts,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=float("inf"),
        default_flow_style=False,
    )
    text = body.text.strip("\n").rstrip(" \n\t")
    return f"---\n{front}---\n\n# {title}\n" + (f"\n{text}\n" if text else "")


def _digest(post: Post, issue: int | str, site: Site, *, announces: bool) -> dict[str, Any]:
    """Return what ``digest:`` says of an issue or an event report.

    An issue that *announces* has items that begin with a later day.
    """
    fields = {str(key).lower(): value for key, value in post.header.fields.items()}
    facts: dict[str, Any] = {}
    if post.kind == "issue":
        facts["issue"] = issue
        if post.facts.period:
            facts["period"] = "/".join(map(str, post.facts.period))
        if post.date:
            facts["date"] = post.date
        if announces:
            facts["item-dates"] = "past"
    else:
        facts["event"] = layout.event_slug(post)
        if post.facts.day is not None:
            facts["day"] = post.facts.day
            if post.date:
                facts["date"] = post.date
    if post.kind == "issue":
        editors = [name for key in _EDITORS for name in headers.names(fields.get(key))]
        if editors:
            facts["editors"] = list(dict.fromkeys(editors))
    for key in _CREDITS:
        if isinstance(fields.get(key), str) and fields[key].strip():
            facts[key] = fields[key]
    if site.address and post.url and not post.draft:
        facts["source"] = site.address + post.url
    return facts


def _announces(post: Post) -> bool:
    """Say whether a paragraph or an entry begins with a later day than the issue's."""
    if post.date is None:
        return False
    period = post.facts.period or (post.date, post.date)
    return any(
        day > post.date
        for inline in parsed(post.body).inlines()
        if inline.parent == "paragraph_open" and inline.content[:1] in _DIGITS
        if (day := leading_date(inline.content, period))
    )


def _imported(post: Post) -> dict[str, Any]:
    """Return where a document comes from, and what else its header said."""
    kept = {
        str(key): _plain(value)
        for key, value in post.header.fields.items()
        if str(key).lower() not in {"title", "draft"}
    }
    return {"path": str(post.path).encode("utf-8", "replace").decode(), **kept}


def _plain(value: Any) -> Any:
    """Return what YAML can write and read back."""
    if isinstance(value, (bool, int, float, dt.date, dt.datetime)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    return str(value)
