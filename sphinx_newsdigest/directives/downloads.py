"""``digest:downloads``: a place for links to other editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..nodes import digest_downloads
from .base import DigestDirective

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes

    from ..options import Option


class DownloadsDirective(DigestDirective):
    """Offer the files of ``newsdigest_downloads`` on a site; show nothing where there are none."""

    table: ClassVar[Mapping[str, Option]] = {}

    def run(self) -> list[nodes.Node]:
        _, refused = self.facts()
        content = self.parse_content_to_nodes() if self.content else []
        return [*refused, *content, self.placed(digest_downloads())]
