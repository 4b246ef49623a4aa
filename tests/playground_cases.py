"""Every sample as the playground sends it to the checker, and what the command line finds."""

import io
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from cli_runner import write
from project_code import ROOT, SRC

from dto_handbook.cli.main import main
from dto_handbook.rules.registry import Sample, rule_packages, rules


class Request(TypedDict):
    """What the page sends to the checker."""

    files: Mapping[str, str]
    all: bool


@cache
def requests() -> Mapping[str, Request]:
    """Return one for every package's invalid samples, and as few as possible for all valid ones."""
    found: dict[str, Request] = {
        id: {"files": _sources(package.invalid_samples), "all": not package.rule.is_default}
        for id, package in rule_packages().items()
    }
    good = sorted((SRC / "ai").rglob("*.py"))
    batches = [{path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in good}]
    for package in rule_packages().values():
        for path, text in _sources(package.valid_samples).items():
            # Where two samples want to stand at one place, each has its turn.
            batch = next((it for it in batches[1:] if path not in it), None)
            if batch is None:
                batches.append(batch := {})
            batch[path] = text
    for number, batch in enumerate(batches):
        found[f"exceptions {number}" if number else "good"] = {"files": batch, "all": True}
    return found


@cache
def found_by_command_line(name: str) -> Sequence[Mapping[str, object]]:
    """Check the files of a request where they stand in the Manager in miniature.

    Args:
        name: The request's.

    Returns:
        The findings in them, as the JSON report has them.
    """
    files, is_all = requests()[name]["files"], requests()[name]["all"]
    select = [rule.id for rule in rules()] if is_all else []
    printed = io.StringIO()
    with TemporaryDirectory() as folder:
        shutil.copytree(SRC / "ai", Path(folder, "src/ai"), copy_function=shutil.copyfile)
        settings = f"[tool.dto-handbook]\nselect = {select}\n"
        if is_all:  # As the page on the playground says
            settings += 'shared-home = "manager.v2"\n'
        write(Path(folder), {**files, "pyproject.toml": settings})
        with chdir(folder), redirect_stdout(printed), redirect_stderr(io.StringIO()):
            main(["check", "src", "--no-cache", "--output-format", "json"])
    findings = json.loads(printed.getvalue())["findings"]
    return [finding for finding in findings if finding["path"] in files]


def _sources(samples: Sequence[Sample]) -> dict[str, str]:
    return {sample.path: sample.text for sample in samples}
