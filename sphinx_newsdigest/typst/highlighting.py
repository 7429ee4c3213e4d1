"""Code in the colours of Pygments' styles, as Typst."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pygments.formatter import Formatter
from sphinx.highlighting import PygmentsBridge

from .markup import code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import SupportsWrite
    from pygments.token import _TokenType

    from .markup import Value


#: Of red, green and blue together.
_MIDDLE = 3 * 128


class TypstFormatter(Formatter[str]):
    """Writes an array of lines, each an array of texts with their colour, weight and slope."""

    name = "Typst"
    aliases = ("typst",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._emphasized = set(options.get("hl_lines", ()))

    def format(
        self, tokensource: Iterable[tuple[_TokenType, str]], outfile: SupportsWrite[str]
    ) -> None:
        lines: list[list[Value]] = [[]]
        for kind, text in tokensource:
            look = self.style.style_for_token(self._styled(kind))
            for index, part in enumerate(text.split("\n")):
                if index:
                    lines.append([])
                if part:
                    lines[-1].append([part, look["color"] or "", look["bold"], look["italic"]])
        while len(lines) > 1 and not lines[-1]:
            lines.pop()
        emphasized: list[Value] = [
            number in self._emphasized for number in range(1, len(lines) + 1)
        ]
        outfile.write(f"{code(lines)}, {code(emphasized)}")

    def _styled(self, kind: _TokenType) -> _TokenType:
        """Return *kind*, or what it is a kind of if the style does not know it."""
        while kind.parent and not self.style.styles_token(kind):
            kind = kind.parent
        return kind


class TypstBridge(PygmentsBridge):
    """Sphinx's way to Pygments, with its warnings, to this formatter."""

    html_formatter = TypstFormatter  # type: ignore[assignment]  # of any format, in fact

    @property
    def dark(self) -> str:
        """Return the colour that the style stands on, "" if it is light, as the page is."""
        ground: str = self.formatter_args["style"].background_color
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", ground):
            return ""
        return ground if sum(bytes.fromhex(ground[1:])) < _MIDDLE else ""
