"""Count how often each project is mentioned."""

import json
from collections import Counter
from pathlib import Path

archive = json.loads(Path("archive.json").read_text(encoding="utf-8"))
titles = {one["id"]: one["title"] for one in archive["projects"]}
counts = Counter(
    titles[mention["entity"]]
    for item in archive["items"]
    for mention in item["mentions"]
    if mention["kind"] == "project"
)
for title, count in counts.most_common():
    print(f"{count:4} {title}")
