"""``digest:listing``: a place that shows what the archive says, by a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .. import options
from ..logging import Subtype, warn, where
from ..messages import N_
from ..model import Query, View
from ..nodes import digest_view
from ..options import Option
from ..queries import GROUPS, ORDERS, SUBJECTS
from .base import DigestDirective

if TYPE_CHECKING:
    from docutils import nodes


class ListingDirective(DigestDirective):
    """Show records by a query; the listing is filled when all sources are read."""

    table: ClassVar = {
        "of": Option(options.choice(*SUBJECTS), f"What to list: ``{'``, ``'.join(SUBJECTS)}``."),
        "project": Option(options.text, "Only what mentions this project."),
        "organization": Option(options.text, "Only what mentions this organization."),
        "person": Option(options.text, "Only what mentions this person."),
        "event": Option(options.text, "Only what mentions this event."),
        "issue": Option(options.text, "Only what stands in this issue."),
        "since": Option(options.iso_date, "Only from this day on."),
        "until": Option(options.iso_date, "Only up to this day."),
        "kind": Option(options.text, "Only this kind (of section, link or session)."),
        "host": Option(options.text, "Only links to this host."),
        "group": Option(options.choice(*GROUPS), f"Group by ``{'``, ``'.join(GROUPS)}``."),
        "order": Option(options.choice(*ORDERS), f"Order: ``{'``, ``'.join(ORDERS)}``."),
        "limit": Option(options.positive, "At most so many."),
        "empty": Option(options.shown_text, "What to say when there is nothing; may be nothing."),
    }

    def run(self) -> list[nodes.Node]:
        facts, refused = self.facts()
        content = self.parse_content_to_nodes() if self.content else []
        empty = facts.pop("empty", None)
        if "of" not in facts:
            if "of" not in self.options:
                self.empty(N_("expected ':of:' to say what to list, such as 'items'"))
            return [*refused, *content]
        if facts.get("since") and facts.get("until") and facts["since"] > facts["until"]:
            warn(
                Subtype.OPTION,
                N_("expected ':since:' before ':until:', not %(since)s and %(until)s"),
                location=self.get_location(),
                since=facts["since"],
                until=facts["until"],
            )
        view = digest_view("", *content)
        self.placed(view)
        view["view"] = View(
            "listing",
            docname=self.env.docname,
            query=Query(**facts),
            empty=empty,
            where=where(view, self.env),
        )
        return [*refused, view]
