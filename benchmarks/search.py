"""Compare searches in Chinese: what they find, the size of their index, the time it takes.

Sphinx's own search, which cuts words with jieba, and ours index the same documents. A
browser then asks both the same queries. Only its document tells whether a page is right:
it holds each term of the query. Times are medians of CPU seconds.

The script is an extension of the books it builds, too; see setup().
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlencode

from docutils import nodes
from sphinx import __display_version__
from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Page
    from sphinx.application import Sphinx

    from benchmarks.archives import import_book
else:  # a script has its own folder at hand, not the one above
    from archives import import_book

ENGINES = {"Sphinx with jieba": ["-D", "newsdigest_search=0"], "sphinx-newsdigest": []}
NO_ENGINE = ["-D", "newsdigest_search=0", "-D", "bench_search=0"]
INDEX = "searchindex.js"
TEXTS = "searchtexts.js"

QUERIES = (
    *("云计算", "消息队列", "技术委员会", "安全组", "热迁移", "香港峰会", "社区动态", "巴塞罗那"),
    *("虚拟机", "镜像", "认证", "架构设计", "红帽", "华为"),
    *("nova-network", "Neutron LBaaS", "nova 快照"),
)
SEED = 2013
HAN = "[\u3007\u3400-\u4dbf\u4e00-\u9fff]"
LONGEST = 8  # characters of a random query

DOCUMENTS = 400
PARAGRAPHS = 10  # a document is about as long as an issue
SENTENCES = 5  # of a paragraph
# For the sentences of the repeated book, where there are no issues to take them from.
WHO = ("Nova", "Neutron", "Cinder", "华为", "红帽", "技术委员会", "安全组", "香港峰会的与会者")
WHAT = (
    "云计算",
    "消息队列",
    "虚拟机的热迁移",
    "镜像服务",
    "认证",
    "架构设计",
    "快照",
    "nova-network",
)
HOW = ("讨论了{}的新进展", "在第 10 次会议上介绍{}", "决定下一版不再支持{}", "发布{}的 3 个补丁")

CONF = """
project = "bench"
language = "zh_CN"
extensions = ["myst_parser", "sphinx_newsdigest"]
"""
# The theme costs as little as can be.
CONF_OF_ALL = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
extensions += ["search"]
html_theme = "basic"
html_theme_options = {{}}
"""

# A script that fails before the search ends is the search's, so there is nothing to wait for.
WATCH = "addEventListener('error', (event) => (window.failure ??= event.message))"
SUMMARY = "document.querySelector('#search-results .search-summary')?.textContent"
ITEMS = "#search-results ul.search > li"
BEGUN = f"() => window.failure || {SUMMARY} || document.querySelector('{ITEMS}')"
ENDED = f"() => window.failure || {SUMMARY}"
LINKS = "items => items.map(item => item.querySelector('a').href.split('#')[0])"


class Book(NamedTuple):
    """A folder of sources, and the documents in it that a right page is one of."""

    name: str
    folder: Path
    documents: frozenset[str]


@dataclass
class Answers:
    """How many pages of all queries are right, found, and both; what went wrong."""

    right: int = 0
    found: int = 0
    both: int = 0
    misses: list[str] = field(default_factory=list)
    failures: set[str] = field(default_factory=set)


# -- within the builds -----------------------------------------------------------------------


def setup(app: Sphinx) -> dict[str, bool]:
    """Let an option switch searching off, and keep the text of each document that is read."""
    app.add_config_value("bench_search", default=True, rebuild="", types=[bool])
    app.connect("builder-inited", _switch)
    app.connect("doctree-read", _keep_text, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _switch(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = app.config.bench_search


def _keep_text(app: Sphinx, doctree: nodes.document) -> None:
    path = Path(app.doctreedir, f"{app.env.docname}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(_blocks(doctree))), encoding="utf-8")


def _blocks(doctree: nodes.document) -> Iterator[str]:
    """Yield what a reader sees of each block; listings are none yet."""
    for node in doctree.findall(nodes.TextElement):
        hidden = isinstance(node, nodes.Invisible | nodes.raw)
        if not (hidden or isinstance(node.parent, nodes.TextElement | nodes.system_message)):
            texts = node.findall(nodes.Text)
            # The ends of lines are raw: one for each format.
            yield "".join("\n" if isinstance(text.parent, nodes.raw) else text for text in texts)


# -- the books -------------------------------------------------------------------------------


def import_issues(folder: Path, source: Path) -> Book:
    """Make a book of the posts in *source*, with a page for each name they mention.

    Its documents are the posts alone. What stands on all other pages are names and listings:
    that the engines hold them for worth finding or not makes no page right or wrong.
    """
    posts = import_book(folder, source)
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(CONF_OF_ALL)
    names = frozenset(path.relative_to(folder).with_suffix("").as_posix() for path in posts)
    return Book("issues", folder, names)


def repeat(folder: Path, sentences: Sequence[str]) -> Book:
    """Make a book of *sentences*, each again and again, with other numbers."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time
    folder.mkdir()
    (folder / "conf.py").write_text(CONF + CONF_OF_ALL, encoding="utf-8")
    names = [f"document-{number}" for number in range(1, DOCUMENTS + 1)]
    for name in names:
        parts = [f"# {name}"]
        for _ in range(PARAGRAPHS):
            chosen = (_varied(text, chance) for text in chance.choices(sentences, k=SENTENCES))
            parts.append("\n".join(chosen))
        (folder / f"{name}.md").write_text("\n\n".join(parts), encoding="utf-8")
    toctree = "\n".join(["# Book", "", "```{toctree}", *names, "```", ""])
    (folder / "index.md").write_text(toctree, encoding="utf-8")
    return Book("documents by repetition", folder, frozenset(names))


def _varied(sentence: str, chance: random.Random) -> str:
    """Return *sentence* with other numbers, as Markdown."""
    text = re.sub("[0-9]+", lambda found: str(chance.randrange(10 ** len(found[0]))), sentence)
    return re.sub(r"([!-/:-@[-`{-~])", r"\\\1", text)


def sentences_of(texts: dict[str, list[str]]) -> list[str]:
    """Return the sentences of *texts* that are Chinese; without texts, some made up."""
    if not texts:
        return [f"{who}{how.format(what)}。" for who in WHO for how in HOW for what in WHAT]
    blocks = (" ".join(block.split()) for name in sorted(texts) for block in texts[name])
    parts = (part.strip() for block in blocks for part in re.split("(?<=[。！？；])", block))
    return [part for part in parts if re.search(HAN, part)]


# -- the engines -----------------------------------------------------------------------------


def build(book: Book, site: Path, options: list[str]) -> float:
    """Write all pages of *book* into *site*; return the CPU seconds.

    Only the first build reads the documents. Each makes its index anew. That the file of
    texts is there, though empty, keeps Sphinx from writing its environment once more.
    """
    (site / INDEX).unlink(missing_ok=True)
    if (site / TEXTS).is_file():
        (site / TEXTS).write_bytes(b"")
    command = [sys.executable, "-m", "sphinx", "-q", "-a", "-j", "1", "-b", "html", *options]
    command += ["-d", str(doctrees_of(site)), str(book.folder), str(site)]
    before = os.times()
    subprocess.run(command, check=True)
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def doctrees_of(site: Path) -> Path:
    """Return the folder of the documents as they are read for *site*."""
    return site.with_name(f"{site.name}-doctrees")


def read_texts(book: Book, site: Path) -> dict[str, list[str]]:
    """Return the blocks of each document of *book*, which was built into *site*."""
    paths = {name: doctrees_of(site) / f"{name}.json" for name in book.documents}
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items()}


def index_bytes(site: Path) -> tuple[int, int]:
    """Return the bytes of Sphinx's index of *site*, and of all that a browser loads to search."""
    index, texts = (
        path.stat().st_size if path.is_file() else 0 for path in (site / INDEX, site / TEXTS)
    )
    return index, index + texts


# -- the queries -----------------------------------------------------------------------------


def make_queries(texts: dict[str, list[str]], count: int) -> list[str]:
    """Return our queries and *count* pieces of *texts*."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time
    runs = {name: re.findall(f"{HAN}{{2,}}", "\n".join(texts[name])) for name in sorted(texts)}
    found = list(QUERIES)
    for _ in range(count):
        run = chance.choice(runs[chance.choice(list(runs))])
        length = chance.randint(2, min(len(run), LONGEST))
        start = chance.randint(0, len(run) - length)
        found.append(run[start : start + length])
    return found


def folded(blocks: list[str]) -> str:
    """Return *blocks* as terms are looked for: in any case, without spaces amid characters."""
    return "\0".join(re.sub(rf"(?<={HAN})\s+(?={HAN})", "", text).casefold() for text in blocks)


def holder(term: str) -> Callable[[str], object]:
    """Return what tells whether a text holds *term*; a Latin one at the beginning of a word."""
    boundary = r"(?<![a-z0-9_])" if re.match("[a-z0-9_]", term) else ""
    return re.compile(boundary + re.escape(term)).search


def ask(page: Page, site: Path, queries: list[str], texts: dict[str, list[str]]) -> Answers:
    """Search *site* for each of *queries* in the browser's *page*."""
    known = {name: folded(blocks) for name, blocks in texts.items()}
    answers = Answers()
    for query in queries:
        terms = [holder(term) for term in query.casefold().split()]
        right = {name for name, text in known.items() if all(term(text) for term in terms)}
        names, failure = search(page, site, query)
        found = names & known.keys()
        answers.right += len(right)
        answers.found += len(found)
        answers.both += len(right & found)
        if failure:
            answers.failures.add(failure)
        if found != right:
            lost, wrong = sorted(right - found), sorted(found - right)
            told = f"{len(lost)} lost {lost[:2]}, {len(wrong)} wrong {wrong[:2]}"
            answers.misses.append(f"{query!r}: {told}")
    return answers


def search(page: Page, site: Path, query: str) -> tuple[set[str], str]:
    """Return the pages of *site* that its search finds, and how it failed if it did."""
    from playwright.sync_api import TimeoutError as Late  # noqa: PLC0415 - as in measure()

    root = f"{site.as_uri()}/"
    page.goto(f"{root}search.html?{urlencode({'q': query})}")
    try:
        page.wait_for_function(BEGUN, timeout=10_000)
        page.wait_for_function(ENDED, timeout=60_000)
    except Late:
        return set(), "no answer in time"
    links: list[str] = page.eval_on_selector_all(ITEMS, LINKS)
    names = {unquote(link.removeprefix(root)).removesuffix(".html") for link in links}
    return names, page.evaluate("window.failure ?? ''")


# -- the table -------------------------------------------------------------------------------


def measure(book: Book, options: argparse.Namespace) -> dict[str, list[str]]:
    """Print the table of *book*, and what went wrong; return the texts of its documents."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - builds load this script

    ways = {"": NO_ENGINE, **ENGINES}
    sites = {
        name: book.folder.with_name(f"{book.folder.name}-{at}") for at, name in enumerate(ways)
    }
    for name, way in ways.items():  # reads the documents, and fills jieba's cache
        build(book, sites[name], way)
    texts = read_texts(book, sites[""])
    queries = make_queries(texts, options.queries)
    print(f"\n{len(texts)} {book.name}, {len(queries)} queries\n")
    times: dict[str, list[float]] = {name: [] for name in ENGINES}
    for _ in range(options.rounds):
        base = build(book, sites[""], NO_ENGINE)
        for name, way in ENGINES.items():
            times[name].append(build(book, sites[name], way) - base)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox"],
        )
        page = browser.new_page()
        page.add_init_script(WATCH)
        answers = {name: ask(page, sites[name], queries, texts) for name in ENGINES}
        browser.close()
    sizes = {name: index_bytes(sites[name]) for name in ENGINES}
    seconds = {name: statistics.median(found) for name, found in times.items()}
    jieba = next(iter(ENGINES))
    print("| engine | recall | precision | index, bytes | with texts | ratio | CPU s | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for name, told in answers.items():
        recall = f"{told.both / told.right:.3f}"
        precision = f"{told.both / told.found:.3f}" if told.found else "–"
        index, whole = sizes[name]
        size = f"{index} | {whole} | {whole / sizes[jieba][1]:.2f}"
        took = f"{seconds[name]:.2f} | {seconds[name] / seconds[jieba]:.2f}"
        print(f"| {name} | {recall} | {precision} | {size} | {took} |")
    for name, told in answers.items():
        for line in [*sorted(told.failures), *told.misses[: options.misses]]:
            print(f"\n{name}: {line}")
    return texts


def main() -> None:
    """Print a table for each book."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--queries", type=int, default=200, help="how many beside the fixed ones")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--misses", type=int, default=0, help="how many wrong answers to name")
    options = parser.parse_args()
    if importlib.util.find_spec("jieba") is None:
        parser.error("what ours is compared with needs jieba: pip install jieba")
    jieba = importlib.metadata.version("jieba")
    print(f"Sphinx {__display_version__}, jieba {jieba}, Python {sys.version.split()[0]}")
    corpora = os.environ.get("NEWSDIGEST_CORPORA")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts: dict[str, list[str]] = {}
        if corpora:
            source = Path(corpora, "openstack-digest")
            texts = measure(import_issues(folder / "issues", source), options)
        else:
            print("\nThe issues are left out: NEWSDIGEST_CORPORA is not set.")
        measure(repeat(folder / "repeated", sentences_of(texts)), options)


if __name__ == "__main__":
    main()
