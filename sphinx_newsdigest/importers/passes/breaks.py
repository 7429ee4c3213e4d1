"""Line breaks: none within Chinese words, and lists where a writer broke lines by hand."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ..text.edits import Edit
from ..text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..text.free import Free
    from ..text.markdown import Inline

#: Ideographs and kana; scripts that write without spaces.
HAN = (
    r"[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)
_FULL_WIDTH = r"[\u3001-\u3002\u3008-\u3011\u3014-\u301b\uff01-\uff0f\uff1a-\uff20“”‘’…—]"
_SOFT = re.compile(rf"(?P<last>{HAN}|{_FULL_WIDTH}) ?\n[ \t]*(?=(?P<next>{HAN}|{_FULL_WIDTH}))")
_IS_HAN = re.compile(HAN)


def joins(inline: Inline, runs: list[Free]) -> Iterator[Edit]:
    """Yield the removal of soft breaks between Han characters: a browser shows each as a space."""
    if inline.parent != "paragraph_open" or "\n" not in inline.content:
        return
    for run in runs:
        for match in _SOFT.finditer(inline.content, run.start, run.stop):
            if _IS_HAN.match(match["last"]) or _IS_HAN.match(match["next"]):
                start, stop = inline.at(match.start() + 1), inline.at(match.end())
                yield Edit(start, stop, "", Reason.JOINED)


def width(text: str) -> int:
    """Return how many columns *text* takes; a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
