"""Neovim and Emacs with the language server: a finding arrives, and is fixed."""

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from cli_runner import DATA, PLAIN, write
from project_code import ROOT, SRC

pytestmark = pytest.mark.thorough

FILE = f"{DATA}/user/types.py"
TEXT = f'"""Users."""\n\n{PLAIN}'.replace("Plain:", 'Plain:\n    """A user."""\n')
DRIVERS = Path(__file__).parent / "editors"
OFFERED = ROOT / "docs/use/editor"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, {FILE: TEXT, "pyproject.toml": "[tool.dto-handbook]\n"})
    # Not `-m` alone: Python would import the `types.py` of the folder in which Emacs starts it.
    command = f'#!/bin/sh\nexec "{sys.executable}" -P -m dto_handbook "$@"\n'
    write(tmp_path, {"bin/dto-handbook": command})
    (tmp_path / "bin/dto-handbook").chmod(0o755)
    return tmp_path


def run(command: Sequence[str | Path], project: Path, env: Mapping[str, str] = {}) -> list[str]:
    """Run an editor in a terminal until it ends; return what was seen in it."""
    seen = project / "seen.txt"
    path = f"{project / 'bin'}{os.pathsep}{os.environ['PATH']}"
    own = {"FILE": str(project / FILE), "SEEN": str(seen), "PATH": path, "HOME": str(project)}
    own |= {"PYTHONPATH": str(SRC), "TERM": "xterm", "LC_ALL": "C.UTF-8", **env}
    ours, theirs = pty.openpty()
    screen = list[bytes]()

    def watch() -> None:
        with suppress(OSError):  # At the end
            while part := os.read(ours, 10_000):
                screen.append(part)

    watcher = Thread(target=watch)
    watcher.start()
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    try:
        done = subprocess.run(
            ["setsid", "--ctty", "--wait", *command],
            cwd=project,
            env=os.environ | own,
            **streams,
            timeout=60,
            check=False,
        )
    finally:
        os.close(theirs)
        watcher.join()
        os.close(ours)
    text = seen.read_text("utf-8") if seen.exists() else ""
    assert done.returncode == 0, f"{text}\n{b''.join(screen).decode('utf-8', 'replace')}"
    return text.splitlines()


def test_emacs() -> None:
    pass
