"""``newsdigest init``: a ready publication, empty or with a sample."""

from __future__ import annotations

import json
import re
import shlex
import string
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from .. import options
from ..console import DONE, Command, UsageError, _
from ..importers.proof import report
from ..messages import UnexpectedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping

#: Templates (``*.in``) of every publication and of the sample, and the words in them.
SCAFFOLD = Path(__file__).parents[1] / "scaffold"

_SYNTAX = re.compile(r"[\\`*_\[\]{}<>&#$|~^]")
_REGION = 2  # letters: the CN of zh_CN, unlike the Hans of zh_Hans


class _Template(string.Template):
    """A text with places such as ``§title``: the files themselves use ``$`` and braces."""

    delimiter = "§"


def publication(title: str, language: str, *, example: bool) -> dict[str, str]:
    """Return the files of a new publication: the text of each by its path.

    *title* is one line of any characters, *language* as Sphinx writes it. The words are
    Chinese or English, the files the same.
    """
    places = {
        "title": quoted(title),
        "heading": escaped(title),
        "language": language,
        "file": file_name(title),
        # An XML id, too: it begins with a letter. No chance in it: alike input, alike output.
        "identifier": f"book-{uuid5(NAMESPACE_URL, f'{language}/{title}')}",
    }
    return {
        path.relative_to(folder).with_suffix("").as_posix(): filled(path, language, places)
        for folder in (SCAFFOLD / "book", *([SCAFFOLD / "example"] if example else []))
        for path in sorted(folder.rglob("*.in"))
    }


def filled(template: Path, language: str, places: Mapping[str, str]) -> str:
    """Return the text of a *template*, its words Chinese or English, with *places* filled in."""
    words = _words("zh" if language.partition("_")[0] == "zh" else "en")
    return _Template(template.read_text(encoding="utf-8")).substitute(words, **places)


@cache
def _words(language: str) -> dict[str, str]:
    return tomllib.loads((SCAFFOLD / "words" / f"{language}.toml").read_text(encoding="utf-8"))


def quoted(text: str) -> str:
    """Return *text* as a literal that Python reads as the same text."""
    return json.dumps(text, ensure_ascii=False)


def escaped(text: str) -> str:
    """Return *text*, one line, so that Markdown reads it as text in a heading."""
    return _SYNTAX.sub(r"\\\g<0>", text)


def file_name(title: str) -> str:
    """Return the name under which readers get the ePub: ASCII, without an ending."""
    plain = unicodedata.normalize("NFKD", title).casefold().encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or "newsletter"


def sphinx_language(tag: str) -> str:
    """Return a language tag as Sphinx writes it: ``zh-cn`` becomes ``zh_CN``."""
    first, *rest = options.language(tag).split("-")
    parts = (part.upper() if len(part) == _REGION else part.title() for part in rest)
    return "_".join([first.lower(), *parts])


def title_of(folder: Path) -> str:
    """Return the title that the name of *folder* suggests."""
    words = " ".join(re.split(r"[\s_-]+", folder.resolve().name)).strip()
    return words[:1].upper() + words[1:] or "Newsletter"


def _converted(option: str, convert: Callable[[str], str], value: str) -> str:
    try:
        return convert(options.without_controls(value))
    except UnexpectedError as error:
        raise UsageError(f"{option}: {_(error.message) % error.values}") from None


def _in_the_way(root: Path, names: Iterable[str]) -> list[Path]:
    """Return what prevents the files *names* below *root*: themselves, or no folders."""
    files = {root / name for name in names}
    folders = {parent for file in files for parent in file.parents}
    return sorted(
        path
        for path in files | folders
        if (path.exists() or path.is_symlink()) and not (path in folders and path.is_dir())
    )


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "dest", metavar="DEST", type=Path, help=_("the folder; it is made if it is not there")
    )
    parser.add_argument("--title", help=_("the title; else the name of the folder"))
    parser.add_argument(
        "--language", default="en", help=_("the language, such as zh_CN; else English")
    )
    parser.add_argument(
        "--example", action="store_true", help=_("add a sample issue and a sample project")
    )


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.dest
    folder = options.without_controls(str(root))
    language = _converted("--language", sphinx_language, arguments.language)
    try:
        title = title_of(root) if arguments.title is None else arguments.title
        title = _converted("--title", options.text, title)
        files = publication(title, language, example=arguments.example)
        written = _write(root, files)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = options.without_controls(str(error))
        raise UsageError(
            _("cannot write into %(folder)s: %(reason)s") % {"folder": folder, "reason": reason}
        ) from None
    build = ["sphinx-build", "-n", "-W", folder, str(Path(folder, "_build", "html"))]
    print(  # noqa: T201 - a command speaks
        _("%(count)d files in %(folder)s; build them with: %(command)s")
        % {"count": written, "folder": folder, "command": shlex.join(build)}
    )
    return DONE


def _write(root: Path, files: Mapping[str, str]) -> int:
    """Write *files* below *root*: all of them, or none if anything is in the way.

    Where posts were imported before, only what they left out is written. Return how many were.
    """
    if (root / report.NAME).exists() and not (root / "conf.py").exists():
        files = {name: text for name, text in files.items() if not (root / name).exists()}
    if found := _in_the_way(root, files):
        names = ", ".join(options.without_controls(str(path)) for path in found)
        raise UsageError(
            _("expected a folder without the files to be written, found %(names)s")
            % {"names": names}
        )
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return len(files)


COMMAND = Command("init", _("make a new publication"), _arguments, _run)
