"""Pictures in LaTeX: what TeX does not read is converted, what nobody reads becomes its words."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.latex import LaTeXBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.images import get_filename_for
from sphinx.util.images import guess_mimetype

from ..messages import N_
from . import converting
from .converting import Kind, PictureError
from .logging import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable

#: How what TeX does not read is converted, and into what.
_CONVERTERS: dict[Kind, tuple[Callable[[Path], bytes], str]] = {
    Kind.SVG: (converting.to_pdf, "application/pdf"),
    Kind.OTHER: (converting.to_png, "image/png"),
}


class FitPictures(SphinxPostTransform):
    """Leave LaTeX no picture at which it would stop.

    It comes after the converters of other extensions, which are at 200: they go first. It looks at
    the bytes of a file, since names lie: a WebP saved as ``.png`` stops LaTeX, too.
    """

    default_priority = 210
    builders = ("latex",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.image)):
            if not isinstance(node.parent, nodes.substitution_definition):
                self._fit(node)

    def _fit(self, node: nodes.image) -> None:
        uri = _chosen(node)
        path = Path(self.env.srcdir, uri)
        if "?" in node["candidates"] or not path.is_file():  # Sphinx has said so already
            _show_words(node, uri)
            return
        try:
            fitting = self._fitting(uri, path)
        except PictureError as error:
            warn(
                Subtype.PICTURE,
                N_("the picture %(uri)r cannot be shown (%(why)s); its words are shown"),
                location=_with_line(node),
                uri=uri,
                why=error,
            )
            _show_words(node, uri)
        else:
            node["uri"] = fitting
            node["candidates"] = {"*": fitting}

    def _fitting(self, uri: str, path: Path) -> str:
        """Return a picture that TeX reads: *uri* itself, or what it is converted into."""
        data = path.read_bytes()
        kind = converting.kind_of(data)
        if kind not in _CONVERTERS:
            converting.check(path, kind)
            return uri
        if guess_mimetype(path) in _by_others():
            return uri
        convert, mimetype = _CONVERTERS[kind]
        key = sha1(data + converting.versions().encode(), usedforsecurity=False).hexdigest()
        target = self.env.doctreedir / "images" / key / get_filename_for(uri, mimetype)
        if not target.is_file():
            converted = convert(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(converted)
        self.env.original_image_uri[target] = uri
        self.env.images.add_file(self.env.docname, str(target))
        return str(target)


def _chosen(node: nodes.image) -> str:
    """Return the file of *node* that fits best; there are several for ``name.*``."""
    candidates: dict[str, str] = node["candidates"]
    wanted = ("*", *LaTeXBuilder.supported_image_types, "image/svg+xml", *candidates)
    return next((candidates[kind] for kind in wanted if kind in candidates), node["uri"])


def _by_others() -> set[str]:
    """Return the types that another extension has taught LaTeX, such as SVG by a package."""
    return set(LaTeXBuilder.supported_image_types) - {"application/pdf", "image/png", "image/jpeg"}


def _with_line(node: nodes.Node) -> nodes.Node:
    """Return *node*, or what is nearest around it whose line is known."""
    found = node
    while not found.line and found.parent is not None:
        found = found.parent
    return found


def _show_words(node: nodes.image, uri: str) -> None:
    """Put the words of a picture in its place, or else its name."""
    whole: nodes.Element = node
    while isinstance(whole.parent, nodes.reference):
        whole = whole.parent
    if not isinstance(whole.parent, nodes.TextElement):
        paragraph = nodes.paragraph()
        whole.replace_self(paragraph)
        paragraph += whole
    node.replace_self(nodes.Text(node.get("alt") or Path(uri).name))
