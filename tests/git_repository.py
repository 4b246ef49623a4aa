"""A git repository of one test, with the command line run in it."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from cli_runner import Checked, write

from dto_handbook.cli.main import main

ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "commit.gpgsign",
    "GIT_CONFIG_VALUE_0": "false",
    "GIT_AUTHOR_NAME": "A. U. Thor",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_COMMITTER_NAME": "A. U. Thor",
    "GIT_COMMITTER_EMAIL": "author@example.org",
}
"""An environment in which git is as on any other machine."""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, whatever the user's own settings are; return what it prints."""
    command, env = ["git", *arguments], os.environ | ALONE
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit_all(folder: Path) -> None:
    """Commit all that is in a folder, which becomes a repository where it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "A change")


class Tree:
    """A folder, with files, perhaps with a history."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        monkeypatch.chdir(folder)
        monkeypatch.delenv("CI", raising=False)
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            monkeypatch.delenv(name)
        for name, value in ALONE.items():
            monkeypatch.setenv(name, value)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        write(self.folder, files)

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments)

    def commit(self, files: Mapping[str, str | bytes] | None = None) -> None:
        """Write files, and commit all that there is."""
        self.write(files or {})
        commit_all(self.folder)

    def run(self, *arguments: str) -> Checked:
        self._capsys.readouterr()
        return Checked(main(arguments), *self._capsys.readouterr())

    def check(self, *arguments: str) -> Checked:
        return self.run("check", "--output-format", "concise", *arguments)
