"""A check that is asked to end does so at once, without a word, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PACKAGE = "src/ai/backend/manager/data"
FUNCTIONS = "\n".join(
    f"def function{number}(value: int) -> int:\n    return value\n" for number in range(400)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project that takes some seconds to check."""
    for number in range(400):
        file = tmp_path / PACKAGE / f"domain{number % 20}/module{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FUNCTIONS)
    return tmp_path


@pytest.mark.thorough
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("to", ["the command", "its group"])
def test_a_signal_ends_a_check_and_its_processes(
    folder: Path, number: signal.Signals, to: str
) -> None:
    command = [sys.executable, "-m", "dto_handbook", "check", "--no-cache", "--jobs", "2"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (others := children.read_text().split()):  # It has not yet started the other process
        assert process.poll() is None, "it ended before it was interrupted"
        time.sleep(0.02)
    (os.killpg if to == "its group" else os.kill)(process.pid, number)
    start = time.monotonic()
    out, err = process.communicate(timeout=30)  # Until nobody holds its output any more
    duration = time.monotonic() - start
    assert (process.returncode, out, err) == (-number, "", "")
    assert duration < 2
    while any(map(is_running, others)):  # It ends once it sees that nobody takes what it found
        assert time.monotonic() - start < 30, "the other process is left behind"
        time.sleep(0.1)


def is_running(process: str) -> bool:
    """Return whether a process is there and not only waits for somebody to read its status."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
