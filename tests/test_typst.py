"""The PDF that Typst makes: complete, readable by machines, the same each time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pdfs import (
    addresses,
    contents,
    numbers_of_pages,
    outline,
    pages,
    squeezed,
    text_of,
    unseen_glyphs,
)

from sphinx_newsdigest.typst import compiling, fonts
from sphinx_newsdigest.typst.index import letter_of, sounds_of
from sphinx_newsdigest.typst.markup import call, string
from sphinx_newsdigest.typst.settings import build_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Book, MakeBook

DOCS = Path(__file__).parent.parent / "docs"
EXTENSIONS = ["myst_parser", "sphinx_newsdigest.typst"]


@pytest.fixture(scope="module")
def publication(copy_of: Callable[..., Book]) -> Book:
    return copy_of(DOCS, "_build", "manual", "build.py").build("typstpdf", nitpicky=True)


@pytest.fixture(scope="module")
def pdf(publication: Book) -> Path:
    return publication.out / "openstack-digest.pdf"


def without_numbers(text: str) -> str:
    """Return *text* without numbers: those of pages and notes stand between words."""
    return re.sub(r"\(\d+\)|\d+", "", text)


# -- the publication ------------------------------------------------------------------------


@pytest.mark.poppler
def test_every_item_and_session_is_in_the_pdf(publication: Book, pdf: Path) -> None:
    there = without_numbers(text_of(pdf))
    records = publication.catalogue
    texts = {item.id: item.text for item in records.items}
    texts |= {session.id: session.text for session in records.sessions}
    lost = [
        (name, words)
        for name, text in texts.items()
        for words in re.split(r"[^\w，。、]+", text)
        if without_numbers(words) not in there
    ]
    assert lost == []


def test_every_link_of_the_publication_is_in_the_pdf(publication: Book, pdf: Path) -> None:
    urls = {link.url for link in publication.catalogue.links}
    assert {url.rstrip("/") for url in urls} <= {url.rstrip("/") for url in addresses(pdf)}


def test_the_outline_has_every_title(publication: Book, pdf: Path) -> None:
    there = outline(pdf)
    titles = [squeezed(node.astext()) for node in publication.env.titles.values()]
    missing = set(titles) - set(there) - {squeezed(publication.app.config.project)}
    assert missing == set()


def test_it_says_what_it_is_and_machines_can_read_it(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        assert opened.Root.Lang == "zh-CN"
        assert opened.Root.MarkInfo.Marked
        metadata = opened.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "OpenStack 社区动态文库"


def test_all_fonts_are_embedded(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        fonts = [found for found in opened.objects if _is(found, "/FontDescriptor")]
        assert fonts
        for font in fonts:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _is(found: Any, kind: str) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/Type") == kind


@pytest.mark.poppler
def test_no_word_leaves_its_page(pdf: Path) -> None:
    for page in pages(pdf):
        for word in page.words:
            assert 40 <= word.left < word.right <= page.width - 60
            assert 0 <= word.top < word.bottom <= page.height


def test_every_character_has_a_glyph(pdf: Path) -> None:
    assert unseen_glyphs(pdf) == 0


@pytest.mark.poppler
def test_numbers_of_pages_in_references_and_in_the_index_are_right(pdf: Path) -> None:
    found = numbers_of_pages(pdf, "索引")
    assert len(found) > 200
    assert [pair for pair in found if pair[0] != pair[1]] == []


@pytest.mark.poppler
def test_the_table_of_contents_is_the_outline(pdf: Path) -> None:
    titles = [title for title in outline(pdf, nested=True) if title.count(". ") < 4]
    listed = "目录" + "".join(title.replace(". ", "") for title in titles)
    shown, wanted = (without_numbers(it).replace(".", "") for it in (contents(pdf), listed))
    assert shown == wanted


@pytest.mark.poppler
def test_the_index_says_on_which_pages_a_word_stands(book: MakeBook) -> None:
    sources = {
        f"{name}.md": f"# {name}\n\n```{{index}} {words}\n```\n\ntext\n"
        for name, words in {"a": "阿里", "b": "华为, 阿里", "c": "Zaqar", "d": "阿里"}.items()
    }
    made = book(sources, builder="typstpdf", extensions=EXTENSIONS, language="zh_CN")
    assert text_of(made.out / "thearchive.pdf").endswith("索引A阿里1,2,4H华为2ZZaqar35")


@pytest.mark.poppler
def test_the_index_sends_its_reader_to_other_words(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {
        "a.rst": "A\n=\n\n.. index:: see: pear; apple\n   seealso: fig; date\n   apple\n\ntext\n",
        "b.rst": "B\n=\n\n.. index:: see: elsewhere; apple\n\ntext\n",
    }
    documents = [("a", "one", "Only a", "B")]
    made = book(sources, builder="typstpdf", extensions=EXTENSIONS, typst_documents=documents)
    assert text_of(made.out / "one.pdf").endswith("Aapple1FfigseealsodatePpearseeapple2")


def test_a_passage_in_another_language_is_marked_as_such(book: MakeBook) -> None:
    text = "# 标题\n\n{.language-en}\nWords in English.\n"
    made = book(
        {"a.md": text},
        builder="typstpdf",
        extensions=EXTENSIONS,
        myst_enable_extensions=["attrs_block"],
        language="zh_CN",
    )
    with pikepdf.open(made.out / "thearchive.pdf") as opened:
        languages = {
            str(found.Lang)
            for found in opened.objects
            if _is(found, "/StructElem") and "/Lang" in found
        }
    assert "en" in languages


# -- what a project can say ------------------------------------------------------------------


def test_the_same_sources_give_the_same_bytes(book: MakeBook) -> None:
    made = book({"a.md": "# 甲\n\n[词](#甲) 文字。\n"}, builder=None, extensions=EXTENSIONS)
    first, second = (
        made.build("typstpdf", out=name, fresh=True).out / "thearchive.pdf"
        for name in ("one", "two")
    )
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.poppler
def test_a_book_can_have_several_pdfs(book: MakeBook) -> None:
    documents = [("index", "whole", "All", "A"), ("a", "one", "Only a", "B")]
    sources: dict[str, str | bytes] = {"a.md": "# First\n\nwords\n", "b.md": "# Second\n\nmore\n"}
    made = book(sources, builder="typstpdf", extensions=EXTENSIONS, typst_documents=documents)
    assert made.warnings == ""
    assert "more" in text_of(made.out / "whole.pdf")
    one = text_of(made.out / "one.pdf")
    assert "words" in one
    assert "more" not in one


def test_what_is_no_document_is_a_warning(book: MakeBook) -> None:
    documents = [("nope", "x", "X", "A"), ("index",), ("index", "../up", "Up", "A")]
    documents.append(("index", "book", "Book", "A"))
    made = book(
        {"a.md": "# A\n"}, builder="typst", extensions=EXTENSIONS, typst_documents=documents
    )
    assert "'typst_documents' begins a book with 'nope'" in made.warnings
    assert "'typst_documents' holds ('index',)" in made.warnings
    assert "'typst_documents' holds ('index', '../up', 'Up', 'A')" in made.warnings
    assert (made.out / "book" / "main.typ").is_file()


def test_the_code_of_a_removed_document_goes_with_it(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {"a.md": "# A\n", "b.md": "# B\n"}
    made = book(sources, builder="typst", extensions=EXTENSIONS)
    code = made.out / "thearchive" / "documents"
    assert (code / "b.typ").is_file()
    made.remove("b.md")
    made.replace("index.md", "b.md\n", "")
    made.build("typst")
    assert sorted(path.name for path in code.iterdir()) == ["a.typ", "index.typ"]


@pytest.mark.poppler
def test_a_character_without_a_glyph_is_named_and_shown_by_its_code(book: MakeBook) -> None:
    made = book({"a.md": "# A\n\nold \U00013000\n"}, builder="typstpdf", extensions=EXTENSIONS)
    assert made.warnings == (
        "a.md:3: WARNING: no typeface has the character U+13000 EGYPTIAN HIEROGLYPH A001; "
        "its code is shown [typst.glyph]\n"
    )
    assert "old[U+13000]" in text_of(made.out / "thearchive.pdf")


@pytest.mark.poppler
def test_emoji_are_in_colour_and_their_makers_are_named(book: MakeBook) -> None:
    text = "🎉👍🏽👨‍👩‍👧🇨🇳"
    made = book({"a.md": f"# A\n\n{text}\n"}, builder="typstpdf", extensions=EXTENSIONS)
    assert made.warnings == ""
    said = text_of(made.out / "thearchive.pdf")
    assert text in said
    assert "OpenMoji(openmoji.org),CCBY-SA4.0" in said


@pytest.mark.poppler
def test_nobody_is_named_for_emoji_that_are_not_there(book: MakeBook) -> None:
    made = book({"a.md": "# A\n\n☑\n"}, builder="typstpdf", extensions=EXTENSIONS)
    assert "OpenMoji" not in text_of(made.out / "thearchive.pdf")


@pytest.mark.poppler
def test_rare_characters_and_other_scripts_have_glyphs(book: MakeBook) -> None:
    text = "龘镕玥𠮷①★☑한국어ひらがな"
    made = book({"a.md": f"# A\n\n{text}\n"}, builder="typstpdf", extensions=EXTENSIONS)
    assert made.warnings == ""
    assert text in text_of(made.out / "thearchive.pdf")


@pytest.mark.poppler
def test_a_link_out_of_the_book_keeps_its_words(book: MakeBook) -> None:
    documents = [("a", "one", "Only a", "B")]
    sources: dict[str, str | bytes] = {"a.md": "# A\n\n[to b](b.md)\n", "b.md": "# B\n"}
    made = book(sources, builder="typstpdf", extensions=EXTENSIONS, typst_documents=documents)
    assert "tob" in text_of(made.out / "one.pdf")


@pytest.mark.poppler
def test_a_template_of_ones_own_can_change_a_part(book: MakeBook) -> None:
    template = '#import "default.typ": *\n#let rubric(body) = [RUBRIC #body]\n'
    made = book(
        {"a.md": "# A\n\n```{rubric} here\n```\n", "own.typ": template},
        builder="typstpdf",
        extensions=EXTENSIONS,
        typst_template="own.typ",
    )
    assert "RUBRIChere" in text_of(made.out / "thearchive.pdf")


def test_a_failure_of_the_compiler_is_an_error_and_leaves_no_pdf(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {"a.md": "# A\n", "own.typ": '#import "default.typ": *'}
    made = book(sources, builder=None, extensions=EXTENSIONS, typst_template="own.typ")
    assert (made.build("typstpdf").out / "thearchive.pdf").is_file()
    made.edit("own.typ", "#nope")
    made.build("typstpdf")
    assert "ERROR: Typst cannot make thearchive.pdf: unknown variable: nope" in made.warnings
    assert made.app.statuscode == 1
    assert not (made.out / "thearchive.pdf").exists()


@pytest.mark.parametrize("code", ["#nope", "]", "#panic()", "#import 1"])
def test_it_says_which_document_the_compiler_fails_at(book: MakeBook, code: str) -> None:
    text = f"# A\n\nwords\n\n```{{raw}} typst\n{code}\n```\n"
    made = book({"a.md": text}, builder="typstpdf", extensions=EXTENSIONS)
    assert re.match(r"a\.md:[156]: ERROR: Typst cannot make thearchive\.pdf", made.warnings)


def test_a_warning_of_the_compiler_names_the_document(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []
    monkeypatch.setattr(compiling, "warn", lambda *_, location, **__: places.append(location))
    text = '# A\n\nwords\n\n```{raw} typst\n#text(font: "nope")[more]\n```\n'
    made = book({"a.md": text}, builder="typstpdf", extensions=EXTENSIONS)
    assert places == [f"{made.src}/a.md:5"]


def test_one_book_that_fails_leaves_the_others(book: MakeBook) -> None:
    documents = [("a", "one", "A", "X"), ("b", "two", "B", "X")]
    sources: dict[str, str | bytes] = {
        "a.md": "# A\n\n```{raw} typst\n#nope\n```\n",
        "b.md": "# B\n",
    }
    made = book(sources, builder="typstpdf", extensions=EXTENSIONS, typst_documents=documents)
    assert [path.name for path in made.out.glob("*.pdf")] == ["two.pdf"]


def test_a_standard_that_does_not_exist_is_an_error(book: MakeBook) -> None:
    made = book({"a.md": "# A\n"}, builder=None, extensions=EXTENSIONS)
    made.build("typstpdf", typst_pdf_standards=["x-1"])
    assert (
        "ERROR: Typst cannot make thearchive.pdf: 'typst_pdf_standards': unknown pdf"
        in made.warnings
    )


def test_a_book_can_keep_to_the_standard_of_archives(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    made = book(
        {"a.md": "# A\n\n```python\nx = 1\n```\n"},
        builder="typstpdf",
        extensions=EXTENSIONS,
        typst_pdf_standards=["a-2a"],
    )
    with pikepdf.open(made.out / "thearchive.pdf") as opened:
        metadata = opened.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_an_error_in_a_template_of_ones_own_is_told_of_that_file(book: MakeBook) -> None:
    template = '#import "default.typ": *\n\n#nope\n'
    made = book(
        {"a.md": "# A\n", "own.typ": template},
        builder="typstpdf",
        extensions=EXTENSIONS,
        typst_template="own.typ",
    )
    assert made.warnings.startswith("own.typ:3: ERROR: Typst cannot make thearchive.pdf")


# -- what is not there -------------------------------------------------------------------------


def test_without_the_compiler_it_says_how_to_get_it(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book({"a.md": "# A\n"}, builder="typstpdf", extensions=EXTENSIONS)
    monkeypatch.setattr(compiling, "is_there", lambda: False)
    made.build("typstpdf")
    assert made.warnings == (
        "ERROR: Typst cannot make thearchive.pdf: Typst is not installed; "
        "expected: pip install 'sphinx-newsdigest[pdf]'\n"
    )
    assert made.app.statuscode == 1
    assert not (made.out / "thearchive.pdf").exists()
    assert (made.build("typst").out / "thearchive" / "main.typ").is_file()


def test_without_the_typefaces_it_says_how_to_get_them(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book({"a.md": "# 第一\n"}, builder="typstpdf", extensions=EXTENSIONS)
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    made.build("typstpdf")
    assert made.warnings == (
        "ERROR: Typst cannot make thearchive.pdf: the typefaces are not installed; "
        "expected: pip install 'sphinx-newsdigest[pdf]'\n"
    )
    assert made.app.statuscode == 1
    assert not (made.out / "thearchive.pdf").exists()
    code = made.build("typst").out / "thearchive" / "documents" / "a.typ"
    assert "第一" in code.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "conf",
    [
        {"typst_elements": {"fonts": "Libertinus Serif"}},
        # A machine need not have the ones that Typst misses then.
        {"typst_system_fonts": True, "suppress_warnings": ["typst.compiler"]},
    ],
)
def test_a_book_with_typefaces_of_its_own_needs_no_others(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch, conf: dict[str, Any]
) -> None:
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    made = book({"a.md": "# A\n"}, builder="typstpdf", extensions=EXTENSIONS, **conf)
    assert "ERROR" not in made.warnings
    assert (made.out / "thearchive.pdf").is_file()


@pytest.mark.parametrize("builder", ["typst", "typstpdf"])
def test_a_template_that_is_not_there_is_an_error_and_leaves_no_pdf(
    book: MakeBook, builder: str
) -> None:
    made = book({"a.md": "# A\n"}, builder=builder, extensions=EXTENSIONS)
    made.build(builder, typst_template="gone.typ")
    assert made.warnings == (
        "ERROR: Typst cannot make thearchive.pdf: 'typst_template' names 'gone.typ'; "
        "expected a file of Typst\n"
    )
    assert made.app.statuscode == 1
    assert not (made.out / "thearchive.pdf").exists()


# -- typefaces ----------------------------------------------------------------------------------


@pytest.mark.poppler
@pytest.mark.parametrize("language", ["en", "de"])
def test_quotation_marks_are_narrow_outside_of_chinese(book: MakeBook, language: str) -> None:
    made = book(
        {"a.md": "# A\n\n“One” can’t\n"},
        builder="typstpdf",
        extensions=EXTENSIONS,
        language=language,
    )
    assert made.warnings == ""
    words = [word for page in pages(made.out / "thearchive.pdf") for word in page.words]
    quoted = next(word for word in words if word.text == "“One”")
    assert quoted.right - quoted.left < 33  # points; 42 with marks as wide as a Han character


# -- code --------------------------------------------------------------------------------------


def test_a_string_holds_anything() -> None:
    assert string('a "b" \\ #c\n\x00\ud800') == '"a \\"b\\" \\\\ #c\\n\\u{0}?"'


def test_a_call_has_values_and_names() -> None:
    assert call("f", 1, None, (True, "x"), a_b={}) == 'f(1, none, (true, "x", ), a-b: (:), '


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("nova", "N"),
        ("华为", "H"),
        ("镜像", "J"),
        ("重庆", "C"),
        ("2014", "#"),
        ("", "#"),
        ("Ärger", "Ä"),
        ("ß", "S"),
    ],
)
def test_an_entry_stands_under_its_letter(name: str, letter: str) -> None:
    assert letter_of(name, "zh_CN") == letter


@pytest.mark.parametrize(("name", "letter"), [("nova", "N"), ("東京", "東"), ("ŉ", "ʼ")])
def test_only_chinese_books_sort_by_pinyin(name: str, letter: str) -> None:
    assert letter_of(name, "ja") == letter


def test_chinese_is_sorted_by_the_sound_of_each_character() -> None:
    names = ["北京", "Bern", "白菜", "八月", "bar"]
    ordered = sorted(names, key=lambda name: sounds_of(name, "zh_CN"))
    assert ordered == ["八月", "白菜", "bar", "北京", "Bern"]


@pytest.mark.parametrize("epoch", ["", "soon", "9" * 15, "9" * 30])
def test_a_date_that_is_none_is_not_in_the_pdf(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert build_day() is None
