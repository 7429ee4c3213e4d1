"""An archive of posts to measure with, and the publication it becomes."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SEED = 2013
TITLE = re.compile("第[^第期]+期")
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
LONG_NUMBER = re.compile(r"\d{5,}")  # in addresses: of questions, changes, mails


def import_book(folder: Path, source: Path) -> set[Path]:
    """Make a book of the posts in *source*, with a page for each name; return its issues."""
    newsdigest("init", str(folder), "--language", "zh_CN")
    before = set(folder.rglob("*.md"))
    newsdigest("import", "--quiet", str(source), str(folder))
    posts = {path for path in folder.rglob("*.md") if path.stem != "index"} - before
    newsdigest("stubs", str(folder))
    return posts


def newsdigest(*arguments: str) -> None:
    """Run our command with *arguments*."""
    code = "from sphinx_newsdigest.cli import main; main()"
    command = [sys.executable, "-c", code, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def repeat_posts(folder: Path, source: Path, count: int) -> None:
    """Write *count* posts into *folder*: those of *source*, and again for each time before.

    Each has the number and the years of its time, and other long numbers in its addresses.
    """
    folder.mkdir()
    chance = random.Random(SEED)  # noqa: S311 - the same each time
    posts = sorted(source.rglob("*.md"))
    times = -(-count // len(posts))
    for index in range(count):
        back, at = divmod(index, len(posts))
        number = (times - 1 - back) * len(posts) + at + 1
        text = _years_before(posts[at].read_text(encoding="utf-8"), back)
        text = TITLE.sub(f"第{number}期", text, count=1)
        if back:
            text = LONG_NUMBER.sub(lambda it: str(chance.randrange(10 ** len(it[0]))), text)
        (folder / _years_before(posts[at].name, back)).write_text(text, encoding="utf-8")


def _years_before(text: str, years: int) -> str:
    """Return *text* with the years it names, *years* before."""
    return YEAR.sub(lambda it: str(int(it[0]) - years), text)
