"""Small books, built for real: sources in a dict, Sphinx in this process."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from bs4 import BeautifulSoup
from searching import Reader, find_browser
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser
    from sphinx.environment import BuildEnvironment

    from sphinx_newsdigest.catalogue import Catalogue

#: What a book's conf.py says where a test does not say otherwise.
CONF = {
    "project": "The Archive",
    "author": "The Editors",
    "language": "en",
    "extensions": ["myst_parser", "sphinx_newsdigest"],
    "myst_enable_extensions": ["colon_fence", "attrs_block", "attrs_inline"],
}

#: What the tests of a marker need, and how to get it.
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "corpus": (
        lambda: bool(os.environ.get("NEWSDIGEST_CORPORA")),
        "NEWSDIGEST_CORPORA is not set; expected the folder of the archives",
    ),
    "epubcheck": (
        lambda: bool(shutil.which("java")),
        "epubcheck needs Java: apt install default-jre-headless, or brew install openjdk",
    ),
    "tex": (
        lambda: all(map(shutil.which, ("make", "latexmk", "xelatex", "upmendex"))),
        "make, latexmk, xelatex or upmendex is missing: see docs/manual/howto/latex.md",
    ),
    "poppler": (
        lambda: bool(shutil.which("pdftotext") and shutil.which("pdfinfo")),
        "pdftotext and pdfinfo are missing: apt install poppler-utils, or brew install poppler",
    ),
    "browser": (
        lambda: bool(find_browser()),
        "a headless browser is missing: apt install chromium",
    ),
}

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (is_there, how_to_get_it) in NEEDS.items():
        if item.get_closest_marker(marker) and not is_there():
            pytest.skip(f"{marker}: {how_to_get_it}")


class Book:
    """A folder of sources, and what its last build made of them."""

    def __init__(
        self, root: Path, sources: Mapping[str, str | bytes], conf: Mapping[str, Any]
    ) -> None:
        self.root = root
        self.src = root / "src"
        self.doctrees = root / "doctrees"
        self.out = root / "html"
        self.app: Sphinx
        self.warnings = ""  # of the last build, without colours; paths are relative to the sources
        self.status = ""
        self.read: list[str] = []  # the documents that the last build read
        self.written: list[str] = []  # and those it resolved to write them
        self._conf = {**CONF, **conf}
        self.configure()
        for name, text in sources.items():
            self.edit(name, text)
        if not any((self.src / f"index.{suffix}").is_file() for suffix in ("md", "rst")):
            names = sorted(name for name in sources if name.endswith((".md", ".rst")))
            self.edit("index.md", "\n".join(["# Index", "", "```{toctree}", *names, "```", ""]))

    def configure(self, **conf: Any) -> None:
        """Write conf.py anew, with *conf* changed."""
        self._conf |= conf
        lines = (f"{name} = {value!r}\n" for name, value in self._conf.items())
        self.edit("conf.py", "".join(lines))

    def edit(self, name: str, text: str | bytes) -> None:
        """Write a source, dedented; ``bytes`` are written as they are."""
        path = self.src / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode())

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a passage that stands in the source *name* once."""
        text = (self.src / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
        self.edit(name, text.replace(old, new))

    def remove(self, name: str) -> None:
        """Delete a source."""
        (self.src / name).unlink()

    def build(
        self,
        builder: str = "html",
        *,
        parallel: int = 1,
        out: str | None = None,
        fresh: bool = False,
        force: bool = False,
        **conf: Any,
    ) -> Book:
        """Build with a new application, as another ``sphinx-build`` would; *conf* is its ``-D``.

        *out* is the folder below the book's, else the builder's name; *fresh* forgets what was
        read (``-E``), *force* writes all (``-a``).
        """
        self.out = self.root / (out or builder)
        warnings, status = io.StringIO(), io.StringIO()
        locale.translators.clear()  # else a catalog of an earlier build falls back on this one's
        with patch_docutils(self.src), docutils_namespace():
            self.app = Sphinx(
                self.src,
                self.src,
                self.out,
                self.doctrees,
                builder,
                confoverrides=conf,
                status=status,
                warning=warnings,
                freshenv=fresh,
                parallel=parallel,
            )
            self.read, self.written = [], []
            self.app.connect("env-before-read-docs", lambda _a, _e, names: self.read.extend(names))
            self.app.connect("doctree-resolved", lambda _a, _d, name: self.written.append(name))
            try:
                self.app.build(force)
            finally:
                self.warnings = _COLOURS.sub("", warnings.getvalue()).replace(f"{self.src}/", "")
                self.status = _COLOURS.sub("", status.getvalue())
        # Typst warns of what it leaves out, above all.
        assert "[typst.compiler]" not in self.warnings, self.warnings
        return self

    @property
    def env(self) -> BuildEnvironment:
        return self.app.env

    @property
    def catalogue(self) -> Catalogue:
        """All records, as the domain has them after the last build."""
        domain: Any = self.env.get_domain("digest")
        catalogue: Catalogue = domain.catalogue
        return catalogue

    @property
    def archive(self) -> Any:
        """What the last ``digest-data`` build wrote."""
        return json.loads((self.root / "digest-data" / "archive.json").read_text(encoding="utf-8"))

    def text(self, name: str) -> str:
        """Return a file of the last output."""
        return (self.out / name).read_text(encoding="utf-8")

    def html(self, name: str = "index") -> BeautifulSoup:
        """Return a page of the last output, parsed; ``.html`` may be left out."""
        return BeautifulSoup(self.text(name if "." in name else f"{name}.html"), "lxml")


class MakeBook(Protocol):
    """Writes a book and builds it."""

    def __call__(
        self,
        sources: Mapping[str, str | bytes],
        *,
        builder: str | None = "html",
        name: str = "book",
        parallel: int = 1,
        **conf: Any,
    ) -> Book: ...


def _maker(folder: Path) -> MakeBook:
    def make(
        sources: Mapping[str, str | bytes],
        *,
        builder: str | None = "html",
        name: str = "book",
        parallel: int = 1,
        **conf: Any,
    ) -> Book:
        made = Book(folder / name, sources, conf)
        return made.build(builder, parallel=parallel) if builder else made

    return make


@pytest.fixture
def book(tmp_path: Path) -> MakeBook:
    """Write *sources* and a conf.py (*conf* beside :data:`CONF`), and build; None does not.

    Without an index, one with all sources in its table of contents is written. A second book in
    one test needs another *name*.
    """
    return _maker(tmp_path)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> MakeBook:
    """Write and build as ``book`` does, for books that the tests of a module only read."""
    return _maker(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def copy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Book]:
    """Copy a folder that is a book already, without *leave_out*; the module builds it."""

    def copy(source: Path, *leave_out: str) -> Book:
        made = Book.__new__(Book)
        made.root = tmp_path_factory.mktemp("book")
        made.src, made.doctrees = made.root / "src", made.root / "doctrees"
        shutil.copytree(source, made.src, ignore=shutil.ignore_patterns(*leave_out))
        return made

    return copy


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of the archives; its tests are marked ``corpus``."""
    return Path(os.environ["NEWSDIGEST_CORPORA"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running browser; its tests are marked ``browser``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - few tests need it

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            # Root, as in a container, has no sandbox.
            executable_path=find_browser(),
            args=["--no-sandbox"],
        )
        yield chromium
        chromium.close()


@contextmanager
def readers(browser: Browser) -> Iterator[Callable[[str | Path], Reader]]:
    """Give what makes a reader of a site: a folder, or an address."""
    pages = []

    def open_site(site: str | Path) -> Reader:
        pages.append(browser.new_page())
        pages[-1].set_default_timeout(10_000)
        return Reader(pages[-1], site if isinstance(site, str) else f"{site.as_uri()}/")

    yield open_site
    for page in pages:
        page.close()


@pytest.fixture
def reader_of(browser: Browser) -> Iterator[Callable[[str | Path], Reader]]:
    """Return what makes a reader who comes for this test."""
    with readers(browser) as open_site:
        yield open_site


@pytest.fixture(scope="module")
def lasting_reader_of(browser: Browser) -> Iterator[Callable[[str | Path], Reader]]:
    """Return what makes a reader who stays on the search page, and asks again."""
    with readers(browser) as open_site:
        yield open_site
