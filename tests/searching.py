"""A reader with a real browser, who types into the search of a site."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

#: Asks again on a page that has the index already, and returns what the list then holds.
_ASK = """
async (query) => {
  document.querySelector("#search-results").replaceChildren();
  Search.performSearch(query);
  const said = () => document.querySelector("#search-results .search-summary").innerText;
  for (let waited = 0; !said(); waited += 1) {
    if (waited > 5000) throw new Error(`no answer to ${query}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const textOf = (node) => node?.textContent ?? "";
  return [...document.querySelectorAll("#search-results ul.search > li")].map((entry) => ({
    url: entry.querySelector("a").href,
    title: textOf(entry.querySelector("a")),
    summary: textOf(entry.querySelector(".context")),
    marks: [...entry.querySelectorAll(".highlighted")].map(textOf),
    kind: entry.className,
  }));
}
"""


def find_browser() -> str | None:
    """Return the path of the system's browser, None if it has none."""
    return shutil.which("chromium") or shutil.which("google-chrome")


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, as a reader sees it."""

    page: str  # path below the site
    anchor: str
    title: str
    summary: str
    marks: tuple[str, ...]
    kind: str


class Reader:
    """Searches one site; whatever its pages complain of, or want from elsewhere, is noted."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        page.on("request", self._watch)

    def _listen(self, message: Any) -> None:
        where = message.location["url"]
        # pydata-sphinx-theme says the first on its search page, with or without us; browsers
        # ask for the second of their own accord.
        if (
            message.type == "error"
            and "invalid theme mode" not in message.text
            and not where.endswith("/favicon.ico")
        ):
            self.complaints.append(f"{message.text} ({where})")

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.complaints.append(f"asks for {request.url}")

    def open(self, query: str) -> list[Hit]:
        """Open the search page as a link or a form does, and wait for its answer."""
        self.page.goto(urljoin(self.site, f"search.html?q={quote(query)}"))
        self.page.wait_for_function(
            "document.querySelector('#search-results .search-summary')?.innerText"
        )
        return self.find(query)

    def find(self, query: str) -> list[Hit]:
        """Return the results for *query*, the best first."""
        if "search" not in urlsplit(self.page.url).path:
            return self.open(query)
        return [self._hit(**found) for found in self.page.evaluate(_ASK, query)]

    def pages(self, query: str) -> list[str]:
        """Return the docnames of the results, each once."""
        found = (hit.page.removesuffix(".html") for hit in self.find(query))
        return list(dict.fromkeys(found))

    def _hit(self, url: str, title: str, summary: str, marks: list[str], kind: str) -> Hit:
        page, _, anchor = url.removeprefix(self.site).partition("#")
        return Hit(unquote(page), unquote(anchor), title, summary, tuple(marks), kind)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve *folder* to this machine; return its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
