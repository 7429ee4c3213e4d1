"""Lists, pictures, tables, code and boxes."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import column_width
from sphinx.locale import admonitionlabels

from .markup import call, string
from .tree import children, is_block, is_picture, parts, within
from .writer import NO_BREAK, Writer

if TYPE_CHECKING:
    from docutils.nodes import Element

#: The classes that MyST gives to cells.
_ALIGNS = {"text-left": "left", "text-center": "center", "text-right": "right"}
_UNBROKEN = re.compile(rf"{NO_BREAK}+")
#: The part of a line that a name can have with what it names beside it.
_NAME = 0.3
_LENGTH = re.compile(r"([0-9]*\.?[0-9]+)(px|pt|pc|cm|mm|in|em|ex|ch|%)?")


class BlockWriter(Writer):
    """Writes what stands in lines of its own."""

    # -- lists -----------------------------------------------------------------------------

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        self._place(node)
        self._say(call(self._formed("list")))

    def depart_bullet_list(self, node: nodes.bullet_list) -> None:
        self._say(")")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self._place(node)
        sign = {
            "arabic": "1",
            "loweralpha": "a",
            "upperalpha": "A",
            "lowerroman": "i",
            "upperroman": "I",
        }.get(node.get("enumtype"), "1")
        numbering = f"{node.get('prefix', '')}{sign}{node.get('suffix', '.')}"
        self._say(call(self._formed("enum"), numbering=numbering, start=node.get("start", 1)))

    def depart_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self._say(")")

    def visit_list_item(self, node: Element) -> None:
        self._say("{[]")
        self._place(node)

    def depart_list_item(self, node: Element) -> None:
        self._say("},")

    def visit_hlist(self, node: Element) -> None:
        self._place(node)
        self._say(call(self._formed("columns-list")))

    def depart_hlist(self, node: Element) -> None:
        self._say(")")

    visit_hlistcol = visit_list_item

    depart_hlistcol = depart_list_item

    def visit_definition_list_item(self, node: nodes.definition_list_item) -> None:
        self._place(node)
        term = node[0]
        assert isinstance(term, nodes.Element), "a definition has a term"
        for classifier in list(children(node, nodes.classifier)):
            node.remove(classifier)  # it stands in the line of its term
            term += classifier

    def depart_definition_list_item(self, node: nodes.definition_list_item) -> None:
        pass

    def visit_field(self, node: Element) -> None:
        name = node[0]
        is_long = column_width(name.astext()) > self._narrow[-1] * _NAME
        self._say(f"{self._formed('long-fact' if is_long else 'fact')}({{")

    def depart_field(self, node: Element) -> None:
        self._say("})")

    visit_option_list_item = visit_field

    depart_option_list_item = depart_field

    def visit_field_name(self, node: nodes.field_name) -> None:
        pass

    def depart_field_name(self, node: nodes.field_name) -> None:
        self._say("}, {")

    def visit_option_group(self, node: nodes.option_group) -> None:
        for index, child in enumerate(node.children):
            if index:
                self._say(string(", "))
            child.walkabout(self)
        raise nodes.SkipNode

    def visit_option_argument(self, node: nodes.option_argument) -> None:
        self._say(f"{call('code')}{{{string(node.get('delimiter', ' '))}}})")
        self._begin(node, "code-emph")

    def visit_description(self, node: nodes.description) -> None:
        self._say("}, {")

    def depart_description(self, node: nodes.description) -> None:
        pass

    def visit_line_block(self, node: nodes.line_block) -> None:
        self._begin(node, "verse", inner=isinstance(node.parent, nodes.line_block))

    def visit_paragraph(self, node: nodes.TextElement) -> None:
        if not any(map(is_block, node.children)):
            self._begin(node, "plain" if is_picture(node) else "paragraph")
            return
        # Sphinx's fields hold such; Typst drops a block that is in a paragraph.
        taken_apart = parts(node)
        self._begin(node, "block")
        for part in taken_apart:
            part.walkabout(self)
        self._end()
        raise nodes.SkipNode

    # -- pictures --------------------------------------------------------------------------

    def visit_image(self, node: nodes.image) -> None:
        self._is_fresh = False
        self._place(node)
        name = self.builder.picture(node)
        alt = node.get("alt") or node["uri"]
        if name is None:
            self._say(f"{call('lost-picture', alt, node['uri'])})")
        else:
            is_alone = is_picture(node.parent) and not self._is_titled
            inline = isinstance(node.parent, nodes.TextElement) and not is_alone
            sizes = {key: length for key in ("width", "height") if (length := _length(node, key))}
            looks = {
                "inline": inline,
                "sticky": within(node, nodes.figure),  # to its caption
                "scale": node.get("scale", 100),
            }
            self._say(
                f"{call('picture', name, alt=alt, **looks)}"
                f"{''.join(f'{key}: {length}, ' for key, length in sizes.items())})"
            )
        raise nodes.SkipNode

    def visit_figure(self, node: nodes.figure) -> None:
        self._begin(node, "picture-frame", align=node.get("align", "default"))

    # -- tables ----------------------------------------------------------------------------

    def visit_table(self, node: nodes.table) -> None:
        frame = call(self._formed("table-frame"), align=node.get("align", "default"))
        width = _length(node, "width")
        self._begin_code(node, f"{frame}{f'width: {width}, ' if width else ''}{{", "})")

    def visit_tgroup(self, node: nodes.tgroup) -> None:
        columns = list(children(node, nodes.colspec))
        is_auto = "colwidths-auto" in node.parent["classes"] and self._has_room(node)
        widths = [None if is_auto else column.get("colwidth", 1) for column in columns]
        self._columns.append(columns)
        shares: list[int] = [1 if width is None else width for width in widths]
        width = _length(node.parent, "width")
        part = float(width.removesuffix("%")) / 100 if width.endswith("%") else 1
        room = self._narrow[-1] * part / (sum(shares) or 1)
        rooms = [int(room * share) for share in shares]
        if any("morerows" in cell for cell in node.findall(nodes.entry)):
            rooms = [min(rooms)] * len(rooms)  # nobody knows which column a cell is in
        self._rooms.append(rooms)
        self._say(call(self._formed("cells"), widths))

    def _has_room(self, node: nodes.tgroup) -> bool:
        """Say whether the longest words of each row of *node* have room beside one another."""
        rows = (
            [max(map(len, _UNBROKEN.findall(cell.astext())), default=0) for cell in row]
            for row in node.findall(nodes.row)
        )
        return all(sum(row) + 2 * len(row) <= self._narrow[-1] for row in rows)

    def depart_tgroup(self, node: nodes.tgroup) -> None:
        self._columns.pop()
        self._rooms.pop()
        self._say(")")

    def visit_thead(self, node: nodes.thead) -> None:
        # What others lead to stands once.
        repeats = not any(inner["ids"] for inner in node.findall(nodes.Element))
        self._say(call(self._formed("table.header"), repeat=repeats))

    def depart_thead(self, node: nodes.thead) -> None:
        self._say("),")

    def visit_row(self, node: Element) -> None:
        pass  # between cells, nothing but cells can stand

    visit_tbody = depart_row = depart_tbody = visit_row

    def visit_entry(self, node: nodes.entry) -> None:
        looks: dict[str, Any] = {
            "colspan": node.get("morecols", 0) + 1,
            "rowspan": node.get("morerows", 0) + 1,
        }
        row: Element = node.parent
        # As docutils does, which does not count the cells that hang down from above.
        cells = children(row, nodes.entry)
        before = sum(
            1 + cell.get("morecols", 0) for cell in takewhile(lambda it: it is not node, cells)
        )
        is_stub = any(column.get("stub") for column in self._columns[-1][before : before + 1])
        is_head = is_stub or isinstance(row.parent, nodes.thead)
        align = next((name for name in _ALIGNS if name in node["classes"]), "")
        if align:
            looks["side"] = _ALIGNS[align]
        room = sum(self._rooms[-1][before : before + looks["colspan"]])
        self._narrow.append(max(6, room))
        self._begin(node, "head-cell" if is_head else "cell", **looks)

    def depart_entry(self, node: nodes.entry) -> None:
        self._end()
        self._narrow.pop()
        self._say(",")

    # -- code and boxes --------------------------------------------------------------------

    def visit_literal_block(self, node: nodes.FixedTextElement) -> None:
        self._place(node)
        if node.rawsource != node.astext():
            self._is_verbatim = True
            self._begin(node, "verbatim")  # with words of its own, as a parsed literal has
            return
        options: dict[str, Any] = dict(node.get("highlight_args", {}))
        start = options.pop("linenostart", 1)
        force = options.pop("force", node.get("force", False))
        lines = self.builder.highlighter.highlight_block(
            node.astext(), node.get("language", "default"), force=force, location=node, **options
        )
        looks = {"numbered": bool(node.get("linenos")), "start": start, "narrow": self._narrow[-1]}
        if dark := self.builder.highlighter.dark:
            looks["dark"] = dark
        self._say(f"{call('listing', **looks)}{lines})")
        raise nodes.SkipNode

    def depart_literal_block(self, node: nodes.FixedTextElement) -> None:
        self._is_verbatim = False
        self._end()

    def visit_container(self, node: nodes.container) -> None:
        is_listing = "literal-block-wrapper" in node["classes"]
        self._begin_open(node, "listing-frame" if is_listing else "plain")

    def visit_compound(self, node: nodes.compound) -> None:
        self._begin_open(node, "plain")

    visit_doctest_block = visit_literal_block

    depart_doctest_block = depart_literal_block

    def visit_Admonition(self, node: Element) -> None:  # noqa: N802 - docutils' name
        kind = type(node).__name__
        title = str(admonitionlabels.get(kind, ""))
        self._begin(node, "box-of", kind, title=title)


def _length(node: Element, side: str) -> str:
    """Return the length that *node* gives for *side* as Typst has it, "" if it has none."""
    match = _LENGTH.fullmatch(str(node.get(side, "")).strip())
    if not match:
        return ""
    number, unit = float(match[1]), match[2] or "px"
    if unit == "%":
        number = min(number, 100)
    elif unit == "px":
        number, unit = number * 0.75, "pt"  # 96 to an inch
    elif unit == "pc":
        number, unit = number * 12, "pt"
    elif unit in {"ex", "ch"}:
        number, unit = number / 2, "em"
    return f"{number:g}{unit}"
