"""From sources to records: the rules of the architecture's section 3, in both markups.

Each sample is an issue of one book per markup, so that Sphinx runs twice for all of them.
"""

from __future__ import annotations

from datetime import date
from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sphinx_newsdigest.model import Image, Mention
from sphinx_newsdigest.names import digest

if TYPE_CHECKING:
    from conftest import Book, MakeBook

    from sphinx_newsdigest.model import Issue, Item, Link

PERIOD = "2013-12-26/2014-01-16"
LAST_DAY = date(2014, 1, 16)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


class Sample(NamedTuple):
    """The body of an issue in both markups."""

    docname: str
    md: str
    rst: str


SAMPLES: list[Sample] = []


def issue(md: str, rst: str) -> Sample:
    """Add an issue to the books; its title and its marker are written here."""
    number = len(SAMPLES) + 1
    head = f"---\ndigest:\n  issue: {number}\n  period: {PERIOD}\n---\n\n# Issue {number}\n\n"
    marker = f"Issue {number}\n{'=' * 20}\n\n.. digest:issue:: {number}\n   :period: {PERIOD}\n\n"
    sample = Sample(f"issue-{number:02}", head + dedent(md).lstrip(), marker + dedent(rst).lstrip())
    SAMPLES.append(sample)
    return sample


PROJECTS = {
    "md": """
        # Projects

        ## Nova

        ```{digest:project} nova
        :aliases: Compute, 计算服务
        ```

        ## Neutron

        ```{digest:project} neutron
        :formerly: Quantum until 2013-06
        ```

        ```{digest:organization} redhat
        :title: 红帽
        :aliases: Red Hat
        ```

        ```{digest:person} ling
        :title: 孔令贤
        ```
        """,
    "rst": """
        Projects
        ========

        Nova
        ----

        .. digest:project:: nova
           :aliases: Compute, 计算服务

        Neutron
        -------

        .. digest:project:: neutron
           :formerly: Quantum until 2013-06

        .. digest:organization:: redhat
           :title: 红帽
           :aliases: Red Hat

        .. digest:person:: ling
           :title: 孔令贤
        """,
}


class Archive:
    """The records of one markup's book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def issue(self, sample: Sample) -> Issue:
        (found,) = self.book.catalogue.documents[sample.docname].issues
        return found

    def items(self, sample: Sample) -> list[Item]:
        """Return the items of *sample* in the order of the document, as the catalogue has them."""
        local = self.book.catalogue.in_document[sample.docname]
        return [local[item.name] for item in self.issue(sample).items]  # type: ignore[misc]  # items, by their names

    def texts(self, sample: Sample) -> list[str]:
        return [item.text for item in self.items(sample)]

    def prose(self, sample: Sample) -> tuple[Link, ...]:
        """Return the links that are in no item."""
        return self.book.catalogue.documents[sample.docname].links


@pytest.fixture(scope="module")
def books(shelf: MakeBook) -> dict[str, Archive]:
    def written(markup: str) -> Book:
        sources: dict[str, str | bytes] = {
            f"{sample.docname}.{markup}": getattr(sample, markup) for sample in SAMPLES
        }
        sources |= {f"projects.{markup}": PROJECTS[markup], "p.png": PICTURE}
        return shelf(
            sources,
            builder="digest-data",
            name=markup,
            newsdigest_sections={"Industry News": "industry", "综合": "general"},
        )

    return {markup: Archive(written(markup)) for markup in ("md", "rst")}


@pytest.fixture(params=["md", "rst"])
def archive(books: dict[str, Archive], request: pytest.FixtureRequest) -> Archive:
    return books[request.param]


def test_the_samples_are_read_without_a_warning(archive: Archive) -> None:
    assert archive.book.warnings == ""


# -- paragraphs ----------------------------------------------------------------

PARAGRAPHS = issue(
    """
    The preface, with [a link](https://e.org/preface).

    ## News

    One.

    Two,
    on two lines.
    """,
    """
    The preface, with `a link <https://e.org/preface>`_.

    News
    ----

    One.

    Two,
    on two lines.
    """,
)


def test_each_paragraph_of_a_section_is_an_item(archive: Archive) -> None:
    assert archive.texts(PARAGRAPHS) == ["One.", "Two, on two lines."]


def test_the_preface_is_no_item_but_its_links_are_links(archive: Archive) -> None:
    assert [(link.url, link.item) for link in archive.prose(PARAGRAPHS)] == [
        ("https://e.org/preface", None)
    ]


BLOCKS = issue(
    """
    ## News

    * No links before the first item.

    With a list

    * of no
    * links

    With a quote

    > said

    With code

    ```text
    a = b
    ```

    With a table

    | a |
    |---|
    | b |

    With a picture

    ![A picture](p.png)

    ### Below

    * After a heading no item is open.
    """,
    """
    News
    ----

    * No links before the first item.

    With a list

    * of no
    * links

    With a quote

      said

    With code

    .. code-block:: text

       a = b

    With a table

    .. table::

       +---+
       | a |
       +===+
       | b |
       +---+

    With a picture

    .. image:: p.png
       :alt: A picture

    Below
    ~~~~~

    * After a heading no item is open.
    """,
)


def test_other_blocks_belong_to_the_item_before_them(archive: Archive) -> None:
    assert archive.texts(BLOCKS) == [
        "With a list\n\nof no\n\nlinks",
        "With a quote\n\nsaid",
        "With code\n\na = b",
        "With a table\n\na\n\nb",
        "With a picture",
    ]


def test_a_picture_belongs_to_its_item(archive: Archive) -> None:
    (image,) = archive.items(BLOCKS)[-1].images
    assert image == Image("p.png", "A picture", None, missing=False)


LISTS = issue(
    """
    ## News

    * [one](https://e.org/one)
    * See [two](https://e.org/two) and [more](https://e.org/more).

      A second paragraph.

    A lead:

    * <https://e.org/three>
    * <https://e.org/four>

    导语：

    1. <https://e.org/five>

    No lead.

    1. [six](https://e.org/six)

    Another lead:

    * [seven](https://e.org/seven)
    * no link
    """,
    """
    News
    ----

    * `one <https://e.org/one>`_
    * See `two <https://e.org/two>`_ and `more <https://e.org/more>`_.

      A second paragraph.

    A lead:

    * https://e.org/three
    * https://e.org/four

    导语：

    1. https://e.org/five

    No lead.

    1. `six <https://e.org/six>`_

    Another lead:

    * `seven <https://e.org/seven>`_
    * no link
    """,
)


def test_a_list_of_links_is_one_item_per_entry(archive: Archive) -> None:
    assert archive.texts(LISTS)[:2] == ["one", "See two and more.\n\nA second paragraph."]


def test_a_list_of_links_after_a_colon_belongs_to_its_lead(archive: Archive) -> None:
    assert archive.texts(LISTS)[2:4] == [
        "A lead:\n\nhttps://e.org/three\n\nhttps://e.org/four",
        "导语：\n\nhttps://e.org/five",
    ]


def test_a_list_of_links_after_a_full_stop_does_not(archive: Archive) -> None:
    assert archive.texts(LISTS)[4:6] == ["No lead.", "six"]


def test_a_list_of_which_not_every_entry_has_a_link_belongs_to_the_open_item(
    archive: Archive,
) -> None:
    assert archive.texts(LISTS)[6:] == ["Another lead:\n\nseven\n\nno link"]


ASIDES = issue(
    """
    ## News

    Not seen:

    <!-- a comment -->

    % another

    (a-target)=

    * [one](https://e.org/one)

    Before a rubric

    ```{rubric} A rubric
    ```

    * belongs to nobody

    ![A picture](p.png)

    ## A picture alone is no item

    ![A picture](p.png)
    """,
    """
    News
    ----

    Not seen:

    .. raw:: html

       <!-- a comment -->

    .. another

    .. _a-target:

    * `one <https://e.org/one>`_

    Before a rubric

    .. rubric:: A rubric

    * belongs to nobody

    .. image:: p.png
       :alt: A picture

    A picture alone is no item
    --------------------------

    .. image:: p.png
       :alt: A picture
    """,
)


def test_what_readers_do_not_see_divides_nothing(archive: Archive) -> None:
    assert archive.texts(ASIDES)[0] == "Not seen:\n\none"


def test_a_rubric_closes_the_item_and_a_picture_alone_is_none(archive: Archive) -> None:
    assert archive.texts(ASIDES)[1:] == ["Before a rubric"]
    assert [item.images for item in archive.items(ASIDES)] == [(), ()]


PROSE = issue(
    """
    ## News

    An item.

    {.no-item}
    Not one, though it has [a link](https://e.org/prose).

    > This quote belongs to nobody.

    ## About us

    ```{digest:section}
    :items: none
    ```

    Prose.

    ### Below

    More prose.

    ## Again

    Another item.
    """,
    """
    News
    ----

    An item.

    .. rst-class:: no-item

    Not one, though it has `a link <https://e.org/prose>`_.

      This quote belongs to nobody.

    About us
    --------

    .. digest:section::
       :items: none

    Prose.

    Below
    ~~~~~

    More prose.

    Again
    -----

    Another item.
    """,
)


def test_a_paragraph_of_the_class_no_item_is_prose(archive: Archive) -> None:
    assert archive.texts(PROSE) == ["An item.", "Another item."]
    assert [link.url for link in archive.prose(PROSE)] == ["https://e.org/prose"]


def test_a_section_without_items_has_none_below_it_either(archive: Archive) -> None:
    assert [item.section for item in archive.items(PROSE)] == [("News",), ("Again",)]


DELIMITED = issue(
    """
    ## News

    ::::{digest:item}
    :date: 2014-01-03
    :projects: nova, 计算服务; Quantum
    :organizations: Red Hat
    :people: 孔令贤
    :name: stats-0-6
    :lang: en

    More than one paragraph.

    * and a list

    The last paragraph.
    ::::

    An item after it.
    """,
    """
    News
    ----

    .. digest:item::
       :date: 2014-01-03
       :projects: nova, 计算服务; Quantum
       :organizations: Red Hat
       :people: 孔令贤
       :name: stats-0-6
       :lang: en

       More than one paragraph.

       * and a list

       The last paragraph.

    An item after it.
    """,
)


def test_an_item_directive_holds_several_blocks_and_adds_facts(archive: Archive) -> None:
    item, after = archive.items(DELIMITED)
    assert item.text == "More than one paragraph.\n\nand a list\n\nThe last paragraph."
    assert (item.name, item.date) == ("stats-0-6", date(2014, 1, 3))
    assert item.mentions == (
        Mention("ling", "person", "owned"),
        Mention("neutron", "project", "owned"),
        Mention("nova", "project", "owned"),
        Mention("redhat", "organization", "owned"),
    )
    assert after.text == "An item after it."


# -- sections --------------------------------------------------------------------

SECTIONS = issue(
    """
    ## ＩＮＤＵＳＴＲＹ news

    Industry.

    ## Community

    ```{digest:section}
    :kind: community
    ```

    Community.

    ### 综合

    General.

    ### compute

    Of Nova.

    #### Deeper

    Still of Nova.

    ### Networking

    ```{digest:section}
    :projects: neutron
    ```

    Of Neutron.
    """,
    """
    ＩＮＤＵＳＴＲＹ news
    ---------------------

    Industry.

    Community
    ---------

    .. digest:section::
       :kind: community

    Community.

    综合
    ~~~~

    General.

    compute
    ~~~~~~~

    Of Nova.

    Deeper
    ......

    Still of Nova.

    Networking
    ~~~~~~~~~~

    .. digest:section::
       :projects: neutron

    Of Neutron.
    """,
)


def test_a_section_has_the_kind_that_the_config_or_its_directive_says(archive: Archive) -> None:
    assert [(item.text, item.kind) for item in archive.items(SECTIONS)] == [
        ("Industry.", "industry"),
        ("Community.", "community"),
        ("General.", "general"),
        ("Of Nova.", "community"),
        ("Still of Nova.", "community"),
        ("Of Neutron.", "community"),
    ]


def test_an_item_knows_the_titles_above_it(archive: Archive) -> None:
    assert [item.section for item in archive.items(SECTIONS)[2:5]] == [
        ("Community", "综合"),
        ("Community", "compute"),
        ("Community", "compute", "Deeper"),
    ]


def test_a_heading_that_is_a_projects_name_owns_its_items_also_below(archive: Archive) -> None:
    nova = (Mention("nova", "project", "owned"),)
    assert [item.mentions for item in archive.items(SECTIONS)] == [
        (),
        (),
        (),
        nova,
        nova,
        (Mention("neutron", "project", "owned"),),
    ]


# -- dates -----------------------------------------------------------------------------

DATES = issue(
    """
    ## News

    2013-12-30, a whole date.

    12月28日，去年。

    1.5号，今年。

    2014年1月10日10点，钟点。

    No date.

    ::::{digest:item}
    :date: 2014-01-01

    2013-12-30, but the option says another.
    ::::
    """,
    """
    News
    ----

    2013-12-30, a whole date.

    12月28日，去年。

    1.5号，今年。

    2014年1月10日10点，钟点。

    No date.

    .. digest:item::
       :date: 2014-01-01

       2013-12-30, but the option says another.
    """,
)


def test_an_items_date_is_its_option_or_begins_its_text_or_is_the_issues(
    archive: Archive,
) -> None:
    assert [item.date for item in archive.items(DATES)] == [
        date(2013, 12, 30),
        date(2013, 12, 28),
        date(2014, 1, 5),
        date(2014, 1, 10),
        LAST_DAY,
        date(2014, 1, 1),
    ]


def test_an_issue_without_a_date_is_of_the_last_day_of_its_period(archive: Archive) -> None:
    record = archive.issue(DATES)
    assert (record.start, record.end, record.date) == (date(2013, 12, 26), LAST_DAY, LAST_DAY)


# -- names ------------------------------------------------------------------------------

NAMES = issue(
    """
    ## News

    By the URL on its own line, not [this](https://e.org/inline).
    <https://e.org/primary>

    By its only link, [this](https://e.org/only).

    凭文字。别的不算。

    (by-target)=
    By a target.

    ::::{digest:item}
    :name: by-option

    By an option.
    ::::

    Like another:
    <https://e.org/same>

    Like another, but not quite:
    <https://e.org/same>
    """,
    """
    News
    ----

    By the URL on its own line, not `this <https://e.org/inline>`_.
    https://e.org/primary

    By its only link, `this <https://e.org/only>`__.

    凭文字。别的不算。

    .. _by-target:

    By a target.

    .. digest:item::
       :name: by-option

       By an option.

    Like another:
    https://e.org/same

    Like another, but not quite:
    https://e.org/same
    """,
)


@pytest.mark.parametrize("markup", ["md", "rst"])
def test_items_are_named_by_option_target_url_or_words(
    books: dict[str, Archive], markup: str
) -> None:
    names = [item.name for item in books[markup].items(NAMES)]
    assert names[:5] == [
        digest("https://e.org/primary"),
        digest("https://e.org/only"),
        digest("凭文字"),
        "by-target",
        "by-option",
    ]
    assert digest("https://e.org/same") not in names
    assert len(set(names)) == len(names) == 7


def test_the_id_of_an_item_is_the_issues_and_its_name_and_its_anchor_follows(
    archive: Archive,
) -> None:
    number = archive.issue(NAMES).number
    for item in archive.items(NAMES):
        assert item.id == f"{number}/{item.name}"
        assert item.anchor == f"item-{number}-{item.name}"
        assert item.issue == str(number)


# -- links ----------------------------------------------------------------------------

LINKS = issue(
    """
    ## News

    A tour of Nova:

    * <https://e.org/1>
    * <https://e.org/2>

    Words: [titled](https://e.org/3), then bare <https://e.org/4>

    ::::{digest:links}
    :kind: video
    :language: en
    :series: The Series

    * [One](https://e.org/5)
    * <https://e.org/6>
    ::::
    """,
    """
    News
    ----

    A tour of Nova:

    * https://e.org/1
    * https://e.org/2

    Words: `titled <https://e.org/3>`__, then bare https://e.org/4

    .. digest:links::
       :kind: video
       :language: en
       :series: The Series

       * `One <https://e.org/5>`__
       * https://e.org/6
    """,
)


def test_links_under_one_lead_are_a_series_and_titled_by_it(archive: Archive) -> None:
    links = archive.items(LINKS)[0].links
    assert [(link.title, link.series, link.part) for link in links] == [
        ("A tour of Nova", "A tour of Nova", 1),
        ("A tour of Nova", "A tour of Nova", 2),
    ]


def test_a_link_is_titled_by_its_text_else_by_the_words_before_it(archive: Archive) -> None:
    links = archive.items(LINKS)[1].links
    assert [link.title for link in links] == ["titled", "Words: titled, then bare"]
    assert [(link.series, link.part, link.kind) for link in links] == [(None, None, None)] * 2


def test_a_list_that_says_its_kind_is_one_item_per_entry_too(archive: Archive) -> None:
    items = archive.items(LINKS)[2:]
    assert [item.text for item in items] == ["One", "https://e.org/6"]
    assert [(k.kind, k.language, k.series, k.part) for item in items for k in item.links] == [
        ("video", "en", "The Series", 1),
        ("video", "en", "The Series", 2),
    ]


# -- mentions ------------------------------------------------------------------------------

MENTIONS = issue(
    """
    ## Nova

    {digest:project}`Quantum` and {digest:organization}`红帽`, by {digest:person}`him <ling>`.

    {digest:project}`nova`, in its own section.

    Neutron in plain words is no mention.
    """,
    """
    Nova
    ----

    :digest:project:`Quantum` and :digest:organization:`红帽`, by :digest:person:`him <ling>`.

    :digest:project:`nova`, in its own section.

    Neutron in plain words is no mention.
    """,
)


def test_a_role_names_and_a_section_owns(archive: Archive) -> None:
    of_nova = Mention("nova", "project", "owned")
    assert [item.mentions for item in archive.items(MENTIONS)] == [
        (
            Mention("ling", "person", "named"),
            Mention("neutron", "project", "named"),
            of_nova,
            Mention("redhat", "organization", "named"),
        ),
        (of_nova,),
        (of_nova,),
    ]


# -- all of them -----------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.docname for sample in SAMPLES])
def test_both_markups_give_the_same_records(books: dict[str, Archive], sample: Sample) -> None:
    md, rst = (books[markup].book.catalogue.documents[sample.docname] for markup in ("md", "rst"))
    assert md.issues
    assert md == rst


def test_a_number_before_a_heading_is_no_part_of_its_name(book: MakeBook) -> None:
    made = book(
        {
            "issue.md": "---\ndigest: {issue: 1, date: 2014-07-01}\n---\n\n# Issue\n\n"
            "## 一、业界动态\n\nNews.\n\n## 2. Nova\n\nMore.\n\n## 2.0 is out\n\nRest.\n",
            "nova.md": "# Nova\n\n:::{digest:project} nova\n:::\n",
        },
        newsdigest_sections={"业界动态": "industry"},
    )
    assert made.warnings == ""
    (issue,) = made.catalogue.issues
    assert [item.kind for item in issue.items] == ["industry", None, None]
    owned = [[mention.entity for mention in item.mentions] for item in made.catalogue.items]
    assert sorted(owned) == [[], [], ["nova"]]
    assert [item.section for item in issue.items] == [
        ("一、业界动态",),
        ("2. Nova",),
        ("2.0 is out",),
    ]
