"""Pictures that TeX does not read, made into such as it does: with packages of pip, no programs."""

from __future__ import annotations

import io
from contextlib import contextmanager
from enum import Enum, auto
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..logging import __
from ..typst import fonts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Kind(Enum):
    """What a file is by its first bytes; its name may say something else."""

    PDF = auto()
    PNG = auto()
    JPEG = auto()
    SVG = auto()
    OTHER = auto()


class PictureError(Exception):
    """A picture that cannot be shown; the message says why."""


_MAGIC = {b"%PDF-": Kind.PDF, b"\x89PNG\r\n\x1a\n": Kind.PNG, b"\xff\xd8\xff": Kind.JPEG}
_HEAD = 4096  # bytes in which the element of an SVG begins, after comments and declarations
_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}  # of Pillow, that PNG has too
_PAGE = b"""\
#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(sys.inputs.name, format: "svg")
"""


def kind_of(data: bytes) -> Kind:
    """Return what a file is that holds *data*."""
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return kind
    return Kind.SVG if b"<svg" in data[:_HEAD] else Kind.OTHER


def check(path: Path, kind: Kind) -> None:
    """Raise an error if TeX would stop at the picture at *path*, as far as can be known."""
    if kind in {Kind.PNG, Kind.JPEG} and find_spec("PIL"):
        with _opened(path) as picture, _reasons():
            picture.verify()


def to_pdf(path: Path) -> bytes:
    """Return the SVG at *path* as PDF, the same bytes each time."""
    if not find_spec("typst"):
        raise PictureError(
            __("Typst is not installed; expected: pip install 'sphinx-newsdigest[pdf]'")
        )
    import typst  # noqa: PLC0415 - an extra of its own

    try:
        compiler: Any = typst.Compiler(
            root=str(path.parent),
            font_paths=_fonts(),
            sys_inputs={"name": path.name},
        )
        # What TeX Live writes itself; it complains of PDF that is newer.
        data = compiler.compile(_PAGE, format="pdf", pdf_standards=["1.5"])
    except typst.TypstError as error:
        raise PictureError(str(error)) from error
    assert isinstance(data, bytes), "a PDF is one file"
    return data


def to_png(path: Path) -> bytes:
    """Return the first frame of any other picture at *path* as PNG."""
    if not find_spec("PIL"):
        raise PictureError(
            __("Pillow is not installed; expected: pip install 'sphinx-newsdigest[pdf]'")
        )
    target = io.BytesIO()
    with _opened(path) as picture, _reasons():
        if picture.mode in _MODES:
            picture.save(target, format="PNG")
        else:
            picture.convert("RGB").save(target, format="PNG")
    return target.getvalue()


@cache
def versions() -> str:
    """Return what the bytes of a converted picture depend on, beside its source."""
    return " ".join(f"{name} {_version(name)}" for name in ("pillow", "typst"))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@cache
def _fonts() -> Any:
    """Return the typefaces for words in an SVG: those of pip, the same anywhere."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, font_paths=list(fonts.folders()))


def _opened(path: Path) -> Any:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - an extra of its own

    try:
        with _reasons():
            return Image.open(path)
    except PictureError as error:
        if isinstance(error.__cause__, UnidentifiedImageError):  # it quotes the whole path
            raise PictureError(__("its format is unknown")) from error
        raise


@contextmanager
def _reasons() -> Iterator[None]:
    """Turn what Pillow raises, which depends on the format, into our error."""
    try:
        yield
    except Exception as error:
        raise PictureError(str(error)) from error
