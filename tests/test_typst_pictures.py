"""Pictures of the PDF: of every kind, and none larger than a page can show."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pdfs import text_of
from PIL import Image

from sphinx_newsdigest.typst.pictures import put

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Book, MakeBook

CONF: dict[str, Any] = {
    "builder": "typstpdf",
    "extensions": ["myst_parser", "sphinx_newsdigest.typst"],
}


def drawn(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    """Return a picture that is red on the left, and blue."""
    image = Image.new(mode, size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def sizes(book: Book) -> list[tuple[int, int]]:
    """Return the sizes in pixels of the pictures in the only PDF of *book*."""
    (pdf,) = book.out.glob("*.pdf")
    with pikepdf.open(pdf) as opened:
        found = [it for it in opened.objects if isinstance(it, pikepdf.Stream)]
        images = [it for it in found if it.get("/Subtype") == "/Image"]
        return sorted((int(it.Width), int(it.Height)) for it in images if "/SMask" not in it)


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "bmp", "tiff", "avif"])
def test_pictures_of_this_kind_are_shown(book: MakeBook, kind: str) -> None:
    made = book({"a.md": f"# A\n\n![words](x.{kind})\n", f"x.{kind}": drawn(kind)}, **CONF)
    assert made.warnings == ""
    assert sizes(made) == [(40, 20)]


def test_a_large_picture_is_scaled_down(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {
        "a.md": "# A\n\n![words](x.png)\n",
        "x.png": drawn("png", (800, 100)),
    }
    made = book(sources, **CONF, typst_max_pixels=200)
    assert sizes(made) == [(200, 25)]


def test_none_is_scaled_down_where_nobody_wants_it(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {
        "a.md": "# A\n\n![words](x.png)\n",
        "x.png": drawn("png", (5000, 10)),
    }
    assert sizes(book(sources, **CONF, typst_max_pixels=0)) == [(5000, 10)]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "CMYK"])
def test_every_mode_can_be_scaled(tmp_path: Path, mode: str) -> None:
    kind = "tiff" if mode == "CMYK" else "png"
    source = tmp_path / f"source.{kind}"
    image = Image.new("RGB", (300, 100), "white").convert(mode)
    image.save(source, kind)
    shown = put(source, tmp_path / "made" / f"x.{kind}", 150)
    with Image.open(shown) as opened:
        assert opened.size == (150, 50)


def test_a_photograph_stands_as_its_camera_says(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    source = tmp_path / "x.jpg"
    source.write_bytes(drawn("jpeg", (300, 100), exif=exif))
    with Image.open(put(source, tmp_path / "made" / "x.jpg", 150)) as opened:
        assert opened.size == (50, 150)


def test_what_is_small_enough_is_the_same_file(tmp_path: Path) -> None:
    source = tmp_path / "x.png"
    source.write_bytes(drawn("png"))
    target = tmp_path / "made" / "x.png"
    assert put(source, target, 100) == target
    assert target.read_bytes() == source.read_bytes()


@pytest.mark.poppler
def test_a_picture_of_elsewhere_is_a_link_with_its_words(book: MakeBook) -> None:
    made = book({"a.md": "# A\n\n![elsewhere](https://example.org/x.png)\n"}, **CONF)
    assert "elsewhere" in text_of(made.out / "thearchive.pdf")


def test_a_broken_picture_is_a_warning_and_its_words_are_kept(book: MakeBook) -> None:
    made = book({"a.md": "# A\n\n![words](b.png)\n", "b.png": b"no picture"}, **CONF)
    assert "a.md:3: WARNING: the picture 'b.png' cannot be shown" in made.warnings


def test_pictures_whose_names_differ_in_their_ends_are_different_pictures(book: MakeBook) -> None:
    sources: dict[str, str | bytes] = {"a.md": "# A\n\n![1](x.png) ![2](x.tiff) ![3](x.bmp)\n"}
    kinds = enumerate(("png", "tiff", "bmp"))
    sources |= {f"x.{kind}": drawn(kind, (40 + 10 * at, 20)) for at, kind in kinds}
    made = book(sources, **CONF)
    assert sizes(made) == [(40, 20), (50, 20), (60, 20)]
    images = made.out / "thearchive" / "images"
    assert {path.name for path in images.iterdir()} == {"x.png", "x.tiff.png", "x.bmp.png"}
