"""Editors with the language server: a finding arrives, follows an edit, and is fixed."""

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
TEXT = PLAIN.replace("Plain:", 'Plain:\n    """A user."""\n')
DRIVERS = Path(__file__).parent / "editors"
OFFERED = ROOT / "docs/use/editor"
SEEN = [
    "opened: 4 dto-handbook [DTO201]",
    "edited: 5 dto-handbook [DTO201]",
    "offered: Add frozen=True (safe)",
    "fixed: ",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, {FILE: TEXT, "pyproject.toml": "[tool.dto-handbook]\n"})
    # Not `-m` alone: Python would import the `types.py` of the folder in which Emacs starts it.
    command = f'#!/bin/sh\nexec "{sys.executable}" -P -m dto_handbook "$@"\n'
    write(tmp_path, {"bin/dto-handbook": command})
    (tmp_path / "bin/dto-handbook").chmod(0o755)
    return tmp_path


@pytest.mark.skipif(shutil.which("nvim") is None, reason="no Neovim on the PATH")
def test_neovim_shows_and_fixes_a_finding(project: Path) -> None:
    driver = f"luafile {DRIVERS / 'neovim.lua'}"
    config = {"CONFIG": str(OFFERED / "dto_handbook.lua")}
    command = ["nvim", "--clean", "--headless", "-c", driver, "-c", "cquit"]
    assert run(command, project, config) == [
        f"progress: begin dto-handbook: reading {project.name}",
        "progress: end",
        *SEEN,
    ]
    assert is_fixed(project)


@pytest.mark.skipif(shutil.which("emacs") is None, reason="no Emacs on the PATH")
def test_emacs_shows_and_fixes_a_finding(project: Path) -> None:
    look = '(progn (package-activate-all) (kill-emacs (if (locate-library "eglot") 0 1)))'
    command = ["emacs", "--batch", "--eval", look]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip(reason="Emacs has no Eglot: install elpa-eglot")
    init = (OFFERED / "dto-handbook.el").read_text("utf-8")
    write(project, {".emacs.d/init.el": init})
    assert run(["emacs", "-nw", FILE, "-l", str(DRIVERS / "eglot.el")], project) == SEEN
    assert is_fixed(project)


def run(command: Sequence[str], project: Path, env: Mapping[str, str] | None = None) -> list[str]:
    """Run an editor in a terminal until it ends; return what was seen in it."""
    seen = project / "seen.txt"
    seen.touch()
    path = f"{project / 'bin'}{os.pathsep}{os.environ['PATH']}"
    own = {"FILE": str(project / FILE), "SEEN": str(seen), "PATH": path, "HOME": str(project)}
    own |= {"PYTHONPATH": str(SRC), "TERM": "xterm", "LC_ALL": "C.UTF-8", **(env or {})}
    ours, theirs = pty.openpty()
    screen = list[bytes]()

    def watch() -> None:
        with suppress(OSError):  # At the end
            while part := os.read(ours, 10_000):
                screen.append(part)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        done = subprocess.run(
            ["setsid", "--ctty", "--wait", *command],
            cwd=project,
            env=os.environ | own,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            timeout=100,
            check=False,
        )
    finally:
        os.close(theirs)
        watcher.join()
        os.close(ours)
    text = seen.read_text("utf-8")
    assert done.returncode == 0, f"{text}\n{b''.join(screen).decode('utf-8', 'replace')}"
    return text.splitlines()


def is_fixed(project: Path) -> bool:
    text = (project / FILE).read_text("utf-8")
    return text == "# ü𝒳\n" + TEXT.replace("@dataclass\n", "@dataclass(frozen=True)\n")
