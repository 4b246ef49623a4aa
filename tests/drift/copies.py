"""Copies of the project to change, and the gates, run on them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from project_code import ROOT

Changes = Mapping[str, str | None]
"""New texts of files by their paths; None takes the file or folder away."""

_LEFT_OUT = shutil.ignore_patterns(".*cache", ".git", ".venv", ".hypothesis", "site", "*.egg-info")


def copy_project(folder: Path) -> Path:
    """Copy the project, compiled code too, and return the copy's folder."""
    target = folder / "project"
    shutil.copytree(ROOT, target, ignore=_LEFT_OUT)
    return target


def change(folder: Path, changes: Changes) -> None:
    """Write or take away files of a copy."""
    for path, text in changes.items():
        place = folder / path
        if text is None and place.is_dir():
            shutil.rmtree(place)
        elif text is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")


def restore(folder: Path, changes: Changes) -> None:
    """Bring back what was changed in a copy."""
    for path in changes:
        place, original = folder / path, ROOT / path
        if original.is_dir():
            shutil.copytree(original, place, ignore=_LEFT_OUT)
        elif original.is_file():
            shutil.copy2(original, place)
        else:
            place.unlink()


def gates(project: Path, *options: str, ahead: str = "") -> str:
    """Run a copy's gates.

    Args:
        project: The copy.
        *options: Options for pytest.
        ahead: A folder from which Python imports before all others.

    Returns:
        What they say; empty where all of them pass.
    """
    return _failure(project, "pytest", "tests/gates", "-q", "-p", "no:cacheprovider", *options,
                    ahead=ahead)  # fmt: skip


def build(project: Path, site: Path) -> str:
    """Build a copy's site; return what a strict build says where it fails."""
    return _failure(project, "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(site))


def _failure(project: Path, module: str, *arguments: str, ahead: str = "") -> str:
    paths = [it for it in (ahead, str(project / "src")) if it]
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=project,
        env={
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            "PYTHONPATH": os.pathsep.join(paths),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""
