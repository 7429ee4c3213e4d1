"""Code in the colours of Pygments' styles, as Typst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.formatter import Formatter
from sphinx.highlighting import PygmentsBridge

from .markup import code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import SupportsWrite
    from pygments.token import _TokenType

    from .markup import Value


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
            look = self.style.style_for_token(kind)
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


class TypstBridge(PygmentsBridge):
    """Sphinx's way to Pygments, with its warnings, to this formatter."""

    html_formatter = TypstFormatter  # type: ignore[assignment]  # of any format, in fact
