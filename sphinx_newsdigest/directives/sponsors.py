"""``digest:sponsors``: who paid for an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .. import options
from ..messages import N_
from ..nodes import digest_marker
from ..options import Option
from .base import DigestDirective

if TYPE_CHECKING:
    from docutils import nodes


class SponsorsDirective(DigestDirective):
    """Hold the names of sponsors, a picture of them, or both."""

    table: ClassVar = {
        "names": Option(options.names, "The sponsors; names may also be the content."),
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        if not self.content and not facts:
            self.empty(N_("expected names of sponsors or a picture, found nothing"))
            return refused
        content = self.parse_content_to_nodes() if self.content else []
        marker = digest_marker("", *content, kind="sponsors", argument="", facts=facts)
        return [*refused, self.placed(marker)]
