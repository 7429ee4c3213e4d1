"""Typst's compiler, which comes with the package ``typst``."""

from __future__ import annotations

import io
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError

from ..logging import __
from ..messages import N_
from . import fonts
from .logging import Subtype, warn
from .markup import code, string

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.config import Config

_SOURCE = re.compile(r"^// (.+:\d+)$")
_PLACE = re.compile(r"┌─ (.+?):(\d+):(\d+)")
_UNSEEN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


class CompilerError(SphinxError):
    """The compiler could not make a PDF; *place* is where in the sources, if it is known."""

    category = "Typst error"

    def __init__(self, message: str, place: str | None = None) -> None:
        super().__init__(message)
        self.place = place


def is_there() -> bool:
    """Say whether the compiler is installed."""
    return find_spec("typst") is not None


def require(config: Config) -> None:
    """Raise an error that says how to get the compiler, or the typefaces, if it is not there."""
    if not is_there():
        raise CompilerError(
            __("Typst is not installed; expected: pip install 'sphinx-newsdigest[pdf]'")
        )
    if not fonts.are_there(config):
        raise CompilerError(
            __("the typefaces are not installed; expected: pip install 'sphinx-newsdigest[pdf]'")
        )


def knows_paper(name: str) -> bool:
    """Say whether Typst knows the paper *name*, or nobody knows."""
    if not is_there():
        return True
    import typst  # noqa: PLC0415 - an extra of its own

    try:
        compiler: Any = typst.Compiler(ignore_system_fonts=True)
        compiler.compile(f"#set page(paper: {string(name)})".encode(), format="svg")
    except typst.TypstError:
        return False
    return True


def why_no_picture(path: Path) -> str:
    """Return why Typst cannot show the picture at *path*, "" if it can or nobody knows."""
    if not is_there():
        return ""
    import typst  # noqa: PLC0415 - an extra of its own

    try:
        compiler: Any = typst.Compiler(root=str(path.parent), ignore_system_fonts=True)
        compiler.compile(f"#image({string(path.name)})".encode(), format="svg")
    except typst.TypstError as error:
        return str(error)
    return ""


def without_glyph(
    characters: Iterable[str], families: Sequence[str], config: Config, *, fallback: bool
) -> AbstractSet[str]:
    """Return those of *characters* that none of *families* has; none if nobody can look.

    With *fallback*, any other typeface that is there will do, as it does in the book.

    PDF/UA does not allow such a character, so the compiler names it.
    """
    if not is_there() or not fonts.are_there(config):
        return frozenset()
    import typst  # noqa: PLC0415

    left = {found for found in characters if found.isprintable() and not found.isspace()}
    unseen: set[str] = set()
    while left:
        look = f"font: {code(families)}, fallback: {code(fallback)}"
        text = string(" ".join(sorted(left)))
        probe = f'#set document(title: "probe")\n#set text({look})\n#{{ {text} }}\n'
        try:
            _compile(probe.encode(), config, ["ua-1"])
        except typst.TypstError as error:
            named = _UNSEEN.findall(f"{error} {error.diagnostic}")
            found = {character for words in named for character in words} & left
            if not found:
                break  # it complains of something else, and will again
            unseen |= found
            left -= found
        else:
            break
    return unseen


def write_pdf(main: Path, pdf: Path, config: Config) -> None:
    """Compile *main* into *pdf*; raise an error that names the source if that fails."""
    import typst  # noqa: PLC0415

    try:
        data, warnings = _compile(str(main), config, config.typst_pdf_standards)
    except typst.TypstError as error:
        raise CompilerError(str(error), where(error.diagnostic)) from error
    except (TypeError, ValueError) as error:
        raise refused(str(error)) from error
    for found in warnings:
        pass_on(found.message, found.diagnostic, pdf)
    pdf.write_bytes(_optimized(data))


def refused(said: str) -> CompilerError:
    """Return the error of standards of which the binding says that it does not know them."""
    first = said.partition("\n")[0]
    return CompilerError(f"'typst_pdf_standards': {first}")


def pass_on(message: str, diagnostic: str, pdf: Path) -> None:
    """Warn of what the compiler warns of."""
    warn(
        Subtype.COMPILER,
        N_("Typst says of %(pdf)s: %(said)s"),
        location=source(diagnostic),
        pdf=pdf.name,
        said=message,
    )


def _compile(source: Any, config: Config, standards: list[Any]) -> tuple[bytes, list[Any]]:
    """Return the PDF of *source*, a path (text) or code (bytes), and the compiler's warnings."""
    import typst  # noqa: PLC0415

    compiler = typst.Compiler(
        root=str(Path(source).parent) if isinstance(source, str) else None,
        font_paths=fonts.folders(),
        ignore_system_fonts=not config.typst_system_fonts,
    )
    data, warnings = compiler.compile_with_warnings(source, format="pdf", pdf_standards=standards)
    assert isinstance(data, bytes), "a PDF is one file"
    return data, warnings


def _optimized(data: bytes) -> bytes:
    """Return the PDF *data* with its objects packed in streams, if pikepdf is there."""
    if find_spec("pikepdf") is None:
        return data
    import pikepdf  # noqa: PLC0415

    from .binding import PACKED  # noqa: PLC0415

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(target, **PACKED)
    packed = target.getvalue()
    return packed if len(packed) < len(data) else data


def where(diagnostic: str) -> str | None:
    """Return the place in the sources that *diagnostic* is of, or else that in the code."""
    match = _PLACE.search(diagnostic or "")
    return (source(diagnostic) or f"{match[1]}:{match[2]}") if match else None


def source(diagnostic: str) -> str | None:
    """Return the place in the sources that *diagnostic* is of; the code names it above."""
    match = _PLACE.search(diagnostic or "")
    if not match:
        return None
    try:
        lines = Path(match[1]).read_text(encoding="utf-8").splitlines()[: int(match[2])]
    except OSError:
        return None
    found = (_SOURCE.match(line.strip()) for line in reversed(lines))
    return next((match[1] for match in found if match), None)
