"""Runs the checker on files written for one test."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dto_handbook.cli.main import main

DATA = "src/ai/backend/manager/data"
PLAIN = "from dataclasses import dataclass\n\n\n@dataclass\nclass Plain:\n    name: str\n"
"""A module with one finding of DTO201, in line 4, where it stands among internal DTOs."""


class Checked(NamedTuple):
    """What a run of the command line came to."""

    status: int
    out: str
    err: str

    @property
    def places(self) -> list[tuple[str, int, str]]:
        """The findings of a concise report: path, line and rule."""
        parts = [line.split(":", 3) for line in self.out.splitlines()]
        return [(path, int(line), text.split()[1]) for path, line, _, text in parts]


Check = Callable[..., Checked]


def make_check(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Return a function that writes files into a folder and checks them there."""
    monkeypatch.chdir(folder)

    def check(files: Mapping[str, str | bytes], *arguments: str, settings: str = "") -> Checked:
        write(folder, files)
        if settings:
            write(folder, {"pyproject.toml": f"[tool.dto-handbook]\n{settings}\n"})
        form = () if "--output-format" in arguments else ("--output-format", "concise")
        capsys.readouterr()
        status = main(["check", *form, *arguments])
        return Checked(status, *capsys.readouterr())

    return check


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
