"""A long check shows its progress, on a terminal and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# As the command, but at once impatient.
COMMAND = (
    "import dto_handbook.cli.progress as p, dto_handbook.cli.main as c; p._PATIENCE = p._PAUSE = 0"
)
CHECK = f"{COMMAND}; raise SystemExit(c.main(['check', '--no-cache', '--jobs', '1']))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = tmp_path / "src/ai/backend/manager"
    package.mkdir(parents=True)
    for number in range(4):
        (package / f"module_{number}.py").write_text("A = 1\n")
    return tmp_path


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_a_terminal_sees_the_progress_and_then_only_the_result(folder: Path) -> None:
    ours, theirs = os.openpty()
    done = subprocess.run([sys.executable, "-c", CHECK], cwd=folder, stderr=theirs, check=True)
    os.close(theirs)
    printed = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.returncode == 0
    parts = printed.split("\r\x1b[K")
    assert parts[0] == ""
    assert parts[1] == "checking: 0%"
    assert "checking: 50%" in parts
    assert parts[-1].strip() == "0 findings in 4 files"


def test_a_pipe_sees_the_result_alone(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stderr == "0 findings in 4 files\n"
