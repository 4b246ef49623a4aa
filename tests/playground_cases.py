"""Every sample that there is, as the playground asks about it, and what the command line finds."""

import io
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TypedDict

from checker import write
from handbook_site import ROOT, SRC

from dto_handbook.catalogue import Sample, rooms, rules
from dto_handbook.cli import main


class File(TypedDict):
    """A file of the playground."""

    path: str
    text: str


class Request(TypedDict):
    """What the page asks the checker."""

    files: Sequence[File]
    all: bool


def request(files: Mapping[str, str], *, all: bool = False) -> Request:
    """Make a request about files, given by their paths."""
    return {"files": [{"path": path, "text": text} for path, text in files.items()], "all": all}


def requests() -> Mapping[str, Request]:
    """Return one for every room's bad samples, one for each exception, one for all good samples."""
    manager = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in sorted((SRC / "ai").rglob("*.py"))
    }
    found = {"good": request(manager, all=True)}
    for id, room in rooms().items():
        found[id] = request(_texts(room.bad), all=not room.rule.is_default)
        for sample in room.exceptions:
            found[sample.module] = request(_texts([sample]), all=not room.rule.is_default)
    return found


def command_line(folder: Path, asked: Request) -> Sequence[Mapping[str, object]]:
    """Check files with the command line, where they stand in the Manager in miniature.

    Args:
        folder: An empty folder; it is emptied again.
        asked: The files.

    Returns:
        The findings in them, as the JSON report has them.
    """
    files = {file["path"]: file["text"] for file in asked["files"]}
    select = [rule.id for rule in rules()] if asked["all"] else []
    shutil.copytree(SRC / "ai", folder / "src/ai", ignore=shutil.ignore_patterns("__pycache__"))
    write(folder, {**files, "pyproject.toml": f"[tool.dto-handbook]\nselect = {select}\n"})
    printed = io.StringIO()
    with chdir(folder), redirect_stdout(printed), redirect_stderr(io.StringIO()):
        main(["check", "src", "--no-cache", "--output-format", "json"])
    shutil.rmtree(folder)
    findings = json.loads(printed.getvalue())["findings"]
    return [finding for finding in findings if finding["path"] in files]


def _texts(samples: Sequence[Sample]) -> Mapping[str, str]:
    return {sample.file.path: sample.file.text for sample in samples}
