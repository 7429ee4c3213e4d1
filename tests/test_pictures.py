"""Lost pictures: one line with the caption, one warning where nobody said that they are lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from bs4 import BeautifulSoup

from sphinx_newsdigest.model import Image
from sphinx_newsdigest.passages import is_there

if TYPE_CHECKING:
    from pathlib import Path

    from bs4 import Tag
    from conftest import Book, MakeBook

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


class Lost(NamedTuple):
    """A picture whose file is not there, the line that shows it, and its record."""

    text: str  # below "## Section" of an issue
    shown: str
    image: Image
    warns: bool = True
    suffix: str = "md"


def image(uri: str = "no.png", alt: str | None = None, caption: str | None = None) -> Image:
    return Image(uri, alt, caption, missing=True)


def rst(text: str) -> str:
    return text.replace("\n", "\n   ")


LOST = {
    "image": Lost("![](no.png)", "no.png", image()),
    "image-with-alt": Lost("![Words](no.png)", "Words", image(alt="Words")),
    "image-with-title": Lost('![Words](no.png "Title")', "Words", image(alt="Words")),
    "image-in-words": Lost("Before ![Words](no.png) after.", "Words", image(alt="Words")),
    "image-in-a-list": Lost("- Before\n- ![Words](no.png)", "Words", image(alt="Words")),
    "image-of-any-type": Lost("![](no.*)", "no.*", image("no.*")),
    "image-in-a-link": Lost("[![Words](no.png)](https://e.org)", "Words", image(alt="Words")),
    "image-declared": Lost("![Words](no.png){.missing}", "Words", image(alt="Words"), warns=False),
    "image-declared-above": Lost(
        "{.missing}\n![Words](no.png)", "Words", image(alt="Words"), warns=False
    ),
    "directive": Lost(":::{image} no.png\n:::", "no.png", image()),
    "directive-declared": Lost(
        ":::{image} no.png\n:class: missing\n:alt: Words\n:::",
        "Words",
        image(alt="Words"),
        warns=False,
    ),
    "figure": Lost(
        ":::{figure} no.png\nThe caption\n:::", "The caption", image(caption="The caption")
    ),
    "figure-without-caption": Lost(":::{figure} no.png\n:::", "no.png", image()),
    "figure-declared": Lost(
        ":::{figure} no.png\n:class: missing\n:alt: Words\n\nThe *caption*\n:::",
        "The caption",
        image(alt="Words", caption="The caption"),
        warns=False,
    ),
    "figure-declared-as-a-figure": Lost(
        ":::{figure} no.png\n:figclass: missing\n\nThe caption\n:::",
        "The caption",
        image(caption="The caption"),
        warns=False,
    ),
    "figure-with-a-legend": Lost(
        ":::{figure} no.png\n:name: named-figure\n\nThe caption\n\nThe legend\n:::",
        "The caption",
        image(caption="The caption"),
    ),
    "figure-in-a-link": Lost(
        ":::{figure} no.png\n:target: https://e.org\n\nThe caption\n:::",
        "The caption",
        image(caption="The caption"),
    ),
    "figure-of-any-type": Lost(
        ":::{figure} no.*\nThe caption\n:::", "The caption", image("no.*", caption="The caption")
    ),
    "directive-in-rest": Lost(".. image:: no.png", "no.png", image(), suffix="rst"),
    "directive-in-a-link-in-rest": Lost(
        ".. image:: no.png\n   :target: https://e.org\n   :alt: Words",
        "Words",
        image(alt="Words"),
        suffix="rst",
    ),
    "figure-in-rest": Lost(
        ".. figure:: no.png\n   :class: missing\n\n   The caption\n\n   The legend",
        "The caption",
        image(caption="The caption"),
        warns=False,
        suffix="rst",
    ),
    "figure-of-any-type-in-rest": Lost(
        ".. figure:: no.*\n\n   The caption",
        "The caption",
        image("no.*", caption="The caption"),
        suffix="rst",
    ),
    "substitution-in-rest": Lost(
        "Before |x| after.\n\n.. |x| image:: no.png\n   :alt: Words",
        "Words",
        image(alt="Words"),
        suffix="rst",
    ),
    "long-name": Lost(
        f"![](no{'o' * 5000}.png)", f"no{'o' * 5000}.png", image(f"no{'o' * 5000}.png")
    ),
    "folder": Lost("![](folder)", "folder", image("folder")),
    "outside": Lost("![](../../../no.png)", "../../../no.png", image("../../../no.png")),
    "absolute": Lost("![](/no.png)", "/no.png", image("/no.png")),
    "null": Lost("![](no%00.png)", "no%00.png", image("no%00.png")),
    "a-script": Lost(
        ".. image:: javascript:alert(1)",
        "javascript:alert(1)",
        image("javascript:alert(1)"),
        suffix="rst",
    ),
    "html": Lost(
        ".. figure:: no.png\n   :alt: <b>x</b>\n\n   \\<script>alert(1)\\</script>",
        "<script>alert(1)</script>",
        image(alt="<b>x</b>", caption="<script>alert(1)</script>"),
        suffix="rst",
    ),
}


def _source(number: int, lost: Lost) -> str:
    if lost.suffix == "md":
        return f"---\ndigest: {{issue: {number}}}\n---\n\n# T\n\n## S\n\nWords.\n\n{lost.text}\n"
    return f"T\n=\n\n.. digest:issue:: {number}\n\nS\n-\n\nWords.\n\n{lost.text}\n"


@pytest.fixture(scope="module")
def lost(shelf: MakeBook) -> tuple[Book, str]:
    """One issue per lost picture, written as HTML and as data; and what the first build said."""
    sources: dict[str, str | bytes] = {
        f"{name}.{picture.suffix}": _source(number, picture).encode()
        for number, (name, picture) in enumerate(LOST.items(), 1)
    }
    sources["folder/there.txt"] = "x"
    made = shelf(sources)
    warnings = made.warnings
    made.build("digest-data")
    return made, warnings


def _page(book: Book, name: str) -> BeautifulSoup:
    text = (book.root / "html" / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "lxml")


@pytest.mark.parametrize("name", LOST)
def test_a_lost_picture_is_one_line_with_its_caption(lost: tuple[Book, str], name: str) -> None:
    soup = _page(lost[0], name)
    (line,) = soup.select(".digest-missing")
    assert line.get_text() == f"Picture lost: {LOST[name].shown}"
    assert line.find_parent("p") is not None
    assert soup.select(".body img") == []


@pytest.mark.parametrize("name", LOST)
def test_a_lost_picture_is_one_warning_unless_it_is_declared(
    lost: tuple[Book, str], name: str
) -> None:
    picture = LOST[name]
    source = f"{name}.{picture.suffix}"
    mine = [line for line in lost[1].splitlines() if line.startswith(f"{source}:")]
    if not picture.warns:
        assert mine == []
        return
    assert len(mine) == 1
    assert mine[0].endswith("[digest.missing_picture]")
    text = _source(0, picture).split("\n")
    first = picture.text.split("\n")[0]
    lines = [n for n, line in enumerate(text, 1) if line == first or "image:: no.png" in line]
    lines = lines[-1:] if "image::" in picture.text else lines[:1]
    offset = picture.text.split("\n").index("- ![Words](no.png)") if "list" in name else 0
    assert mine[0].startswith(f"{source}:{lines[0] + offset}: ")


@pytest.mark.parametrize("name", LOST)
def test_a_lost_picture_belongs_to_its_item(lost: tuple[Book, str], name: str) -> None:
    items = [item for item in lost[0].catalogue.items if item.docname == name]
    assert [item.images for item in items if item.images] == [(LOST[name].image,)]
    if not re.match(r"Before", LOST[name].text):
        assert len(items) == 1


@pytest.mark.parametrize("name", LOST)
def test_the_data_hold_the_record_of_a_lost_picture(lost: tuple[Book, str], name: str) -> None:
    images = [
        found
        for item in lost[0].archive["items"]
        if item["docname"] == name
        for found in item["images"]
    ]
    expected = LOST[name].image
    assert images == [
        {"uri": expected.uri, "alt": expected.alt, "caption": expected.caption, "missing": True}
    ]


@pytest.mark.parametrize(
    "name", ["image-in-a-link", "figure-in-a-link", "directive-in-a-link-in-rest"]
)
def test_the_link_of_a_lost_picture_stays(lost: tuple[Book, str], name: str) -> None:
    (link,) = _page(lost[0], name).select(".digest-item a.external")
    assert link["href"] == "https://e.org"
    assert [found.url for found in lost[0].catalogue.links if found.docname == name] == [
        "https://e.org"
    ]


@pytest.mark.parametrize("name", ["figure-with-a-legend", "figure-in-rest"])
def test_the_legend_of_a_lost_picture_stays_with_it(lost: tuple[Book, str], name: str) -> None:
    soup = _page(lost[0], name)
    assert "The legend" in [paragraph.get_text() for paragraph in soup.find_all("p")]
    (item,) = [item for item in lost[0].catalogue.items if item.docname == name]
    assert item.text.endswith("The caption\n\nThe legend")


def test_a_lost_figure_keeps_its_name(lost: tuple[Book, str]) -> None:
    ids = [element["id"] for element in _page(lost[0], "figure-with-a-legend").find_all(id=True)]
    assert ids.count("named-figure") == 1


def test_nobody_warns_of_a_lost_picture_twice(lost: tuple[Book, str]) -> None:
    # Not Sphinx itself, and neither do later builds with other builders.
    assert "image.not_readable" not in lost[1]
    assert lost[0].warnings == ""


# -- pictures that are not lost --------------------------------------------------------------------


def _sources(tag: Tag | None) -> list[str]:
    assert tag is not None
    return [str(found["src"]) for found in tag.find_all("img")]


def test_pictures_that_are_there_or_elsewhere_are_left_alone(book: MakeBook) -> None:
    made = book(
        {
            "there.png": PICTURE,
            "a b 图.png": PICTURE,
            "issue.md": """
                ---
                digest: {issue: 1}
                ---

                # T

                ## S

                Words ![](there.png) ![](there.*) ![](/there.png) ![](<a b 图.png>)
                ![](https://e.org/far.png) ![](data:image/png;base64,AAAA)

                ![There after all](there.png){.missing}
            """,
        }
    )
    assert made.warnings == ""
    soup = made.html("issue")
    assert _sources(soup.select_one("div.body")) == [
        "_images/there.png",
        "_images/there.png",
        "_images/there.png",
        "_images/a%20b%20%E5%9B%BE.png",
        "https://e.org/far.png",
        "data:image/png;base64,AAAA",
        "_images/there.png",
    ]
    assert soup.select(".digest-missing, .missing") == []
    (item,) = made.catalogue.items
    assert [image.missing for image in item.images] == [False] * 7


def test_a_picture_that_is_declared_lost_needs_no_file_in_the_next_builds(book: MakeBook) -> None:
    made = book({"a.md": "# T\n\n![](no.png){.missing}\n", "b.md": "# T\n\n![](no.*)\n"})
    made.build()
    assert made.read == []
    assert made.written == []


@pytest.mark.parametrize(
    ("typed", "file"), [("no.png", "no.png"), ("no.*", "no.png"), ("/p/no.png", "p/no.png")]
)
def test_a_picture_that_turns_up_is_shown(book: MakeBook, typed: str, file: str) -> None:
    made = book({"a.md": f"# T\n\n![]({typed})\n", "b.md": "# T\n"})
    assert made.warnings.count("[digest.missing_picture]") == 1
    made.edit(file, PICTURE)
    made.build()
    assert made.read == ["a"]
    assert made.warnings == ""
    assert _sources(made.html("a").select_one("div.body")) == ["_images/no.png"]


def test_a_picture_that_gets_lost_is_said_to_be(book: MakeBook) -> None:
    made = book({"a.md": "# T\n\n![Words](it.png)\n", "it.png": PICTURE})
    assert made.warnings == ""
    made.remove("it.png")
    made.build()
    assert made.warnings.startswith("a.md:3: WARNING: the picture 'it.png' is not there; expected")
    assert "Picture lost: Words" in made.html("a").get_text()


def test_a_lost_picture_is_searched_for_in_the_language_of_the_book(book: MakeBook) -> None:
    made = book({"a.md": "# T\n\n![](it.png)\n", "it.zh_CN.png": PICTURE}, language="zh_CN")
    assert made.warnings == ""


@pytest.mark.parametrize("path", ["no.png", "no.*", "no\0.png", "no\0/no.*", "n" * 5000, "."])
def test_what_cannot_be_read_is_not_there(tmp_path: Path, path: str) -> None:
    assert not is_there(str(tmp_path / path))
