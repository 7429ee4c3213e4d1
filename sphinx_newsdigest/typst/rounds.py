"""The volumes of a long book are compiled, each by a process of its own, until nothing changes."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sphinx import locale

from ..logging import __
from ..messages import N_
from . import fonts
from .compiling import CompilerError, pass_on, refused, source, where
from .logging import Subtype, warn
from .volumes import NUMBER, REPORT

if TYPE_CHECKING:
    from sphinx.config import Config

    from .volumes import Setting, Volume

#: Megabytes that the compiler takes for itself and the typefaces, and characters of code that it
#: takes one for, about: measured on archives in Chinese.
_FIXED = 150
_LEAST = 20
_PER_MEGABYTE = 3000

#: More, and something changes to and fro.
_ROUNDS = 5


def room(config: Config) -> int:
    """Return about how many characters of code can be compiled at once."""
    memory: int = config.typst_memory
    if memory <= 0 or find_spec("pikepdf") is None:
        return sys.maxsize
    return max(_LEAST, memory - _FIXED) * _PER_MEGABYTE


def write_volumes(setting: Setting, folder: Path, pdf: Path, config: Config, at_once: int) -> None:
    """Compile the volumes of *setting* in *folder* into *pdf*, *at_once* as many as it says.

    Raise an error that names the source if that fails.
    """
    with TemporaryDirectory() as name, ThreadPoolExecutor(max(1, at_once)) as pool:
        pdfs = Path(name)
        run = partial(_compile, folder, config)
        # The first round only tells what is where; each volume knows those before it.
        for at in range(len(setting)):
            volume = setting.volume(at)
            setting.learn(volume, run(None, volume)["report"])
        made: dict[int, Volume] = {}
        said: dict[int, dict[str, Any]] = {}
        for _ in range(_ROUNDS):
            new = _changed(setting, made)
            for volume, found in zip(new, pool.map(partial(run, pdfs), new), strict=True):
                made[volume.at], said[volume.at] = volume, found
                setting.learn(volume, found["report"])
        if _changed(setting, made):
            warn(
                Subtype.COMPILER,
                N_("the pages of %(pdf)s change after %(rounds)d rounds; numbers may be wrong"),
                pdf=pdf.name,
                rounds=_ROUNDS,
            )
        warnings = [warning for at in sorted(said) for warning in said[at]["warnings"]]
        # A title stands in more than one volume.
        once = {(message, source(diagnostic)): diagnostic for message, diagnostic in warnings}
        for (message, _), diagnostic in once.items():
            pass_on(message, diagnostic, pdf)
        parts = [
            (str(_pdf(pdfs, volume)), own.start, own.stop, volume.stand_ins)
            for own, (_, volume) in zip(setting.own, sorted(made.items()), strict=True)
        ]
        asked = {"parts": parts, "targets": _targets(setting), "target": str(pdf)}
        _run("binding.py", asked)


def _targets(setting: Setting) -> dict[str, Any]:
    """Return where each address leads, and what Typst would call a link that leads there."""
    page = locale._
    found = {}
    for address, (place, number, shown) in setting.targets().items():
        words = ", ".join(filter(None, (place.kind, f"{page('page')} {shown}")))
        where = (place.volume, place.page, place.x, place.y)
        found[address] = (*where, words)
        found[address + NUMBER] = (*where, f" {number}")
    return found


def _changed(setting: Setting, made: dict[int, Volume]) -> list[Volume]:
    """Return the volumes that are not as they were *made*."""
    volumes = [setting.volume(at) for at in range(len(setting))]
    return [volume for volume in volumes if made.get(volume.at) != volume]


def _pdf(folder: Path, volume: Volume) -> Path:
    return folder / f"{Path(volume.main).stem}.pdf"


def _compile(folder: Path, config: Config, pdfs: Path | None, volume: Volume) -> dict[str, Any]:
    """Compile a *volume*, into the folder *pdfs* if there is one; return what it says."""
    for path, text in volume.files.items():
        (folder / path[1:]).write_text(text, encoding="utf-8")
    job = {
        "main": str(folder / volume.main[1:]),
        "root": str(folder),
        "pdf": pdfs and str(_pdf(pdfs, volume)),
        "report": REPORT,
        "font_paths": fonts.folders(),
        "system_fonts": config.typst_system_fonts,
        "standards": list(config.typst_pdf_standards),
    }
    said: dict[str, Any] = json.loads(_run("job.py", job))
    if "error" in said:
        raise CompilerError(said["error"], where(said["diagnostic"]))
    if "refused" in said:
        raise refused(said["refused"])
    return said


def _run(script: str, asked: dict[str, Any]) -> bytes:
    """Run one of our scripts with what it is *asked*; return what it says."""
    # -P: beside it stands a module that is named as one of Python's own.
    command = [sys.executable, "-P", str(Path(__file__).with_name(script))]
    process = subprocess.run(  # noqa: S603 - our own script
        command, input=json.dumps(asked).encode(), capture_output=True, check=False
    )
    if process.returncode:
        said = process.stderr.decode(errors="replace").strip()
        why = said.rpartition("\n")[2] or f"status {process.returncode}"
        raise CompilerError(__("the compiler broke off: %s") % why)
    return process.stdout
