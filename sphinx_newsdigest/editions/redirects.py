"""Old addresses: at each, a page that leads on to where its document is now."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from sphinx.util.osutil import relative_uri

from ..config import REDIRECTS
from ..logging import Subtype, __, warn
from ..messages import N_
from ..navigation import BUILDERS
from ..options import without_controls
from ..rewrite import delete
from .files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

#: The file that remembers the pages, in the output.
STATE = ".newsdigest-redirects.json"

_MARK = '<meta name="generator" content="sphinx-newsdigest redirects">'
_PAGE = f"""\
<!DOCTYPE html>
<html lang="%(language)s">
<head>
<meta charset="utf-8">
{_MARK}
<meta http-equiv="refresh" content="0; url=%(uri)s">
<meta name="robots" content="noindex">
<link rel="canonical" href="%(canonical)s">
<title>%(title)s</title>
</head>
<body>
<p><a href="%(uri)s">%(title)s</a></p>
</body>
</html>
"""
_BEGINNING = 1000  # bytes of a page in which the mark stands

_IS_PAGE = re.compile(r"\.html?$", re.IGNORECASE)
_DRIVE = re.compile(r"/*[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Redirect:
    """One entry of the map."""

    old: str  # path on the site, as typed
    file: str  # that stands for it, relative to the output
    docname: str
    anchor: str
    where: str  # the place of the entry, for messages


def file_of(path: str) -> str | None:
    """Return the file that a web server sends for *path*, below its root.

    None if there is none, or none below the root.
    """
    parts = PurePosixPath(path).parts[1:]
    if (
        not path.startswith("/")
        or "\\" in path
        or ".." in parts
        or _DRIVE.match(path)
        or without_controls(path) != path
    ):
        return None
    is_page = not path.endswith("/") and _IS_PAGE.search(path)
    return "/".join(parts if is_page else (*parts, "index.html"))


def lead_on(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages, and remove those of addresses that are no longer in the map."""
    if exception is not None or app.builder.name not in BUILDERS:
        return
    out = Path(app.outdir)
    before = _load(out)
    redirects = [found for found in _apart(_known(app)) if found.file != _home(found, app)]
    files = {redirect.file for redirect in redirects}
    _save(out, before | files)  # until the end, nobody knows which of them are there
    for name in sorted(before - files):
        if _is_ours(out / name):
            delete(out, name)
    for redirect in redirects:
        _write(redirect, app)
    _save(out, files)


# -- the map -------------------------------------------------------------------


def _known(app: Sphinx) -> Iterator[Redirect]:
    """Yield the entries of the map that lead somewhere; warn of the others."""
    name = app.config.newsdigest_redirects
    path = Path(app.srcdir, name)
    if not name or (name == REDIRECTS and not path.exists()):
        return
    text, entries = _read(path)
    line, seen = 1, 0
    for old, target in entries:
        at = _place(text, old, seen)
        line, seen = line + text.count("\n", seen, at), at
        where = f"{path}:{line}"
        file = file_of(old)
        if file is None:
            warn(
                Subtype.REDIRECT,
                N_(
                    "%(old)r is no old address; expected a path on the site such as "
                    "'/2014/07/01/title/', without '..' and backslashes"
                ),
                location=where,
                old=old,
            )
            continue
        docname, _, anchor = target.partition("#") if isinstance(target, str) else ("", "", "")
        if docname not in app.env.found_docs:
            warn(
                Subtype.REDIRECT,
                N_(
                    "%(old)r leads to %(target).60r, which is no document; "
                    "expected one such as 'issues/2014/16'"
                ),
                location=where,
                old=old,
                target=target,
            )
            continue
        yield Redirect(old, file, docname, anchor, where)


def _read(path: Path) -> tuple[str, list[tuple[str, Any]]]:
    """Return the text of the map and its entries; none, with a warning, if it is no map."""
    expected = N_("expected a JSON object of old addresses and the documents they lead to")
    try:
        text = path.read_text(encoding="utf-8-sig")
        # Pairs, for an address may stand there twice.
        found = json.loads(text, object_pairs_hook=tuple)
    except json.JSONDecodeError as error:
        warn(Subtype.REDIRECT, expected, location=f"{path}:{error.lineno}")
    except OSError:
        message = N_("the map of old addresses %(path)r is not there; expected a file")
        warn(Subtype.REDIRECT, message, path=str(path))
    except (ValueError, RecursionError):  # not UTF-8; nested beyond reading
        warn(Subtype.REDIRECT, expected, location=f"{path}:1")
    else:
        if isinstance(found, tuple):
            return text, list(found)
        warn(Subtype.REDIRECT, expected, location=f"{path}:1")
    return "", []


def _place(text: str, old: str, after: int) -> int:
    """Return where the address *old* stands in the map's *text*, as far as it can be found."""
    spellings = (json.dumps(old, ensure_ascii=False), json.dumps(old))
    return max(after, *(text.find(spelling, after + 1) for spelling in spellings))


def _apart(redirects: Iterable[Redirect]) -> Iterator[Redirect]:
    """Yield the first for each file; warn of others that lead elsewhere."""
    files: dict[str, Redirect] = {}
    folders: dict[str, Redirect] = {}
    for redirect in redirects:
        *above, _ = map(str, PurePosixPath(redirect.file).parents)
        in_the_way = (files.get(name) for name in (redirect.file, *above))
        other = next(filter(None, in_the_way), folders.get(redirect.file))
        if other is None:
            files[redirect.file] = redirect
            folders |= dict.fromkeys(above, redirect)
            yield redirect
        elif replace(redirect, old=other.old, where=other.where) != other:
            warn(
                Subtype.REDIRECT,
                N_(
                    "%(old)r and %(other)r are one address; the latter is used. "
                    "Expected each old address once"
                ),
                location=redirect.where,
                old=redirect.old,
                other=other.old,
            )


# -- the pages -----------------------------------------------------------------


def _home(redirect: Redirect, app: Sphinx) -> str | None:
    """Return the file of the document itself; an address that it kept needs no page."""
    return file_of("/" + unquote(app.builder.get_target_uri(redirect.docname)))


def _write(redirect: Redirect, app: Sphinx) -> None:
    """Write the page of *redirect*, or say why it cannot stand there."""
    path = Path(app.outdir, redirect.file)
    try:
        if not path.exists() or _is_ours(path):
            write_if_changed(path, _page(redirect, app))
            return
        found = __("the build wrote one")
    except OSError as error:
        found = error.strerror or str(error)
    warn(
        Subtype.REDIRECT,
        N_(
            "%(old)r cannot lead on to %(docname)r; expected no file %(file)r in the output "
            "(%(found)s)"
        ),
        location=redirect.where,
        old=redirect.old,
        docname=redirect.docname,
        file=redirect.file,
        found=found,
    )


def _page(redirect: Redirect, app: Sphinx) -> str:
    config = app.config
    target = app.builder.get_target_uri(redirect.docname)
    uri = relative_uri(quote(redirect.file), target)
    if redirect.anchor:
        uri += "#" + quote(redirect.anchor)
    title = app.env.titles[redirect.docname].astext()
    values = {
        "language": config.language.replace("_", "-"),
        "uri": uri,
        "canonical": posixpath.join(config.html_baseurl, target) if config.html_baseurl else uri,
        "title": title,
    }
    return _PAGE % {key: escape(value) for key, value in values.items()}


def _is_ours(path: Path) -> bool:
    """Say whether *path* is a page that this module wrote."""
    try:
        with path.open("rb") as file:
            return _MARK.encode() in file.read(_BEGINNING)
    except OSError:
        return False


# -- what stands in the output -------------------------------------------------


def _load(out: Path) -> AbstractSet[str]:
    try:
        return set(json.loads((out / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return set()


def _save(out: Path, files: AbstractSet[str]) -> None:
    write_if_changed(out / STATE, json.dumps(sorted(files), indent=0) if files else "")


def setup(app: Sphinx) -> None:
    """Register the pages."""
    # After all others, for nothing of theirs may be overwritten.
    app.connect("build-finished", lead_on, priority=950)
