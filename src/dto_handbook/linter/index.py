"""Outcomes of earlier checks, kept so that a check of unchanged files costs little.

An outcome is found again by a digest of all that it depends on: the files' contents and paths, the
settings, this package's own code and the Python that runs it. So it is never stale, and it does not
matter who wrote it, or whether a write was cut off. A file that the file system says is as it was
when it was last read is not read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Outcome, Severity
from dto_handbook.linter.fixes import Edit, Fix
from dto_handbook.linter.source_files import UnreadableError, read

FOLDER = ".dto-handbook-cache"
_KEPT = 8  # Outcomes: of the last few sets of files and settings that were checked
_PACKAGE = Path(__file__).parents[1]
_YOUNG = 2_000_000_000  # Nanoseconds: a younger file may change again within a tick of its clock

_Digests = Mapping[str, tuple[int, int, int, int, str]]
"""By a file's path: its size, when it and its entry were changed, its number, its digest."""


def run_cached(
    folder: Path,
    files: Sequence[tuple[str, str]],
    settings: Settings,
    run: Callable[[], Outcome],
) -> Outcome:
    """Check files, or return what an equal check came to.

    Args:
        folder: Where outcomes are kept; it is made if it is not there.
        files: The files, each with its path as messages name it.
        settings: Which packages are which, and which rules are selected.
        run: Checks these files with these settings.

    Returns:
        The findings, and the files that could not be checked. An outcome with such files is not
        kept: the next check may be luckier.
    """
    before = _read_digests(folder / "files.json")
    digests = _digests(files, before)
    if digests != before:
        with suppress(OSError):  # Such as a folder that only others may write
            _write(folder / "files.json", digests)
    entry = folder / f"{_key(files, settings, digests)}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        return _loaded(entry.read_text("utf-8"))
    outcome = run()
    if not outcome.errors:
        with suppress(OSError):
            _store(entry, outcome)
    return outcome


def _digests(files: Sequence[tuple[str, str]], before: _Digests) -> _Digests:
    """Return the digests of files that can be read, those of unchanged ones as they were before."""
    found = {}
    for path, shown in files:
        with suppress(OSError, UnreadableError):
            now = time.time_ns()
            about = os.stat(path)  # noqa: PTH116 - of a text, as find_files yields them
            facts = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
            known = before.get(shown)
            if known is not None and known[:4] == facts:
                found[shown] = known
                continue
            digest = hashlib.sha256(read(path, shown)).hexdigest()
            is_young = max(about.st_mtime_ns, about.st_ctime_ns) > now - _YOUNG
            found[shown] = (-1 if is_young else facts[0], *facts[1:], digest)
    return found


def _key(files: Sequence[tuple[str, str]], settings: Settings, digests: _Digests) -> str:
    key = hashlib.sha256(repr((sys.version, settings)).encode())
    # The engine, the rules, and what these read, such as the table of placement.
    for pattern in ("*.py", "guideline/*.py", "linter/*.py", "rules/**/*.py", "semantic/*.py"):
        for own in sorted(_PACKAGE.glob(pattern)):
            key.update(own.read_bytes())
    for _, shown in files:
        digest = digests[shown][4] if shown in digests else "unreadable"
        key.update(b"%s\0%s" % (os.fsencode(shown), digest.encode()))
    return key.hexdigest()


def _read_digests(file: Path) -> _Digests:
    with suppress(OSError, ValueError, TypeError, AttributeError):
        kept = json.loads(file.read_text("utf-8"))
        return {
            path: (int(size), int(changed), int(entered), int(number), str(digest))
            for path, (size, changed, entered, number, digest) in kept.items()
        }
    return {}


def _loaded(text: str) -> Outcome:
    kept = json.loads(text)
    return Outcome(
        findings=[_finding(fields) for fields in kept["findings"]],
        suppressed=[_finding(fields) for fields in kept["suppressed"]],
    )


def _finding(fields: dict[str, Any]) -> Finding:
    fix = fields.pop("fix")
    finding = Finding(**fields)
    if fix is not None:
        edits = tuple(Edit(**edit) for edit in fix.pop("edits"))
        fix["unless"] = tuple(fix["unless"])
        finding = replace(finding, fix=Fix(edits=edits, **fix))
    return replace(finding, severity=Severity(finding.severity))


def _store(entry: Path, outcome: Outcome) -> None:
    found = {"findings": outcome.findings, "suppressed": outcome.suppressed}
    _write(entry, {name: [asdict(finding) for finding in it] for name, it in found.items()})
    kept = [path for path in entry.parent.glob("*.json") if path.name != "files.json"]
    for old in sorted(kept, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        old.unlink(missing_ok=True)


def _write(file: Path, content: object) -> None:
    import tempfile  # Costs start-up time that a check of unchanged files does not need

    folder = file.parent
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as part:
        json.dump(content, part)
    Path(part.name).replace(file)
