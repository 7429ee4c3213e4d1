"""Headings that are likely names of projects, and those that are likely misspelt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...options import fold
from ..passes.breaks import HAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: One to three words of Latin letters, each with a capital, as a product's name is written.
_NAME = re.compile(r"[A-Z][\w.+#-]*(?: [A-Z0-9][\w.+#-]*){0,2}", re.ASCII)
#: Words, without their plural's ending, that headings of newsletters are made of.
_HEADING_WORDS = """
    a about academic accessibility acknowledgement acknowledgment action addition advisory africa
    agenda algorithm all america amsterdam analysis and announcement api app appendix application
    approval approved april architecture archive article asia ask at audio august australia award
    backend background beginner benchmark berlin best beta beyond blog board book booth branding
    breaking brief bug build business by calendar call canada career case category celebrate
    challenge change changelog channel chat china class client closed closing cloud code comment
    committee common community company compiler completed conclusion conf conference contact content
    contest contributing contribution contributor core corner course coverage crate credit cve data
    database date day deadline december decision deployment deprecation design desktop dev developer
    development devops digest discussion diversity doc document documentation download draft driver
    early ecosystem edition editor editorial education elsewhere embedded end engineering error etc
    europe event example executive experience experimental extra faq fcp feature featured february
    feedback final fix focus follow for forum foundation framework france free friday from frontend
    full fun funding future gallery game gaming general germany get getting global goal good
    governance graphic group guide hackathon hardware headline hello help highlight hiring history
    home hot house how idea image important improvement in incident india industry infrastructure
    initiative install installation integration internal interview intro introduction issue it
    iterator january japan job july june keep kernel key keynote know language last latest launch
    launches learn learning legal letter library life link list listing live london looking mac
    mailing maintainer maintenance major management march market marketing mastodon matrix may media
    meet meeting meetup member membership memory merge merged message milestone minor minute misc
    miscellaneous mobile model module monday month monthly more mozilla music name nation need
    network networking new news newsletter next nightly north notable note notice november now
    oceania october of off office official on ongoing online open opening operation operations
    opinion optimization organization other our out overview package paper paris partner party patch
    pending people performance period perspective photo pick picture planet planning platform plugin
    podcast policy poll popular post postponed preface press preview process product production
    program programme programming progress project proposal proposed public publication published
    pull question quick quote random rc read reader reading recap recent recommended reddit
    reference region registration regression rejected related release releases remote repo report
    repository request research resource result retrospective review rfc roadmap round roundup rss
    runtime saturday schedule science screencast script second section security see september series
    server service session share short shout show showcase simple site slide small snapshot snippet
    social software sound source south special sponsor spotlight stable stack staff standard start
    startup stat state statistic statu status storage story style submission subscribe summary
    summit sunday support survey syntax system table talk task team tech technical technology test
    testing text thank the theme thing this thought thread thursday tidbit time tip title to today
    together tokyo tool toolchain tooling topic tracking training translation travel trend triage
    trick tuesday tutorial tv twitter uk unsorted unstable up upcoming update upgrade us usa usage
    use user utility vacancy version video view virtual vote walkthrough watch web webinar website
    wednesday week weekly welcome what which who why wiki with women work workflow working workshop
    world wrap writing year yearly you your youtube
"""
_COMMON = frozenset(_HEADING_WORDS.split())
_EVENT = re.compile(r"(?:[A-Za-z](?:Conf|Con|Fest|Camp|Days?|Summit)|(?:19|20)\d\d)(?![A-Za-z])")
_DECORATED = re.compile(r"\[([^\[\]]*)\]\([^()]*\)|[*_`]{0,3}(.*?)[*_`:：]{0,3}")
_FEWEST = 2  # issues in which a heading is no accident
_RAREST = 1 / 100  # of all issues, likewise
_SHARE = 1 / 3  # of a name's sections that say it in their text
_MAJORITY = 1 / 2  # of the headings below one that is a list of projects
_OFTEN = 3  # issues that make a heading the usual spelling
_LONG = 5  # letters of a word in which one letter is another by mistake
_SHORT = 4  # likewise, one too many or too few, or two that changed places


class Section(NamedTuple):
    """A heading of a post and the text directly below it."""

    heading: str
    parent: str  # the heading above it, "" for none
    text: str
    line: int  # of the source, from 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A heading that is likely a project's name."""

    heading: str
    posts: int  # in how many it stands


class Misspelt(NamedTuple):
    """A heading that is likely another one."""

    post: int  # index
    section: Section
    likely: str


def candidates(posts: Sequence[Sequence[Section]]) -> tuple[list[Candidate], list[Misspelt]]:
    """Return the likely projects among the headings of *posts*, the most frequent first.

    Few are wrong; many may be missing.
    """
    seen: dict[str, list[tuple[int, Section]]] = {}
    for number, sections in enumerate(posts):
        for section in sections:
            seen.setdefault(fold(_plain(section.heading)), []).append((number, section))
    counts = {name: len({number for number, _ in places}) for name, places in seen.items()}
    misspelt = [
        Misspelt(number, section, likely)
        for name, places in seen.items()
        if counts[name] < _FEWEST and (likely := _usual(name, seen, counts))
        for number, section in places
    ]
    wrong = {fold(_plain(one.section.heading)) for one in misspelt}
    names = {
        name
        for name, places in seen.items()
        if name not in wrong and _is_name(_plain(places[0][1].heading)) and _is_said(places)
    }
    fewest = max(_FEWEST, _RAREST * sum(map(bool, posts)))
    sure = {name for name in names if counts[name] >= fewest}
    lists = _lists(seen, sure) if len(sure) >= _OFTEN else set()
    found = [
        Candidate(_plain(seen[name][0][1].heading), counts[name])
        for name in names
        # What stands once among projects is one too.
        if name in sure or any(section.parent in lists for _, section in seen[name])
    ]
    return sorted(found, key=lambda one: (-one.posts, one.heading)), misspelt


def _plain(heading: str) -> str:
    """Return a heading without a link, emphasis or a colon around it."""
    match = _DECORATED.fullmatch(heading.strip())
    return (match[1] or match[2] or "").strip() if match else heading


def _is_name(heading: str) -> bool:
    words = re.split(r"[ -]", fold(heading))
    singular = (re.sub(r"ies$", "y", word).removesuffix("s") for word in words)
    is_common = not _COMMON.isdisjoint((*words, *singular))
    return bool(_NAME.fullmatch(heading)) and not is_common and not _EVENT.search(heading)


def _is_said(places: Iterable[tuple[int, Section]]) -> bool:
    """Say whether the texts below a name speak of it."""
    said = [fold(_plain(section.heading)) in fold(section.text) for _, section in places]
    return sum(said) >= _SHARE * len(said)


def _lists(seen: Mapping[str, list[tuple[int, Section]]], sure: set[str]) -> set[str]:
    """Return the headings below which most are *sure* to be projects."""
    total: Counter[str] = Counter()
    projects: Counter[str] = Counter()
    for name, places in seen.items():
        for parent in {section.parent for _, section in places if section.parent}:
            total[parent] += 1
            projects[parent] += name in sure
    return {parent for parent in total if projects[parent] >= _MAJORITY * total[parent]}


def _usual(
    name: str, seen: Mapping[str, list[tuple[int, Section]]], counts: Mapping[str, int]
) -> str | None:
    """Return the frequent heading that a rare one is likely meant to be."""
    if any(name in fold(section.text) for _, section in seen[name]):
        return None  # its writer means it
    for other, count in counts.items():
        ours, theirs = name.split(), other.split()
        if count < _OFTEN or len(ours) != len(theirs):
            continue
        unlike = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
        if len(unlike) == 1 and _is_slip(*unlike[0]):
            return _plain(seen[other][0][1].heading)
    return None


def _is_slip(wrong: str, right: str) -> bool:
    """Say whether a word is another one but for one slip of the pen, which is no ending."""
    start = _alike(wrong, right)
    stop = _alike(wrong[start:][::-1], right[start:][::-1])
    ours, theirs = wrong[start : len(wrong) - stop], right[start : len(right) - stop]
    if not start or not (ours + theirs).isalpha() or len(right) < _SHORT:
        return False
    if not ours or not theirs:  # a letter too few or too many
        is_ending = not stop and (bool(ours) or theirs == "s")
        return len(ours + theirs) == 1 and not is_ending
    if len(ours) == 1 == len(theirs):  # Han characters differ for a reason
        return len(right) >= _LONG and not re.search(HAN, ours + theirs)
    return len(ours) == 2 and ours == theirs[::-1]  # noqa: PLR2004 - they changed places


def _alike(one: str, other: str) -> int:
    """Return with how many equal letters two words begin."""
    pairs = zip(one, other, strict=False)
    unlike = (number for number, (ours, theirs) in enumerate(pairs) if ours != theirs)
    return next(unlike, min(len(one), len(other)))
