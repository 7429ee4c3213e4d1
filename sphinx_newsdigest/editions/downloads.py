"""Downloads: other editions beside the site, on its pages and in the menu of the book theme."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from ..downloads import find, labels
from ..logging import Subtype, _, __, warn
from ..messages import N_
from ..nodes import digest_downloads, give_way
from ..resolve import builder_of
from ..rewrite import delete
from ..trees import find as find_nodes
from .files import write_if_changed
from .html import SITES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..domain import DigestDomain
    from ..downloads import Download

#: The folder of the files, in the output.
FOLDER = "downloads"

#: The file that remembers them with their digests, in the output.
STATE = ".newsdigest-downloads.json"

#: The digest of a file that is being written.
_UNKNOWN = ""

#: Of the button of sphinx-book-theme, and of its entry that prints the page.
_MENU, _PRINT = "download-buttons", "download-pdf-button"
_ICONS = {"PDF": "fas fa-file-pdf", "EPUB": "fas fa-book"}
_ICON = "fas fa-file-arrow-down"


def look(app: Sphinx) -> None:
    """Find the files, once for the whole build: every page is to show the same."""
    if app.builder.name in SITES:
        patterns = app.config.newsdigest_downloads
        found = find(Path(app.confdir), patterns, Path(app.outdir).resolve())
        _domain(app.env).downloads = tuple(_apart(found))


def _apart(downloads: Iterable[Download]) -> Iterator[Download]:
    """Yield the first of each name; warn of others."""
    known: dict[str, Download] = {}
    for download in downloads:
        other = known.setdefault(download.name.casefold(), download)  # as some systems do
        if other is download:
            yield download
        else:
            warn(
                Subtype.DOWNLOAD,
                N_(
                    "%(path)r and %(other)r would be one file to download; the latter is used. "
                    "Expected each name once"
                ),
                path=str(download.path),
                other=str(other.path),
            )


def _domain(env: BuildEnvironment) -> DigestDomain:
    domain: DigestDomain = env.get_domain("digest")  # type: ignore[assignment]  # our domain
    return domain


# -- the pages -----------------------------------------------------------------


class FillDownloads(SphinxPostTransform):
    """Put links into each place for downloads; nothing where there are no files."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for place in find_nodes(self.document, digest_downloads):
            base = builder_of(self.env).get_target_uri(self.env.docname)
            give_way(place, _links(_domain(self.env).downloads, base))


def _links(downloads: Sequence[Download], base: str) -> list[nodes.Node]:
    """Return a list of links from the page *base*; nothing if there are none."""
    entries = []
    for download, label in zip(downloads, labels(downloads), strict=True):
        link = addnodes.download_reference("", _("Download %s") % label)
        link["refuri"] = relative_uri(base, _address(download))
        entries.append(nodes.list_item("", nodes.paragraph("", "", link)))
    if not entries:
        return []
    return [nodes.bullet_list("", *entries, classes=["digest-downloads"], digest="aside")]


def _address(download: Download) -> str:
    return f"{FOLDER}/{quote(os.fsencode(download.name))}"


# -- the menu ------------------------------------------------------------------


def add_to_menu(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put the downloads on top of the download button of sphinx-book-theme.

    Other themes have no such button. The theme's entry ".pdf" prints the page; beside a
    PDF that is one, it says so.
    """
    downloads = _domain(app.env).downloads
    buttons: list[dict[str, Any]] | None = context.get("header_buttons")
    if not downloads or buttons is None:
        return
    ours = [
        {
            "type": "link",
            "url": context["pathto"](_address(download), 1),
            # The theme's template escapes nothing.
            "text": escape(label),
            "tooltip": escape(_("Download %s") % download.name),
            "icon": _ICONS.get(download.format, _ICON),
            "label": "download-book-button",
        }
        for download, label in zip(downloads, labels(downloads), strict=True)
    ]
    menu = next((button for button in buttons if button.get("label") == _MENU), None)
    if menu is None:
        menu = {"type": "group", "icon": "fas fa-download", "label": _MENU, "buttons": []}
        buttons.append(menu)
    menu["tooltip"] = _("Downloads")  # the theme's speaks of this page
    menu["buttons"] = [*ours, *map(_told_apart, menu["buttons"])]


def _told_apart(button: dict[str, Any]) -> dict[str, Any]:
    if button.get("label") != _PRINT:
        return button
    return {**button, "text": _("Print this page"), "icon": "fas fa-print"}


# -- the files -----------------------------------------------------------------


def put(app: Sphinx, exception: Exception | None) -> None:
    """Copy the files beside the pages, and remove those that are no longer offered."""
    if exception is not None or app.builder.name not in SITES:
        return
    out = Path(app.outdir)
    known = _load(out)
    ours = {
        name for name, digest in known.items() if digest in {_UNKNOWN, _digest(out / FOLDER / name)}
    }
    downloads = _domain(app.env).downloads
    for name in sorted(ours.difference(download.name for download in downloads)):
        delete(out, f"{FOLDER}/{name}")
    there: dict[str, str] = {}
    for download in downloads:
        target = out / FOLDER / download.name
        digest = _digest(download.path)
        if digest and digest == _digest(target):
            there[download.name] = digest
        elif target.exists() and download.name not in ours:
            _refuse(download, __("a file is there"))
        else:
            # Until it is whole, nobody knows what is there, but that it is ours.
            there[download.name] = _UNKNOWN
            _save(out, {**known, **there})
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(download.path, target)
            except OSError as error:
                _refuse(download, error.strerror or str(error))
            else:
                there[download.name] = digest
    _save(out, there)


def _refuse(download: Download, found: str) -> None:
    warn(
        Subtype.DOWNLOAD,
        N_("%(path)r cannot be offered as %(file)r in the output: %(found)s"),
        path=str(download.path),
        file=f"{FOLDER}/{download.name}",
        found=found,
    )


def _digest(path: Path) -> str:
    """Return a digest of what *path* holds, "" if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError:
        return ""


def _load(out: Path) -> Mapping[str, str]:
    try:
        return dict(json.loads((out / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _save(out: Path, there: Mapping[str, str]) -> None:
    text = json.dumps(there, indent=0, sort_keys=True)
    write_if_changed(out / STATE, text if there else "")


def setup(app: Sphinx) -> None:
    """Register the downloads."""
    app.connect("builder-inited", look)
    app.add_post_transform(FillDownloads)
    # After the theme, which makes its buttons at 501.
    app.connect("html-page-context", add_to_menu, priority=900)
    # After all others, for nothing of theirs may be overwritten.
    app.connect("build-finished", put, priority=950)
