"""Passages that need care while reading: names, addresses of mail, links, pictures."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.util.i18n import search_image_for_language

from .logging import Subtype, _, warn, where
from .messages import N_
from .model import Image, View
from .nodes import digest_marker, digest_name, digest_record
from .options import is_linked
from .text import visible_text
from .trees import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from .trees import Parts

_MAIL = re.compile(
    r"(?:\bmailto:)?(?<![\w.+/-])([\w.+-]+)@((?:[\w-]+\.)+[A-Za-z]{2,})(?![\w-]|[:/]\w)", re.ASCII
)
_HIDDEN = r"\1 at \2"
_VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.raw, nodes.comment, nodes.math)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def mark_names(parts: Parts, env: BuildEnvironment) -> None:
    """Turn each ``[name]()`` into a name that may turn out to be known."""
    links = (*parts.of(addnodes.pending_xref), *parts.of(nodes.reference))
    for node in filter(_is_name, links):
        view = View("names", env.docname, ("", node.astext()), where=where(node, env))
        (inner,) = node.children if len(node.children) == 1 else (node,)
        is_wrapped = isinstance(inner, nodes.inline) and "xref" in inner["classes"]
        words = inner.children if is_wrapped else node.children
        # Sphinx copies titles into tables of contents before names are resolved.
        is_title = _is_in(node, nodes.title)
        named = nodes.inline if is_title else partial(digest_name, view=view)
        node.replace_self(named("", "", *words))


def _is_in(node: nodes.Node, kind: type[nodes.Node]) -> bool:
    """Say whether *node* stands in a node of *kind*."""
    parent = node.parent
    return parent is not None and (isinstance(parent, kind) or _is_in(parent, kind))


def _is_name(node: nodes.Element) -> bool:
    """Say whether *node* is what a parser makes of a link that leads nowhere."""
    if isinstance(node, addnodes.pending_xref):
        return bool(node.get("reftype") == "myst" and node.get("reftarget") == "")
    return isinstance(node, nodes.reference) and node.get("refuri") == ""


def hide_mail(parts: Parts) -> None:
    """Show addresses of mail as "name at host", without a link."""
    for reference in parts.of(nodes.reference):
        uri = reference.get("refuri", "")
        if uri.lower().startswith("mailto:"):
            address = uri[len("mailto:") :].partition("?")[0]
            if address and address not in reference.astext():
                reference.append(nodes.Text(f" <{_MAIL.sub(_HIDDEN, address)}>"))
            _unlink(reference)
    for text in parts.of(nodes.Text):
        if "@" in text and not _is_verbatim(text):
            hidden = _MAIL.sub(_HIDDEN, text)
            if hidden != text:
                text.parent.replace(text, nodes.Text(hidden))
    typed: list[nodes.Element] = [*parts.of(digest_marker), *parts.of(digest_record)]
    for node in typed:
        node["facts"] = {name: _without_mail(value) for name, value in node["facts"].items()}


def _without_mail(fact: Any) -> Any:
    """Return what an option says, without addresses of mail."""
    if isinstance(fact, tuple):
        return tuple(map(_without_mail, fact))
    if not isinstance(fact, str) or "@" not in fact:
        return fact
    if fact.lower().startswith("mailto:"):
        fact = fact[len("mailto:") :].partition("?")[0]
    return fact if is_linked(fact) else _MAIL.sub(_HIDDEN, fact)


def _is_verbatim(text: nodes.Node) -> bool:
    node = text.parent
    while node is not None:
        if isinstance(node, _VERBATIM) or node.get("refuri"):
            return True
        node = node.parent
    return False


def unlink_strange(parts: Parts) -> None:
    """Show links of schemes that are not linked as text with their URL."""
    for reference in parts.of(nodes.reference):
        uri = reference.get("refuri", "")
        is_there_still = reference.parent is not None  # and no address of mail
        if is_there_still and _SCHEME.match(uri.strip()) and not is_linked(uri):
            warn(
                Subtype.URL,
                N_(
                    "a link to %(url).60r is shown as text; expected a URL that begins with "
                    "http:, https:, mailto: or ftp:"
                ),
                location=_with_line(reference),
                url=uri,
            )
            if uri not in reference.astext():
                reference.append(nodes.Text(f" <{uri}>"))
            _unlink(reference)


def _unlink(reference: nodes.reference) -> None:
    """Leave the words of *reference*, with the ids and classes that an editor gave them."""
    reference.replace_self(nodes.inline("", "", *reference.children))
    reference.parent = None  # docutils leaves it


def mark_lost_pictures(parts: Parts, env: BuildEnvironment) -> set[str]:
    """Put a line with its caption where a picture's file is not there; return their paths.

    Sphinx would read the document again in every build to look for the file.
    """
    return set(_lost_pictures(parts, env))


def _lost_pictures(parts: Parts, env: BuildEnvironment) -> Iterator[str]:
    for image in parts.of(nodes.image):
        uri = image["uri"]
        if uri.startswith("data:") or "://" in uri:
            continue
        figure = image.parent
        while isinstance(figure, nodes.reference):
            figure = figure.parent
        declared = [node for node in (image, figure) if "missing" in node.get("classes", ())]
        found = uri if uri.endswith(".*") else search_image_for_language(uri, env)
        path, full = env.relfn2path(found)
        # MyST escapes what is not ASCII, or a space, in the names of files.
        plain = unquote(found).replace("\0", "")
        if not is_there(full) and is_there(env.relfn2path(plain)[1]):
            image["uri"] = plain
            path, full = env.relfn2path(plain)
        if is_there(full):
            for node in declared:
                node["classes"].remove("missing")
            continue
        yield path
        # Each use of a substitution is a picture of its own.
        is_used = not isinstance(image.parent, nodes.substitution_definition)
        if is_used and not declared:
            warn(
                Subtype.MISSING_PICTURE,
                N_(
                    "the picture %(path)r is not there; expected a file, or the class 'missing' "
                    "for a picture known to be lost"
                ),
                location=_with_line(image),
                path=path,
            )
        _replace_lost(image, figure)


def linked_files(parts: Parts, env: BuildEnvironment) -> tuple[set[str], set[str]]:
    """Return paths of documents that are linked to, and of linked files that are not there.

    MyST looks for the file while it reads.
    """
    documents: set[str] = set()
    missing: set[str] = set()
    for link in parts.of(addnodes.pending_xref):
        if link.get("reftype") != "myst":
            continue
        if link.get("refdomain") == "doc":
            found = documents if env.doc2path(link["reftarget"]).is_file() else missing
            found.add(str(env.doc2path(link["reftarget"], base=False)))
        elif path := link["reftarget"].partition("#")[0]:
            missing.add(env.relfn2path(path, env.docname)[0])
    return documents, missing


def is_there(path: str) -> bool:
    """Say whether a file can be read, or there is any for ``name.*``."""
    try:
        if path.endswith(".*"):
            return any(Path(path).parent.glob(Path(path).name))
        with Path(path).open("rb"):
            return True
    except (OSError, ValueError):  # a NUL in the path is a ValueError
        return False


def _with_line(node: nodes.Node) -> nodes.Node:
    """Return *node*, or what is nearest in or around it whose line is known."""
    around = []
    parent = node.parent
    while parent is not None:
        around.append(parent)
        parent = parent.parent
    return next((found for found in (*find(node), *around) if found.line), node)


def _replace_lost(image: nodes.image, figure: nodes.Element) -> None:
    """Put one line in the place of *image*, with the caption of its *figure* if it has one."""
    caption = next(iter(find(figure, nodes.caption)), None) if _is_figure(figure) else None
    words = [] if caption is None else caption.children
    text = image.get("alt") or image["uri"]
    label = nodes.inline("", _("Picture lost: "), digest="label")
    line = nodes.inline("", "", label, *(words or [nodes.Text(text)]), classes=["digest-missing"])
    line["picture"] = _record(image, caption, missing=True)
    line.source, line.line = image.source, _with_line(image).line
    image.replace_self(line)
    top: nodes.Element = line  # or the link around it
    while isinstance(top.parent, nodes.reference):
        top = top.parent
    if _is_figure(figure):
        block = nodes.paragraph("", "", top)
        legends = [node for legend in find(figure, nodes.legend) for node in legend.children]
        # Its words are no paragraphs of their own.
        figure.replace_self(nodes.container("", block, *legends) if legends else block)
    elif not isinstance(top.parent, nodes.TextElement):
        block = nodes.paragraph()
        top.parent.replace(top, block)
        block += top


def _is_figure(node: nodes.Node) -> bool:
    return isinstance(node, nodes.figure)


def _record(image: nodes.image, caption: nodes.caption | None, *, missing: bool) -> Image:
    return Image(
        uri=image["uri"],
        alt=image.get("alt") or None,
        caption=visible_text([caption]) or None if caption is not None else None,
        missing=missing,
    )


def pictures(blocks: list[nodes.Node]) -> tuple[Image, ...]:
    """Return the pictures of *blocks*, in order."""
    found = []
    for block in blocks:
        for node in find(block, (nodes.image, nodes.inline)):
            if "picture" in node:
                found.append(node["picture"])
            elif isinstance(node, nodes.image):
                figure = node.parent if _is_figure(node.parent) else None
                caption = figure and next(iter(find(figure, nodes.caption)), None)
                found.append(_record(node, caption, missing=False))
    return tuple(found)
