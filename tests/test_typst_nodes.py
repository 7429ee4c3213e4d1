"""Whatever a document can hold has a form in the PDF."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from pdfs import addresses, outside, words_of
from sphinx import addnodes

from sphinx_newsdigest.typst import fonts
from sphinx_newsdigest.typst.markup import language
from sphinx_newsdigest.typst.translator import TypstTranslator

if TYPE_CHECKING:
    from conftest import Book, MakeBook

pytestmark = pytest.mark.poppler

CONF: dict[str, Any] = {
    "extensions": ["myst_parser", "sphinx_newsdigest.typst"],
    "myst_enable_extensions": [
        *("colon_fence", "deflist", "fieldlist", "dollarmath", "tasklist", "substitution"),
        *("attrs_block", "attrs_inline", "strikethrough"),
    ],
    "myst_substitutions": {"word": "mystsubstituted"},
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}">'
    '<rect width="9" height="9"/></svg>'
)

STRUCTURE = """
Structure
=========

Level two
---------

Level three
~~~~~~~~~~~

Level four
^^^^^^^^^^

Level five
''''''''''

Level six
\"\"\"\"\"\"\"\"\"

deepestwords with *emphasised*, **strongly**, ``literally``, :sub:`under`, :sup:`over`,
:abbr:`HTTP (HyperText)`, :kbd:`Ctrl-K`, :guilabel:`&Label`, :menuselection:`File --> Open`,
:command:`ls`, :file:`/etc/{name}`, :samp:`print({n})`, :program:`prog`, :dfn:`defined`,
:title:`titlereference`, :pep:`8`, :rfc:`2616`, :envvar:`HOME`, :manpage:`ls(1)`, :math:`a^2 + b`,
|sub|, `outward <https://example.org/?a=1&b=2#frag>`_, https://example.org/bare, `Level four`_,
:download:`got <square.svg>`, :index:`indexed words`, :doc:`/blocks`, :term:`Entry`,
:option:`--verbose`, :ref:`numbered`, :numref:`numbered`, :numref:`tabled`, :ref:`nowhere`,
`missing link`_, |unsubstituted|, _`inline target`, me@example.org, :token:`try_stmt`.

.. |sub| replace:: substituted
.. index:: single: outer; inner, pair: one; two, see: this; that

.. comment that is unseenwords

.. _numbered:

.. figure:: square.svg
   :align: right
   :width: 50%
   :alt: alternative

   captioned *figure*

   legendwords here

.. image:: square.svg
   :scale: 50
.. image:: square.svg
   :width: 30px
   :height: 2em
.. image:: wide.svg
   :width: 4cm
   :target: https://example.org/
.. image:: wide.svg
   :align: center
.. image:: lost.png
   :alt: lostpicture
.. image:: https://example.org/remote.png
   :alt: remotepicture

A picture |icon| inside words.

.. |icon| image:: square.svg
   :height: 1em

----

Notes [#auto]_, again [#auto]_, [1]_, [*]_, [#]_, and [CIT2002]_.

.. [#auto] autonoted, with [#inner]_
.. [#inner] innernoted
.. [1] numbernoted
.. [*] symbolnoted
.. [#] anonymousnoted
.. [9] unreferencednoted
.. [CIT2002] citedwords

Title with a note [#titled]_ and ``code`` :index:`ix` _`spot`
-------------------------------------------------------------

.. [#titled] titlenoted

.. rubric:: Rubricwords
.. centered:: Centeredwords
.. sectionauthor:: Somebody
.. only:: html

   htmlwords

.. only:: typst

   typstwords
.. raw:: html

   <b>rawhtmlwords</b>
.. raw:: typst

   #text(fill: red)[rawtypstwords]
.. meta::
   :description: metawords
"""

BLOCKS = """
Blocks
======

.. contents::
   :local:

{admonitions}

.. admonition:: Generictitle

   genericwords
.. seealso:: seealsowords
.. versionadded:: 1.0
   addedwords
.. versionchanged:: 1.1
.. deprecated:: 1.2
   deprecatedwords
.. topic:: Topictitle

   topicwords
.. sidebar:: Sidebartitle
   :subtitle: Sidesubtitle

   sidebarwords
.. container:: some

   containerwords
.. compound::

   compoundwords

   secondcompound
.. epigraph::

   epigraphwords

   -- Attributedto
.. acks::

   * acknowledged
.. hlist::
   :columns: 3

   * hone
   * htwo
   * hthree

| verseone
|    versetwo

|      versethree
| versefour

* bulletone

  1. decimal

     a) lower
     #) lowertwo

  (I) upperroman

      iv. roman

          C. upper

Termword : classifierword : second
   definitionwords
:Fieldname: fieldbody
:Other *name*: bodies

-a            optiona
-b FILE, --bee=FILE  optionb
/V            optionv

.. glossary::

   Entry
   Synonym
      glossarywords

.. productionlist::
   try_stmt: "try" ":" `suite`
   suite: `stmt` | NEWLINE

.. option:: --verbose

   verbosewords
.. envvar:: HOME

   homewords

>>> doctestwords = 1
1

.. parsed-literal::

   parsed *literalwords*
      indented |here|

.. |here| replace:: replacedhere

.. code-block:: python
   :linenos:
   :lineno-start: 41
   :emphasize-lines: 2
   :caption: Codecaption
   :name: listed

   def func(a, b):
       return "leading{long}"
   \tx = 1

.. code-block:: text

   {long}

.. math::
   :label: eq

   e = mc^2

Equation :eq:`eq`. https://example.org/{long}

Spaces
------

::

    plainliteral

{tables}

.. py:module:: pymod
.. py:class:: Klass[T](base: int = 3, *args, opt=None)

   classwords

   .. py:method:: meth(one: list[str] | None, two=4, /, three="x") -> dict[str, ~pymod.Klass]
      :async:

      methwords

      :param one: paramwords
      :type one: str
      :param int two: twowords
      :returns: returnwords
      :rtype: str
      :raises ValueError: raisewords
.. py:function:: old(a[, b[, c]])
                 old(a)
.. py:data:: DATUM
   :type: int
   :value: 42
.. c:function:: int cfunc(const char *name, struct point p[])
.. c:struct:: point

   .. c:var:: int x
.. cpp:function:: template<typename T, int N = 3> \
                  std::vector<T> ns::cppfunc(T &&arg, char c = 'x') const noexcept
.. cpp:class:: Outer : public Base

   .. cpp:enum-class:: Inner
.. js:function:: $.jsfunc(href, callback[, errback])

   :param href: hrefwords
.. rst:directive:: .. mydirective:: arg
.. confval:: some_value
   :type: str
   :default: none

Inline :cpp:expr:`a * f(b)` and :py:meth:`Klass.meth`, :c:func:`cfunc`.
"""

TABLES = """
.. _tabled:

.. table:: Gridcaption

   +------------+------------+-----------+
   | Headone    | Headtwo    | Headthree |
   +============+============+===========+
   | rowspanned | colspanned [#tn]_      |
   |            +------------+-----------+
   |            | * initem   |           |
   +------------+------------+-----------+

.. [#tn] tablenoted
.. csv-table:: Csvcaption
   :header: h1, h2
   :widths: 20, 80
   :stub-columns: 1

   csvone, {long}
   "", csvtwo
.. list-table:: Listcaption
   :header-rows: 1

   * - lh{cells}
   * - {long}{cells}

====  ====
Sim   ple
====  ====
s1    s2
====  ====
"""

MARKDOWN = """
# Mark *down*

(spot)=
mdwords `code` **bold** *it* ~~struck~~ <https://example.org/auto> [shown](https://example.org/x##y)
[local](#spot) [lost](#nowhere) [doc](structure.rst) [empty]() $x_1$ {{ word }} hard\\
break[^n] once more[^n] [^m] &copy; <b>inline html</b>

[^n]: mdnoted
[^m]: othernoted

    with two paragraphs

| left | right |
|:-----|------:|
| mdcell | `a\\|b`[^n] |

- [ ] todoitem
- [x] doneitem
-
3. third
   > quoted
   > > twice

Term
: mddefinition

:field: mdfield

![mdalt](square.svg) ![](lost2.png)

```{note}
:class: language-de
Achtungswörter
```

$$ y = 2 $$

```python
  indented = True
```

    oldcode

<div>htmlblock</div>

***
{#attr .cls lang=fr}
attributed

```{toctree}
:caption: Partcaption

sub/inner
```

```{tip}

:::{toctree}
sub/boxed
:::
```
"""


def test_every_node_has_a_form() -> None:
    classes = {getattr(nodes, name) for name in nodes.node_class_names} | {
        found
        for name, found in vars(addnodes).items()
        if inspect.isclass(found) and issubclass(found, nodes.Node) and not name.startswith("_")
    }
    without = [
        found.__name__
        for found in classes
        if not any(hasattr(TypstTranslator, f"visit_{base.__name__}") for base in found.__mro__)
    ]
    assert without == []


@pytest.fixture(scope="module")
def built(shelf: MakeBook) -> Book:
    kinds = "attention caution danger error hint important note tip warning"
    long = "x" * 300
    tables = TABLES.replace("{long}", long).replace(
        "{cells}", "".join(f"\n     - cell{n}" for n in range(9))
    )
    blocks = (
        BLOCKS.replace("{tables}", tables)
        .replace("{long}", long)
        .replace("{admonitions}", "\n".join(f".. {kind}:: {kind}words" for kind in kinds.split()))
    )
    return shelf(
        {
            "index.rst": """
                Book
                ====

                .. toctree::
                   :caption: Firstpart
                   :numbered:

                   structure
                   blocks

                .. toctree::
                   :caption: Secondpart

                   markdown
                   Titled <https://example.org/>
                """,
            "structure.rst": STRUCTURE.encode(),
            "blocks.rst": blocks.encode(),
            "markdown.md": MARKDOWN.encode(),
            "sub/inner.md": "# Inner\n\ninnerwords [up](../structure.rst)\n",
            "sub/boxed.md": "# Boxed\n\nboxedwords\n",
            "orphan.rst": ":orphan:\n\nOrphan\n======\n\norphanwords\n",
            "square.svg": SVG.format(20, 20),
            "wide.svg": SVG.format(3000, 90),
        },
        builder="typstpdf",
        numfig=True,
        **CONF,
    )


@pytest.fixture(scope="module")
def text(built: Book) -> str:
    return words_of(built)


#: Beside the words of the sources that end in "words" or "noted".
KEPT = """
emphasised strongly literally under over HTTP Ctrl-K Label /etc/name print(n) prog defined
titlereference HOME ls(1) substituted outward indexed lostpicture remotepicture unsubstituted
Generictitle Topictitle Sidebartitle Sidesubtitle secondcompound Attributedto acknowledged hone
htwo hthree verseone versetwo versethree versefour bulletone decimal a) b) (I) iv. C. Fieldname
fieldbody optiona --bee=FILE optionb optionv Synonym try_stmt replacedhere Codecaption 41
plainliteral Gridcaption Headthree rowspanned colspanned initem Csvcaption csvtwo Listcaption cell8
s2 meth(one: old(a[, b[, c]]) DATUM cfunc(const cppfunc Inner jsfunc(href, some_value struck shown
mystsubstituted paragraphs mdcell todoitem 3. quoted twice mddefinition mdfield lost2.png
Achtungswörter indented oldcode attributed Index
"""
UNKEPT = ("unseenwords", "rawhtmlwords", "metawords", "orphanwords", "htmlwords")


def test_what_a_document_says_is_in_the_pdf(text: str) -> None:
    named = re.findall(r"\b[a-z]+(?:words|noted)\b", f"{STRUCTURE}{BLOCKS}{TABLES}{MARKDOWN}")
    wanted = {*KEPT.split(), *named} - set(UNKEPT)
    assert [word for word in sorted(wanted) if word not in text] == []


def test_what_is_for_others_is_not(text: str) -> None:
    assert [word for word in UNKEPT if word in text] == []


def test_formulas_are_set_and_numbered(text: str) -> None:
    assert "^2" not in text
    assert re.search(r"e = mc2 +\(2\.1\)", text)
    assert re.search(r"Equation +\(2\.1\)", text)


def test_equations_of_one_label_have_one_number(book: MakeBook) -> None:
    text = "Book\n====\n\n.. math::\n   :label: e\n\n   a = b\n\n   c = d\n"
    said = words_of(book({"index.rst": text}, builder="typstpdf", **CONF))
    assert said.count("(1)") == 1
    assert re.search(r"c ?= ?d +\(1\)", said)


def test_an_abbreviation_is_explained_once(text: str) -> None:
    assert text.count("HTTP (HyperText)") == 1


def test_sections_have_the_numbers_of_their_table_of_contents(text: str) -> None:
    assert all(title in text for title in ("1. Structure", "1.1. Level two", "2. Blocks"))


def test_figures_tables_and_listings_have_the_numbers_that_references_say(text: str) -> None:
    assert all(text.count(number) == 2 for number in ("Fig. 1.1", "Table 2.1"))
    assert "Listing 2.1 Codecaption" in text


def test_blanks_at_the_beginning_of_a_line_of_code_stay(text: str) -> None:
    assert 'return "leading' in text.replace("\u00a0", " ")
    (line,) = (line for line in text.splitlines() if "indented = True" in line)
    assert line.index("indented") > 1


def test_a_note_that_is_referenced_twice_stands_once(text: str) -> None:
    assert (text.count("autonoted"), text.count("mdnoted")) == (1, 1)


def test_every_node_is_known_and_the_compiler_has_nothing_to_say(built: Book) -> None:
    assert "no form in Typst" not in built.warnings
    assert "typst.compiler" not in built.warnings


def test_nothing_is_outside_of_its_page(built: Book) -> None:
    assert outside(built) == []


def test_an_unknown_node_is_warned_of_once_and_its_words_are_kept(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = book({"index.rst": "Book\n====\n\none\n\ntwo\n"}, builder=None, **CONF)
    made.edit(
        "inventing.py",
        """
        from docutils import nodes

        class invented(nodes.General, nodes.Element):
            pass

        def invent(app, doctree):
            for paragraph in list(doctree.findall(nodes.paragraph)):
                box = invented()
                box.source, box.line = paragraph.source, paragraph.line
                paragraph.replace_self(box)
                box += paragraph

        def setup(app):
            app.connect("doctree-read", invent)
        """,
    )
    made.configure(extensions=[*CONF["extensions"], "inventing"])
    monkeypatch.syspath_prepend(made.src)
    made.build("typstpdf")
    assert made.warnings.count("'invented'") == 1
    assert re.search(r"^index\.rst:4: WARNING: .*'invented'", made.warnings, re.MULTILINE)
    assert all(word in words_of(made) for word in ("one", "two"))


FIELDS = """
Book
====

.. py:function:: f(x)

   :param one: firstwords

      * listedwords

      thirdwords::

         codewords

      fourthwords
   :param two: * itemwords
   :returns: lastwords

      .. note:: notewords
"""


def test_a_paragraph_that_holds_blocks_loses_no_word(book: MakeBook) -> None:
    made = book({"index.rst": FIELDS}, builder="typstpdf", **CONF)
    said = words_of(made)
    assert [word for word in re.findall(r"\w+words", FIELDS) if word not in said] == []
    assert re.search(r"one . firstwords$", said, re.MULTILINE)


def test_words_stand_on_both_sides_of_a_formula_in_them(book: MakeBook) -> None:
    text = "# Book\n\nbefore $$x=1$$ between $$y=2$$ after\n"
    made = book({"index.md": text}, builder="typstpdf", myst_dmath_double_inline=True, **CONF)
    said = "".join(words_of(made).split())
    assert "beforex=1betweeny=2after" in said


def test_code_can_hold_what_the_style_has_no_look_for(book: MakeBook) -> None:
    text = "# Book\n\n```console\n(venv) $ pip install x\n```\n"
    made = book({"index.md": text}, builder="typstpdf", **CONF)
    assert "(venv) $ pip install x" in words_of(made)


@pytest.mark.parametrize(("style", "grounds"), [("monokai", 1), ("tango", 0), ("bw", 0)])
def test_only_a_dark_style_brings_its_ground(book: MakeBook, style: str, grounds: int) -> None:
    text = "# Book\n\n```{code-block} python\n:emphasize-lines: 1\n\nx = 1\n```\n"
    made = book({"index.md": text}, builder="typst", pygments_style=style, **CONF)
    code = made.text("thearchive/documents/index.typ")
    assert code.count('dark: "#272822"') == code.count("dark:") == grounds
    made.build("typstpdf")
    assert "x = 1" in words_of(made)


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("en", ("en", None)),
        ("pt_BR", ("pt", "BR")),
        ("zh-cn", ("zh", "CN")),
        ("zh_Hant", ("zh", "TW")),
        ("zh-Hans", ("zh", "CN")),
        ("zh_Hant_HK", ("zh", "HK")),
        ("sr@latin", ("sr", None)),
        ("es-419", ("es", None)),
        ("de_AT.UTF-8", ("de", "AT")),
        ("python", None),
        ("c++", None),
        ("", None),
    ],
)
def test_a_tag_names_a_language_as_typst_has_it(
    tag: str, found: tuple[str, str | None] | None
) -> None:
    assert language(tag) == found


@pytest.mark.parametrize("tag", ["zh_Hant", "sr@latin"])
def test_a_book_can_be_in_any_language(book: MakeBook, tag: str) -> None:
    text = "Book\n====\n\n.. container:: language-python\n\n   words\n"
    made = book({"index.rst": text}, builder="typstpdf", language=tag, **CONF)
    assert "words" in words_of(made)


def test_traditional_characters_have_their_typeface(book: MakeBook) -> None:
    made = book({"index.md": "# Book\n"}, builder="typst", language="zh_Hant", **CONF)
    assert fonts.without_emoji(made.app.config)[0] == "Noto Sans TC"


def test_a_long_name_stands_over_what_it_names(book: MakeBook) -> None:
    text = """
        Book
        ====

        :short: besidewords
        :a name that is longer than a third: belowwords

        --an-option=VALUE, --another-option=VALUE  optionwords
        """
    said = words_of(book({"index.rst": text}, builder="typstpdf", **CONF))
    lines = [line.split()[0] for line in said.splitlines() if "words" in line]
    assert lines == ["short", "belowwords", "optionwords"]


def test_an_address_that_leads_nowhere_from_a_pdf_is_not_said(book: MakeBook) -> None:
    text = """
        Book
        ====

        `one <latex.html#x>`_ `two <javascript:alert()>`_ `three <//example.org/>`_
        `four <mailto:me@example.org>`_
        """
    made = book({"index.rst": text}, builder="typstpdf", **CONF)
    said = words_of(made)
    assert all(word in said for word in ("one", "two", "three", "four"))
    assert addresses(made.out / "thearchive.pdf") == {"mailto:me@example.org"}
    assert "latex.html" not in said


INVENTING = """
from docutils import nodes
from docutils.parsers.rst import Directive

class wrapped(nodes.TextElement):
    pass

class drawn(nodes.General, nodes.Inline, nodes.Element):
    pass

class Invent(Directive):
    has_content = True

    def run(self):
        around = wrapped()
        self.state.nested_parse(self.content, self.content_offset, around)
        inner = nodes.paragraph("", "", nodes.Text("seen "), drawn(code="smalldrawing"))
        return [wrapped("", "firstinvented"), wrapped("", "secondinvented"), around, inner,
                drawn(code="digraph {\\n  a -> b\\n}")]

def setup(app):
    app.add_directive("invent", Invent)
"""


def test_unknown_nodes_stand_apart_and_their_blocks_and_code_are_kept(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Book\n====\n\n.. invent::\n\n   nestedwords\n\n   * listedwords\n"
    made = book({"index.rst": text, "inventing2.py": INVENTING}, builder=None, **CONF)
    made.configure(extensions=[*CONF["extensions"], "inventing2"])
    monkeypatch.syspath_prepend(made.src)
    said = words_of(made.build("typstpdf"))
    lines = [" ".join(line.split()) for line in said.splitlines()]
    wanted = ("firstinvented", "secondinvented", "nestedwords", "• listedwords", "a -> b", "}")
    assert [line for line in wanted if line not in lines] == []
    assert "seen smalldrawing" in lines
