"""The project's static checks, run as a part of its tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from project_code import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        f"mypy --cache-dir={os.devnull}",
        "ruff check",
        "ruff format --check --diff",
        "lint-imports --no-cache",
    ],
)
def test_the_code_is_clean_under(command: str) -> None:
    program, *arguments = command.split()
    done = subprocess.run(
        [BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"{command}\n{done.stdout}{done.stderr}", pytrace=False)
