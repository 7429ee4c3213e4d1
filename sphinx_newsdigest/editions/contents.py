"""The contents of a page, as the theme shows its headings: made once for all pages of one shape.

For each page the theme parses Sphinx's list of the headings, adds its classes, and prints it
where a template asks. What the headings say changes nothing in there, so the theme makes a list
of places, and the words and addresses are put in.

Only where the theme's own templates ask, and no others: these may want what it returns, which is
no text.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ..navigation import TEMPLATES, THEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

#: Templates that stand before those of the theme with the same names, and hand on to them.
_TEMPLATES = TEMPLATES / "book-theme"
#: What they ask.
_OURS = "newsdigest_page_contents"
#: The theme's function, where it takes the list from, and what else it looks at.
_MAKE, _LIST, _DEPTH = "generate_toc_html", "toc", "theme_show_toc_level"

#: Where a link leads, and its words with the markup that Sphinx writes; and what stands for each.
#: All else, such as HTML in a heading, is the theme's to mend.
_LINK = re.compile(
    r'(?<= href=")([^"]*)("[^>]*>)([^<]*(?:</?(?:code|em|span|strong)\b[^<>]*>[^<]*)*)(?=</a>)'
)
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
            # The theme keeps what it makes for a page, and this is for others too.
            shapes[shape] = str(getattr(theirs, "__wrapped__", theirs)(kind))
        finally:
            context[_LIST] = headings
    return _PLACE.sub(lambda place: words[int(place[1])], shapes[shape])


def setup(app: Sphinx) -> None:
    """Let the templates of the theme ask here."""
    shapes: Shapes = {}

    # Plain functions: builders that write the context to a file leave these out.
    def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
        if _are_used(app):
            context[_OURS] = lambda kind="html": contents(shapes, context, context[_MAKE], kind)

    def replace(app: Sphinx, page: str, template: str, context: dict[str, Any], _: object) -> None:
        if _are_used(app) and (theirs := context.get(_MAKE)):
            context[_OURS] = context[_MAKE] = lambda kind="html": contents(
                shapes, context, theirs, kind
            )

    # Before the sidebar's template is there.
    app.connect("config-inited", _add_templates, priority=890)
    # Before the theme looks whether there are contents, and after it has given its function.
    app.connect("html-page-context", offer, priority=100)
    app.connect("html-page-context", replace, priority=900)


def _add_templates(app: Sphinx, config: Any) -> None:
    """Put our templates before those of the theme, if nobody else brings any."""
    if config.html_theme != THEME or config.templates_path or not (spec := find_spec(THEME)):
        return
    components = Path(str(spec.origin)).parent / "theme" / THEME / "components"
    if all((components / template.name).is_file() for template in _TEMPLATES.glob("*.html")):
        config.templates_path = [str(_TEMPLATES)]


def _are_used(app: Sphinx) -> bool:
    return str(_TEMPLATES) in app.config.templates_path
