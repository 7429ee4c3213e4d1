"""The contents of a page, as the theme shows its headings: made once for all pages of one shape.

The theme parses Sphinx's list of the headings and adds its classes each time a template asks: five
times for a page, two of them to see whether there are any. What the headings say changes nothing
in there, so the theme makes a list of places, and the words and addresses are put in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from ..navigation import TEMPLATES, THEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

#: The theme's function, and where it takes the list from, in the context of a page.
_MAKE, _LIST = "generate_toc_html", "toc"
#: What else in there it looks at.
_DEPTH = "theme_show_toc_level"
#: Ours, for the templates that stand before those of the theme with the same names.
_OURS = "newsdigest_page_contents"

#: Where a link leads, and its words; and what stands for each.
_LINK = re.compile(r'(?<= href=")([^"]*)("[^>]*>)(.*?)(?=</a>)', re.DOTALL)
_PLACE = re.compile("\ue000([0-9]+)\ue001")

#: What the theme has made of each shape, at a depth.
Shapes: TypeAlias = dict[tuple[str, object], str]


def contents(
    shapes: Shapes, context: dict[str, Any], theirs: Callable[[str], Any], kind: str
) -> Any:
    """Return what *theirs* makes of the headings in *context*, as text; of another *kind*, that."""
    if kind != "html" or _LIST not in context:
        return theirs(kind)
    headings: str = context[_LIST]
    words: list[str] = []

    def take(link: re.Match[str]) -> str:
        words.extend((link[1], link[3]))
        return f"\ue000{len(words) - 2}\ue001{link[2]}\ue000{len(words) - 1}\ue001"

    shape = _LINK.sub(take, headings), context.get(_DEPTH)
    if shape not in shapes:
        context[_LIST] = shape[0]
        try:
            shapes[shape] = str(theirs(kind))
        finally:
            context[_LIST] = headings
    return _PLACE.sub(lambda place: words[int(place[1])], shapes[shape])


def setup(app: Sphinx) -> None:
    """Let the templates of the theme ask here."""
    shapes: Shapes = {}

    # Plain functions: builders that write the context to a file leave these out.
    def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
        context[_OURS] = lambda kind="html": contents(shapes, context, context[_MAKE], kind)

    def replace(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
        if theirs := context.get(_MAKE):
            context[_OURS] = context[_MAKE] = lambda kind="html": contents(
                shapes, context, theirs, kind
            )

    app.connect("config-inited", _add_templates, priority=900)
    app.connect("html-page-context", offer, priority=100)  # before the theme asks
    app.connect("html-page-context", replace, priority=900)  # after it has given its function


def _add_templates(app: Sphinx, config: Any) -> None:
    if config.html_theme == THEME:
        config.templates_path = [*config.templates_path, str(TEMPLATES / "book-theme")]
