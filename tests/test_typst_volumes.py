"""A long book is set in volumes, and no reader can tell."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pdfs import anatomy, text_of

from sphinx_newsdigest.typst import compiling, rounds
from sphinx_newsdigest.typst.volumes import Manuscript, Piece, cut

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Book, MakeBook
    from sphinx.config import Config

DOCS = Path(__file__).parent.parent / "docs"
CONF: dict[str, Any] = {
    "builder": None,
    "extensions": ["myst_parser", "sphinx_newsdigest.typst"],
    "language": "zh_CN",
    "numfig": True,
}
WORDS = "社区周报把一年的讨论收在一处，读者可以按项目查找 Nova 与 Neutron 的消息。"
PDF = "thearchive.pdf"


def chapter(name: str, others: list[str]) -> str:
    """Return a document with all that leads elsewhere or has a name in a PDF."""
    links = "，".join(f"{{doc}}`{other}`" for other in others)
    return f"""
    ({name}-top)=
    # 第 {name} 章

    ```{{index}} 词条; {name}
    ```

    {links}，见注[^one]，又见注[^one]。

    [^one]: 注脚 {name}，<https://example.org/{name}>。

    | 列 | 数 |
    |----|----|
    | {name} | 1 |

    ## 一节 {name}

    {(WORDS * 40 + chr(10) * 2 + "    ") * 8}

    - {{ref}}`首章 <a-top>`
    """


def sources() -> dict[str, str | bytes]:
    """Return a book of parts and chapters."""
    names = list("abcdef")
    made: dict[str, str | bytes] = {
        f"{name}.md": chapter(name, [other for other in names if other != name]) for name in names
    }
    tocs = [("", names[:2]), ("中部", names[2:4]), ("末部", names[4:])]
    index = ["# 全书", "", "序言。", ""]
    for caption, documents in tocs:
        index += ["```{toctree}", f":caption: {caption}" if caption else "", *documents, "```", ""]
    made["index.md"] = "\n".join(index)
    return made


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a volume have little room, unless there is no limit."""

    def room(config: Config) -> int:
        return 30_000 if config.typst_memory else sys.maxsize

    monkeypatch.setattr(rounds, "room", room)


def volumes(book: Book) -> list[str]:
    return sorted(path.name for path in book.out.glob("*/volume-*.typ"))


# -- the same book -------------------------------------------------------------------------------


@pytest.mark.poppler
def test_a_book_in_volumes_is_the_book_in_one(book: MakeBook, small: None) -> None:
    made = book(sources(), **CONF)
    compare(made)
    assert made.warnings == ""
    assert volumes(made) == []


@pytest.mark.poppler
def test_the_publication_in_volumes_is_the_publication(copy_of: Callable[..., Book]) -> None:
    made = copy_of(DOCS, "_build", "manual", "build.py")
    name = "openstack-digest.pdf"
    bound = made.build("typstpdf", out="several", nitpicky=True, typst_memory=190).out / name
    assert len(volumes(made)) > 1
    whole = made.build("typstpdf", out="one", nitpicky=True, typst_memory=0).out / name
    assert volumes(made) == []
    assert text_of(bound) == text_of(whole)
    assert anatomy(bound) == anatomy(whole)
    with pikepdf.open(bound) as several, pikepdf.open(whole) as one:
        for key in ("pdfuaid:part", "dc:title"):
            assert several.open_metadata()[key] == one.open_metadata()[key]
        pages = "{http://ns.adobe.com/xap/1.0/t/pg/}NPages"
        assert several.open_metadata()[pages] == one.open_metadata()[pages] == str(len(one.pages))
        assert several.Root.Lang == one.Root.Lang


def test_a_build_that_says_nothing_of_processes_has_one(book: MakeBook, small: None) -> None:
    assert (book(sources(), **CONF).build("typstpdf", parallel=0).out / PDF).is_file()


def test_many_processes_give_the_bytes_of_one(book: MakeBook, small: None) -> None:
    made = book(sources(), **CONF)
    one = (made.build("typstpdf", out="one").out / PDF).read_bytes()
    assert (made.build("typstpdf", out="two", parallel=2).out / PDF).read_bytes() == one


#: What is different in a volume unless somebody thinks of it: changes of the sources.
TRAPS: dict[str, dict[str, str]] = {
    "titles that lead elsewhere": {
        "b.md": "# B[^1]\n\n[^1]: note\n\n",
        "c.md": "# C {ref}`a-top`\n\n## C {ref}`f-top`\n\n",
        "d.rst": "D `gone <#gone>`_\n=================\n\n",
    },
    "documents with no title at the top": {
        "b.md": "Words.\n\n# B\n\n",
        "c.md": "No title[^1].\n\n[^1]: note\n\n",
    },
    "names like ours": {
        "volume-report.md": "# R\n\n",
        "volume.md": "# V\n\n[home](place:1) <urn:x:place:2>\n\n",
    },
}

#: And of the template: pages before and after the book, numbers in dashes, left and right.
TEMPLATE = """#import "default.typ": *
#let default = book
#let book(body) = default({
  set page(numbering: "— 1 —", margin: (inside: 4cm, outside: 2cm))
  [PREFACE]
  pagebreak()
  [MORE]
  pagebreak()
  body
  pagebreak()
  [COLOPHON]
})
"""


def compare(made: Book, **conf: Any) -> None:
    """Fail unless a book is the same in volumes and in one."""
    bound = made.build("typstpdf", out="several", **conf).out / PDF
    several = made.warnings
    assert len(volumes(made)) > 2
    whole = made.build("typstpdf", out="one", typst_memory=0, **conf).out / PDF
    assert made.warnings == several
    assert text_of(bound) == text_of(whole)
    assert anatomy(bound) == anatomy(whole)
    assert looks(bound) == looks(whole)


def looks(pdf: Path) -> list[bytes]:
    """Return what each page of *pdf* looks like."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", "30", "-png", str(pdf), f"{folder}/page"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return [path.read_bytes() for path in sorted(Path(folder).iterdir())]


@pytest.mark.poppler
@pytest.mark.parametrize("trap", TRAPS)
def test_nothing_in_a_document_tells_a_volume(book: MakeBook, small: None, trap: str) -> None:
    changed = {name: text + WORDS * 300 + "\n" for name, text in TRAPS[trap].items()}
    gone = {Path(name).with_suffix(".md").name for name in changed}
    kept = {name: text for name, text in sources().items() if name not in gone}
    kept["index.md"] = str(kept["index.md"]) + "\n```{toctree}\nvolume-report\nvolume\n```\n"
    conf = {**CONF, "myst_url_schemes": ["http", "https", "place", "urn"], "exclude_patterns": []}
    compare(book({**kept, **changed}, suppress_warnings=["toc", "ref", "myst", "index"], **conf))


@pytest.mark.poppler
def test_nothing_in_a_template_tells_a_volume(book: MakeBook, small: None) -> None:
    compare(book({**sources(), "own.typ": TEMPLATE}, typst_template="own.typ", **CONF))


@pytest.mark.poppler
def test_numbers_look_as_the_template_has_them(book: MakeBook, small: None) -> None:
    template = (
        '#import "default.typ": *\n#let default-book = book\n'
        '#let book(body) = default-book({ set page(numbering: "A"); body })\n'
    )
    made = book({**sources(), "own.typ": template}, typst_template="own.typ", **CONF)
    there = text_of(made.build("typstpdf").out / PDF)
    assert len(volumes(made)) > 2
    assert re.search(r"第c章\([A-Z]\)", there)
    assert not re.search(r"第c章\(\d", there)


def test_what_an_earlier_build_left_goes(book: MakeBook, small: None) -> None:
    made = book(sources(), **CONF).build("typstpdf")
    assert volumes(made)
    assert not (made.out / "thearchive" / "main.typ").exists()
    made.build("typstpdf", typst_memory=0)
    assert volumes(made) == []
    assert (made.out / "thearchive" / "main.typ").exists()


# -- what goes wrong -----------------------------------------------------------------------------


def with_raw(code: str) -> dict[str, str | bytes]:
    made = sources()
    made["d.md"] = f"# D\n\n```{{raw}} typst\n{code}\n```\n\n{WORDS * 300}\n"
    return made


def test_an_error_in_a_volume_names_the_document(book: MakeBook, small: None) -> None:
    made = book(with_raw("#nope"), **CONF).build("typstpdf")
    assert re.match(r"d\.md:\d+: ERROR: Typst cannot make thearchive\.pdf", made.warnings)
    assert made.app.statuscode == 1
    assert not (made.out / PDF).exists()


def test_a_warning_in_a_volume_names_the_document_once(
    book: MakeBook, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []
    monkeypatch.setattr(compiling, "warn", lambda *_, location, **__: places.append(location))
    made = book(with_raw('#text(font: "nope")[more]'), **CONF).build("typstpdf")
    assert places == [f"{made.src}/d.md:3"]


def test_a_standard_that_does_not_exist_is_an_error_in_volumes(book: MakeBook, small: None) -> None:
    made = book(sources(), **CONF).build("typstpdf", typst_pdf_standards=["x-1"])
    assert "'typst_pdf_standards': unknown pdf" in made.warnings
    assert not (made.out / PDF).exists()


def test_a_process_that_dies_is_an_error(
    book: MakeBook, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    made = book(sources(), **CONF).build("typstpdf")
    assert "ERROR: Typst cannot make thearchive.pdf: the compiler broke off" in made.warnings
    assert made.app.statuscode == 1


def test_pages_that_never_settle_are_a_warning(
    book: MakeBook, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "_ROUNDS", 1)
    monkeypatch.setattr(
        rounds, "_changed", lambda setting, _: [*map(setting.volume, range(len(setting)))]
    )
    said: list[str] = []
    monkeypatch.setattr(rounds, "warn", lambda _subtype, message, **_: said.append(message))
    made = book(sources(), **CONF).build("typstpdf")
    assert said == [
        "the pages of %(pdf)s change after %(rounds)d rounds; numbers may be wrong",
    ]
    assert (made.out / PDF).exists(), made.warnings


# -- where it is cut -----------------------------------------------------------------------------


def book_of(*pieces: Piece) -> Manuscript:
    return Manuscript(pieces=list(pieces))


def piece(size: int, **known: Any) -> Piece:
    return Piece(files={"/a.typ": "x" * size}, **{"opens": True, **known})


def test_a_short_book_is_one_volume() -> None:
    assert cut(book_of(piece(10), piece(10)), 20) == [range(2)]


def test_an_empty_book_is_one_volume() -> None:
    assert cut(book_of(), 20) == [range(0)]


def test_volumes_are_about_alike() -> None:
    assert cut(book_of(*(piece(10) for _ in range(6))), 25) == [
        range(2),
        range(2, 4),
        range(4, 6),
    ]


def test_a_piece_that_is_too_long_is_a_volume_by_itself() -> None:
    assert cut(book_of(piece(5), piece(100), piece(5)), 20) == [range(1), range(1, 2), range(2, 3)]


def test_a_volume_begins_with_a_page() -> None:
    within = piece(10, opens=False)
    assert cut(book_of(piece(10), within, piece(10)), 10) == [range(2), range(2, 3)]


def test_a_footnote_that_is_named_again_stays_in_its_volume() -> None:
    again = piece(10, needs={0})
    assert cut(book_of(piece(10), piece(10), again, piece(10)), 10) == [range(3), range(3, 4)]


def test_the_index_is_a_volume_by_itself() -> None:
    index = piece(1, lists={"a"})
    assert cut(book_of(piece(10), piece(10), index), 10)[-1] == range(2, 3)


def test_the_memory_of_the_config_is_no_limit_if_it_is_nothing(book: MakeBook) -> None:
    made = book({"a.md": "# A\n"}, typst_memory=0, **CONF).build("typst")
    assert rounds.room(made.app.config) > 10**12
    assert rounds.room(made.build("typst", typst_memory=1).app.config) > 0
