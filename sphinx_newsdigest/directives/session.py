"""``digest:session``: one talk, demo or meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .. import options
from ..nodes import digest_marker, digest_record
from ..options import Option
from .base import DigestDirective
from .item import LANGUAGE, NAME

if TYPE_CHECKING:
    from docutils import nodes

KINDS = ("talk", "demo", "training", "meeting", "track")


class SessionDirective(DigestDirective):
    """Hold a session, or without content mark the section as one."""

    table: ClassVar = {
        "title": Option(options.text, "Its title; else the heading, else who held it."),
        "organizations": Option(options.names, "Who held it."),
        "customers": Option(options.names, "Whose use of it was shown."),
        "speakers": Option(options.names, "Who spoke."),
        "projects": Option(options.names, "The projects it is about."),
        "track": Option(options.text, "The track it belongs to."),
        "date": Option(options.iso_date, "Its day; else the report's."),
        "time": Option(options.text, "The time of day, as printed."),
        "room": Option(options.text, "The room."),
        "kind": Option(options.choice(*KINDS), f"One of ``{'``, ``'.join(KINDS)}``."),
        "name": NAME,
        "lang": LANGUAGE,
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        if not self.content:
            marker = digest_marker(kind="session", argument="", facts=facts)
            return [self.placed(marker), *refused]
        record = digest_record("", *self.parse_content_to_nodes(), kind="session", facts=facts)
        return [*refused, self.placed(record)]
