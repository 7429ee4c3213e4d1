"""Pictures: found and copied, or declared missing."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ...options import fold
from ..text.directives import directive
from ..text.edits import Edit
from ..text.reasons import Reason
from .links import retargeted

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from markdown_it.token import Token

    from ..text.markdown import Inline, Text
    from .links import Resolve

#: Words that editors and hosts of pictures put in, and names that cameras give.
_SAYS_NOTHING = re.compile(
    r"\W*|[\W\d_]+|[0-9a-f-]{16,}|"
    r"(?:the |this |an? |enter |insert |your |my |pasted )*"
    r"(?:image|img|photo|picture|pic|screen ?-?shot|screen ?-?grab|snapshot|figure|fig|cert|alt|"
    r"untitled|logo|thumb(?:nail)?|graphic|undefined|null|none|caption|title|description)"
    r"(?:[ _-]?(?:text|alt|description|here|title|caption|name|file))*"
    r"(?:[ _-]?(?:at|am|pm|[\d.:_-]+))*"
    r"|(?:在?(?:这里|此处)|请|点击)?(?:输入|插入|写|添加)?"
    r"(?:微信|屏幕)?(?:图片?|照片|相片|截[图屏]|快照|配图|插图)"
    r"(?:描述|说明|标题|名称|文字)?[ _-]*(?:上午|下午|[\d.:_ -]|[一二三四五六七八九十])*"
    r"|(?:img|dsc|dscn|dscf|wechatimg|mmexport|qq图片)[ _-]?\w*\d+|(?:p|wx)[_-]?\d+",
)
_MANY = 3  # pictures of one text with one description: it describes none of them


def only_picture(inline: Inline) -> Token | None:
    """Return the picture that is all of a paragraph, and no link."""
    children = [
        child
        for child in inline.token.children or ()
        if child.nesting or child.content.strip()  # what opens or closes has no content
    ]
    if inline.parent == "paragraph_open" and len(children) == 1 and children[0].type == "image":
        return children[0]
    return None


def edits(inline: Inline, resolve: Resolve, *, figures: bool) -> Iterator[Edit]:
    """Yield what leads to the copies of pictures, and declares those that are not there.

    Where *figures* are made later of pictures that have a line of their own, a lost one waits.
    """
    alone = only_picture(inline) if not inline.depth else None
    for token, start, stop in inline.spans():
        if token.type != "image":
            continue
        target = resolve(str(token.attrs["src"]), picture=True)
        if target is None:
            continue
        raw = inline.content[start:stop]
        span = own_line(inline.content, start, stop)
        waits = figures and not inline.depth and span == (start, stop)
        if target.missing and token is alone and not figures:
            block = figure(target.address, alt_of(token), missing=True)
            yield Edit(inline.at(start), inline.at(stop - 1) + 1, block, Reason.MISSING)
            continue
        if raw.endswith(")"):
            yield from retargeted(inline, start, stop, target.address, Reason.LINK)
        if target.missing and not waits:
            end = inline.at(stop - 1) + 1
            yield Edit(end, end, "{.missing}", Reason.MISSING)


def own_line(content: str, start: int, stop: int) -> tuple[int, int]:
    """Return what stands in the line, or lines, of the characters *start* up to *stop*."""
    first = content.rfind("\n", 0, start) + 1
    last = content.find("\n", stop)
    line = content[first : None if last < 0 else last]
    first += len(line) - len(line.lstrip())
    words = line.strip()
    if last >= 0 and words.endswith("\\"):  # of a hard break
        words = words[:-1].rstrip()
    return first, first + len(words)


def alt_of(picture: Token) -> str:
    """Return the description of a picture as plain text."""
    parts = (
        " " if child.type == "softbreak" else child.content for child in picture.children or ()
    )
    return "".join(parts)


def figure(address: str, alt: str, caption: str = "", *, missing: bool = False) -> str:
    """Return a figure; without a caption its description is one, where nothing else is shown."""
    facts = {"alt": alt} if alt.strip() else {}
    if missing:
        facts["class"] = "missing"
    return directive("figure", address, facts, caption)


def says_nothing(alt: str, all_of_text: Counter[str]) -> bool:
    """Say whether a description describes nothing, or the more pictures of a text the less.

    *all_of_text* counts the folded descriptions of its pictures.
    """
    return tells_nothing(alt) or all_of_text[fold(alt)] >= _MANY


def tells_nothing(alt: str) -> bool:
    """Say whether a description is a number, a word for any picture or a file's name."""
    word = fold(PurePosixPath(alt).stem if re.search(r"\.\w{3,4}$", alt) else alt)
    is_file = re.search(r"\.(?:png|jpe?g|gif|webp|svg|heic|bmp)$", fold(alt))
    return bool(is_file or _SAYS_NOTHING.fullmatch(word))


def pictures(text: Text) -> Iterator[tuple[str, str, int]]:
    """Yield address, description and line (from 0) of each picture."""
    for token in text.tokens:
        line = token.map[0] if token.map else 0
        for child in token.children or ():
            if child.type == "image":
                yield str(child.attrs["src"]), alt_of(child), line
            line += child.type in {"softbreak", "hardbreak"}
