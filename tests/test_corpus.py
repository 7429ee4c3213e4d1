"""The 20 real digests of a community: every item, every URL, as counted by hand."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Book, MakeBook

pytestmark = pytest.mark.corpus

_URL = re.compile(r"https?://[^\s<>()\",，。；、（）？]+")

_HOT = "Havana#Initial_support_for_native_template_language_.28HOT.29"

#: What CommonMark does not link: URLs without brackets, and one in a broken link.
BARE = {
    "https://wiki.openstack.org/wiki/Heat/Blueprints/Multi_Region_Support_for_Heat",
    "https://blueprints.launchpad.net/horizon/+spec/angularjs-javascript-frontend-framework",
    "https://blueprints.launchpad.net/neutron/+spec/sharing-model-for-external-networks",
    "https://blueprints.launchpad.net/neutron/+spec/vlan-aware-vms",
    "http://lists.openstack.org/pipermail/openstack-dev/2014-January/024005.html",
    f"https://wiki.openstack.org/wiki/ReleaseNotes/{_HOT}",
    "https://blueprints.launchpad.net/heat/+spec/update-failure-recovery",
    "https://ace.ng.bluemix.net/",
    "https://www.mail-archive.com/openstack-dev@lists.openstack.org/msg25279.html",
    "https://review.openstack.org/#/c/94857/",
    "https://review.openstack.org/#/c/38230/",
}


def issue(number: int, path: Path) -> bytes:
    """Return a post as an issue: other front matter, and its title as a heading."""
    _, front, body = path.read_bytes().split(b"---", 2)
    title = re.search(rb"(?m)^title: (.*?)\r?$", front)
    assert title is not None
    head = f"---\ndigest: {{issue: {number}, date: {path.name[:10]}}}\n---\n\n# "
    return head.encode() + title[1] + b"\n" + body


@pytest.fixture(scope="module")
def sources(corpora: Path) -> dict[str, bytes]:
    posts = sorted(corpora.glob("openstack-digest/_posts/*/*.md"), key=lambda path: path.name)
    return {f"{number:02}.md": issue(number, path) for number, path in enumerate(posts, 1)}


@pytest.fixture(scope="module")
def book(shelf: MakeBook, sources: dict[str, bytes]) -> Book:
    return shelf(
        sources,
        builder="digest-data",
        newsdigest_sections={"业界动态": "industry", "社区跟踪": "community"},
    )


@pytest.fixture(scope="module")
def archive(book: Book) -> Any:
    return book.archive


def normal(url: str) -> str:
    """Return *url* as its readers see it, without Markdown's escapes and a final full stop."""
    return unquote(url.replace("\\", "")).rstrip(".")


def test_there_are_20_issues_and_429_items(archive: Any) -> None:
    assert [issue["number"] for issue in archive["issues"]] == [
        int(name) for name in sorted(map(str, range(1, 21)))
    ]
    assert len(archive["items"]) == 429


def test_issue_16_has_23_items_under_its_headings(archive: Any) -> None:
    counted = Counter(item["section"][-1] for item in archive["items"] if item["issue"] == "16")
    assert counted == {
        "业界动态": 5,
        "Common": 9,
        "Nova": 5,
        "Neutron": 2,
        "Ceilometer": 1,
        "Keystone": 1,
    }


def test_each_heading_has_its_items(archive: Any) -> None:
    # As the archives' README counts blocks, less five that go on with an item before them.
    assert Counter(item["section"][-1] for item in archive["items"]) == {
        "Common": 143,
        "业界动态": 107 - 2,
        "Nova": 57 - 1,
        "Neutron": 45 - 1,
        "Heat": 23,
        "Ceilometer": 20 - 1,
        "Tempest": 14,
        "Tempst": 1,
        "Keystone": 12,
        "Cinder": 6,
        "Horizon": 3,
        "Glance": 2,
        "Sahara": 1,
    }


def test_ids_and_anchors_are_unique(archive: Any) -> None:
    for key in ("id", "anchor", "url"):
        values = [item[key] for item in archive["items"]]
        assert len(set(values)) == len(values)


def test_every_item_is_in_its_issue_and_has_text_and_a_section(archive: Any) -> None:
    listed = [name for issue in archive["issues"] for name in issue["items"]]
    assert sorted(listed) == sorted(item["id"] for item in archive["items"])
    assert all(item["text"] and item["section"] for item in archive["items"])


def test_477_urls_are_466_links_and_11_bare_ones(archive: Any, sources: dict[str, bytes]) -> None:
    written = Counter(
        (name[:2], normal(url))
        for name, text in sources.items()
        for url in _URL.findall(text.decode())
    )
    assert written.total() == 477
    linked = Counter((link["docname"], normal(link["url"])) for link in archive["links"])
    assert linked.total() == 466
    assert linked - written == Counter()
    assert {url for _, url in written - linked} == BARE
    assert (written - linked).total() == len(BARE)


def test_every_url_of_the_sources_is_in_the_archive(
    archive: Any, sources: dict[str, bytes]
) -> None:
    said = "\n".join([item["text"] for item in archive["items"]])
    links = {normal(link["url"]) for link in archive["links"]}
    for text in sources.values():
        for url in map(normal, _URL.findall(text.decode())):
            assert url in links or url in said, url


def test_only_what_is_odd_in_the_sources_is_a_warning(book: Book) -> None:
    lines = [line for line in book.warnings.splitlines() if "[myst.header]" not in line]
    assert len(lines) == 1
    assert lines[0].startswith("17.md:45: WARNING: the item is of 2014-07-22, which is later")


def test_items_keep_their_ids_when_a_post_is_read_alone(
    book: Book, shelf: MakeBook, sources: dict[str, bytes]
) -> None:
    alone = shelf({"06.md": sources["06.md"]}, builder="digest-data", name="alone")
    assert [item["id"] for item in alone.archive["items"]] == [
        item["id"] for item in book.archive["items"] if item["issue"] == "6"
    ]
