"""``digest:event``: makes the section the home of an event, or the report of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .. import options
from ..nodes import digest_marker
from ..options import Option
from .base import DigestDirective, argument_text
from .issue import CREDITS

if TYPE_CHECKING:
    from docutils import nodes


class EventDirective(DigestDirective):
    """Say that the section tells of an event: all of it, or with ``:day:`` one day."""

    optional_arguments = 1
    final_argument_whitespace = True
    argument = "The event's id, the same in its home and all its reports."
    table: ClassVar = {
        "title": Option(options.text, "The event's title; else the heading of its home."),
        "dates": Option(options.period, "First and last day of the event, as ``first/last``."),
        "day": Option(options.positive, "Makes it the report of this day, counted from 1."),
        "date": Option(options.iso_date, "The date of that day."),
        "place": Option(options.text, "Town and country."),
        "venue": Option(options.text, "The building."),
        "organizer": Option(options.text, "Who held it."),
        "url": Option(options.url, "Its page."),
        **CREDITS,
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        marker = digest_marker(kind="event", argument=argument_text(self), facts=facts)
        content: list[Any] = self.parse_content_to_nodes() if self.content else []
        return [self.placed(marker), *refused, *content]
