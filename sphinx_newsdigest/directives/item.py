"""``digest:item``: one piece of news that says where it begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .. import options
from ..messages import N_
from ..nodes import digest_record
from ..options import Option
from .base import DigestDirective

if TYPE_CHECKING:
    from docutils import nodes

ABOUT = {
    "projects": Option(options.names, "The projects it is about."),
    "organizations": Option(options.names, "The organizations it is about."),
    "people": Option(options.names, "The people it is about."),
}
NAME = Option(
    options.text, "The name that makes its address; else it is made from its URL or words."
)
LANGUAGE = Option(options.language, "The language of its text, such as ``en``.")


class ItemDirective(DigestDirective):
    """Hold the blocks of one item together, and add facts to it."""

    table: ClassVar = {
        "date": Option(options.iso_date, "Its day; else a date that begins it, else the issue's."),
        **ABOUT,
        "name": NAME,
        "lang": LANGUAGE,
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        if not self.content:
            self.empty(N_("expected the text of an item, found nothing"))
            return refused
        record = digest_record("", *self.parse_content_to_nodes(), kind="item", facts=facts)
        return [*refused, self.placed(record)]
