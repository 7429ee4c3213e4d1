from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sphinx_newsdigest
from sphinx_newsdigest.cli import main


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"newsdigest {sphinx_newsdigest.__version__}\n"


def test_without_a_subcommand_it_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "--version" in capsys.readouterr().out


def test_an_unknown_argument_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--frobnicate"])
    assert stopped.value.code == 2
    assert "--frobnicate" in capsys.readouterr().err


def test_installing_puts_the_command_beside_python() -> None:
    command = Path(sys.executable).with_name("newsdigest")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"newsdigest {sphinx_newsdigest.__version__}\n"


def test_the_command_speaks_the_language_of_its_user() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from sphinx_newsdigest.cli import main; main([])"],
        capture_output=True,
        env={**os.environ, "LANGUAGE": "zh_CN", "PYTHONUTF8": "1"},
        encoding="utf-8",
        check=True,
    )
    assert "显示版本" in done.stdout
