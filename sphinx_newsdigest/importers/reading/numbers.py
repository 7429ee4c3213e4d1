"""The number of an issue in a line of text: found, and written again in the same style."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

#: Full width forms, dashes and brackets of East Asian text as ASCII, one character for one.
_NARROW = (
    {0xFF01 + offset: 0x21 + offset for offset in range(94)}
    | dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
    | dict.fromkeys(map(ord, "\u3000\xa0\t\r\n"), " ")
    | str.maketrans("【】〔〕〜〇", "[][]~零")
)
_TOO_MANY = 10**9
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

_CHINESE = "零一二三四五六七八九十百千万两廿卅壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬兩"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_DIGITS = r"(?P<n>[0-9]{1,9})"
#: 2.6, 5G, 30% and 2014-06 are no numbers of issues; 3/2014 is the third of a year.
_ALONE = r"(?![0-9A-Za-z%])(?![.,-][0-9])(?!/(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9])"
_WORD = "(?:(?i:issue|number|edition|ausgabe|num)|№|期[号数])"
_COUNT = rf"(?:{_DIGITS}|(?P<c>[{_CHINESE}]{{1,15}}))"

#: In the order of their weight: 总第105期 beside 第3期 is the one that counts through the years.
_SAID = tuple(
    map(
        re.compile,
        (
            rf"[总總] ?第? ?{_COUNT} ?[期号號]",
            rf"第 ?{_COUNT} ?[期号號辑輯]",
            rf"(?<![A-Za-z]){_WORD}[ ._:#(-]{{0,4}}{_DIGITS}{_ALONE}",
            rf"(?<![A-Za-z])(?:N[oOrR]\.?|n[or]\.)[ :#]{{0,3}}{_DIGITS}{_ALONE}",
            rf"(?<![A-Za-z])n[or] {_DIGITS}$",
            rf"(?<![&CFcf])(?<!ug )(?<![Pp][Rr] )# ?{_DIGITS}{_ALONE}",
            rf"(?<![0-9.]){_DIGITS} ?期(?![{_HAN}])",
            rf"(?<![A-Za-z])(?i:vol|volume)[ .:#]{{0,3}}{_DIGITS}{_ALONE}",
        ),
    )
)
_TRAILING = re.compile(rf"(?<=[ {_HAN}])(?P<n>[0-9]{{1,5}})(?= ?(?:$|[:|(\[]|- ))")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
#: After these a number counts something else.
_OTHER_ROLES = re.compile(
    "in|v|version|release|rc|beta|alpha|part|chapter|season|step|level|phase|dot|python|day|top|the"
    "|of|since|until|before|after|to|and|for|over|announcing|introducing"
    "|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober)?"
)
_PERIODICAL = re.compile(
    r"(?i:week|month|daily|fortnight|digest|news|bulletin|gazette|journal|letter|magazine|roundup)"
    "|[周週月日简簡快期双雙][报報刊]|半月|通[讯訊]|[动動][态態]|速[递遞]"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and where it stands in its text."""

    start: int
    stop: int
    value: int


def narrow(text: str) -> str:
    """Return *text* with ASCII in the place of wide forms; each character keeps its place."""
    return text.translate(_NARROW)


def is_of_periodical(text: str) -> bool:
    """Say whether *text* speaks of a newsletter, a digest or the like."""
    return _PERIODICAL.search(text) is not None


def as_count(text: str) -> int | None:
    """Return the whole number that a *text* of digits or Chinese numerals is, else None."""
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    return _from_chinese(text) if re.fullmatch(f"[{_CHINESE}]{{1,15}}", text) else None


def find_number(text: str, *, dated: bool) -> Number | None:
    """Return the number that the narrow *text*, without its dates, says; None if it says none.

    A number that only stands at the end is one where the text is *dated* or speaks of a
    periodical; before a colon or a dash it is one only there.
    """
    for pattern in _SAID:
        for match in pattern.finditer(text):
            if (found := _number(match)) is not None:
                return found
    periodical = is_of_periodical(text)
    for match in _TRAILING.finditer(text):
        if (periodical or (dated and match.end() == len(text))) and _is_serial(match):
            return _number(match)
    return None


def written_like(typed: str, value: int) -> str:
    """Write *value* as *typed*, another number, is written: numerals, width, zeros before it."""
    if (digits := narrow(typed)).isdecimal():
        text = str(value).zfill(len(digits) if digits[0] == "0" else 0)
        return text if typed == digits else text.translate(_WIDE)
    return _to_chinese(value, typed)


def _number(match: re.Match[str]) -> Number | None:
    group = "n" if match["n"] else "c"
    value = as_count(match[group])
    if group == "n" and value is not None and "期" not in match[0] and _YEAR.fullmatch(match["n"]):
        return None  # all of a year
    return None if value is None else Number(*match.span(group), value)


def _is_serial(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 40) : match.start()].split()
    word = before[-1].casefold().rstrip(".:") if before else ""
    return not (_YEAR.fullmatch(match["n"]) or _OTHER_ROLES.fullmatch(word) or int(match["n"]) == 0)


def _from_chinese(text: str) -> int | None:
    try:
        value = _cn2an().cn2an(text.replace("卅", "三十"), "normal")
    except Exception:  # noqa: BLE001 - whatever it has against it, it is no number
        return None
    return value if isinstance(value, int) and 0 <= value < _TOO_MANY else None


def _to_chinese(value: int, typed: str) -> str:
    if re.search("[壹贰叁肆伍陆柒捌玖拾佰仟]", typed):
        mode = "up"
    elif len(typed) > 1 and not re.search("[十百千万廿卅]", typed):
        mode = "direct"  # 一六
    else:
        mode = "low"
    text = str(_cn2an().an2cn(value, mode))
    return text.replace("零", "〇") if "〇" in typed else text


def _cn2an() -> Any:
    # It is slow to load, many archives need none of it, and it has no types.
    import cn2an  # noqa: PLC0415

    return cn2an
