"""PDF by LaTeX: defaults that give way, pictures that TeX can read, no character lost."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pdfs import addresses, outline, squeezed, text_of
from PIL import Image

from sphinx_newsdigest.latex import converting
from sphinx_newsdigest.latex.characters import listed
from sphinx_newsdigest.latex.converting import Kind, kind_of
from sphinx_newsdigest.latex.scripts import script_of
from sphinx_newsdigest.latex.spaces import kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Book, MakeBook

DOCS = Path(__file__).parent.parent / "docs"
EXTENSIONS = ["myst_parser", "sphinx_newsdigest.latex"]
CHINESE: dict[str, Any] = {"extensions": EXTENSIONS, "language": "zh_CN"}

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50">'
    '<rect width="200" height="50" fill="#ddd"/><text x="9" y="30">Nova 架构</text></svg>'
)


def picture(kind: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (12, 6), (200, 30, 60)).save(target, format=kind)
    return target.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# -- defaults ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "region", "collation"),
    [
        ("zh", "SC", "pinyin"),
        ("zh_CN", "SC", "pinyin"),
        ("zh-TW", "TC", "stroke"),
        ("zh_HK", "HK", "stroke"),
        ("ja", "JP", "ja"),
        ("ko_KR", "KR", "ko"),
    ],
)
def test_a_language_has_its_typefaces_and_its_order(
    language: str, region: str, collation: str
) -> None:
    script = script_of(language)
    assert script
    assert (script.region, script.collation) == (region, collation)


def test_a_chinese_book_needs_no_word_in_conf(book: MakeBook) -> None:
    made = book({"a.md": "# 甲\n\n文字\n"}, builder="latex", **CHINESE)
    assert made.warnings == ""
    code = made.text("thearchive.tex")
    assert r"\documentclass[a4paper," in code
    assert r"\usepackage[SC]{sphinxcjkfonts}" in code
    assert r"\usepackage[SC]{sphinxcjk}" in code
    assert "FreeSerif" not in code
    assert "upmendex" in made.text("latexmkrc")
    assert "zh@collation=pinyin" in made.text("sphinxcjk.ist")


@pytest.mark.parametrize(
    ("language", "conf", "region"),
    [("ko", {}, "KR"), ("ja", {"latex_engine": "xelatex"}, "JP"), ("zh_TW", {}, "TC")],
)
def test_the_neighbours_are_served_too(
    book: MakeBook, language: str, conf: dict[str, Any], region: str
) -> None:
    made = book(
        {"a.md": "# A\n"}, builder="latex", extensions=EXTENSIONS, language=language, **conf
    )
    (code,) = (path.read_text("utf-8") for path in made.out.glob("*.tex"))
    assert rf"\usepackage[{region}]{{sphinxcjkfonts}}" in code
    assert "sphinxmanual" in code
    assert "jsbook" not in code


@pytest.mark.parametrize(
    ("language", "conf"),
    [
        ("en", {}),
        ("fr", {"latex_engine": "xelatex"}),
        ("ja", {}),
        ("zh_CN", {"latex_engine": "lualatex"}),
    ],
)
def test_the_latex_of_other_books_is_that_of_sphinx(
    book: MakeBook, language: str, conf: dict[str, Any]
) -> None:
    conf |= {"language": language, "today": "2026-01-31"}
    sources: dict[str, str | bytes] = {"a.md": "# A\n\nwords → 张三 李四\n"}
    made = book(sources, builder="latex", extensions=EXTENSIONS, **conf)
    plain = book(sources, builder="latex", name="plain", extensions=["myst_parser"], **conf)
    assert files(made.out) == files(plain.out)


def test_what_conf_says_wins_key_by_key(book: MakeBook) -> None:
    made = book(
        {"a.md": "# 甲\n", "latexmkrc": "# my own\n"},
        builder="latex",
        latex_elements={"fontpkg": "% my typefaces", "papersize": "b5paper"},
        latex_additional_files=["latexmkrc"],
        **CHINESE,
    )
    code = made.text("thearchive.tex")
    assert "% my typefaces" in code
    assert "sphinxcjkfonts" not in code
    assert r"\documentclass[b5paper," in code
    assert r"\usepackage{xeCJK}" in code
    assert made.text("latexmkrc") == "# my own\n"


def test_xindy_is_there_for_those_who_want_it(book: MakeBook) -> None:
    made = book({"a.md": "# 甲\n"}, builder="latex", latex_use_xindy=True, **CHINESE)
    assert "xindy" in made.text("latexmkrc")
    assert not (made.out / "sphinxcjk.ist").exists()


def test_the_options_of_latex_do_not_make_html_read_again(book: MakeBook) -> None:
    made = book({"a.md": "# 甲\n"}, language="zh_CN")
    made.configure(latex_elements={"fontpkg": "% other"}, latex_use_xindy=True)
    assert made.build().read == []


# -- characters and spaces ----------------------------------------------------------------------


def test_latex_is_told_each_character_once() -> None:
    assert listed(["ab→", "→字\ufe0f"]) == (
        "\\sphinxcjkcharacter{2192}\n\\sphinxcjkcharacter{5B57}\n\\sphinxcjksilent{FE0F}\n"
    )


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("张三 李四", "张三_李四"),
        ("张三 ", "张三_"),
        (" 李四", "_李四"),
        ("2014 – 2015 · ok", "2014 –_2015 ·_ok"),
        ("中文 English 中文", "中文 English 中文"),
        ("句子。 下一句", "句子。 下一句"),
        ("一行\n下一行", "一行\n下一行"),
    ],
)
def test_a_space_that_xecjk_would_drop_is_marked(text: str, marked: str) -> None:
    assert kept(text) == marked.replace("_", "\u2005")


def test_the_spaces_of_the_title_are_marked(book: MakeBook) -> None:
    conf: dict[str, Any] = CHINESE | {"project": "甲 乙", "author": "张三 李四"}
    code = book({"a.md": "# 甲\n"}, builder="latex", **conf).text("sphinx.tex")
    assert "\\title{甲\u2005乙}" in code
    assert "\\author{张三\u2005李四}" in code


def test_the_spaces_of_code_stay_as_they_are(book: MakeBook) -> None:
    made = book({"a.md": "# 甲\n\n```text\n张三 李四\n```\n"}, builder="latex", **CHINESE)
    assert "张三 李四" in made.text("thearchive.tex")


# -- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.5", Kind.PDF),
        (picture("PNG"), Kind.PNG),
        (picture("JPEG"), Kind.JPEG),
        (b'<?xml version="1.0"?><!-- words --><svg/>', Kind.SVG),
        (picture("WEBP"), Kind.OTHER),
        (b"", Kind.OTHER),
    ],
)
def test_a_picture_is_what_its_bytes_say(data: bytes, kind: Kind) -> None:
    assert kind_of(data) is kind


PICTURES: dict[str, str | bytes] = {
    "a.md": "# A\n\n![s](a.svg) ![w](b.webp)\n\n![g](b.gif)\n\n![l](lying.png)\n\n![p](c.png)\n",
    "a.svg": SVG,
    "b.webp": picture("WEBP"),
    "b.gif": picture("GIF"),
    "lying.png": picture("WEBP"),
    "c.png": picture("PNG"),
}


def test_pictures_are_converted_for_any_language(book: MakeBook) -> None:
    made = book(PICTURES, builder="latex", extensions=EXTENSIONS)
    assert made.warnings == ""
    code = made.text("thearchive.tex")
    shown = ["".join(name) for name in re.findall(r"graphics\{\{(.+?)\}(.+?)\}", code)]
    assert shown == ["a.pdf", "b.png", "b1.png", "lying1.png", "c.png"]
    there = files(made.out)
    assert there["a.pdf"].startswith(b"%PDF-1.5")
    assert there["c.png"] == PICTURES["c.png"]
    assert all(there[name].startswith(b"\x89PNG") for name in shown[1:])


def test_the_same_pictures_give_the_same_bytes(book: MakeBook) -> None:
    made = book(PICTURES, builder=None, extensions=EXTENSIONS)
    first = files(made.build("latex", out="one").out)
    assert files(made.build("latex", out="two").out) == first  # from what is converted already
    shutil.rmtree(made.doctrees)
    assert files(made.build("latex", out="three").out) == first


def test_a_changed_picture_is_converted_again(book: MakeBook) -> None:
    made = book(PICTURES, builder="latex", extensions=EXTENSIONS)
    before = (made.out / "a.pdf").read_bytes()
    made.replace("a.svg", "Nova", "Neutron")
    assert (made.build("latex").out / "a.pdf").read_bytes() != before


def test_other_builders_have_their_pictures_as_they_are(book: MakeBook) -> None:
    made = book(PICTURES, extensions=EXTENSIONS)
    assert (made.out / "_images" / "a.svg").is_file()


def test_a_broken_picture_leaves_its_words(book: MakeBook) -> None:
    made = book(
        {
            "a.md": "# A\n\n![words one](a.svg)\n\n[![words two](b.png)](https://e.org)\n\n"
            "and ![](c.gif) inside\n\n```{figure} b.png\n:alt: words three\n\nCaption\n```\n",
            "a.svg": "<svg",
            "b.png": b"\x89PNG\r\n\x1a\nnothing",
            "c.gif": b"GIF89a",
        },
        builder="latex",
        extensions=EXTENSIONS,
    )
    assert made.warnings.splitlines()[0] == (
        "a.md:3: WARNING: the picture 'a.svg' cannot be shown (failed to parse SVG (missing root "
        "node)); its words are shown [latex.picture]"
    )
    assert "a.md:5: WARNING: the picture 'b.png' cannot be shown" in made.warnings
    assert "a.md:7: WARNING: the picture 'c.gif' cannot be shown" in made.warnings
    assert str(made.root) not in made.warnings
    code = made.text("thearchive.tex")
    assert "sphinxincludegraphics" not in code
    for words in ("words one", "words two", "words three", "c.gif"):
        assert words in code


def test_a_missing_picture_leaves_its_words(book: MakeBook) -> None:
    made = book({"a.md": "# A\n\n![words](no.png)\n"}, builder="latex", extensions=EXTENSIONS)
    assert "image file not readable: no.png" in made.warnings
    assert "sphinxincludegraphics" not in made.text("thearchive.tex")
    assert "words" in made.text("thearchive.tex")


def test_without_the_packages_it_says_how_to_get_them(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "find_spec", lambda _name: None)
    made = book(PICTURES, builder="latex", extensions=EXTENSIONS)
    advice = "is not installed; expected: pip install 'sphinx-newsdigest[pdf]'); its words are"
    assert f"a.md:3: WARNING: the picture 'a.svg' cannot be shown (Typst {advice}" in made.warnings
    assert f"a.md:5: WARNING: the picture 'b.gif' cannot be shown (Pillow {advice}" in made.warnings


OTHER = """
    from pathlib import Path
    from sphinx.transforms.post_transforms.images import ImageConverter

    class Other(ImageConverter):
        conversion_rules = [("image/svg+xml", "image/png")]

        def is_available(self):
            return True

        def convert(self, source, target):
            Path(target).write_bytes(Path(source).with_name("c.png").read_bytes())
            return True

    def setup(app):
        app.add_post_transform(Other)
    """


def test_another_converter_goes_first(book: MakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    extensions = [*EXTENSIONS, "converter_of_another"]
    made = book({**PICTURES, "converter_of_another.py": OTHER}, builder=None, extensions=extensions)
    monkeypatch.syspath_prepend(str(made.src))
    made.build("latex")
    assert (made.out / "a.png").read_bytes() == PICTURES["c.png"]
    assert not (made.out / "a.pdf").exists()


# -- TeX ----------------------------------------------------------------------------------------


def pdf_of(made: Book) -> Path:
    """Run TeX as ``sphinx-build -M latexpdf`` does."""
    env = {**os.environ, "LATEXMKOPTS": "-interaction=nonstopmode"}
    done = subprocess.run(
        ["make", "all-pdf"], cwd=made.out, env=env, capture_output=True, check=False
    )
    made.status = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, made.status[-3000:]
    (pdf,) = made.out.glob(f"{Path(made.app.config.latex_documents[0][1]).stem}.pdf")
    return pdf


def log_of(pdf: Path) -> str:
    return pdf.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def fonts_of(pdf: Path) -> str:
    return subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout


RARE = "龘镕玥𠮷★☑←→Приветαβγ한국어ひらがな"
LONG = "https://example.org/" + "/".join(["a-very-long-path"] * 12) + "?query=string&more=stuff"
HOSTILE: dict[str, str | bytes] = {
    "a.md": f"""
        # 第一章 {RARE}

        {RARE} ① 🎉 \u2764\ufe0f 某\U00030000字

        **粗体文字** *强调文字* `代码 🎉 ☑` 张三 李四，“引号”——破折号……

        \\#\\$%&~_^\\\\ {{}} <{LONG}>

        ```python
        print("张三 李四 🎉 ☑")
        ```

        | 表 ☑ | 🎉 |
        |---|---|
        | → | 中 |

        ![图一](a.svg)

        ![图二](b.webp) ![图三](b.gif) ![图四](broken.svg)

        ```{{index}} 镜像, 华为, Nova, 阿里云, 中兴 ☑
        ```
        """,
    "a.svg": SVG,
    "broken.svg": "<svg",
    "b.webp": picture("WEBP"),
    "b.gif": picture("GIF"),
}


@pytest.fixture(scope="module")
def hostile(shelf: MakeBook) -> Book:
    return shelf(HOSTILE, builder="latex", name="hostile", **CHINESE)


@pytest.fixture(scope="module")
def pdf(hostile: Book) -> Path:
    return pdf_of(hostile)


@pytest.mark.tex
@pytest.mark.poppler
def test_no_character_is_lost_in_silence(hostile: Book, pdf: Path) -> None:
    there = text_of(pdf)
    for character in RARE:
        assert character in there, character
    assert "①" in there or "➀" in there  # two codes of one glyph
    assert "Missing character" not in log_of(pdf)
    assert "某[U+30000]字" in there or "某\U00030000字" in there
    # A machine may have a typeface with the party.
    if "no typeface has U+1F389; its code is shown" in hostile.status:
        assert "代码[U+1F389]" in there
        assert 'print("张三李四[U+1F389]☑")' in there
    else:
        assert "🎉" in there


@pytest.mark.tex
@pytest.mark.poppler
def test_a_space_between_names_is_printed(pdf: Path) -> None:
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout.decode()
    assert "张三 李四，" in text


@pytest.mark.tex
@pytest.mark.poppler
def test_bold_is_bold_and_the_typefaces_are_those_of_the_packages(pdf: Path) -> None:
    fonts = fonts_of(pdf)
    assert re.search(r"NotoSerifCJK\w\w-Bold", fonts)
    assert "TeXGyreTermes" in fonts
    for other in ("Black", "Fandol", "FreeSerif"):
        assert other not in fonts


@pytest.mark.tex
@pytest.mark.poppler
def test_the_index_is_in_the_order_of_pinyin(pdf: Path) -> None:
    index = text_of(pdf).rpartition("索引")[2]
    places = [index.index(word) for word in ("Nova", "阿里云", "华为", "镜像", "中兴☑")]
    assert places == sorted(places)


@pytest.mark.tex
@pytest.mark.poppler
def test_a_long_address_is_broken_and_whole(pdf: Path) -> None:
    assert LONG in text_of(pdf)
    assert LONG in addresses(pdf)
    assert not re.search(r"Overfull \\hbox \(\d{3}", log_of(pdf))


@pytest.mark.tex
def test_bookmarks_have_the_characters_themselves(pdf: Path) -> None:
    assert squeezed(f"第一章 {RARE}") in outline(pdf)


@pytest.mark.tex
def test_without_the_typefaces_it_stops_and_says_which(
    book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book({"a.md": "# 甲\n"}, builder="latex", **CHINESE)
    conf = tmp_path / "fonts.conf"
    conf.write_text(f"<fontconfig><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))
    with pytest.raises(AssertionError, match="The typeface Noto Serif CJK SC is not installed"):
        pdf_of(made)
    assert not list(made.out.glob("*.pdf"))


@pytest.mark.tex
@pytest.mark.poppler
def test_the_publication_can_be_printed(copy_of: Callable[..., Book]) -> None:
    made = copy_of(DOCS, "_build", "manual", "build.py").build("dummy")
    command = [sys.executable, "-m", "sphinx", "-M", "latexpdf", str(made.src), str(made.root)]
    env = {**os.environ, "LATEXMKOPTS": "-interaction=nonstopmode"}
    subprocess.run([*command, "-n", "-W"], env=env, capture_output=True, check=True)
    pdf = made.root / "latex" / "openstack-digest.pdf"
    there = text_of(pdf)
    for issue in made.catalogue.issues:
        assert squeezed(issue.title) in there
    titles = {squeezed(node.astext()) for node in made.env.titles.values()}
    assert titles - set(outline(pdf)) == {squeezed(made.app.config.project)}
    urls = {link.url.rstrip("/") for link in made.catalogue.links}
    assert urls <= {url.rstrip("/") for url in addresses(pdf)}
    assert "Missing character" not in log_of(pdf)
    assert "第1章" in there
    assert "CHAPTER" not in there
