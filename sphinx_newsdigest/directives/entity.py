"""``digest:project``, ``digest:organization``, ``digest:person``: homes of entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .. import options
from ..nodes import digest_marker
from ..options import Option
from .base import DigestDirective, argument_text

if TYPE_CHECKING:
    from docutils import nodes


class EntityDirective(DigestDirective):
    """Make the heading above, or the directive's own content, the home of an entity."""

    kind: ClassVar[str]
    optional_arguments = 1
    final_argument_whitespace = True
    argument = "The id, unique among its kind."
    table: ClassVar = {
        "title": Option(options.text, "The name readers see; else the heading, else the id."),
        "aliases": Option(options.names, "Other names, in all languages."),
        "url": Option(options.url, "Its page."),
        "links": Option(options.urls, "URL prefixes that belong to it."),
        "formerly": Option(
            options.former_names, "Former names, such as ``Quantum until 2013-06; Nova-network``."
        ),
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        content: list[Any] = self.parse_content_to_nodes() if self.content else []
        marker = digest_marker(
            "", *refused, *content, kind=self.kind, argument=argument_text(self), facts=facts
        )
        return [self.placed(marker)]


class ProjectDirective(EntityDirective):
    """The home of a project."""

    kind = "project"


class OrganizationDirective(EntityDirective):
    """The home of an organization."""

    kind = "organization"


class PersonDirective(EntityDirective):
    """The home of a person."""

    kind = "person"
