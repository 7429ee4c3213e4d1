"""A build that goes on from an earlier one ends where a fresh one does, byte by byte."""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.text import TextBuilder
from sphinx.builders.xml import XMLBuilder

from sphinx_newsdigest import memory
from sphinx_newsdigest.editions.data import DataBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Book, MakeBook

PICTURES = Path(__file__).parent / "books" / "complete" / "pictures"

#: The book, but for its conf.py.
SOURCES: dict[str, str | bytes] = {
    "index.md": """
        # The Archive

        Read {digest:issue}`2`, which tells of {digest:project}`nova`.

        ```{toctree}
        issues/index
        fair
        names
        lists
        about
        bibliography
        ```
        """,
    "issues/index.md": """
        # Issues

        ```{toctree}
        :glob:

        *
        ```
        """,
    "issues/1.md": """
        ---
        digest: {issue: 1, date: 2014-06-15}
        ---

        # Issue 1

        ## News

        ### Nova

        (first)=
        The first item, as {cite}`weil2006ceph` says.
        <https://example.org/one>

        ### Other

        An item of no project.
        """,
    "issues/2.md": """
        ---
        digest: {issue: 2, date: 2014-07-01}
        ---

        # Issue 2

        ## News

        ### Nova

        The second item, see {digest:item}`1/first`.
        <https://example.org/two>

        ![A rack](../pictures/rack.png)

        ![A photograph](../pictures/lost.png){.missing}
        """,
    "issues/3.rst": """
        Issue 3
        =======

        .. digest:issue:: 3
           :date: 2014-07-15

        News
        ----

        .. digest:item::
           :projects: cinder
           :name: third

           The third item, after :cite:`pfaff2015design`.

           .. image:: ../pictures/router.png
              :alt: A router
        """,
    "fair.md": """
        # The fair

        :::{digest:event} fair
        :dates: 2014-05-12/2014-05-12
        :day: 1
        :date: 2014-05-12
        :::

        ## Talks

        ::::{digest:session}
        :name: talk
        :title: A talk
        :speakers: Ann
        :projects: cinder

        She [spoke](https://example.org/talk).
        ::::
        """,
    "names.md": """
        # Names

        ## Nova

        :::{digest:project} nova
        :::

        ## Cinder

        :::{digest:project} cinder
        :::

        ## Ann

        :::{digest:person} Ann
        :::
        """,
    "lists.md": """
        # Lists

        ```{digest:listing}
        :of: items
        :project: cinder
        ```

        ```{digest:listing}
        :of: links
        :group: host
        ```
        """,
    "about.rst": """
        About
        =====

        .. include:: snippet.txt
        """,
    "bibliography.md": """
        # References

        ```{bibliography}
        :style: unsrt
        ```
        """,
    "snippet.txt": "An ordinary page.\n",
    "pictures/rack.png": (PICTURES / "rack.png").read_bytes(),
    "pictures/router.png": (PICTURES / "router.png").read_bytes(),
    "references.bib": (PICTURES.parent / "references.bib").read_bytes(),
}

PAGES = [name for name in SOURCES if name.endswith((".md", ".rst"))]

#: The end of conf.py: the build dies, as if killed, after so many documents.
DIES = b"""

def setup(app):
    import os

    def dies(phase):
        done = []

        def count(app, doctree, docname=""):
            done.append(docname)
            if len(done) > int(os.environ[phase]):
                os._exit(9)

        return count

    if "DIES_READING" in os.environ:
        app.connect("doctree-read", dies("DIES_READING"))
    if "DIES_WRITING" in os.environ:
        app.connect("doctree-resolved", dies("DIES_WRITING"), priority=999)
"""

SETTINGS: dict[str, Any] = {
    "exclude_patterns": ["snippet.txt"],
    "extensions": ["myst_parser", "sphinx_newsdigest", "sphinxcontrib.bibtex"],
    "bibtex_bibfiles": ["references.bib"],
    "version": "1",
    "release": "1",
    "project_copyright": "The Editors",
    "html_baseurl": "https://example.org/archive/",
    # The book theme appends to these, also where they are Sphinx's own defaults.
    "html_theme_options": {},
    "epub_basename": "archive",
    "templates_path": [],
}


EPOCH = "1400000000"


class Output(NamedTuple):
    """A builder, with the theme where it has one."""

    builder: str
    theme: str = "alabaster"

    @property
    def folder(self) -> str:
        return f"{self.builder}-{self.theme}"


HTML = Output("html")
BOOK_THEME = Output("dirhtml", "sphinx_book_theme")
TEXT = Output("text")
DATA = Output("digest-data")
EPUB = Output("epub")
OUTPUTS = (HTML, BOOK_THEME, TEXT, EPUB, Output("xml"), DATA)

#: Files that plain Sphinx, without this extension, makes different in a build that goes on.
UNSTABLE = {
    # What .buildinfo was before the config changed; a fresh build has nothing to keep.
    ".buildinfo.bak",
    # A ZIP archive, which holds the times of the files packed; these are compared themselves.
    "archive.epub",
}


def files(folder: Path) -> dict[str, bytes]:
    """Return the stable files of an output with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in UNSTABLE
    }


def difference(one: dict[str, bytes], other: dict[str, bytes]) -> dict[str, str]:
    """Return the names of the files that are not the same, with how they differ."""
    return {
        name: "is too many" if name not in other else "is missing" if name not in one else "differs"
        for name in sorted(one.keys() | other.keys())
        if one.get(name) != other.get(name)
    }


class Archive:
    """The book with all of its outputs, which share what is read."""

    def __init__(self, make: MakeBook, *outputs: Output) -> None:
        self.book = make(SOURCES, builder=None, **SETTINGS)
        conf = (self.book.src / "conf.py").read_bytes()
        self.book.edit("conf.py", conf + DIES)
        self.first = {p: p.read_bytes() for p in self.book.src.rglob("*") if p.is_file()}
        self.outputs = outputs or OUTPUTS
        self.base: dict[Output, dict[str, bytes]] = {}  # as first built
        self.read: list[str] = []  # by the last build of all
        self.written: dict[Output, list[str]] = {}

    def build(
        self, order: tuple[Output, ...] = (), *, parallel: int = 1
    ) -> dict[Output, dict[str, bytes]]:
        """Build each output, in that *order*, as later commands would; return all files."""
        self.read, self.written, found = [], {}, {}
        for output in order or self.outputs:
            found[output] = self._built(self.book, output, output.folder, parallel)
            self.read += self.book.read
            self.written[output] = sorted(set(self.book.written))
        return found

    def fresh(self, *, parallel: int = 1) -> dict[Output, dict[str, bytes]]:
        """Build each output from nothing, elsewhere."""
        again = copy.copy(self.book)
        number = sum(1 for _ in self.book.root.glob("fresh-*"))
        folder = f"fresh-{number}"
        again.doctrees = again.root / folder / "doctrees"
        return {
            output: self._built(again, output, f"{folder}/{output.folder}", parallel)
            for output in self.outputs
        }

    def _built(self, book: Book, output: Output, out: str, parallel: int) -> dict[str, bytes]:
        book.build(output.builder, out=out, parallel=parallel, html_theme=output.theme)
        assert book.warnings == ""
        return files(book.out)

    def restore(self) -> bool:
        """Bring the sources back to what they were at first; say whether they were not."""
        now = {path: path.read_bytes() for path in self.book.src.rglob("*") if path.is_file()}
        for path in now.keys() - self.first.keys():
            path.unlink()
        for path, text in self.first.items():
            if now.get(path) != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text)
        return now != self.first


def edit_an_item(book: Book) -> None:
    book.replace("issues/2.md", "The second item", "The second item, edited")


def edit_a_title(book: Book) -> None:
    book.replace("issues/2.md", "# Issue 2", "# Issue number 2")


def edit_the_date_of_an_issue(book: Book) -> None:
    book.replace("issues/3.rst", "2014-07-15", "2014-07-20")


def add_an_issue(book: Book) -> None:
    text = """
        ---
        digest: {issue: 0, date: 2014-06-01}
        ---

        # Issue 0

        ## News

        ### Cinder

        An item before all, after {cite}`pfaff2015design`.
        <https://example.net/zero>
        """
    book.edit("issues/0.md", text)


def rename_an_issue(book: Book) -> None:
    (book.src / "issues/1.md").rename(book.src / "issues/first.md")


def delete_an_issue(book: Book) -> None:
    book.remove("issues/3.rst")


def rename_a_project(book: Book) -> None:
    book.replace("names.md", "{digest:project} cinder", "{digest:project} cinder\n:title: Block")


def move_a_project(book: Book) -> None:
    marker = ":::{digest:project} cinder\n:::\n"
    book.replace("names.md", marker, "")
    book.replace("lists.md", "# Lists\n", f"# Lists\n\n{marker}")


def remove_a_person(book: Book) -> None:
    book.replace("names.md", "\n## Ann\n\n:::{digest:person} Ann\n:::\n", "")
    book.replace("fair.md", ":speakers: Ann\n", "")


def find_the_lost_picture(book: Book) -> None:
    book.edit("pictures/lost.png", (PICTURES / "bank.png").read_bytes())


def paint_a_picture(book: Book) -> None:
    book.edit("pictures/rack.png", (PICTURES / "close-up.png").read_bytes())


def edit_an_included_file(book: Book) -> None:
    book.edit("snippet.txt", "A most ordinary page.\n")


def edit_the_bibliography(book: Book) -> None:
    book.replace("references.bib", "Weil, Sage A.", "Weil, Sage")


def cite_in_another_order(book: Book) -> None:
    book.replace("issues/1.md", "of no project", "after {cite}`pfaff2015design`")
    book.replace("issues/1.md", ", as {cite}`weil2006ceph` says", "")
    book.replace("issues/2.md", "see {digest", "with {cite}`weil2006ceph` see {digest")


def edit_a_setting(book: Book) -> None:
    book.replace("conf.py", "project = 'The Archive'", "project = 'An Archive'")


CHANGES = (
    edit_an_item,
    edit_a_title,
    edit_the_date_of_an_issue,
    add_an_issue,
    rename_an_issue,
    delete_an_issue,
    rename_a_project,
    move_a_project,
    remove_a_person,
    find_the_lost_picture,
    paint_a_picture,
    edit_an_included_file,
    edit_the_bibliography,
    cite_in_another_order,
    edit_a_setting,
)


@pytest.fixture(autouse=True)
def _date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


@pytest.fixture(scope="module")
def built(shelf: MakeBook) -> Archive:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        made = Archive(shelf)
        made.base = made.build()
        return made


@pytest.fixture
def archive(built: Archive) -> Iterator[Archive]:
    """Return the book, built in each output; what a test changes is restored and built."""
    yield built
    if built.restore():
        built.build()


def rotated(number: int) -> tuple[Output, ...]:
    """Return the outputs in another order, so that each is once the one that reads."""
    start = number % len(OUTPUTS)
    return (*OUTPUTS[start:], *OUTPUTS[:start])


def differences(
    one: dict[Output, dict[str, bytes]], other: dict[Output, dict[str, bytes]]
) -> dict[str, dict[str, str]]:
    """Return how outputs differ, by their folders; {} if they do not."""
    found = {output.folder: difference(one[output], other[output]) for output in one}
    return {folder: names for folder, names in found.items() if names}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_a_change_and_its_revert_end_where_fresh_builds_do(
    archive: Archive, change: Callable[[Book], None]
) -> None:
    """Every other output finds in the environment what the one before it has read."""
    order = rotated(CHANGES.index(change))
    change(archive.book)
    assert differences(archive.build(order), archive.fresh()) == {}
    archive.restore()
    assert differences(archive.build(order), archive.base) == {}


def test_one_process_and_four_write_the_same_bytes(archive: Archive) -> None:
    one, four = archive.fresh(parallel=1), archive.fresh(parallel=4)
    assert differences(one, four) == {}
    assert differences(archive.base, four) == {}


def test_doctrees_from_memory_and_from_their_files_make_the_same_bytes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "ROOM", 0)
    assert differences(archive.fresh(), archive.base) == {}


def test_what_four_processes_wrote_is_gone_on_from(book: MakeBook) -> None:
    archive = Archive(book, HTML, DATA)
    archive.build(parallel=4)
    edit_an_item(archive.book)
    assert differences(archive.build(parallel=4), archive.fresh()) == {}
    archive.build(parallel=4)
    assert (archive.read, archive.written) == ([], {HTML: [], DATA: []})


def test_a_build_of_nothing_new_reads_and_writes_no_document(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    for builder in (StandaloneHTMLBuilder, TextBuilder, XMLBuilder, DataBuilder):
        monkeypatch.setattr(builder, "write_doc", lambda _, name, _tree: written.append(name))
    after = archive.build()
    assert (archive.read, written) == ([], [])
    assert differences(archive.base, after) == {}


def test_what_is_known_of_an_output_does_not_tell_where_the_book_stands(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {"a.rst": "A\n=\n\nnova\n----\n\nNova\n----\n"}
    one, other = (book(sources, name=name).out / ".newsdigest-html.json" for name in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_a_source_that_is_only_touched_is_read_once(archive: Archive) -> None:
    os.utime(archive.book.src / "issues" / "2.md")
    assert differences(archive.build(), archive.base) == {}
    assert archive.read == ["issues/2"]
    archive.build()
    assert archive.read == []
    assert archive.written == {output: ["index"] if output is EPUB else [] for output in OUTPUTS}


def test_an_edit_writes_its_page_and_those_that_show_it(archive: Archive) -> None:
    edit_an_item(archive.book)
    archive.build()
    # Nova's page shows the item's words, the index of links those that lead to the link.
    shown = ["issues/2", "lists", "names"]
    written = {output: archive.written[output] for output in archive.outputs}
    assert written.pop(DATA) == sorted(name.rpartition(".")[0] for name in PAGES)  # one file
    # The ePub's builder resolves the root document for its table of contents.
    assert [name for name in written.pop(EPUB) if name != "index"] == shown
    assert written == dict.fromkeys(written, shown)
    assert archive.read == ["issues/2"]


def test_an_edit_of_an_ordinary_page_writes_it_alone(archive: Archive) -> None:
    edit_an_included_file(archive.book)
    archive.build()
    assert archive.read == ["about"]
    assert [archive.written[output] for output in (HTML, BOOK_THEME, TEXT)] == [["about"]] * 3


def test_all_that_was_made_of_a_removed_document_is_deleted(archive: Archive) -> None:
    before = archive.base
    delete_an_issue(archive.book)
    after = archive.build()
    assert before[HTML].keys() - after[HTML].keys() == {
        "issues/3.html",
        "_sources/issues/3.rst.txt",
        "_images/router.png",
    }
    assert before[TEXT].keys() - after[TEXT].keys() == {"issues/3.txt"}
    assert before[EPUB].keys() - after[EPUB].keys() == {"issues/3.xhtml", "_images/router.png"}
    assert b"issues/3" not in after[EPUB]["content.opf"]


def test_what_belongs_to_removed_documents_is_deleted_though_the_doctrees_are_lost(
    book: MakeBook,
) -> None:
    archive = Archive(book, HTML, TEXT)
    archive.build()
    delete_an_issue(archive.book)
    shutil.rmtree(archive.book.doctrees)
    assert differences(archive.build(), archive.fresh()) == {}


def unlike_fresh(book: Book) -> dict[str, str]:
    """Return how the output of *book* differs from one that is built from nothing, elsewhere."""
    after, warnings = files(book.out), book.warnings
    again = copy.copy(book)
    again.doctrees = again.root / "fresh"
    again.build(book.app.builder.name, out=f"fresh-{book.out.name}")
    assert again.warnings == warnings
    return difference(after, files(again.out))


@pytest.mark.parametrize("builder", ["html", "singlehtml", "latex", "text", "typst"])
def test_a_removed_document_that_a_table_of_contents_still_names_is_gone_from_all(
    book: MakeBook, builder: str
) -> None:
    sources: dict[str, str | bytes] = {
        "index.md": "# Archive\n\n```{toctree}\nfairs/fair\nnames\n```\n",
        "fairs/fair.md": """
            # The fair

            ::::{digest:event} fair
            :day: 1
            ::::

            ## Nova

            An item.
            """,
        "names.md": "# Nova\n\n:::{digest:project} nova\n:::\n",
    }
    made = book(sources, builder=builder)
    made.remove("fairs/fair.md")
    made.build(builder)
    assert "toctree contains reference to nonexisting document 'fairs/fair'" in made.warnings
    assert unlike_fresh(made) == {}


def test_a_link_to_a_file_follows_it_when_it_comes_and_goes(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {
        "index.md": "# Archive\n\n```{toctree}\n:glob:\npages/*\n```\n",
        "pages/a.md": "# A\n\nSee [the next](b.md#top) and [the slides](../slides.pdf).\n",
        "pages/c.md": "# C\n\nSee {doc}`a` and [it](a.md).\n",
    }
    made = book(sources)
    assert made.warnings.count("[myst.xref_missing]") == 2
    made.edit("pages/b.md", "# B\n\n(top)=\nText.\n")
    made.edit("slides.pdf", b"%PDF")
    made.build()
    assert made.read == ["index", "pages/a", "pages/b"]
    next_, slides = made.html("pages/a").select("p > a.reference")
    assert next_["href"] == "b.html#top"
    assert made.out.joinpath("pages", str(slides["href"])).read_bytes() == b"%PDF"
    assert unlike_fresh(made) == {}
    made.remove("pages/b.md")
    made.build()
    assert made.read == ["index", "pages/a"]
    assert made.warnings.count("[myst.xref_missing]") == 1
    assert unlike_fresh(made) == {}
    made.remove("pages/a.md")
    made.edit("pages/a.rst", "A\n=\n")
    made.build()
    assert made.read == ["pages/a", "pages/c"]
    assert unlike_fresh(made) == {}
    made.build()
    assert made.read == []


# -- builds that are killed ----------------------------------------------------------


def sphinx_build(archive: Archive, output: Output, *names: str, **environment: str) -> int:
    """Run ``sphinx-build`` as a command; return its status."""
    book = archive.book
    paths = [book.doctrees, book.src, book.root / output.folder, *(book.src / n for n in names)]
    doctrees, *others = map(str, paths)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", output.builder, "-d", doctrees]
    command += ["-D", f"html_theme={output.theme}", *others]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


@pytest.mark.parametrize("output", [HTML, TEXT, DATA], ids=lambda output: output.builder)
def test_a_build_killed_while_writing_leaves_no_page_behind(book: MakeBook, output: Output) -> None:
    archive = Archive(book, output)
    before = archive.build()
    rename_a_project(archive.book)
    add_an_issue(archive.book)
    assert sphinx_build(archive, output, DIES_WRITING="4") == 9
    if output is not DATA:  # which is one file, written at the end
        assert differences({output: files(archive.book.root / output.folder)}, before) != {}
    archive.restore()
    assert differences(archive.build(), before) == {}


def test_a_build_killed_before_it_writes_is_made_up_for(book: MakeBook) -> None:
    archive = Archive(book, HTML)
    archive.build()
    find_the_lost_picture(archive.book)
    edit_an_included_file(archive.book)
    # Read and pickled; no source is newer than its page.
    assert sphinx_build(archive, HTML, DIES_WRITING="0") == 9
    assert differences(archive.build(), archive.fresh()) == {}
    assert archive.read == []


def test_a_build_killed_while_reading_is_made_up_for(book: MakeBook) -> None:
    archive = Archive(book, HTML)
    archive.build()
    rename_a_project(archive.book)
    edit_an_item(archive.book)
    assert sphinx_build(archive, HTML, DIES_READING="1") == 9
    assert differences(archive.build(), archive.fresh()) == {}


def test_pages_left_out_of_a_build_of_some_are_made_up_for(book: MakeBook) -> None:
    archive = Archive(book, HTML)
    archive.build()
    edit_an_item(archive.book)
    archive.book.replace("issues/1.md", "The first item", "The very first item")
    assert sphinx_build(archive, HTML, "issues/2.md") == 0
    assert differences(archive.build(), archive.fresh()) == {}


# -- lost pictures -------------------------------------------------------------------


def test_a_picture_that_turns_up_makes_its_document_be_read_a_lost_one_does_not(
    book: MakeBook,
) -> None:
    archive = Archive(book, HTML)
    before = archive.build()
    archive.build()
    assert archive.read == []
    find_the_lost_picture(archive.book)
    assert "_images/lost.png" in archive.build()[HTML]
    assert archive.read == ["issues/2"]
    archive.restore()
    assert differences(archive.build(), before) == {}
    assert archive.read == ["issues/2"]  # Sphinx sees that the file is gone
    archive.build()
    assert archive.read == []
