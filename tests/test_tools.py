"""The project's static checks, run as a part of its tests."""

import subprocess
import sys
from pathlib import Path

import pytest
from project_code import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("mypy", marks=pytest.mark.thorough),
        "ruff check",
        "ruff format --check --diff",
        "lint-imports --no-cache",
        "codespell docs src tests README.md",
    ],
)
def test_the_code_is_clean_under(command: str) -> None:
    program, *arguments = command.split()
    done = subprocess.run(
        [BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"{command}\n{done.stdout}{done.stderr}", pytrace=False)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("module", "accepted"),
    [
        ("ai.backend.manager.services.session.processing", True),
        ("dto_handbook.rules.dto301.invalid", False),
    ],
)
def test_a_type_checker_accepts_a_tuple_where_a_sequence_is_expected(
    module: str, accepted: bool, tmp_path: Path
) -> None:
    caller = tmp_path / "caller.py"
    caller.write_text(
        "from ai.backend.manager.data.session.allocation import SessionResourceAllocation\n"
        f"from {module} import process_sessions\n"
        "process_sessions((SessionResourceAllocation('s-1', ()),))\n"
    )
    command = [sys.executable, "-m", "mypy", str(caller)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == accepted, done.stdout
    assert accepted or '"tuple[SessionResourceAllocation]"; expected "list' in done.stdout
