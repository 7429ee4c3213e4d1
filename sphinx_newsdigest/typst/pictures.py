"""Pictures, as Typst can show them and no larger than a page can show."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Of those that Typst draws as they are, the ones made of pixels.
_PIXELS = frozenset({"GIF", "JPEG", "PNG", "WEBP"})
#: The modes that can be scaled and saved; a palette, say, has no colours between.
_MODES = frozenset({"RGB", "RGBA", "L"})
_DRAWN = frozenset({".pdf", ".svg", ".svgz"})
#: How the files end that a picture is saved in.
_SUFFIXES = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}


def put(source: Path, target: Path, most: int) -> Path:
    """Put the picture *source* at *target*, or beside it with one more suffix; return where.

    One whose longer side has more than *most* pixels is scaled down to that, with 0 none; of a
    format that Typst does not know, it becomes a PNG. Both need Pillow; without it, and for
    what Pillow cannot read, it is a copy.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix.lower() not in _DRAWN and find_spec("PIL") is not None:
        converted = _converted(source, target, most)
        if converted:
            return converted
    shutil.copyfile(source, target)
    return target


def _converted(source: Path, target: Path, most: int) -> Path | None:
    """Return where *source* stands scaled or in another format; None if it need not."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - an extra of its own

    try:
        with Image.open(source) as image:
            is_large = 0 < most < max(image.size)
            if image.format in _PIXELS and not is_large:
                return None
            kind = "JPEG" if image.format == "JPEG" else "PNG"
            upright = ImageOps.exif_transpose(image)
            if upright.mode not in _MODES:
                upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            if is_large:
                upright.thumbnail((most, most))
            if target.suffix.lower() not in _SUFFIXES[kind]:  # a.png stands beside a.tiff.png
                target = target.with_name(target.name + _SUFFIXES[kind][0])
            upright.save(target, kind, optimize=True, quality=88)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None  # the compiler will say what is wrong
    return target
