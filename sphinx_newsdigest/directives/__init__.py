"""The directives, one class each; to add one, write it and name it here."""

from __future__ import annotations

from .downloads import DownloadsDirective
from .entity import OrganizationDirective, PersonDirective, ProjectDirective
from .event import EventDirective
from .issue import IssueDirective
from .item import ItemDirective
from .links import LinksDirective
from .listing import ListingDirective
from .section import SectionDirective
from .session import SessionDirective
from .sponsors import SponsorsDirective

DIRECTIVES = {
    "issue": IssueDirective,
    "section": SectionDirective,
    "item": ItemDirective,
    "links": LinksDirective,
    "project": ProjectDirective,
    "organization": OrganizationDirective,
    "person": PersonDirective,
    "event": EventDirective,
    "session": SessionDirective,
    "sponsors": SponsorsDirective,
    "listing": ListingDirective,
    "downloads": DownloadsDirective,
}
