"""Event reports: lines of names become sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ...options import fold
from ..text.directives import colons_around, opening
from ..text.edits import Edit
from ..text.lines import TEXT, Line, lines, listed, tokens
from ..text.reasons import Reason
from .breaks import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from ..text.markdown import Inline, Text

#: Words before a colon, and the option of a session that follows it.
_WORDS = {
    "organizations": (
        "分享企业 分享公司 分享单位 分享机构 分享组织 分享厂商 分享研究所 分享院校 分享学校 "
        "分享大学 演讲企业 演讲公司 演讲单位 主讲单位 company organization organizations "
        "organisation organisations presented_by"
    ),
    "speakers": (
        "分享人 分享者 分享嘉宾 演讲人 演讲者 演讲嘉宾 主讲人 主讲嘉宾 主讲 讲者 讲师 "
        "speaker speakers speaker(s) presenter presenters presenter(s)"
    ),
    "customers": "应用客户 应用企业 应用单位 客户案例 用户案例 客户 customer customers",
    "title": (
        "分享 演讲 议题 演示 分享主题 分享题目 演讲主题 演讲题目 talk session demo topic title"
    ),
    "room": "会议室 会场 地点 room location",
    "time": "时间 time",
    "track": "分会场 track",
}
KEYS: Mapping[str, str] = {
    word.replace("_", " "): option for option, words in _WORDS.items() for word in words.split()
}
OPTIONS = tuple(sorted({*_WORDS, "projects"}))
#: Options that open a session; the others belong to an open one.
_OPENERS = {"organizations", "speakers", "title"}
#: Options that may follow what was said in a session; at its end, a time is that of another one.
_LATER = {"customers", "projects"}
_KEY_LINE = re.compile(r"[*_]{0,3}(?P<key>[^:：*_\n]{1,30})[*_]{0,3}[ \t]*[:：](?P<value>.*)")
_NUMBER_BEFORE = re.compile(r"^\d{1,3}[.)、．]\s*")
_NUMBER_AFTER = re.compile(r"\s*[\d一二三四五六七八九十]{1,3}\s*$")
_LONGEST = 100  # columns of names; more is prose
_PROSE = re.compile(
    r".*(?:[。！!？?；;]|(?<! inc)(?<! ltd)(?<! co)(?<! corp)(?<! jr)(?<! sr)(?<![ .][a-z])\.)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r".*[！!？?]")  # which a title may be
_PLAIN = {*TEXT, "strong_open", "strong_close", "em_open", "em_close"}
_LISTS = {"bullet_list_open", "ordered_list_open"}
_LIST_ENDS = {"bullet_list_close", "ordered_list_close"}
_IS_DEMO = re.compile(r"(?<![a-z])demo(?![a-z])|演示", re.IGNORECASE)
_COLONS = 4  # a session holds figures, which have three
#: Headings of what is said of the event as a whole.
_FRAME = re.compile(
    r"(?:写在.*|(?:本文|大会|会议|峰会|活动|今日|本日|第.{1,3}天)?(?:结语|结束语|结论|总结|小结|"
    r"总体感受|感想|感受|体会|后记|尾声|花絮|简述|简介|介绍|概述|概况|概览|综述|前言|引言|序言|序|背景|"
    r"附录|附|参考|参考资料|参考链接|相关链接|链接|资料|资料下载|下载|致谢|鸣谢|关于.*|议程|日程|照片|"
    r"图片|合影|其他|其它|赞助商|报名|交通|预告)"
    r"|(?:(?:the|my|our|some|in|general|final|closing|concluding|key|further|event|conference|"
    r"summit|day \d+) )*(?:conclusions?|summary|wrap[- ]?up|closing|introduction|intro|overview|"
    r"background|about|remarks|thoughts|impressions|takeaways|recap|references|links|reading|"
    r"resources|thanks|acknowledge?ments|agenda|schedule|programme?|appendix|photos|pictures|"
    r"gallery|sponsors|venue|registration|misc|miscellaneous|others?|feedback|what's next|next|"
    r"q&a))"
)


class _Fact(NamedTuple):
    """What a line says of a session."""

    options: Mapping[str, str]
    is_all: bool  # nothing of the line is lost, such as a link


@dataclass(slots=True)
class _Session:
    """A session that is being found."""

    start: int  # what names who holds it, or what it is
    stop: int
    words: str  # of that, "" where they stay in the heading
    section: int
    is_first: bool  # in its section
    lead: int  # where the lines of its facts end, the first ones
    facts: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)  # lines with more than its facts
    has_content: bool = False
    is_closed: bool = False  # by a rule
    end: int = 0  # of its last block

    def take(self, fact: _Fact, words: str) -> None:
        """Take in what a line says."""
        self.facts |= fact.options
        if _IS_DEMO.search(fact.options.get("title", "")):
            self.facts["kind"] = "demo"
        if not fact.is_all and words:
            self.kept.append(words)


class _Section(NamedTuple):
    level: int
    end: int  # of its heading, in the text
    words: str
    is_empty: bool


def edits(text: Text, keys: Mapping[str, str]) -> Iterator[Edit]:
    """Yield what makes sessions and lists in the report *text*.

    *keys* are the words before a colon, folded, and the option that follows each.
    """
    finder = _Finder(text, keys)
    inlines = {id(inline.token): inline for inline in text.inlines()}
    items: list[int] = []  # tokens that begin the entries of a list
    for index, token in enumerate(text.tokens):
        if token.type == "list_item_open" and token.level == 1:
            items.append(index)
        elif token.type in _LIST_ENDS and token.level == 0:
            was_taken = False
            for first, stop in pairwise((*items, index)):
                was_taken = _item(text, text.tokens[first:stop], inlines, finder, was_taken)
            items = []
        if token.level or token.nesting == -1 or token.map is None or token.type in _LISTS:
            continue
        end = _end(text, token.map[1])
        inline = inlines.get(id(text.tokens[index + 1])) if token.nesting else None
        if token.type == "heading_open":
            finder.heading(int(token.tag[1]), end, text.tokens[index + 1].content)
        elif token.type == "hr":
            finder.rule()
        elif token.type == "paragraph_open" and inline:
            finder.paragraph(lines(text, inline), end)
        else:
            finder.block(end)
    yield from finder.edits
    yield from _wrapped(text, finder)
    yield from _marked(text, finder)


def _item(
    text: Text,
    item: Sequence[Token],
    inlines: Mapping[int, Inline],
    finder: _Finder,
    was_taken: bool,  # noqa: FBT001 - the entry before
) -> bool:
    """Take in an entry of a list; say whether it is none any more, but a session's facts."""
    assert item[0].map is not None
    start, end = text.starts[item[0].map[0]], _end(text, item[0].map[1])
    blocks = [token for token in item if token.level == 2 and token.nesting >= 0 and token.map]  # noqa: PLR2004
    inline = inlines.get(id(item[2])) if len(item) > 2 else None  # noqa: PLR2004
    found = lines(text, inline) if inline and blocks[0].type == "paragraph_open" else []
    if not found or "\t" in text.text[start:end] or not finder.takes(found[0].words):
        if was_taken:
            finder.edits.append(Edit(start, start, "\n", Reason.SESSION))
        finder.block(end)
        return False
    width_of_mark = found[0].start - start
    for line in range(item[0].map[0] + 1, text.line_of(end) + 1):
        margin = len(text.lines(line, line + 1)) - len(text.lines(line, line + 1).lstrip(" "))
        begin = text.starts[line]
        finder.edits.append(Edit(begin, begin + min(margin, width_of_mark), "", Reason.SESSION))
    for block in blocks:
        assert block.map is not None
        if block is blocks[0]:
            unmarked = [found[0]._replace(start=start), *found[1:]]
            finder.paragraph(unmarked, _end(text, block.map[1]))
        else:
            finder.block(_end(text, block.map[1]))
    return True


class _Finder:
    """What was found so far, and the session that is open."""

    def __init__(self, text: Text, keys: Mapping[str, str]) -> None:
        self.text = text
        self.keys = keys
        words = "|".join(sorted(map(re.escape, keys), key=len, reverse=True))
        self.divider = re.compile(
            rf"[\s,，;；|｜/、]+(?=[*_]{{0,3}}(?:{words})[*_]{{0,3}}[ \t]*[:：])", re.IGNORECASE
        )
        self.sessions: list[_Session] = []
        self.sections: list[_Section] = []
        self.edits: list[Edit] = []
        self.current: _Session | None = None
        self.is_led = False  # what stands before says what a list is of

    def heading(self, level: int, end: int, words: str) -> None:
        self.current = None
        self.sections.append(_Section(level, end, words, is_empty=True))
        self.is_led = True
        if fact := self._fact(_NUMBER_BEFORE.sub("", words)):
            self._begin(end, end, "", fact, is_first=True)

    def rule(self) -> None:
        if self.current is not None:
            self.current.is_closed = True
        self.current = None

    def block(self, end: int) -> None:
        self.is_led = False
        if self.sections:
            self.sections[-1] = self.sections[-1]._replace(is_empty=False)
        if self.current is not None:
            self.current.has_content = True
            self.current.end = end

    def paragraph(self, found: Sequence[Line], end: int) -> None:
        """Take in the lines of a paragraph, some of which may name a session's facts."""
        if not found:
            self.block(end)
            return
        rest: list[Line] = []  # since the last of these
        is_first = bool(self.sections) and self.sections[-1].is_empty
        for number, line in enumerate(found):
            is_last = number == len(found) - 1
            # What goes on in small letters is a sentence.
            goes_on = (
                not line.is_hard and line.words.isascii() and found[number + 1].words[:1].islower()
            )
            fact = None if goes_on else self._fact(line.words)
            session = self._open(fact) if fact else None
            if fact is None or (session is None and _OPENERS.isdisjoint(fact.options)):
                rest.append(line)
                continue
            self._read(rest, is_last=False)
            after_fact = not rest and number > 0
            rest = []
            if session is None:
                is_start = is_first and number == 0
                self._begin(line.start, line.end, line.words, fact, is_first=is_start)
                continue
            session.take(fact, line.words)
            session.end = line.end
            if number and session.lead == found[number - 1].end:
                session.lead = line.end
            # Where a text goes on, an empty line stays.
            start = line.start
            if after_fact or is_last:
                start = self.text.text.rindex("\n", 0, start + 1) if start else 0
            self.edits.append(Edit(start, line.end, "", Reason.SESSION))
        self._read(rest, is_last=True)
        had_content = self.current is not None and self.current.has_content
        self.block(end)
        if self.current is not None:
            self.current.has_content = had_content
        self.is_led = found[-1].words.endswith((":", "："))

    def takes(self, words: str) -> bool:
        """Say whether a line belongs to a session."""
        fact = self._fact(words)
        return fact is not None and bool(self._open(fact) or not _OPENERS.isdisjoint(fact.options))

    def _read(self, part: Sequence[Line], *, is_last: bool) -> None:
        """Take in lines that name nothing."""
        if not part:
            return
        made: list[Edit] = []
        if self.current is None:
            made = list(listed(part, led=self.is_led))
        elif self.current.has_content:
            made = list(listed(part, led=True))
        else:
            made = list(listed(part, led=True, fewest=2))
        last = part[-1]
        if not is_last and not made and self.text.text[last.stop : last.end].strip():
            # A backslash that breaks no line is shown.
            made = [Edit(last.stop, last.end, "", Reason.SESSION)]
        self.edits += made
        if self.current is not None:
            self.current.has_content = True
            self.current.end = last.end

    def _open(self, fact: _Fact) -> _Session | None:
        """Return the session that is open and lacks a *fact*."""
        current = self.current
        if current is None or not current.facts.keys().isdisjoint(fact.options):
            return None
        return current if not current.has_content or fact.options.keys() <= _LATER else None

    def _begin(self, start: int, stop: int, words: str, fact: _Fact, *, is_first: bool) -> _Session:
        section = len(self.sections) - 1
        self.current = session = _Session(start, stop, words, section, is_first, stop, end=stop)
        self.sessions.append(session)
        session.take(fact, words)
        return session

    def _fact(self, words: str) -> _Fact | None:
        """Return what a line says of a session, None for ordinary words."""
        parts = self.divider.split(words)
        fact = self._facts(parts)
        return fact if fact or len(parts) == 1 else self._facts([words])

    def _facts(self, parts: Sequence[str]) -> _Fact | None:
        options: dict[str, str] = {}
        is_all = True
        for part in parts:
            match = _KEY_LINE.fullmatch(part)
            option = self.keys.get(fold(_NUMBER_AFTER.sub("", match["key"]))) if match else None
            if match is None or option is None or option in options:
                return None
            typed = match["value"].strip()
            if typed.count("*") % 4:  # the stars of the whole line end here
                typed = typed.strip("*_").strip()
            made_of = tokens(typed, self.text)
            value = "".join(token.content for token in made_of if token.type in TEXT)
            value = value.strip().rstrip(":：").strip()
            is_all = is_all and all(token.type in _PLAIN for token in made_of)
            is_question = option == "title" and _QUESTION.fullmatch(value)
            if not value or width(value) > _LONGEST:
                return None
            if _PROSE.fullmatch(value) and not is_question:
                return None
            if any(token.type == "image" for token in made_of):
                return None
            options[option] = value
        return _Fact(options, is_all)


def _end(text: Text, line: int) -> int:
    """Return where the text before a line ends."""
    end = text.starts[min(line, len(text.starts) - 1)]
    while end and text.text[end - 1] == "\n":
        end -= 1
    return end


def _wrapped(text: Text, finder: _Finder) -> Iterator[Edit]:
    """Yield the sessions: one that is all of its section marks it, the others are around text."""
    for session in finder.sessions:
        is_heading = not session.words
        if _is_whole(session, finder):
            made = f"{opening('digest:session', '', session.facts)}\n:::"
        elif is_heading and not session.has_content and session.end == session.stop:
            continue  # the sections below it hold sessions
        else:
            content = text.text[session.stop : session.end]
            colons = max(_COLONS, colons_around(content))
            made = opening("digest:session", "", session.facts, colons)
            if not (session.has_content or session.kept):
                # The core would take it for a mark of the section.
                words = session.words or finder.sections[session.section].words
                session.kept = [words]
            yield Edit(session.end, session.end, f"\n\n{':' * colons}", Reason.SESSION)
        made = "\n\n".join([made, *session.kept])
        above = text.text[max(0, session.start - 80) : session.start].rstrip(" \t")
        before = "\n\n" if is_heading else "" if above.endswith("\n\n") or not above else "\n"
        has_gap = text.text.startswith("\n\n", session.lead) or session.lead >= len(text.text)
        after = "" if has_gap else "\n"
        yield Edit(session.start, session.stop, before + made + after, Reason.SESSION)


def _is_whole(session: _Session, finder: _Finder) -> bool:
    """Say whether a section holds one session, from its first line on."""
    number = session.section
    below = range(number + 1, _after(finder.sections, number)) if number >= 0 else range(0)
    return (
        number >= 0
        and session.is_first
        and not session.is_closed
        and all(
            other is session or (other.section != number and other.section not in below)
            for other in finder.sessions
        )
        # A title of its own says that the heading is a topic.
        and ("title" not in session.facts or not session.words or bool(below))
    )


def _after(sections: Sequence[_Section], number: int) -> int:
    """Return the number of the section after those below the one of *number*."""
    level = sections[number].level
    later = range(number + 1, len(sections))
    return next((other for other in later if sections[other].level <= level), len(sections))


def _marked(text: Text, finder: _Finder) -> Iterator[Edit]:
    """Yield marks for sections that are a session as a whole.

    Where sections beside them hold sessions, those that name nobody are one each.
    """
    sections = finder.sections
    with_sessions = {session.section for session in finder.sessions}
    beside: dict[int, list[int]] = {}  # for each section those of its parent
    open_groups: list[list[int]] = []
    for number, section in enumerate(sections):
        while open_groups and sections[open_groups[-1][0]].level > section.level:
            open_groups.pop()
        if not open_groups or sections[open_groups[-1][0]].level < section.level:
            open_groups.append([])
        open_groups[-1].append(number)
        beside[number] = open_groups[-1]
    for number, section in enumerate(sections):
        has_parts = _after(sections, number) > number + 1
        if number in with_sessions or has_parts or section.is_empty:
            continue
        if _FRAME.fullmatch(fold(_NUMBER_BEFORE.sub("", section.words)).strip(" :!.。…")):
            continue
        if with_sessions.intersection(beside[number]):
            gap = "" if text.text.startswith("\n\n", section.end) else "\n"
            mark = f"\n\n:::{{digest:session}}\n:::{gap}"
            yield Edit(section.end, section.end, mark, Reason.SESSION)
