"""What hostile and clumsy editors type: one warning each, the text stays, nothing is executed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from sphinx_newsdigest.directives import DIRECTIVES
from sphinx_newsdigest.model import ENTITY_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from conftest import Book, MakeBook

_WARNING = re.compile(
    r"^(?P<source>[^:\n]+):(?:(?P<line>\d*):)? (?P<level>WARNING|ERROR): (?P<message>.*?)"
    r"(?: \[(?P<type>[\w.]+)\])?$",
    re.MULTILINE | re.DOTALL,
)


class Warned(NamedTuple):
    """A warning, as Sphinx printed it."""

    line: int
    type: str
    message: str


class Expected(NamedTuple):
    """A warning that a text deserves, at the one line that holds *at*."""

    at: str
    type: str
    says: str


@dataclass(frozen=True)
class Case:
    """A source, the warnings it deserves, and the words that have to survive."""

    text: str
    warnings: tuple[Expected, ...]
    kept: tuple[str, ...] = ()
    suffix: str = "md"


def said(log: str) -> dict[str, list[Warned]]:
    """Return the warnings of a build by source."""
    found: dict[str, list[Warned]] = {}
    # A message may have several lines; each warning begins with the name of a source.
    for entry in re.split(r"^(?=[\w./-]+\.(?:md|rst):)", log, flags=re.MULTILINE):
        if match := _WARNING.match(entry.rstrip()):
            warned = Warned(int(match["line"] or 0), match["type"] or "", match["message"])
            found.setdefault(match["source"], []).append(warned)
        else:
            assert not entry.strip(), f"a warning without a place: {entry!r}"
    return found


def line_of(text: str, fragment: str) -> int:
    """Return the line (from 1) of *text* that holds *fragment*, which only one does."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if fragment in line]
    assert len(lines) == 1, f"{fragment!r} is in lines {lines}"
    return lines[0]


def issue(body: str, **facts: str) -> str:
    """Return a MyST issue, of a number of its own, with *body* in its one section."""
    typed = "".join(f"  {key}: {value}\n" for key, value in facts.items())
    return _framed(f"  issue: @@\n{typed}", body)


def report(body: str, **facts: str) -> str:
    """Return a MyST report of an event of its own, with *body* in its one section."""
    typed = "".join(f"  {key}: {value}\n" for key, value in facts.items())
    return _framed(f"  event: e@@\n  day: 1\n{typed}", body)


def _framed(facts: str, body: str) -> str:
    return f"---\ndigest:\n{facts}---\n\n# Title\n\n## Section\n\n{clean(body)}"


def fenced(*directives: str) -> str:
    """Return a MyST document of *directives*, whose lines are divided by ``|``."""
    fences = (f":::{text.replace('|', chr(10))}\n:::\n" for text in directives)
    return "\n".join(["# T @@\n", *fences, "Words.\n"])


def clean(text: str) -> str:
    return dedent(text).lstrip("\n")


OPTION = "digest.option"

#: Sources by name; ``@@`` is a number that no other has.
CASES: Mapping[str, Case] = {
    # -- front matter ----------------------------------------------------------------------
    "fm-impossible-date": Case(
        issue("Words.", date="2014-13-45"),
        (Expected("date:", OPTION, "expected a date such as 2026-01-31, not '2014-13-45'"),),
        ("Words.",),
    ),
    "fm-impossible-date-in-a-flow": Case(
        "---\ndigest: {issue: @@, date: 2014-02-30}\n---\n\n# T\n\n## S\n\nWords.\n",
        (Expected("digest:", OPTION, "not '2014-02-30'"),),
        ("Words.",),
    ),
    "fm-reversed-period": Case(
        issue("Words.", period="2014-07-01/2014-06-16"),
        (Expected("period:", OPTION, "the first day of a period before its last"),),
        ("Words.",),
    ),
    "fm-half-a-period": Case(
        issue("Words.", period="2014-07-01/"),
        (Expected("period:", OPTION, "expected a period such as"),),
    ),
    "fm-unknown-key": Case(
        issue("Words.", newsleter="Weekly"),
        (Expected("newsleter:", OPTION, "unknown option 'newsleter'; expected 'newsletter'"),),
        (":newsleter: Weekly",),
    ),
    "fm-a-mapping-as-date": Case(
        issue("Words.", date="{day: 1}"),
        (Expected("date:", OPTION, "expected a single value"),),
        ("{'day': '1'}",),
    ),
    "fm-a-list-as-issue": Case(
        "---\ndigest:\n  issue: [1, 2]\n---\n\n# T\n\n## S\n\nWords.\n",
        (Expected("issue:", OPTION, "expected the number or the name of the issue"),),
        ("Words.", "['1', '2']"),
    ),
    "fm-no-issue": Case(
        "---\ndigest:\n  issue:\n---\n\n# T\n\n## S\n\nWords.\n",
        (Expected("issue:", OPTION, "'fm-no-issue' is used"),),
        ("Words.",),
    ),
    "fm-no-event": Case(
        "---\ndigest:\n  event: ~\n---\n\n# T\n\nWords.\n",
        (Expected("event:", OPTION, "'fm-no-event' is used"),),
        ("Words.",),
    ),
    **{
        f"fm-digest-as-{name}": Case(
            f"---\ntitle: x\ndigest:{value}\n---\n\n# T\n\n## S\n\nWords.\n",
            (Expected("digest:", OPTION, "expected a mapping with 'issue' or 'event'"),),
            ("Words.",),
        )
        for name, value in {
            "a-text": " hello",
            "nothing": "",
            "an-empty-mapping": " {}",
            "a-number": " 16",
            "a-list": "\n- issue: 16",
            "a-nested-mapping": "\n  digest:\n    issue: 16",
            "facts-of-nothing": "\n  date: 2014-01-01",
        }.items()
        if name != "a-nested-mapping"
    },
    "fm-a-nested-mapping": Case(
        "---\ntitle: x\ndigest:\n  more:\n    issue: 16\n---\n\n# T\n\n## S\n\nWords.\n",
        (Expected("digest:", OPTION, "not {'more': {'issue': '16'}}"),),
        ("Words.",),
    ),
    "fm-issue-and-event": Case(
        issue("Words.", event="e@@"),
        (Expected("event:", "digest.conflict", "says both 'issue' and 'event'"),),
        ("Words.",),
    ),
    "fm-and-directive": Case(
        "---\ndigest:\n  issue: @@\n---\n\n# T\n\n:::{digest:issue} x@@\n:::\n\n## S\n\nWords.\n",
        (Expected("issue: ", "digest.conflict", "the directive in line 8 both say"),),
        ("Words.",),
    ),
    "fm-refers-to-itself": Case(
        "---\ndigest: &all\n  issue: @@\n  editors: *all\n---\n\n# T\n\nWords.\n",
        (Expected("\x00", "myst.topmatter", "could not be serialized"),),
        ("Words.",),
    ),
    "fm-too-deep": Case(
        f"---\ndigest:\n  issue: @@\n  editors: {'[' * 3000}\n---\n\n# T\n\nWords.\n",
        (Expected("# T", "myst.topmatter", "Malformed YAML"),),
        ("Words.",),
    ),
    "fm-deep": Case(  # one parser of YAML reads this, and nobody else
        f"---\ndigest:\n  issue: @@\nx: {'[' * 985}1{']' * 985}\n---\n\n# T\n\nWords.\n",
        (Expected("# T", "myst.topmatter", "Malformed YAML"),),
        ("Words.",),
    ),
    "fm-in-rest": Case(
        ":digest: {issue: x@@, date: 2014-13-45}\n\nTitle\n=====\n\nSection\n-------\n\nWords.\n",
        (Expected(":digest:", OPTION, "not '2014-13-45'"),),
        ("Words.", ":date: 2014-13-45"),
        "rst",
    ),
    "fm-in-rest-nested": Case(
        ":digest:\n  :issue: x@@\n  :dates: 2014\n\nTitle\n=====\n\nSection\n-------\n\nWords.\n",
        (Expected(":dates:", OPTION, "unknown option 'dates'; expected 'date'"),),
        ("Words.", ":dates: 2014"),
        "rst",
    ),
    "fm-in-rest-not-yaml": Case(
        ":digest: {issue: [1\n\nTitle\n=====\n\nWords.\n",
        (Expected(":digest:", OPTION, "not '{issue: [1'"),),
        ("Words.",),
        "rst",
    ),
    # -- items and their directives ----------------------------------------------------------
    "item-of-a-wrong-date": Case(
        issue(""":::{digest:item}\n:date: 25.6.2014\n\nWords.\n:::\n"""),
        (Expected(":date:", OPTION, "expected a date such as 2026-01-31, not '25.6.2014'"),),
        ("Words.", ":date: 25.6.2014"),
    ),
    "item-later-than-its-issue": Case(
        issue("2014-07-02, words.\n", date="2014-07-01"),
        (Expected("2014-07-02", "digest.date", "is of 2014-07-02, which is later than"),),
        ("words.",),
    ),
    "item-of-an-unknown-project": Case(
        issue(":::{digest:item}\n:projects: neutrino\n\nWords.\n:::\n"),
        (Expected("{digest:item}", "digest.unknown", "'neutrino'; did you mean 'neutron'?"),),
        ("Words.",),
    ),
    "item-of-projects-without-names": Case(
        issue(":::{digest:item}\n:projects: ，、\n\nWords.\n:::\n"),
        (Expected(":projects:", OPTION, "expected names divided by commas, found nothing"),),
        ("Words.", ":projects: ，、"),
    ),
    "item-of-ten-thousand-projects": Case(
        issue(
            f":::{{digest:item}}\n:projects: {', '.join(map(str, range(10_000)))}\n\nWords.\n:::\n"
        ),
        (Expected(":projects:", OPTION, "expected at most 10000 characters, found 58888"),),
        ("Words.", "9998, 9999"),
    ),
    "item-with-an-option-of-1-MB": Case(
        issue(f":::{{digest:item}}\n:name: {'x' * 1_000_000}\n\nWords.\n:::\n"),
        (Expected(":name:", OPTION, "expected at most 10000 characters, found 1000000"),),
        ("Words.", "x" * 1_000_000),
    ),
    "item-without-an-option-of-1-MB": Case(
        issue(f":::{{digest:item}}\n:colour: {'x' * 1_000_000}\n\nWords.\n:::\n"),
        (Expected(":colour:", OPTION, "unknown option 'colour'"),),
        ("Words.", "x" * 1_000_000),
    ),
    "item-in-no-language": Case(
        issue(':::{digest:item}\n:lang: "en onload=x"\n\nWords.\n:::\n'),
        (Expected(":lang:", OPTION, "expected a language tag such as en or zh-CN"),),
        ("Words.",),
    ),
    "items-of-one-name": Case(
        issue(
            ":::{digest:item}\n:name: a\n\nOne.\n:::\n\n::::{digest:item}\n:name: a\n\nTwo.\n::::\n"
        ),
        (Expected("::::{digest:item}", "digest.duplicate", "is called 'a-2'"),),
        ("One.", "Two."),
    ),
    "items-of-the-same-words": Case(
        issue("Same.\n\nSame.\n\n% twice\n"),
        (Expected("\x00", "digest.duplicate", "expected a ':name:' of its own"),),
    ),
    "session-in-an-issue": Case(
        issue(":::{digest:session}\n:track: a\n:::\n\nWords.\n"),
        (
            Expected(
                "{digest:session}", "digest.misplaced", "expected it in the report of an event"
            ),
        ),
        ("Words.",),
    ),
    "two-sessions-of-one-section": Case(
        report("""
            :::{digest:session}
            :track: a
            :::

            ::::{digest:session}
            :track: b
            ::::

            Words.
        """),
        (Expected("::::{digest:session}", "digest.misplaced", "expected it under a heading"),),
        ("Words.",),
    ),
    "empty-session-in-links": Case(
        report("""
            ::::{digest:links}
            - <https://e.org/@@>

            :::{digest:session}
            :track: a
            :::
            ::::
        """),
        (Expected("{digest:session}", "digest.misplaced", "expected it under a heading"),),
        ("https://e.org",),
    ),
    "session-of-no-kind": Case(
        report(":::{digest:session}\n:kind: dance\n\nWords.\n:::\n"),
        (
            Expected(
                ":kind:",
                OPTION,
                "expected one of demo, meeting, talk, track, training, not 'dance'",
            ),
        ),
        ("Words.", ":kind: dance"),
    ),
    "sponsors-without-names": Case(
        report(":::{digest:sponsors}\n、\n:::\n"),
        (Expected("、", OPTION, "digest:sponsors: expected names divided by commas"),),
        ("、",),
    ),
    "sponsors-by-the-thousand": Case(
        report(f":::{{digest:sponsors}}\n{'Name, ' * 3000}\n:::\n"),
        (Expected("Name", OPTION, "digest:sponsors: expected at most 10000 characters"),),
        ("Name, Name",),
    ),
    "day-zero": Case(
        "# T\n\n:::{digest:event} e@@\n:day: 0\n:::\n\nWords.\n",
        (Expected(":day:", OPTION, "expected a whole number from 1 on, not '0'"),),
        ("Words.", ":day: 0"),
    ),
    "day-of-five-thousand-digits": Case(
        f"# T\n\n:::{{digest:event}} e@@\n:day: {'1' * 5000}\n:::\n\nWords.\n",
        (Expected(":day:", OPTION, "expected a whole number from 1 on"),),
        ("Words.",),
    ),
    "url-of-an-event-that-runs": Case(
        "# T\n\n:::{digest:event} e@@\n:url: javascript:alert(1)\n:::\n\nWords.\n",
        (
            Expected(
                ":url:", OPTION, "expected a URL that begins with http:, https:, mailto: or ftp:"
            ),
        ),
        ("Words.", ":url: javascript:alert(1)"),
    ),
    "url-of-a-project-that-is-broken": Case(
        "# T @@\n\n:::{digest:project} p@@\n:links: http://e.org, http://[::1\n:::\n\nWords.\n",
        (Expected(":links:", OPTION, "not 'http://[::1'"),),
        ("Words.",),
    ),
    "former-name-until-never": Case(
        "# T @@\n\n:::{digest:project} p@@\n:formerly: Quantum until soon\n:::\n\nWords.\n",
        (Expected(":formerly:", OPTION, "expected a form such as 'Quantum until 2013-06'"),),
        ("Words.",),
    ),
    "alias-of-nothing": Case(
        '# T @@\n\n:::{digest:project} p@@\n:aliases: "; "\n:::\n\nWords.\n',
        (Expected(":aliases:", OPTION, "expected names divided by commas, found nothing"),),
        ("Words.",),
    ),
    "unknown-directive": Case(
        issue(":::{digest:isue}\nWords inside.\n:::\n\nWords.\n"),
        (Expected("{digest:isue}", "myst.directive_unknown", "digest:isue"),),
        ("Words.",),
    ),
    # -- listings and roles -------------------------------------------------------------------
    "listing-of-nothing-known": Case(
        "# T\n\n:::{digest:listing}\n:of: newses\n\nWords.\n:::\n",
        (Expected(":of:", OPTION, "expected one of events, issues, items, links"),),
        ("Words.", ":of: newses"),
    ),
    "listing-of-nothing-said": Case(
        "# T\n\n:::{digest:listing}\n\nWords.\n:::\n",
        (Expected("{digest:listing}", "digest.empty", "expected ':of:' to say what to list"),),
        ("Words.",),
    ),
    "listing-with-limit-0": Case(
        "# T\n\n:::{digest:listing}\n:of: items\n:limit: 0\n:::\n\nWords.\n",
        (Expected(":limit:", OPTION, "expected a whole number from 1 on, not '0'"),),
        ("Words.",),
    ),
    "listing-since-after-until": Case(
        "# T\n\n:::{digest:listing}\n:of: items\n:since: 2015-01-01\n:until: 2014-01-01\n:::\n",
        (Expected("{digest:listing}", OPTION, "expected ':since:' before ':until:'"),),
        ("Nothing yet.",),
    ),
    "listing-of-an-unknown-project": Case(
        "# T\n\n:::{digest:listing}\n:of: items\n:project: neutrn\n:::\n",
        (
            Expected(
                "{digest:listing}", "digest.unknown", "project 'neutrn'; did you mean 'neutron'?"
            ),
        ),
        ("Nothing yet.",),
    ),
    "role-to-an-unknown-project": Case(
        "# T\n\nWords {digest:project}`neutrn`.\n",
        (Expected("Words", "digest.unknown", "project 'neutrn'; did you mean 'neutron'?"),),
        ("neutrn",),
    ),
    "role-to-an-unknown-item": Case(
        "# T\n\nWords {digest:item}`<b>x</b>`.\n",
        (Expected("Words", "digest.unknown", "unknown item"),),
    ),
    "role-of-100-kB": Case(
        f"# T\n\nWords {{digest:project}}`{'x' * 100_000}`.\n",
        (Expected("Words", "digest.unknown", "unknown project"),),
        ("x" * 100_000,),
    ),
    # -- entities -------------------------------------------------------------------------------
    "alias-cycle": Case(
        fenced(
            "{digest:project} one@@|:aliases: two@@",
            "{digest:project} two@@|:aliases: one@@",
        ),
        (Expected("{digest:project} one", "digest.alias", "is claimed by two entities (project)"),),
    ),
    "alias-claimed-twice": Case(
        fenced(
            "{digest:project} one@@|:aliases: twice@@",
            "{digest:project} two@@|:aliases: TWICE@@",
        ),
        (Expected("{digest:project} two", "digest.alias", "'TWICE@@' is claimed by two"),),
    ),
    "alias-that-is-a-title": Case(
        fenced("{digest:person} one@@", "{digest:person} two@@|:title: ONE@@"),
        (Expected("{digest:person} two", "digest.alias", "'ONE@@' is claimed by two"),),
    ),
    "alias-of-oneself": Case(
        fenced("{digest:project} self@@|:aliases: self@@, SELF@@"),
        (),
        ("Words.",),
    ),
    "entity-twice": Case(
        fenced("{digest:organization} o@@", "{digest:organization} O@@"),
        (Expected("} O@@", "digest.duplicate", "is already declared in entity-twice"),),
        ("Words.",),
    ),
    # -- links ------------------------------------------------------------------------------------
    "links-that-are-not-linked": Case(
        issue("Call <tel:12345> now.\n"),
        (Expected("Call", "digest.url", "a link to 'tel:12345' is shown as text"),),
        ("tel:12345",),
    ),
    "links-that-run": Case(
        issue("""
            [a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) <javascript:alert(1)>
            [d](JaVaScRiPt:alert(1)) [f][g]

            [g]: javascript:alert(2)
        """),
        (),  # the parser takes none of them for a link
        ("javascript:alert(1)", "vbscript:x"),
    ),
    "links-that-run-in-rest": Case(
        clean("""
            Title
            =====

            Words `here <javascript:alert(1)>`_.

            More there_.

            .. _there: vbscript:alert(2)

            .. image:: https://e.org/p.png
               :target: data:text/html,<script>alert(3)</script>
        """),
        (
            Expected("Words", "digest.url", "a link to 'javascript:alert(1)' is shown as text"),
            Expected("More", "digest.url", "a link to 'vbscript:alert(2)' is shown as text"),
            Expected("image::", "digest.url", "a link to 'data:text/html,<script>alert"),
        ),
        ("here <javascript:alert(1)>", "there <vbscript:alert(2)>"),
        "rst",
    ),
    "link-to-a-broken-host": Case(
        issue("Words <http://[::1> and [x](http://[::1).\n"), (), ("Words",)
    ),
    "mail-with-attributes": Case(
        issue("[Words](mailto:a@e.org){#mail@@ .loud}\n"), (), ("Words", "a at e.org")
    ),
    "link-without-words": Case(issue("Words [](https://e.org/@@) more.\n"), (), ("Words", "more.")),
    "name-without-words": Case(issue("Words []() and [  ]().\n"), (), ("Words",)),
    "name-in-a-heading": Case(
        "---\ndigest: {issue: @@}\n---\n\n# Of [Neutron]()\n\n## By [Ann]()\n\nWords.\n",
        (),
        ("Of Neutron", "By Ann", "Words."),
    ),
    # -- targets ----------------------------------------------------------------------------------
    "target-before-an-empty-marker": Case(
        clean("""
            # T

            (t@@)=
            :::{digest:issue} x@@
            :::

            ## S

            (u@@)=
            :::{digest:section}
            :kind: x
            :::

            Words {ref}`one <t@@>` and {ref}`two <u@@>`.
        """),
        (),
        ("Words one and two.",),
    ),
    "heading-with-the-id-of-the-issue": Case(
        "---\ndigest: {issue: @@}\n---\n\n# T\n\n## Issue @@\n\nWords.\n", (), ("Words.",)
    ),
    # -- sizes and depths -------------------------------------------------------------------------
    "title-of-100-kB": Case(
        f"---\ndigest: {{issue: @@}}\n---\n\n# {'T' * 100_000}\n\n## {'长' * 50_000}\n\nWords.\n",
        (),
        ("Words.", "T" * 100_000, "长" * 50_000),
    ),
    "issue-of-five-thousand-digits": Case(
        f"# T\n\n:::{{digest:issue}} {'1' * 5000}\n:::\n\n## S\n\nWords.\n", (), ("Words.",)
    ),
    "fifty-directives-deep": Case(
        issue(
            "".join(f"{':' * (53 - n)}{{digest:links}}\n" for n in range(50))
            + "- <https://e.org/deep>\n"
            + "".join(f"{':' * (4 + n)}\n" for n in range(50))
        ),
        (),
        ("https://e.org/deep",),
    ),
    "six-sections-deep": Case(
        "---\ndigest: {issue: @@}\n---\n\n"
        + "".join(f"{'#' * n} H{n}\n\nWords {n}.\n\n" for n in range(1, 7)),
        (),
        ("Words 1.", "Words 6."),
    ),
    "quotes-beyond-the-parser": Case(issue(f"{'>' * 500} Words.\n"), (), ()),
    # -- unusual text -----------------------------------------------------------------------------
    "unusual-unicode": Case(
        issue("\u202eWords \U0001f600 e\u0301 \u200b\u2060 \ufeff\u2028\u2029 \ud7ff\U0010fffd.\n"),
        (),
        ("\u202eWords \U0001f600 e\u0301",),
    ),
    "control-characters": Case(
        issue("Words\x07 and\x1b more.\n\nOthers\x00.\n"),
        (Expected("Words", "digest.control", "in 2 line(s), shown as U+FFFD"),),
        ("Words\ufffd and\ufffd more.", "Others\ufffd."),
    ),
    "control-characters-in-rest": Case(
        "Title\n=====\n\n.. digest:issue:: x@@\n   :credit: a\x08b\n\nWords.\n",
        (Expected(":credit:", "digest.control", "in 1 line(s), shown as U+FFFD"),),
        ("a\ufffdb", "Words."),
        "rst",
    ),
    "control-characters-by-escape": Case(
        '# T\n\n:::{digest:issue} x@@\n:credit: "a\\x07b\\uD800c"\n:::\n\nWords.\n',
        (Expected(":credit:", "digest.control", "option 'credit': control characters"),),
        ("a\ufffdb\ufffdc", "Words."),
    ),
    "control-characters-by-escape-in-front": Case(
        issue("Words.", credit='"a\\x07b\\uD800c"'),
        (Expected("credit:", "digest.control", "option 'credit': control characters"),),
        ("a\ufffdb\ufffdc", "Words."),
    ),
    "control-characters-in-the-name-of-an-issue": Case(
        '---\ndigest:\n  issue: "x@@\\x07"\n---\n\n# T\n\n## S\n\nWords.\n',
        (Expected("issue:", "digest.control", "option 'issue': control characters"),),
        ("Words.",),
    ),
    # -- documents of little -----------------------------------------------------------------
    "issue-without-sections": Case(
        "---\ndigest: {issue: @@}\n---\n\n# T\n\nWords.\n", (), ("Words.",)
    ),
    "issue-of-a-title": Case("---\ndigest: {issue: @@}\n---\n\n# T\n", (), ("T",)),
    "issue-without-a-title": Case("---\ndigest: {issue: @@}\n---\n\nWords.\n", (), ("Words.",)),
    "nothing-but-front-matter": Case("---\ndigest: {issue: @@}\n---\n", ()),
    "nothing": Case("", ()),
}
#: Lines that MyST and docutils do not tell, and one that no fragment can.
_LINES = {"fm-refers-to-itself": 0, "fm-too-deep": 1, "fm-deep": 1, "items-of-the-same-words": 12}


@pytest.fixture(scope="module")
def bad(shelf: MakeBook) -> tuple[Book, dict[str, list[Warned]]]:
    """All cases as one book, written as HTML and as data; and what the first build said."""
    sources: dict[str, str | bytes] = {
        f"{name}.{case.suffix}": case.text.replace("@@", str(number)).encode()
        for number, (name, case) in enumerate(CASES.items(), 1000)
    }
    sources["known.md"] = "# Known\n\n:::{digest:project} neutron\n:::\n"
    sources["index.md"] = "# Index\n\n```{toctree}\n:glob:\n*\n```\n"
    made = shelf(sources, suppress_warnings=["toc.no_title"])
    found = said(made.warnings)
    made.build("digest-data")
    return made, found


def page(book: Book, name: str, builder: str = "html") -> BeautifulSoup:
    path = book.root / builder / f"{name}.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def words_of(book: Book, name: str) -> str:
    """Return the text of a page, as one line."""
    return " ".join(page(book, name).get_text().split())


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_one_warning_with_its_line(
    bad: tuple[Book, dict[str, list[Warned]]], name: str
) -> None:
    case = CASES[name]
    number = str(1000 + list(CASES).index(name))
    found = bad[1].get(f"{name}.{case.suffix}", [])
    assert [warned.type for warned in found] == [expected.type for expected in case.warnings]
    for warned, expected in zip(found, case.warnings, strict=True):
        text = case.text.replace("@@", number)
        line = _LINES[name] if name in _LINES else line_of(text, expected.at.replace("@@", number))
        assert warned.line == line
        assert expected.says.replace("@@", number) in warned.message


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.kept])
def test_each_mistake_leaves_the_words(bad: tuple[Book, Any], name: str) -> None:
    words = words_of(bad[0], name)
    assert [kept for kept in CASES[name].kept if kept not in words] == []


def test_no_warning_is_unexpected(bad: tuple[Book, dict[str, list[Warned]]]) -> None:
    known = {f"{name}.{case.suffix}" for name, case in CASES.items()}
    assert set(bad[1]) <= known


def test_warnings_stay_short(bad: tuple[Book, dict[str, list[Warned]]]) -> None:
    long = {
        (source, warned.type, len(warned.message))
        for source, warnings in bad[1].items()
        for warned in warnings
        if len(warned.message) > 400
    }
    assert long == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("item-of-a-wrong-date", "Words."),
        ("item-of-an-unknown-project", "Words."),
        ("items-of-one-name", "Two."),
        ("item-with-an-option-of-1-MB", "Words."),
        ("control-characters", "Words\ufffd and\ufffd more."),
        ("fm-impossible-date", "Words."),
        ("fm-in-rest", "Words."),
        ("fm-issue-and-event", "Words."),
    ],
)
def test_an_item_with_a_mistake_is_in_the_data(bad: tuple[Book, Any], name: str, text: str) -> None:
    assert text in [item["text"] for item in bad[0].archive["items"] if item["docname"] == name]


def test_no_text_of_the_data_holds_control_characters(bad: tuple[Book, Any]) -> None:
    text = (bad[0].root / "digest-data" / "archive.json").read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]|\\u00[01]|\\ud[89a-f]", text)


@pytest.mark.parametrize("name", ["title-of-100-kB", "issue-of-five-thousand-digits"])
def test_anchors_stay_short(bad: tuple[Book, Any], name: str) -> None:
    (record,) = [issue for issue in bad[0].catalogue.issues if issue.docname == name]
    assert len(record.anchor) < 130
    assert record.anchor in {element["id"] for element in page(bad[0], name).find_all(id=True)}


def test_no_page_has_one_id_twice(bad: tuple[Book, Any]) -> None:
    for name in CASES:
        ids = [element["id"] for element in page(bad[0], name).find_all(id=True)]
        assert len(ids) == len(set(ids)), name


# -- directives where they cannot be -----------------------------------------------------------


class Typed(NamedTuple):
    """How a directive is typed: what follows its name, an option, its words."""

    argument: str
    option: str
    words: str


TYPED = {
    "issue": Typed(" w@@", "", "Words of an issue."),
    "event": Typed(" w@@", "", "Words of an event."),
    "section": Typed("", ":kind: x", "Words of a section."),
    "item": Typed("", ":date: 2014-01-01", "Words of an item."),
    "links": Typed("", ":kind: x", "- https://e.org/@@"),
    "project": Typed(" p@@", "", "Words of a project."),
    "organization": Typed(" p@@", "", "Words of an organization."),
    "person": Typed(" p@@", "", "Words of a person."),
    "session": Typed("", ":track: x", "Words of a session."),
    "sponsors": Typed("", ":names: Sponsor", "Words of sponsors"),
    "listing": Typed("", ":of: events", "Words of a listing."),
    "downloads": Typed("", "", "Words of downloads."),
}


def myst(name: str) -> str:
    typed = TYPED[name]
    words = typed.words.replace("- https://e.org/@@", "- <https://e.org/@@>")
    return "\n".join([f":::{{digest:{name}}}{typed.argument}", typed.option, "", words, ":::", ""])


def rest(name: str) -> str:
    typed = TYPED[name]
    lines = [f".. digest:{name}::{typed.argument}", *([typed.option] if typed.option else [])]
    return lines[0] + "\n" + indent("\n".join([*lines[1:], "", typed.words, ""]), "   ")


def below(text: str, marker: str) -> str:
    """Return *text* as what *marker* begins, a list's entry or a quote."""
    return marker + indent(text, " " * len(marker))[len(marker) :]


PLACES: Mapping[str, Callable[[str], str]] = {
    "list.md": lambda name: "# T\n\n" + below(myst(name), "- "),
    "quote.md": lambda name: "# T\n\n" + indent(myst(name), "> ", lambda _line: True),
    "note.md": lambda name: f"# T\n\n::::{{note}}\n\n{myst(name)}::::\n",
    "table.md": lambda name: (
        "# T\n\n```{list-table}\n* - x\n" + below(myst(name), "  - ") + "```\n"
    ),
    "footnote.md": lambda name: "# T\n\nx[^1]\n\n" + "[^1]: y\n\n" + indent(myst(name), "    "),
    "title.md": lambda name: f"{myst(name)}\n# T\n\nPara.\n\n## S\n\nPara.\n",
    "item.md": lambda name: issue(f"::::{{digest:item}}\nBefore.\n\n{myst(name)}\n::::\n"),
    "session.md": lambda name: report(f"::::{{digest:session}}\nBefore.\n\n{myst(name)}\n::::\n"),
    "item-list.md": lambda name: issue(f"Before.\n\n{below(myst(name), '- ')}"),
    "list.rst": lambda name: "T\n=\n\n" + below(rest(name), "- "),
    "quote.rst": lambda name: "T\n=\n\nPara.\n\n" + indent(rest(name), "   "),
    "note.rst": lambda name: "T\n=\n\n.. note::\n\n" + indent(rest(name), "   "),
    "definition.rst": lambda name: "T\n=\n\nterm\n" + indent(rest(name), "   "),
    "outside.md": lambda name: f"# T\n\nPara.\n\n{myst(name)}",
    "no-title.md": lambda name: f"Para.\n\n{myst(name)}\nPara.\n",
    "no-title.rst": lambda name: f"Para.\n\n{rest(name)}\nPara.\n",
    "title.rst": lambda name: f"{rest(name)}\nT\n=\n\nPara.\n\nS\n-\n\nPara.\n",
}
#: What may stand anywhere.
ANYWHERE = {*ENTITY_KINDS, "links", "listing", "downloads"}


@pytest.fixture(scope="module")
def astray(shelf: MakeBook) -> tuple[Book, dict[str, list[Warned]], dict[str, str]]:
    """Each directive in each place, as one book; what the build said; and the sources."""
    texts: dict[str, str] = {}
    for place, put in PLACES.items():
        for name in DIRECTIVES:
            stem, _, suffix = place.rpartition(".")
            text = put(name).replace("@@", str(2000 + len(texts)))
            texts[f"{stem}-{name}.{suffix}"] = text
    sources: dict[str, str | bytes] = {name: text.encode() for name, text in texts.items()}
    # Names differ by suffix only where they stand in folders.
    sources = {f"{name.rpartition('.')[2]}/{name}": text for name, text in sources.items()}
    sources["index.md"] = "# Index\n\n```{toctree}\n:glob:\n*/*\n```\n"
    made = shelf(sources, name="astray", suppress_warnings=["toc.no_title"])
    return made, said(made.warnings), texts


@pytest.mark.parametrize("name", DIRECTIVES)
@pytest.mark.parametrize("place", PLACES)
def test_a_directive_in_the_wrong_place_warns_once_and_keeps_its_words(
    astray: tuple[Book, dict[str, list[Warned]], dict[str, str]], place: str, name: str
) -> None:
    book, found, texts = astray
    stem, _, suffix = place.rpartition(".")
    source = f"{stem}-{name}.{suffix}"
    warnings = found.get(f"{suffix}/{source}", [])
    is_marker = name in {"issue", "event"} and stem in {"outside", "no-title"}
    if name in ANYWHERE or is_marker:
        assert warnings == []
    else:
        assert [warned.type for warned in warnings] == ["digest.misplaced"]
        fragment = f"{{digest:{name}}}" if suffix == "md" else f".. digest:{name}::"
        lines = [n for n, line in enumerate(texts[source].split("\n"), 1) if fragment in line]
        assert warnings[0].line == lines[-1]
        assert warnings[0].message.startswith(f"digest:{name}: expected it ")
    words = TYPED[name].words.removeprefix("- ").replace("@@", "")
    assert words in words_of(book, f"{suffix}/{stem}-{name}")


@pytest.mark.parametrize(
    ("name", "subtype"),
    {
        "issue": "option",
        "event": "option",
        "section": "empty",
        "item": "empty",
        "links": "empty",
        "project": "misplaced",
        "organization": "misplaced",
        "person": "misplaced",
        "sponsors": "empty",
        "listing": "empty",
    }.items(),
)
@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_an_empty_directive_warns_once(
    book: MakeBook, suffix: str, name: str, subtype: str
) -> None:
    directive = {"md": f":::{{digest:{name}}}\n:::\n", "rst": f".. digest:{name}::\n"}[suffix]
    title = {"md": "# Title\n\n", "rst": "Title\n=====\n\n"}[suffix]
    source = f"{title}Words.\n\n{directive}\nMore.\n"
    made = book({f"doc.{suffix}": source})
    assert [(w.line, w.type) for w in said(made.warnings)[f"doc.{suffix}"]] == [
        (line_of(source, f"digest:{name}"), f"digest.{subtype}")
    ]
    assert "More." in words_of(made, "doc")


@pytest.fixture(scope="module")
def odd_options(shelf: MakeBook) -> dict[str, Any]:
    """Each directive with an option that it does not know, in both syntaxes."""
    sources: dict[str, str | bytes] = {}
    for number, (name, typed) in enumerate(TYPED.items(), 3000):
        argument = typed.argument.replace("@@", str(number))
        words = typed.words.replace("@@", str(number))
        event = "event" if name in {"session", "sponsors"} else "issue"
        frame = name not in {"issue", "event", *ENTITY_KINDS}
        fenced = f":::{{digest:{event}}} x{number}\n:::\n\n## S\n\n" if frame else ""
        md_words = f"- <{words[2:]}>" if name == "links" else words
        sources[f"md-{name}.md"] = (
            f"# T {number}\n\n{fenced}:::{{digest:{name}}}{argument}\n"
            f"{typed.option}\n:colour: blue\n\n{md_words}\n:::\n"
        ).replace("\n\n:colour", "\n:colour")
        dotted = f".. digest:{event}:: y{number}\n\nS\n-\n\n" if frame else ""
        option = f"   {typed.option}\n" if typed.option else ""
        sources[f"rst-{name}.rst"] = (
            f"R {number}\n======\n\n{dotted}.. digest:{name}::{argument}r\n"
            if argument
            else f"T\n=\n\n{dotted}.. digest:{name}::\n"
        ) + f"{option}   :colour: blue\n\n{indent(words, '   ')}\n"
    made = shelf(sources, name="options")
    return {"book": made, "found": said(made.warnings), "sources": sources}


@pytest.mark.parametrize("name", DIRECTIVES)
@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_an_unknown_option_warns_at_its_line_and_is_shown(
    odd_options: dict[str, Any], suffix: str, name: str
) -> None:
    source = f"{suffix}-{name}.{suffix}"
    assert len(odd_options["found"][source]) == 1, odd_options["found"][source]
    (warned,) = odd_options["found"][source]
    assert warned.type == "digest.option"
    assert warned.line == line_of(odd_options["sources"][source], ":colour:")
    some = "'" if DIRECTIVES[name].table else "none"
    assert warned.message.startswith(f"unknown option 'colour'; expected {some}")
    words = words_of(odd_options["book"], f"{suffix}-{name}")
    assert ":colour: blue" in words
    assert TYPED[name].words.removeprefix("- ").replace("@@", "") in words


# -- what several documents say ------------------------------------------------------------------


def test_two_issues_of_one_number_both_stay(book: MakeBook) -> None:
    made = book(
        {
            "a.md": issue("One.").replace("@@", "16"),
            "b.md": issue("Two {digest:issue}`16`.").replace("@@", "16"),
            "c.md": issue("Three.", newsletter="Other").replace("@@", "16"),
        }
    )
    (warned,) = said(made.warnings).pop("b.md")
    assert (warned.line, warned.type) == (3, "digest.duplicate")
    assert "issue '16' is already in a; references go there" in warned.message
    assert [issue.id for issue in made.catalogue.issues] == ["16", "16-b", "Other-16"]
    link = page(made, "b").select_one(".digest-item a.reference.internal:not(.headerlink)")
    assert link is not None
    assert link["href"] == "a.html#issue-16"
    items = made.build("digest-data").archive["items"]
    assert {item["text"]: item["issue"] for item in items} == {
        "One.": "16",
        "Two Title.": "16-b",
        "Three.": "Other-16",
    }


def test_names_of_issues_that_differ_by_case_are_one(book: MakeBook) -> None:
    made = book(
        {
            "a.md": "# A\n\n:::{digest:issue} Special\n:::\n",
            "b.md": "# B\n\n:::{digest:issue} special\n:::\n",
        }
    )
    assert [w.type for w in said(made.warnings)["b.md"]] == ["digest.duplicate"]
    assert (made.out / "archive.bib").read_text(encoding="utf-8").count("@misc") == 2


def test_two_issues_of_one_number_in_a_document_show_their_own_facts(book: MakeBook) -> None:
    made = book(
        {
            "doc.md": """
                # T

                ## A

                :::{digest:issue} 5
                :date: 2014-01-01
                :::

                ## B

                :::{digest:issue} 5
                :date: 2014-02-02
                :::
            """
        }
    )
    assert [w.type for w in said(made.warnings)["doc.md"]] == ["digest.duplicate"]
    heads = [head.get_text() for head in page(made, "doc").select(".digest-head")]
    assert "2014-01-01" in heads[0]
    assert "2014-02-02" in heads[1]


def test_a_second_home_and_a_contradicting_report_are_told_both_names(book: MakeBook) -> None:
    made = book(
        {
            "a.md": "# A\n\n:::{digest:event} e\n:place: Here\n:::\n",
            "b.md": "# B\n\n:::{digest:event} e\n:place: There\n:::\n",
            "c.md": "# C\n\n:::{digest:event} e\n:day: 1\n:place: Elsewhere\n:::\n",
            "d.md": "# D\n\n:::{digest:event} e\n:day: 1\n:::\n",
        }
    )
    found = said(made.warnings)
    assert set(found) == {"b.md", "c.md"}
    (second,) = found["b.md"]
    assert (second.line, second.type) == (3, "digest.duplicate")
    assert "event 'e' is already declared in a" in second.message
    (conflict,) = found["c.md"]
    assert (conflict.line, conflict.type) == (3, "digest.conflict")
    assert "place is 'Elsewhere' here but 'Here' in a" in conflict.message


NAMES = ["a/b", "a-b", "名字", "#", "A  B", "it's", '"', "&<>", "%s", "{x}", "x" * 9000, "A.B-C_d"]


def test_any_name_can_be_declared_and_referred_to(book: MakeBook) -> None:
    homes = "".join(f"\n:::{{digest:project}} {name}\n:::\n" for name in NAMES)
    roles = "".join(f"\n- {{digest:project}}`x <{name}>`\n" for name in NAMES if "<" not in name)
    made = book({"doc.md": f"# T\n{homes}{roles}"}, language="en")
    assert made.warnings == ""
    soup = page(made, "doc")
    ids = {element["id"] for element in soup.find_all(id=True)}
    links = [
        str(link["href"])[1:]
        for link in soup.select("ul a.reference.internal")
        if link.get_text() == "x"
    ]
    assert len(set(links)) == len(NAMES) - 1
    assert set(links) <= ids
    assert all(link.isascii() and len(link) < 130 for link in links)


# -- nothing executable --------------------------------------------------------------------------

EVIL = [
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "javascript:alert(1)",
    "]]> --> </title><svg/onload=alert(1)>",
    "{{ 7*7 }} ${7*7} %s %(x)s \\",
]
_LINKING = ("href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset")


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _evil_sources() -> Iterator[tuple[str, str]]:
    for number, evil in enumerate(EVIL):
        title = evil.replace("<", "\\<")
        for name, directive in DIRECTIVES.items():
            marker = "event" if name in {"session", "sponsors"} else "issue"
            needs = name in {"item", "section", "links", "session", "sponsors"}
            argument = f" {evil}" if directive.argument else ""
            own = f":::{{digest:{marker}}} {marker}-{number}-{name}\n:::\n\n" if needs else ""
            options = "".join(f":{option}: {_quoted(evil)}\n" for option in directive.table)
            fence = f":::{{digest:{name}}}{argument}\n{options}\n- <https://e.org/{number}>\n:::\n"
            yield f"md-{name}-{number}.md", f"# T\n\n{own}## S\n\n{fence}"
            own = f".. digest:{marker}:: r-{marker}-{number}-{name}\n\n" if needs else ""
            options = "".join(f"   :{option}: {evil}\n" for option in directive.table)
            block = f".. digest:{name}::{argument}\n{options}\n   - https://e.org/{number}\n"
            yield f"rst-{name}-{number}.rst", f"T\n=\n\n{own}S\n-\n\n{block}"
        for kind in ("issue", "event"):
            keys = "".join(f"  {key}: {_quoted(evil)}\n" for key in DIRECTIVES[kind].table)
            front = f"---\ndigest:\n  {kind}: {_quoted(evil)}\n{keys}---\n"
            yield f"front-{kind}-{number}.md", f"{front}\n# {title}\n\n## S\n\nPara.\n"
        roles = "".join(f"{{digest:{kind}}}`` {evil} ``\n" for kind in ("project", "item", "issue"))
        yield f"roles-{number}.md", f"# T\n\n{roles}\n[{title}]()\n"


@pytest.fixture(scope="module")
def hostile(shelf: MakeBook) -> Book:
    """Return a book of HTML and scripts in each option, argument, front-matter key and role."""
    made = shelf(
        dict(_evil_sources()),
        name="hostile",
        epub_copyright="x",
        html_baseurl='https://e.org/"><script>alert(1)</script>/',
        epub_show_urls="no",
    )
    made.build("epub")
    return made


def _executable(element: Any) -> bool:
    """Say whether *element* runs something that a document brought."""
    if any(name.lower().startswith("on") for name in element.attrs):
        return True
    if element.name == "script" and "alert" in element.get_text():
        return True
    return any(
        re.match(r"\s*(javascript|vbscript|data:text)", str(element.get(name, "")), re.IGNORECASE)
        for name in _LINKING
    )


@pytest.mark.parametrize(("builder", "suffix"), [("html", "html"), ("epub", "xhtml")])
def test_nothing_that_documents_bring_is_executable(
    hostile: Book, builder: str, suffix: str
) -> None:
    pages = sorted((hostile.root / builder).rglob(f"*.{suffix}"))
    assert len(pages) > len(EVIL) * len(DIRECTIVES) * 2
    parser = {"html": "lxml", "xhtml": "lxml-xml"}[suffix]
    for path in pages:
        soup = BeautifulSoup(path.read_bytes(), parser)
        assert [str(found) for found in soup.find_all(_executable)] == [], path


def test_every_file_of_a_hostile_epub_is_well_formed(hostile: Book) -> None:
    for path in sorted((hostile.root / "epub").rglob("*")):
        if path.suffix in {".xhtml", ".opf", ".ncx", ".xml"}:
            etree.fromstring(path.read_bytes())


@pytest.mark.parametrize("number", [0, 1, 3])
@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_html_in_options_is_shown_as_text(hostile: Book, suffix: str, number: int) -> None:
    for name in (name for name, directive in DIRECTIVES.items() if directive.table):
        # What is taken is shown where it belongs; what is refused, as it was typed.
        assert EVIL[number] in words_of(hostile, f"{suffix}-{name}-{number}"), name


# -- MyST without its extensions -------------------------------------------------------------------


@pytest.mark.parametrize("enabled", [[], ["attrs_block"], ["deflist"]])
def test_fences_that_myst_does_not_read_are_one_warning_per_page(
    book: MakeBook, enabled: list[str]
) -> None:
    made = book(
        {
            "doc.md": """
                # T

                :::{digest:issue} 1
                :::

                ## S

                Words.

                :::{digest:item}
                More.
                :::
            """,
            "other.md": "# T\n\nText before\n:::{digest:item}\nmore.\n:::\n",
            "plain.md": "# T\n\n    :::{digest:item}\n\n`:::{digest:item}`\n",
        },
        myst_enable_extensions=enabled,
    )
    found = said(made.warnings)
    assert {(source, w.line, w.type) for source, ws in found.items() for w in ws} == {
        ("doc.md", 3, "digest.myst"),
        ("other.md", 3, "digest.myst"),
    }
    assert "expected 'colon_fence' and 'attrs_block'" in found["doc.md"][0].message
    assert "Words." in words_of(made, "doc")
