"""Measure an import, as a ratio to parsing the same posts once with markdown-it alone.

Each runs in a process of its own, in turn, several times; the figures are medians of CPU
seconds. Without a folder of posts it makes some up.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SECTIONS = ("Nova", "Neutron", "Cinder", "Glance", "Keystone", "Heat")
FRONT = """---
title: 社区动态第{number}期
date: {year}-06-{day:02}
---

"""
ITEM = """{section} 的第 {number} 号消息之 {item}：虚拟机*热迁移*的新进展，
细节见[讨论](https://example.org/{section}/{number}/{item}?a=1&b=2)。
<https://example.org/{section}/{number}/{item}>

"""
PARSE = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
parser = MarkdownIt("commonmark").enable("table")
for path in sorted(Path(sys.argv[1]).rglob("*.m*")):
    if path.is_file():
        parser.parse(path.read_text(encoding="utf-8", errors="replace"))
"""


def write_posts(folder: Path, posts: int) -> None:
    """Write *posts* issues of thirty items into *folder*."""
    folder.mkdir()
    for number in range(1, posts + 1):
        values = {"number": number, "year": 2000 + number % 20, "day": 1 + number % 28}
        text = FRONT.format(**values)
        for section in SECTIONS:
            text += f"## {section}\n\n"
            for item in range(5):
                text += ITEM.format(section=section, item=item, **values)
        (folder / f"{values['year']}-06-{values['day']:02}-issue-{number}.md").write_text(
            text, encoding="utf-8"
        )


def cpu_seconds(command: list[str]) -> float:
    """Return the CPU seconds of one *command*."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def main() -> None:
    """Parse and import in turn and print the medians, their ratio and the memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, nargs="?", help="a folder of posts")
    parser.add_argument("--posts", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print("| posts | kB | parsed once, s | imported, s | ratio | peak, MB |")
    print("|---|---|---|---|---|---|")
    for posts in options.posts if options.source is None else [0]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            source = options.source
            if source is None:
                source = folder / "posts"
                write_posts(source, posts)
            files = [path for path in source.rglob("*.m*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1000
            parsed, imported = [], []
            for run in range(options.runs):
                parsed.append(cpu_seconds([sys.executable, "-c", PARSE, str(source)]))
                ours = [sys.executable, "-c", "from sphinx_newsdigest.cli import main; main()"]
                ours += ["import", str(source), str(folder / f"book-{run}"), "--quiet"]
                imported.append(cpu_seconds(ours))
            base, took = statistics.median(parsed), statistics.median(imported)
            # Of all processes so far: the import is the largest.
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
            figures = f"{base:.2f} | {took:.2f} | {took / base:.1f} | {peak:.0f}"
            print(f"| {len(files)} | {size:.0f} | {figures} |")


if __name__ == "__main__":
    main()
