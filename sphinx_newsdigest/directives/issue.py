"""``digest:issue``: makes the section it stands in an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .. import options
from ..nodes import digest_marker
from ..options import Option
from .base import DigestDirective, argument_text

if TYPE_CHECKING:
    from docutils import nodes

CREDITS = {
    "source": Option(options.text, "Where the text comes from: a URL, or words."),
    "credit": Option(options.text, "Who is to be credited."),
    "license": Option(options.text, "The licence of the text: a URL, or words."),
    "editors": Option(options.names, "Who edited it; they are the authors in citations."),
}


class IssueDirective(DigestDirective):
    """Say that the section is one number of a newsletter."""

    optional_arguments = 1
    final_argument_whitespace = True
    argument = "The number, or the name of a special issue."
    table: ClassVar = {
        "period": Option(options.period, "First and last day, as ``first/last``."),
        "date": Option(options.iso_date, "Day of publication; else the period's last day."),
        "item-dates": Option(
            options.choice("any", "past"),
            "With ``past``, an item that begins with a later day than the issue's tells of "
            "something to come, and is of the issue's day.",
        ),
        "newsletter": Option(options.text, "Its newsletter, where a book has several."),
        **CREDITS,
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        marker = digest_marker(kind="issue", argument=argument_text(self), facts=facts)
        content: list[Any] = self.parse_content_to_nodes() if self.content else []
        return [self.placed(marker), *refused, *content]
