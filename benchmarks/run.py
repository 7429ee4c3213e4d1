"""Measure what the extension adds to a build, as ratios to plain Sphinx on the same documents.

Both books are built in turn, several times, each in a process of its own; the figures are
medians of CPU seconds. Nothing here is a test: machines differ, ratios less so.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECTS = ("Nova", "Neutron", "Cinder", "Glance", "Keystone", "Heat")
ITEMS_PER_SECTION = 5
FRONT = """---
digest:
  issue: {number}
  date: {year}-06-{day:02}
---

"""
ITEM = """{year}-06-{day:02}，{project} 的第 {number} 号消息之 {item}：
虚拟机热迁移的新进展，细节见讨论。\\
<https://example.org/{project}/{number}/{item}>

"""
CONF = """
project = "bench"
language = "zh_CN"
html_theme = "basic"
extensions = {extensions}
myst_enable_extensions = ["colon_fence", "attrs_block"]
"""


def write_book(folder: Path, issues: int, *, plain: bool) -> None:
    """Write a book of *issues*; a *plain* one has the same text without anything of ours."""
    folder.mkdir(parents=True)
    extensions = ["myst_parser"] + ([] if plain else ["sphinx_newsdigest"])
    (folder / "conf.py").write_text(CONF.format(extensions=extensions), encoding="utf-8")
    names = []
    for number in range(1, issues + 1):
        values = {"number": number, "year": 2000 + number % 20, "day": 1 + number % 28}
        text = "" if plain else FRONT.format(**values)
        text += f"# Issue {number}\n\n"
        for project in PROJECTS:
            text += f"## {project}\n\n"
            for item in range(ITEMS_PER_SECTION):
                text += ITEM.format(project=project, item=item, **values)
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
        names.append(str(number))
    projects = "# Projects\n"
    for project in PROJECTS:
        projects += f"\n## {project}\n"
        if not plain:
            projects += f"\n:::{{digest:project}} {project.lower()}\n:::\n"
    (folder / "projects.md").write_text(projects, encoding="utf-8")
    toctree = "\n".join(["# Book", "", "```{toctree}", *names, "projects", "```", ""])
    (folder / "index.md").write_text(toctree, encoding="utf-8")


def cpu_seconds(source: Path, output: Path) -> float:
    """Return the CPU seconds of one build of *source* into *output*."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(output)], check=True
    )
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def main() -> None:
    """Build both books of each size in turn and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issues", type=int, nargs="+", default=[25, 100])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print("| issues | items | plain Sphinx, s | with the extension, s | ratio | no-op, s |")
    print("|---|---|---|---|---|---|")
    for issues in options.issues:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for plain in (True, False):
                write_book(folder / f"src-{plain}", issues, plain=plain)
            times: dict[bool, list[float]] = {True: [], False: []}
            for run in range(options.runs):
                for plain, found in times.items():
                    output = folder / f"out-{plain}-{run}"
                    found.append(cpu_seconds(folder / f"src-{plain}", output))
            again = cpu_seconds(folder / "src-False", folder / f"out-False-{options.runs - 1}")
            base, ours = statistics.median(times[True]), statistics.median(times[False])
            items = issues * len(PROJECTS) * ITEMS_PER_SECTION
            figures = f"{base:.2f} | {ours:.2f} | {ours / base:.2f} | {again:.2f}"
            print(f"| {issues} | {items} | {figures} |")


if __name__ == "__main__":
    main()
