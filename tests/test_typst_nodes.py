"""Whatever a document can hold has a form in the PDF."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from pdfs import outside, words_of
from sphinx import addnodes

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
