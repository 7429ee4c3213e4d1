"""Why an importer changed a text, or could not keep one: each reason once."""

from __future__ import annotations

from enum import Enum, unique

from ...messages import N_


@unique
class Reason(Enum):
    """A code of the report, and what it means. What no reason explains is a loss."""

    # What the generator's own syntax became.
    TEMPLATE = "template", N_("the generator's syntax became Markdown")
    TEMPLATE_UNKNOWN = "template-unknown", N_("unknown syntax of the generator, shown as it stands")
    ATTRIBUTES = "attributes", N_("attributes became MyST's")
    # Raw HTML.
    HTML = "html", N_("HTML became Markdown")
    HTML_ROLE = "html-role", N_("HTML became a role")
    HTML_TAG = "html-tag", N_("a tag that only styles was taken away; its text stays")
    HTML_UNKNOWN = "html-unknown", N_("HTML of no known meaning, shown as it stands")
    # Structure.
    TITLE = "title", N_("the heading that repeats the title became it")
    LEVEL = "level", N_("the heading has another level")
    EMPTY = "empty", N_("a heading without words was taken away")
    RULE = "rule", N_("a rule that divides nothing was taken away")
    NUMBER = "number", N_("the number was divided from the heading")
    JOINED = "joined", N_("a line break between Han characters was taken away")
    LISTED = "listed", N_("lines became a list")
    SESSION = "session", N_("a line of names became a session")
    PICTURE = "picture", N_("a picture became a figure")
    # Links and pictures.
    BARE_URL = "bare-url", N_("a bare URL became a link")
    BROKEN = "broken-target", N_("a broken target was recovered")
    NO_TARGET = "no-target", N_("the target is not in the archive; it is shown as text")
    LINK = "link", N_("an address of the archive became a reference")
    MISSING = "missing", N_("the file is not there; it is declared missing")
    # Safety.
    ESCAPED = "escaped", N_("what only MyST reads as syntax was escaped")
    DEEP = "deep", N_("nested deeper than MyST reads; shown as code")
    CODE = "code", N_("a language that no highlighter knows was taken from code")
    CONTROL = "control", N_("an invisible character was taken out of an address")

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
