"""Outcomes of earlier checks, kept so that a check of unchanged files costs little.

An outcome is found again by a digest of all that it depends on: the files' contents and paths, the
settings, the rules, this package's own code and the Python that runs it. So it is never stale, and
it does not matter who wrote it, or whether a write was cut off.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from dto_handbook.engine.findings import Finding, Severity
from dto_handbook.engine.fixes import Edit, Fix
from dto_handbook.engine.reading import UnreadableError, read
from dto_handbook.engine.rule import Rule
from dto_handbook.engine.run import Outcome, run
from dto_handbook.engine.settings import Settings

FOLDER = ".dto-handbook-cache"
_KEPT = 8  # Outcomes: of the last few sets of files and settings that were checked
_PACKAGE = Path(__file__).parents[1]


def run_cached(
    folder: Path,
    files: Sequence[tuple[str, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    jobs: int | None = None,
) -> Outcome:
    """Check files as `run` does, or return what an equal check came to.

    Args:
        folder: Where outcomes are kept; it is made if it is not there.
        files: The files, each with its path as messages name it.
        rules: The rules to hold them against.
        settings: Which packages are which.
        jobs: How many processes to use; None: as many as pay.

    Returns:
        The findings, and the files that could not be checked. An outcome with such files is not
        kept: the next check may be luckier.
    """
    entry = folder / f"{_digest(files, rules, settings)}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        return _loaded(entry.read_text("utf-8"))
    outcome = run(files, rules, settings, jobs)
    if not outcome.faults:
        with suppress(OSError):  # Such as a folder that only others may write
            _store(entry, outcome)
    return outcome


def _digest(
    files: Sequence[tuple[str, str]], rules: Sequence[type[Rule]], settings: Settings
) -> str:
    digest = hashlib.sha256(repr((sys.version, settings, [rule.id for rule in rules])).encode())
    for own in sorted(_PACKAGE.glob("[er]*/**/*.py")):  # The engine and the rules
        digest.update(own.read_bytes())
    for path, shown in files:
        try:
            content = hashlib.sha256(read(path, shown)).digest()
        except UnreadableError as error:
            content = error.fault.reason.encode()
        digest.update(b"%s\0%s" % (os.fsencode(shown), content))
    return digest.hexdigest()


def _loaded(text: str) -> Outcome:
    findings = []
    for fields in json.loads(text)["findings"]:
        fix = fields.pop("fix")
        finding = Finding(**fields)
        if fix is not None:
            edits = tuple(Edit(**edit) for edit in fix.pop("edits"))
            fix["unless"] = tuple(fix["unless"])
            finding = replace(finding, fix=Fix(edits=edits, **fix))
        findings.append(replace(finding, severity=Severity(finding.severity)))
    return Outcome(findings)


def _store(entry: Path, outcome: Outcome) -> None:
    folder = entry.parent
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as part:
        json.dump({"findings": [asdict(finding) for finding in outcome.findings]}, part)
    Path(part.name).replace(entry)
    kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        old.unlink(missing_ok=True)
