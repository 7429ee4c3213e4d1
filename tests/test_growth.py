"""What a page costs does not grow with the archive: counted, not timed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from docutils import nodes
from sphinx.environment.adapters import toctree as adapter

from sphinx_newsdigest import domain, identities, queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeBook

    from sphinx_newsdigest.catalogue import Catalogue

CONF: dict[str, Any] = {"html_theme": "sphinx_book_theme", "language": "zh_CN"}


def archive(issues: int) -> dict[str, str | bytes]:
    """Return a book in which each issue has a project, an organization and a day of its own."""
    numbers = range(1, issues + 1)
    sources: dict[str, str | bytes] = {
        "index.md": "# 文库\n\n```{toctree}\nissues/index\nnames/index\nnewest\n```\n",
        "issues/index.md": "# 各期\n\n```{toctree}\n:glob:\n:hidden:\n\n[0-9]*\n```\n",
        "names/index.md": "# 名录\n\n```{toctree}\n:glob:\n:hidden:\n\n[a-z]-*\n```\n",
        "newest.md": "# 新\n\n```{digest:listing}\n:of: items\n:limit: 3\n```\n",
    }
    for number in numbers:
        sources[f"issues/{number:02}.md"] = f"""
            ---
            digest: {{issue: {number}, date: 2020-01-{number:02}}}
            ---

            # 第 {number} 期

            ## 项目 {number}

            一条消息，来自 {{digest:organization}}`组织 {number}`。<https://example.org/{number}>
            """
        for letter, kind, name in (("p", "project", "项目"), ("o", "organization", "组织")):
            title = f"{name} {number}"
            sources[f"names/{letter}-{number:02}.md"] = (
                f"# {title}\n\n```{{digest:{kind}}} {letter}{number}\n:title: {title}\n```\n"
            )
    return sources


class Scanned(tuple[Any, ...]):
    """Records that count how often somebody goes through all of them."""

    __slots__ = ()
    counts: ClassVar[Counter[str]] = Counter()

    def __iter__(self) -> Iterator[Any]:
        self.counts["scans"] += 1
        return super().__iter__()


def counted(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch, issues: int, builder: str = "html", **conf: Any
) -> dict[str, float]:
    """Build an archive and return what was done: by page, but for scans, which are of a build."""
    counts: Counter[str] = Counter()
    monkeypatch.setattr(Scanned, "counts", counts)

    def counting(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            counts[name] += 1
            return original(*arguments, **named)

        return call

    def scanned(documents: Any) -> Catalogue:
        found = catalogue(documents)
        kinds = ("items", "issues", "sessions", "link_lists")
        seen: dict[str, Any] = {kind: Scanned(getattr(found, kind)) for kind in kinds}
        return replace(found, **seen)

    catalogue = identities.catalogue
    monkeypatch.setattr(domain, "catalogue", scanned)
    for module, name in (
        (queries, "_matches"),
        (adapter, "_toctree_entry"),
        (nodes.Element, "deepcopy"),
        (nodes.Element, "copy"),
    ):
        monkeypatch.setattr(module, name, counting(name, getattr(module, name)))
    name = f"{issues}-{builder}-{len(conf)}"
    made = book(archive(issues), builder=builder, name=name, **CONF, **conf)
    monkeypatch.undo()
    pages = len(made.env.found_docs)
    return {key: n if key == "scans" else n / pages for key, n in counts.items()}


@pytest.mark.parametrize("builder", ["html", "text", "digest-data"])
def test_with_four_times_the_issues_each_page_costs_the_same(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    few, many = (counted(book, monkeypatch, issues, builder) for issues in (6, 24))
    assert many["scans"] == few["scans"] > 0
    assert many.get("_toctree_entry", 0) <= few.get("_toctree_entry", 0)
    # Some pages are there once, so it is not the same to the last digit.
    for name in ("_matches", "copy"):
        assert 0 < many[name] < 1.5 * few[name], name


def test_a_table_of_contents_on_each_page_would_be_noticed(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (counted(book, monkeypatch, issues, newsdigest_sidebar=False) for issues in (6, 24))
    assert many["_toctree_entry"] > 2 * few["_toctree_entry"] > 0
    assert many["copy"] > 2 * few["copy"]
