"""What all directives share: options that are refused with a warning, and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives import unchanged
from sphinx.util.docutils import SphinxDirective

from ..logging import Subtype, __, warn
from ..mentions import near
from ..messages import N_, UnexpectedError
from ..options import cleaned, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..options import Option

Location = Any  # what Sphinx's logging takes


class _AsTyped(dict[str, "Callable[[str], str]"]):
    """An option table that takes every option as it was typed.

    docutils drops a whole directive, text and all, for one option it does not know.
    """

    def __missing__(self, name: str) -> Callable[[str], str]:
        return unchanged


def convert(
    table: Mapping[str, Option], typed: Mapping[str, Any], location: Callable[[str], Location]
) -> tuple[dict[str, Any], list[nodes.Node]]:
    """Convert options; warn of those refused, and return paragraphs that show them.

    *location* tells where the option of a name stands.
    """
    facts: dict[str, Any] = {}
    refused: list[nodes.Node] = []
    for name, raw in typed.items():
        option = table.get(name)
        if (value := cleaned(raw)) != raw:
            warn(
                Subtype.CONTROL,
                N_("option %(name)r: control characters, shown as U+FFFD; expected text"),
                location=location(name),
                name=name,
            )
        if option is None:
            close = near(name, {fold(key): key for key in table}) or sorted(table)
            warn(
                Subtype.OPTION,
                N_("unknown option %(name)r; expected %(known)s"),
                location=location(name),
                name=name,
                known=", ".join(map(repr, close)) or __("none"),
            )
        else:
            try:
                facts[name] = option.convert(value)
                continue
            except UnexpectedError as error:
                warn(
                    Subtype.OPTION,
                    N_("option %(name)r: %(why)s"),
                    location=location(name),
                    name=name,
                    why=__(error.message) % error.values,
                )
        refused.append(shown(f":{name}: {value if value is not None else ''}"))
    return facts, refused


def shown(text: str) -> nodes.Node:
    """Return a paragraph for what an editor typed and we could not use."""
    paragraph = nodes.paragraph(text, text, classes=["digest-refused", "no-item"])
    paragraph["support_smartquotes"] = False  # as it was typed
    return paragraph


class DigestDirective(SphinxDirective):
    """A directive whose options stand in a *table* with their help."""

    has_content = True
    option_spec: ClassVar[Any] = _AsTyped(name=unchanged)  # MyST asks whether it is empty
    table: ClassVar[Mapping[str, Option]]
    argument: ClassVar[str] = ""  # what the manual says of the argument

    def facts(self) -> tuple[dict[str, Any], list[nodes.Node]]:
        """Return the converted options, and paragraphs that show the refused ones."""
        return convert(self.table, self.options, self._location_of)

    def _location_of(self, option: str) -> str:
        """Return the place of an *option*; of the directive, where it is not found."""
        start = f":{option}:"
        lines = enumerate(self.block_text.split("\n"))
        below = next((number for number, line in lines if line.lstrip().startswith(start)), 0)
        source, line = self.get_source_info()
        return f"{source}:{line + below}"

    def placed(self, node: nodes.Element) -> nodes.Element:
        """Return *node* with its place in the source."""
        self.set_source_info(node)
        return node

    def empty(self, expected: str) -> None:
        """Warn that the directive holds nothing."""
        warn(Subtype.EMPTY, expected, location=self.get_location())


def argument_text(directive: DigestDirective) -> str:
    """Return the argument as one line, "" if there is none."""
    return " ".join(" ".join(directive.arguments).split())
