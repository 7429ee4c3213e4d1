"""``digest:section``: says what the section it stands in is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .. import options
from ..messages import N_
from ..nodes import digest_marker
from ..options import Option
from .base import DigestDirective

if TYPE_CHECKING:
    from docutils import nodes


class SectionDirective(DigestDirective):
    """Override what the heading says: kind, projects, and whether there are items."""

    table: ClassVar = {
        "kind": Option(options.text, "The kind, for ``:kind:`` in listings."),
        "projects": Option(options.names, "The projects that all its items are about."),
        "items": Option(
            options.choice("auto", "none"), "``auto``: its paragraphs are items; ``none``: prose."
        ),
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        if not self.options and not self.content:
            self.empty(N_("expected an option such as ':kind:', found nothing"))
            return []
        marker = digest_marker(kind="section", argument="", facts=facts)
        content: list[Any] = self.parse_content_to_nodes() if self.content else []
        return [self.placed(marker), *refused, *content]
