"""The language that Sphinx searches in: its own, with a cut for characters."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.search import SearchLanguage, languages
from sphinx.search.en import SearchEnglish

from .characters import (
    LETTERS_IN_JAVASCRIPT,
    SELECTORS_IN_JAVASCRIPT,
    VARIANTS_IN_JAVASCRIPT,
    cut,
    has_letters,
)

if TYPE_CHECKING:
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

#: Languages written in characters, and what else Sphinx would look for in their books.
_WRITTEN_IN_CHARACTERS = frozenset({"zh", "ja", "ko"})


class _Remembering(SearchLanguage):
    """Asks the language that stands behind it once for each word of the book.

    Sphinx remembers the stems of one document: the same words come in the next.
    """

    def __init__(self, options: dict[str, str]) -> None:
        # First: the language may ask for stems when it begins.
        self._stem = cache(super().stem)
        self._is_word = cache(super().word_filter)
        super().__init__(options)

    def stem(self, word: str) -> str:
        return self._stem(word)

    def word_filter(self, word: str) -> bool:
        return self._is_word(word)


class _Characters(SearchLanguage):
    """Makes a word of each character; all else is the language's that stands behind it."""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's name
        return cut(input)

    def stem(self, word: str) -> str:
        return word if has_letters(word) else super().stem(word)

    def word_filter(self, word: str) -> bool:
        return has_letters(word) or super().word_filter(word)


def code(config: Config) -> str:
    """Return the code of the language that the book is searched in."""
    language: str = config.html_search_language or config.language
    return language


def is_written_in_characters(config: Config) -> bool:
    """Say whether the search is in a language of characters, rather than of words."""
    return code(config).partition("_")[0].partition("-")[0] in _WRITTEN_IN_CHARACTERS


def is_active(env: BuildEnvironment) -> bool:
    """Say whether the book needs the cut: others keep Sphinx's search, byte for byte."""
    if not env.config.newsdigest_search:
        return False
    domain: Any = env.get_domain("digest")
    return is_written_in_characters(env.config) or bool(domain.characters)


def search_language(config: Config, *, characters: bool) -> type[SearchLanguage]:
    """Return the language to register for a book of *config*; with the cut for *characters*."""
    if not characters:
        return type("SearchWords", (_Remembering, _of_sphinx(code(config))), {})
    whole = is_written_in_characters(config)
    members = {"lang": code(config), "js_splitter_code": _script(whole=whole)}
    base = SearchEnglish if whole else _of_sphinx(code(config))
    return type("SearchCharacters", (_Remembering, _Characters, base), members)


def _of_sphinx(language: str) -> type[SearchLanguage]:
    """Return what Sphinx takes for *language*."""
    found = languages.get(language) or languages.get(language.partition("_")[0], SearchEnglish)
    if not isinstance(found, str):
        return found
    module, _, name = found.rpartition(".")
    known: type[SearchLanguage] = getattr(import_module(module), name)
    return known


@cache
def _script(*, whole: bool) -> str:
    """Return the part of the search that runs in a browser."""
    script = Path(__file__).with_name("search.js").read_text(encoding="utf-8")
    for name, value in (
        ("letters", LETTERS_IN_JAVASCRIPT),
        ("variants", VARIANTS_IN_JAVASCRIPT),
        ("selectors", SELECTORS_IN_JAVASCRIPT),
        ("whole", "true" if whole else "false"),
    ):
        script = script.replace(f"§{name}", value)
    return script
