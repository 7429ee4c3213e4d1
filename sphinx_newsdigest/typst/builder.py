"""Builders: the book as code of Typst, and as the PDF that Typst makes of it."""

from __future__ import annotations

import shutil
import unicodedata
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.errors import NoUri

from ..logging import __
from ..messages import N_
from . import compiling, fonts, options, pictures, rounds
from .highlighting import TypstBridge
from .index import add_index
from .logging import Subtype, fail, warn
from .settings import settings_of
from .structure import part
from .translator import TypstTranslator
from .volumes import Manuscript, Setting, cut, main_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet


TEMPLATE = Path(__file__).with_name("template.typ")

#: The file to compile, in the folder of each book: no project's name is its name.
MAIN = "main.typ"


class Entry(NamedTuple):
    """One of ``typst_documents``."""

    start: str  # docname
    name: str  # of the file, without suffix
    title: str
    author: str


class TypstBuilder(Builder):
    """Writes each of ``typst_documents`` as code of Typst, with all that it needs."""

    name = "typst"
    format = "typst"
    epilog = "The Typst files are in %(outdir)s."
    default_translator_class = TypstTranslator
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
    ]
    supported_remote_images = True  # shown as a link: a build needs no network
    allow_parallel = True

    def init(self) -> None:
        options.mend(self.config)
        self.docnames: set[str] = set()
        self.highlighter = TypstBridge("html", self.config.pygments_style or "sphinx")
        self.unknown: set[str] = set()

    def get_outdated_docs(self) -> str:
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        if docname not in self.docnames:
            raise NoUri(docname, typ)
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def write_documents(self, _docnames: AbstractSet[str]) -> None:
        for entry in self._entries():
            try:
                self.write_book(entry)
            except compiling.CompilerError as error:
                fail(
                    N_("Typst cannot make %(pdf)s: %(said)s"),
                    location=self._original(error.place),
                    pdf=f"{entry.name}.pdf",
                    said=str(error),
                )
                self._sphinx.statuscode = 1  # the other books are built all the same

    @property
    def _sphinx(self) -> Any:
        # Sphinx 9 deprecates the latter.
        return self._app if hasattr(self, "_app") else self.app

    def _original(self, place: str | None) -> str | None:
        """Return *place*, or where the same line stands in the project's own template."""
        path, _, line = (place or "").rpartition(":")
        is_copy = path and Path(path).resolve() == Path(self.folder, "template.typ").resolve()
        return f"{self._template()}:{line}" if is_copy else place

    def _template(self) -> Path:
        own = self.config.typst_template
        return Path(self.confdir, own) if own else TEMPLATE

    def _entries(self) -> Iterator[Entry]:
        names: set[str] = set()
        for found in self.config.typst_documents:
            if not _is_entry(found):
                warn(
                    Subtype.DOCUMENT,
                    N_(
                        "'typst_documents' holds %(found)r; expected a document, the name of a "
                        "file, a title and an author"
                    ),
                    found=found,
                )
                continue
            entry = Entry(*found)
            if entry.start not in self.env.all_docs:
                warn(
                    Subtype.DOCUMENT,
                    N_("'typst_documents' begins a book with %(name)r; expected a document"),
                    name=entry.start,
                )
            elif entry.name.casefold() in names:  # which are one file on some systems
                warn(
                    Subtype.DOCUMENT,
                    N_("'typst_documents' has the file %(name)r twice; the first is kept"),
                    name=entry.name,
                )
            else:
                names.add(entry.name.casefold())
                yield entry

    # -- one book --------------------------------------------------------------------------

    def write_book(self, entry: Entry) -> None:
        """Make what the builder makes of *entry*."""
        self.write_code(entry)

    def write_code(self, entry: Entry) -> tuple[Path, Manuscript]:
        """Write the code of *entry* into a folder of its own.

        Return the file to compile, and what the book is made of.
        """
        template = self._read_template()
        folder = Path(self.outdir, entry.name)
        for made in ("documents", "continued", "images"):  # of what is no longer there, too
            shutil.rmtree(folder / made, ignore_errors=True)
        for code in folder.glob("*.typ"):
            code.unlink()
        self.folder = folder
        self.pictures: dict[str, str | None] = {}
        tree = self._assembled(entry.start)
        self._spell_out(tree)
        translator: Any = self.create_translator(tree, self)
        tree.walkabout(translator)
        translator.unlink(self._dead(translator))
        book: Manuscript = translator.book
        add_index(self, book, self.spelled_out)
        for piece in book.pieces:
            for name, text in piece.files.items():
                _write(folder / name[1:], text)
        _write(folder / "template.typ", template)
        if self.config.typst_template:
            _write(folder / "default.typ", TEMPLATE.read_text(encoding="utf-8"))
        settings = settings_of(
            entry.title, entry.author, self.config, self.thanks, parted=book.parted
        )
        _write(folder / "settings.typ", settings)
        main = folder / MAIN
        _write(main, main_code("\n".join(piece.markup for piece in book.pieces)))
        return main, book

    def _read_template(self) -> str:
        path = self._template()
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            message = __("'typst_template' names '%(path)s'; expected a file of Typst")
            raise compiling.CompilerError(message % {"path": path}) from error

    def _assembled(self, start: str) -> nodes.document:
        """Return all that the table of contents of *start* holds, as one document."""
        self.docnames = set()
        tree = self._inlined(start)
        tree["docname"] = start
        self.env.resolve_references(tree, start, self)
        self.post_process_images(tree)
        return tree

    def _inlined(self, docname: str) -> nodes.document:
        """Return *docname* with the documents of its tables of contents in their places.

        Sphinx has such a function, which forgets the captions.
        """
        self.docnames.add(docname)
        tree = self.env.get_doctree(docname)
        for toctree in list(tree.findall(addnodes.toctree)):
            held: list[nodes.Node] = [
                addnodes.start_of_file("", *self._inlined(name), docname=name)
                for name in toctree["includefiles"]
                if name not in self.docnames  # which grows
            ]
            caption = [part("", toctree["caption"])] if toctree.get("caption") and held else []
            toctree.replace_self([*caption, *held])
        return tree

    def _spell_out(self, tree: nodes.document) -> None:
        """Put its code where a character stands that no typeface has, and warn of it."""
        places: dict[str, nodes.Node] = {}
        texts = list(tree.findall(nodes.Text))
        for text in texts:
            for character in set(text.astext()):
                places.setdefault(character, text)
        without_glyph = partial(compiling.without_glyph, config=self.config)
        own = fonts.without_emoji(self.config)
        rare = without_glyph(places, own, fallback=False)
        unseen = without_glyph(rare, own, fallback=True)
        drawn = rare - unseen - without_glyph(rare, [fonts.EMOJI], fallback=False)
        self.thanks = (fonts.EMOJI_CREDIT,) if drawn else ()
        for character in sorted(unseen):
            name = unicodedata.name(character, "")
            warn(
                Subtype.GLYPH,
                N_("no typeface has the character U+%(code)s %(name)s; its code is shown"),
                location=places[character].parent,
                code=f"{ord(character):04X}",
                name=name,
            )
        self.spelled_out = {ord(found): f"[U+{ord(found):04X}]" for found in unseen}
        for text in texts:
            if not unseen.isdisjoint(text.astext()):
                plain = text.astext().translate(self.spelled_out)
                text.parent.replace(text, nodes.Text(plain))

    def _dead(self, translator: TypstTranslator) -> list[str]:
        """Return the labels that are led to and stand nowhere; warn of each."""
        dead = sorted(translator.wanted.keys() - translator.book.placed.keys())
        for label in dead:
            warn(
                Subtype.LINK,
                N_("a link leads to %(label)r, which is not in the book; its words are kept"),
                location=translator.wanted[label],
                label=label,
            )
        return dead

    # -- what the translator asks ---------------------------------------------------------

    def picture(self, node: nodes.image) -> str | None:
        """Return the path of a picture from the root of the book; None if it cannot be shown."""
        uri = node["uri"]
        if "://" in uri or uri.startswith("data:") or uri not in self.images:
            return None
        if uri not in self.pictures:
            target = self.folder / "images" / self.images[uri]
            shown = pictures.put(Path(self.srcdir, uri), target, self.config.typst_max_pixels)
            why = compiling.why_no_picture(shown)
            if why:
                warn(
                    Subtype.PICTURE,
                    N_("the picture %(uri)r cannot be shown (%(why)s); its words are shown"),
                    location=node,
                    uri=uri,
                    why=why,
                )
            self.pictures[uri] = None if why else f"/images/{shown.name}"
        return self.pictures[uri]


class TypstPdfBuilder(TypstBuilder):
    """Writes the code, and the PDF that Typst makes of it."""

    name = "typstpdf"
    epilog = "The PDF files are in %(outdir)s."

    def write_book(self, entry: Entry) -> None:
        pdf = Path(self.outdir, f"{entry.name}.pdf")
        pdf.unlink(missing_ok=True)  # of an earlier build: it would look as if it were of this one
        compiling.require(self.config)
        main, book = self.write_code(entry)
        volumes = cut(book, rounds.room(self.config))
        if len(volumes) == 1:
            compiling.write_pdf(main, pdf, self.config)
        else:
            main.unlink()  # its documents become those of the volumes
            setting = Setting(book, volumes)
            rounds.write_volumes(setting, main.parent, pdf, self.config, self._sphinx.parallel)


def _is_entry(found: Any) -> bool:
    """Say whether *found* is four texts, of which the second names a file and no path."""
    if not isinstance(found, (list, tuple)) or len(found) != len(Entry._fields):
        return False
    if not all(isinstance(part, str) for part in found):
        return False
    name = found[1]
    return name not in {"", ".", ".."} and not {"/", "\\", ":"} & set(name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
