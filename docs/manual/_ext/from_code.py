"""Tables of the reference, made from the package while the manual is built.

A directive here reads what the code says of itself: options with their help, config values,
warnings, commands, the schemas of archive and report. Where only words can explain, the page gives
them, and a name of the code that lacks its words is a warning.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import sphinx_newsdigest
from sphinx_newsdigest import cli, config, dates, editions, frontmatter, items, names, options
from sphinx_newsdigest.commands import COMMANDS
from sphinx_newsdigest.directives import DIRECTIVES
from sphinx_newsdigest.domain import DigestDomain
from sphinx_newsdigest.importers.readers import READERS
from sphinx_newsdigest.importers.reading.scan import REASONS
from sphinx_newsdigest.importers.text.reasons import Reason
from sphinx_newsdigest.logging import Subtype
from sphinx_newsdigest.model import ENTITY_KINDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    Cell = Sequence[nodes.Node]
    Row = Sequence[Cell]

_SCHEMAS = {
    name: Path(sphinx_newsdigest.__file__).with_name(f"{name}.schema.json")
    for name in ("archive", "import-report")
}

_LITERAL = re.compile(r"``(.+?)``")
_FORMATS = {"iri": "URL", "iri-reference": "URL or path"}
_EXPECTED = re.compile(r"expected (.*?)(?:, not .*|, found nothing)?")

logger = logging.getLogger(__name__)


# -- cells ------------------------------------------------------------------


def words(text: str) -> list[nodes.Node]:
    """Return *text* as inline nodes; what stands between double backquotes is literal."""
    found: list[nodes.Node] = []
    for index, part in enumerate(_LITERAL.split(text)):
        if part:
            found.append(nodes.literal("", part) if index % 2 else nodes.Text(part))
    return found


def literal(text: str) -> list[nodes.Node]:
    """Return *text* as code; nothing for no text."""
    return [nodes.literal("", text)] if text else []


def table(header: Sequence[str], rows: Iterable[Row], widths: Sequence[int]) -> nodes.table:
    """Return a table with a *header* of words, and columns of relative *widths*."""
    group = nodes.tgroup("", cols=len(header))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row([words(title) for title in header]))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=["colwidths-given"])


def _row(cells: Row) -> nodes.row:
    paragraphs = ([nodes.paragraph("", "", *cell)] if cell else [] for cell in cells)
    return nodes.row("", *(nodes.entry("", *paragraph) for paragraph in paragraphs))


def expected(convert: Any) -> str:
    """Return what an option's converter says it expects of a value."""
    for probe in ("", "?"):
        try:
            convert(probe)
        except ValueError as error:
            match = _EXPECTED.fullmatch(str(error))
            assert match is not None, "messages say what was expected"
            return match[1]
    return "a text, or nothing"


# -- commands ---------------------------------------------------------------


class Argument(TypedDict):
    """A positional argument, or an option."""

    name: str
    value: str  # what follows an option; "" is nothing
    choices: list[str]
    default: str
    group: int  # those of one number exclude each other; 0 is none
    help: str


class Described(TypedDict):
    """A subcommand."""

    help: str
    arguments: list[Argument]


@cache
def commands() -> dict[str, Described]:
    """Return the subcommands by name, in the order in which the help has them.

    The help that argparse prints depends on the terminal, the language and the release of
    Python. The words of a process are in the language in which it was started.
    """
    found: dict[str, Described] = json.loads(
        subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__],
            env={**os.environ, "LANGUAGE": "C", "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    )
    return found


def usage(name: str, described: Described) -> str:
    """Return the usage of a subcommand, a part per line."""
    parts: list[str] = []
    groups: dict[int, list[str]] = {}
    for argument in described["arguments"]:
        part = " ".join(filter(None, (argument["name"], argument["value"])))
        if not argument["name"].startswith("-"):
            continue
        if argument["group"] in groups:
            groups[argument["group"]].append(part)
        elif argument["group"]:
            groups[argument["group"]] = [part]
        else:
            parts.append(f"[{part}]")
    parts += [f"[{' | '.join(group)}]" for group in groups.values()]
    own = [one["name"] for one in described["arguments"] if not one["name"].startswith("-")]
    return "\n    ".join([f"newsdigest {name} {' '.join(own)}", *parts])


def _described(sub: argparse.ArgumentParser) -> list[Argument]:
    groups = {
        action.dest: number
        for number, group in enumerate(sub._mutually_exclusive_groups, 1)  # noqa: SLF001 - no other way
        for action in group._group_actions  # noqa: SLF001 - likewise
    }
    return [
        {
            "name": action.option_strings[-1] if action.option_strings else str(action.metavar),
            "value": _value(action) if action.option_strings else "",
            "choices": [str(choice) for choice in action.choices or ()],
            "default": action.default if isinstance(action.default, str) else "",
            "group": groups.get(action.dest, 0),
            "help": action.help or "",
        }
        for action in sub._actions  # noqa: SLF001 - likewise
        if action.dest != "help"
    ]


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    return str(action.metavar or action.dest.upper())


def _parsed() -> dict[str, Any]:
    top: Any = cli.parser()._subparsers  # noqa: SLF001 - likewise
    (subs,) = top._group_actions  # noqa: SLF001 - likewise
    return {
        command.name: {"help": command.help, "arguments": _described(subs.choices[command.name])}
        for command in COMMANDS
    }


# -- directives ---------------------------------------------------------------


class FromCode(SphinxDirective):
    """A directive that shows what *source* says, and is stale when that changes."""

    has_content = True
    source: ClassVar[Any]  # a module, a class or a path
    header: ClassVar[tuple[str, ...]] = ()
    widths: ClassVar[tuple[int, ...]] = ()

    def run(self) -> list[nodes.Node]:
        path = self.source if isinstance(self.source, Path) else inspect.getsourcefile(self.source)
        self.env.note_dependency(str(path))
        return self.shown()

    def shown(self) -> list[nodes.Node]:
        """Return what stands in the place of the directive."""
        return [table(self.header, self.rows(), self.widths)]

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the table."""
        raise NotImplementedError

    def named(self, domain: str, kind: str, name: str, text: str, index: str) -> list[nodes.Node]:
        """Return *text* as code that the role of *kind* finds under *name*."""
        anchor = nodes.make_id(f"{kind}-{name}")
        target = nodes.target("", "", ids=[anchor])
        self.state.document.note_explicit_target(target)
        found: Any = self.env.get_domain(domain)
        found.note_object(kind, name, anchor, location=self.get_location())
        entry = addnodes.index(entries=[("single", index, anchor, "", None)], inline=True)
        return [entry, target, nodes.literal("", text)]

    def explained(self, known: Iterable[str]) -> dict[str, str]:
        """Return what the content says of each of *known*: lines of ``name: words``."""
        lines = (line.partition(":") for line in self.content if line.strip())
        said = {name.strip(): text.strip() for name, _, text in lines}
        self.compared(set(said), set(known))
        return {name: said.get(name, "") for name in known}

    def compared(self, said: AbstractSet[str], known: AbstractSet[str]) -> None:
        """Warn of names that only the page or only the code has."""
        if said != known:
            differing = ", ".join(sorted(said ^ known))
            logger.warning(
                "the page and the code differ in: %s",
                differing,
                location=self.get_location(),
                type="manual",
            )

    def samples(self) -> Iterator[str]:
        """Yield the lines of the content."""
        for line in self.content:
            if line.strip():
                yield line.strip()


class DirectiveTable(FromCode):
    """What a directive is for, its argument and its options."""

    required_arguments = 1
    source: ClassVar = options
    header = ("Option", "Expected", "Meaning")
    widths = (18, 32, 50)

    def shown(self) -> list[nodes.Node]:
        name = self.arguments[0]
        directive = DIRECTIVES[name]
        self.env.note_dependency(str(inspect.getsourcefile(directive)))
        full = f"digest:{name}"
        *place, _ = self.named("rst", "directive", full, full, f"{full} (directive)")
        summary = (inspect.getdoc(directive) or "").partition("\n")[0]
        argument = directive.argument or "None."
        found: list[nodes.Node] = [
            nodes.paragraph("", "", *place, *words(summary)),
            nodes.paragraph("", "", nodes.strong("", "Argument: "), *words(argument)),
        ]
        if directive.table:
            found.append(table(self.header, self._rows(name), self.widths))
        return found

    def _rows(self, name: str) -> Iterator[Row]:
        for key, option in DIRECTIVES[name].table.items():
            full = f"digest:{name}:{key}"
            index = f"{key} (option of digest:{name})"
            yield (
                self.named("rst", "directive:option", full, f":{key}:", index),
                words(expected(option.convert)),
                words(option.help),
            )


class DirectiveList(FromCode):
    """All directives, each with what it does."""

    source: ClassVar = importlib.import_module(DirectiveTable.__module__)
    header = ("Directive", "What it does")
    widths = (30, 70)

    def rows(self) -> Iterator[Row]:
        for name, directive in DIRECTIVES.items():
            reference = addnodes.pending_xref(
                "",
                nodes.literal("", f"digest:{name}"),
                refdomain="rst",
                reftype="dir",
                reftarget=f"digest:{name}",
                refexplicit=True,
                refwarn=True,
                refdoc=self.env.docname,
            )
            yield [reference], words((inspect.getdoc(directive) or "").partition("\n")[0])


class RoleTable(FromCode):
    """The roles; what their targets are stands on the page."""

    source: ClassVar = DigestDomain
    header = ("Role", "Target", "Words of the link, where none are given")
    widths = (25, 45, 30)

    def rows(self) -> Iterator[Row]:
        for kind, target in self.explained(DigestDomain.roles).items():
            full = f"digest:{kind}"
            yield (
                self.named("rst", "role", full, full, f"{full} (role)"),
                words(target),
                words("as typed" if kind in ENTITY_KINDS else "the title of the target"),
            )


class FrontMatterTable(FromCode):
    """The keys of front matter, and where each may stand."""

    source: ClassVar = frontmatter
    header = ("Key", "With", "Expected", "Meaning")
    widths = (14, 16, 30, 40)

    def rows(self) -> Iterator[Row]:
        tables = {kind: DIRECTIVES[kind].table for kind in frontmatter.KINDS}
        for kind in frontmatter.KINDS:
            yield literal(kind), [], [], words(DIRECTIVES[kind].argument)
        for key in dict.fromkeys(key for found in tables.values() for key in found):
            bearing = [kind for kind in tables if key in tables[kind]]
            meanings = dict.fromkeys(tables[kind][key].help for kind in bearing)
            yield (
                literal(key),
                words(", ".join(f"``{kind}``" for kind in bearing)),
                words(expected(tables[bearing[0]][key].convert)),
                words(" / ".join(meanings)),
            )


class ConfigTable(FromCode):
    """The config values."""

    source: ClassVar = config
    header = ("Value", "Default", "Expected", "Meaning")
    widths = (26, 12, 22, 40)

    def rows(self) -> Iterator[Row]:
        for value in config.VALUES:
            name = f"newsdigest_{value.name}"
            yield (
                self.named("std", "confval", name, name, f"{name} (config value)"),
                literal(repr(value.default)),
                words(value.expected.removeprefix("expected ")),
                words(value.help),
            )


class WarningTable(FromCode):
    """The subtypes of warnings, and what an editor can do, which stands on the page."""

    source: ClassVar = importlib.import_module(Subtype.__module__)
    header = ("Warning", "Meaning", "What to do")
    widths = (28, 36, 36)

    def rows(self) -> Iterator[Row]:
        advice = self.explained([subtype.value for subtype in Subtype])
        for subtype in Subtype:
            name = f"digest.{subtype.value}"
            yield (
                self.named("std", "subtype", name, name, f"{name} (warning)"),
                words(subtype.meaning),
                words(advice[subtype.value]),
            )


class ModuleTable(FromCode):
    """The modules of the package, or of one in it, in the layers that the page names."""

    optional_arguments = 1
    source: ClassVar = sphinx_newsdigest
    header = ("Layer", "Module", "What it is")
    widths = (14, 16, 70)

    def rows(self) -> Iterator[Row]:
        layers = [line.partition(":") for line in self.samples()]
        package = ".".join([sphinx_newsdigest.__name__, *self.arguments])
        path = importlib.import_module(package).__path__
        modules = {module.name for module in pkgutil.iter_modules(path)}
        self.compared({name for _, _, said in layers for name in said.split()}, modules)
        for layer, _, said in layers:
            for index, name in enumerate(name for name in said.split() if name in modules):
                module = importlib.import_module(f"{package}.{name}")
                summary = (inspect.getdoc(module) or "").partition("\n")[0]
                yield words("" if index else layer), literal(name), words(summary)


class EditionTable(FromCode):
    """What each edition does beyond Sphinx, as its module says."""

    source: ClassVar = editions
    header = ("Module", "What it adds")
    widths = (20, 80)

    def rows(self) -> Iterator[Row]:
        for found in sorted(module.name for module in pkgutil.iter_modules(editions.__path__)):
            module = importlib.import_module(f"{editions.__name__}.{found}")
            if hasattr(module, "setup"):
                summary = (inspect.getdoc(module) or "").partition("\n")[0]
                yield literal(found), words(summary)


class ItemTable(FromCode):
    """What the rule of items makes of the blocks that the lines of the content name."""

    source: ClassVar = items
    header = ("Blocks of a section, in order", "Items")
    widths = (55, 45)

    def rows(self) -> Iterator[Row]:
        for line in self.samples():
            kinds = [block.strip() for block in line.split("+")]
            blocks = [
                items.Block(items.Kind[kind.rstrip(":").upper()], kind.endswith(":"))
                for kind in kinds
            ]
            found = [self._said(span, kinds) for span in items.spans(blocks)]
            yield words(line.replace("+", "·").lower()), words("; ".join(found) or "none")

    def _said(self, span: items.Span, kinds: Sequence[str]) -> str:
        if span.per_entry:
            return f"one for each entry of {kinds[span.start].rstrip(':')} {span.start + 1}"
        if span.stop - span.start == 1:
            return f"block {span.start + 1}"
        return f"blocks {span.start + 1} to {span.stop}"


class DateTable(FromCode):
    """The dates that begin texts, as the code reads them in an issue of the *period*."""

    required_arguments = 1
    source: ClassVar = dates
    header = ("The text begins", "Read as")
    widths = (60, 40)

    def rows(self) -> Iterator[Row]:
        period = options.period(self.arguments[0])
        for line in self.samples():
            found = dates.leading_date(line, period)
            yield literal(line), words(found.isoformat() if isinstance(found, date) else "no date")


class AnchorTable(FromCode):
    """The anchors of ids: lines of a kind and an id."""

    source: ClassVar = names
    header = ("Record", "Id", "Anchor")
    widths = (20, 40, 40)

    def rows(self) -> Iterator[Row]:
        for line in self.samples():
            kind, _, identifier = line.partition(" ")
            yield words(kind), literal(identifier), literal(names.anchor(kind, identifier))


class NameTable(FromCode):
    """The names that URLs give to items."""

    source: ClassVar = names
    header = ("Primary URL", "Name")
    widths = (70, 30)

    def rows(self) -> Iterator[Row]:
        for line in self.samples():
            yield literal(line), literal(names.digest(names.canonical_url(line)))


class SchemaTable(FromCode):
    """The keys of a record, as its schema describes them: a schema's name, and the record's."""

    required_arguments = 1
    optional_arguments = 1
    header = ("Key", "Value", "Meaning")
    widths = (18, 30, 52)

    @property
    def source(self) -> Path:
        """The schema."""
        return _SCHEMAS[self.arguments[0]]

    def rows(self) -> Iterator[Row]:
        schema = json.loads(self.source.read_text(encoding="utf-8"))
        found = schema["$defs"][self.arguments[1]] if len(self.arguments) > 1 else schema
        for key, value in found["properties"].items():
            described = {**_referred(value, schema), **value}
            yield literal(key), words(_type(value, schema)), words(described.get("description", ""))


class ArchiveTable(SchemaTable):
    """Likewise of ``archive.json``: a record's name, or ``archive`` for the whole."""

    optional_arguments = 0

    def run(self) -> list[nodes.Node]:
        self.arguments = ["archive", *(name for name in self.arguments if name != "archive")]
        return super().run()


class CommandTable(FromCode):
    """The usage of a subcommand, its arguments and its options."""

    required_arguments = 1
    source: ClassVar = cli
    header = ("Argument", "Value", "Meaning")
    widths = (20, 28, 52)

    def shown(self) -> list[nodes.Node]:
        name = self.arguments[0]
        described = commands()[name]
        self.env.note_dependency(str(inspect.getsourcefile(_module_of(name))))
        shown = usage(name, described)
        return [
            nodes.paragraph("", "", *words(f"{_sentence(described['help'])}.")),
            nodes.literal_block(shown, shown, language="text"),
            table(self.header, self._rows(name, described), self.widths),
        ]

    def _rows(self, name: str, described: Described) -> Iterator[Row]:
        program = f"newsdigest {name}"
        for argument in described["arguments"]:
            text = argument["name"]
            value = [f"``{choice}``" for choice in argument["choices"]]
            said = ", ".join(value) if value else f"``{argument['value']}``"
            if argument["default"]:
                said += f"; ``{argument['default']}`` unless given"
            yield (
                self._option(program, text) if text.startswith("-") else literal(text),
                words(said if argument["value"] else ""),
                words(f"{_sentence(argument['help'])}."),
            )

    def _option(self, program: str, text: str) -> list[nodes.Node]:
        """Return *text* as code that the role ``option`` finds."""
        anchor = nodes.make_id(f"{program}{text}")
        target = nodes.target("", "", ids=[anchor])
        self.state.document.note_explicit_target(target)
        domain: Any = self.env.get_domain("std")
        domain.add_program_option(program.replace(" ", "-"), text, self.env.docname, anchor)
        entry = ("single", f"{text} (option of {program})", anchor, "", None)
        return [addnodes.index(entries=[entry], inline=True), target, nodes.literal("", text)]


def _module_of(name: str) -> Any:
    """Return the module of a subcommand."""
    (command,) = [command for command in COMMANDS if command.name == name]
    return inspect.getmodule(command.run)


def _sentence(text: str) -> str:
    """Return a line of help, which begins with a small letter, as a sentence without its stop."""
    return text[:1].upper() + text[1:]


class ReasonTable(FromCode):
    """Why an importer changes a text."""

    source: ClassVar = Reason
    header = ("Code", "Meaning")
    widths = (22, 78)

    def rows(self) -> Iterator[Row]:
        for reason in Reason:
            yield literal(reason.code), words(f"{_sentence(reason.message)}.")


class LeftOutTable(FromCode):
    """Why a file is not imported."""

    source: ClassVar = importlib.import_module("sphinx_newsdigest.importers.reading.scan")
    header = ("Code", "The file …")
    widths = (22, 78)

    def rows(self) -> Iterator[Row]:
        for code, message in REASONS.items():
            yield literal(code), words(message)


class ReaderTable(FromCode):
    """The readers; what each undoes stands on the page."""

    source: ClassVar = importlib.import_module("sphinx_newsdigest.importers.readers")
    header = ("Reader", "Found by", "What it undoes")
    widths = (15, 30, 55)

    def rows(self) -> Iterator[Row]:
        undone = self.explained([reader.name for reader in READERS])
        for reader in READERS:
            marks = (mark for mark in reader.marks if ".." not in mark)
            yield (
                literal(reader.name),
                words(", ".join(f"``{mark}``" for mark in marks)),
                words(undone[reader.name]),
            )


def _referred(value: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return what the reference of *value* leads to."""
    found: dict[str, Any] = schema["$defs"].get(value.get("$ref", "").rpartition("/")[2], {})
    return found


def _type(value: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return the type that *value* of the schema describes, in words."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        referred = _referred(value, schema)
        return name if referred.get("type") == "object" else _type(referred, schema)
    if "const" in value:
        return f"``{json.dumps(value['const'])}``"
    if "enum" in value:
        return ", ".join(f"``{json.dumps(one)}``" for one in value["enum"])
    for several in ("anyOf", "oneOf"):
        if several in value:
            return " or ".join(_type(one, schema) for one in value[several])
    found = value.get("type", "any")
    if found == "array":
        return f"list of {_plural(_type(value.get('items', {}), schema))}"
    types = found if isinstance(found, list) else [found]
    if value.get("properties"):
        types = [f"object of {', '.join(f'``{key}``' for key in value['properties'])}"]
    if value.get("format"):
        said = _FORMATS.get(value["format"], value["format"])
        types = [said if one == "string" else one for one in types]
    return " or ".join(types)


def _plural(word: str) -> str:
    return f"{word.removesuffix('y')}ies" if word.endswith("y") else f"{word}s"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, and warnings as something that roles find."""
    app.add_object_type("subtype", "subtype", objname="warning")
    for name, directive in (
        ("directive-table", DirectiveTable),
        ("directive-list", DirectiveList),
        ("role-table", RoleTable),
        ("front-matter-table", FrontMatterTable),
        ("config-table", ConfigTable),
        ("warning-table", WarningTable),
        ("module-table", ModuleTable),
        ("edition-table", EditionTable),
        ("item-table", ItemTable),
        ("date-table", DateTable),
        ("anchor-table", AnchorTable),
        ("name-table", NameTable),
        ("archive-table", ArchiveTable),
        ("schema-table", SchemaTable),
        ("command-table", CommandTable),
        ("reason-table", ReasonTable),
        ("left-out-table", LeftOutTable),
        ("reader-table", ReaderTable),
    ):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    print(json.dumps(_parsed()))  # noqa: T201 - see commands()
