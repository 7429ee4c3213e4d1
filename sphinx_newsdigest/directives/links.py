"""``digest:links``: a collection of links."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .. import options
from ..messages import N_
from ..nodes import digest_record
from ..options import Option
from .base import DigestDirective
from .item import ABOUT, LANGUAGE, NAME

if TYPE_CHECKING:
    from docutils import nodes


class LinksDirective(DigestDirective):
    """Say kind, language or series of links, or collect links outside issues."""

    table: ClassVar = {
        "title": Option(options.text, "What the links have in common."),
        "kind": Option(options.text, "Their kind, such as ``video`` or ``slides``."),
        "language": LANGUAGE,
        "series": Option(options.text, "The article whose numbered parts they are."),
        **ABOUT,
        "name": NAME,
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        if not self.content:
            self.empty(N_("expected a list of links, found nothing"))
            return refused
        record = digest_record("", *self.parse_content_to_nodes(), kind="links", facts=facts)
        return [*refused, self.placed(record)]
