"""Defaults of ``latex_…`` for Chinese, Japanese and Korean; what ``conf.py`` says wins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.latex.constants import ADDITIONAL_SETTINGS

from .scripts import script_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from .scripts import Script

_FOLDER = Path(__file__).parent / "texinputs"


def served(config: Config) -> Script | None:
    """Return the script that the book is set in; None if its LaTeX is none of our business.

    Japanese books have an engine of their own, which Sphinx serves well: they are served if they
    choose ``latex_engine = "xelatex"``.
    """
    return script_of(config.language) if config.latex_engine == "xelatex" else None


def elements_for(script: Script) -> dict[str, str]:
    """Return the defaults of ``latex_elements``."""
    # What Sphinx has for Chinese alone: xeCJK instead of polyglossia.
    elements: dict[str, str] = dict(ADDITIONAL_SETTINGS["xelatex", "zh"])
    elements["papersize"] = "a4paper"
    elements["fontpkg"] = rf"\usepackage[{script.region}]{{sphinxcjkfonts}}"
    return elements


def files_for(script: Script, *, xindy: bool) -> list[str]:
    """Return the files that LaTeX needs beside Sphinx's own."""
    files = [_FOLDER / "sphinxcjk.sty", _FOLDER / "sphinxcjkfonts.sty"]
    if not xindy:
        files += [_FOLDER / script.collation / "sphinxcjk.ist", _FOLDER / "latexmkrc"]
    return [str(path) for path in files]


def soften(config: Config) -> None:
    """Give what no key of ``latex_elements`` says other defaults for these languages."""
    _give_default(config, "latex_engine", _engine)
    _give_default(config, "latex_use_xindy", lambda config: False if served(config) else None)
    # The classes for Japanese are for the Japanese engines.
    _give_default(config, "latex_docclass", lambda config: {} if served(config) else None)


def _engine(config: Config) -> str | None:
    script = script_of(config.language)
    return "xelatex" if script and script.collation != "ja" else None


def _give_default(config: Config, name: str, ours: Callable[[Config], Any]) -> None:
    """Let *ours* say the default of *name*; where it says None, Sphinx's own holds."""
    option = config.values[name]
    theirs = option.default

    def default(config: Config) -> Any:
        value = ours(config)
        if value is not None:
            return value
        return theirs(config) if callable(theirs) else theirs

    config.values[name] = type(option)(default, option.rebuild, option.valid_types)


def fill_in(_app: Sphinx, config: Config) -> None:
    """Add the defaults to what ``conf.py`` says of ``latex_elements`` and files."""
    script = served(config)
    if script:
        config.latex_elements = elements_for(script) | config.latex_elements
        # In this order, so that a file of the user's replaces ours of the same name.
        files = files_for(script, xindy=config.latex_use_xindy)
        config.latex_additional_files = [*files, *config.latex_additional_files]


def add_package(app: Sphinx) -> None:
    """Load what no key of ``latex_elements`` is for; ``preamble`` comes later and can change it."""
    script = served(app.config)
    if script:
        app.add_latex_package("sphinxcjk", script.region)
