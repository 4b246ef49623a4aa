"""The file of findings that are there already, and what a check has beside it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from dto_handbook.baseline.errors import BaselineError
from dto_handbook.linter import atomic_write
from dto_handbook.linter.diagnostics import SYNTAX, Finding

Key: TypeAlias = tuple[str, str, str]
"""What a finding is known by: its path, rule and symbol. Lines move; these stay."""

Entries: TypeAlias = "Counter[Key]"
"""How many findings there are of each kind."""

_HEADER = """\
# Findings that were there before, one kind a line; `dto-handbook check` reports new ones only.
# Written by `dto-handbook baseline`; `dto-handbook baseline --prune` takes out what is fixed.
"""
_ENTRY = re.compile(r"(?P<path>.+): (?P<rule>DTO\d{3}) (?P<symbol>\S+)(?: x(?P<count>[1-9]\d*))?")
_CONFLICT = re.compile(r"<{7}|={7}$|>{7}|\|{7}")
_MODULE = "-"  # In place of the symbol that a module has not
_ODD = re.compile(r'^[\s"#]|[\x00-\x1f\x7f]|\s$')


@dataclass(frozen=True)
class Comparison:
    """A check's findings beside a baseline."""

    new: tuple[Finding, ...]
    old: tuple[Finding, ...]
    fixed: Entries  # What the baseline has too much
    moved: int  # How many of its findings stand in files that have other paths now
    entries: Entries  # The baseline without fixed findings, and moved ones under their new paths


def key(finding: Finding) -> Key:
    """Return what a baseline knows a finding by."""
    return finding.path, finding.rule, finding.symbol


def count(findings: Iterable[Finding]) -> Entries:
    """Count findings; a file that does not parse is none to get used to."""
    return Counter(key(finding) for finding in findings if finding.rule != SYNTAX)


def load(file: Path) -> Entries:
    """Read a baseline.

    Args:
        file: The file.

    Returns:
        Its entries. Of one that stands there twice, as after a merge, the larger number counts.

    Raises:
        BaselineError: It cannot be read, or has lines that are no entries; the message names all.
    """
    try:
        text = file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise BaselineError(f"{file}: {error.strerror or error}") from error
    entries, errors = Counter[Key](), list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line or (line.startswith("#") and not entries):
            continue
        if _CONFLICT.match(line):
            errors.append(
                f"{file}:{number}: an unresolved merge conflict: keep the entries of both sides,"
                " and run `dto-handbook baseline --prune`"
            )
        elif (entry := _read(line)) is None:
            errors.append(
                f"{file}:{number}: no entry, which would be such as"
                f" 'src/file.py: DTO201 ClassName x2': {line!r}"
            )
        else:
            entries[entry[0]] = max(entries[entry[0]], entry[1])
    if errors:
        raise BaselineError("\n".join(errors))
    return entries


def write(file: Path, entries: Entries) -> None:
    """Write a baseline, as a whole or not at all.

    Args:
        file: The file; one that is there already is replaced.
        entries: Its entries.

    Raises:
        BaselineError: It cannot be written; what was there is as it was.
    """
    lines = (_line(entry, number) for entry, number in sorted(entries.items()) if number > 0)
    try:
        content = (_HEADER + "".join(lines)).encode("utf-8", "surrogateescape")
        atomic_write.write(file, content)
    except OSError as error:
        raise BaselineError(f"{file}: not written: {error.strerror or error}") from error


def compare(
    entries: Entries,
    findings: Iterable[Finding],
    is_covered: Callable[[Key], bool],
    renames: Callable[[], Mapping[str, str]],
) -> Comparison:
    """Separate new findings from those that a baseline knows.

    Args:
        entries: The baseline.
        findings: All findings of a check.
        is_covered: Returns whether the check would have found what an entry is about.
        renames: Returns new paths by old ones; called only where a rename would explain something.

    Returns:
        What is new, known and fixed. Where there are more findings of a kind than the baseline
        has, any of them may be the new one, and all of them count as new.
    """
    findings = list(findings)
    found, entries = count(findings), Counter(entries)
    missing = [entry for entry in entries if found[entry] < entries[entry]]
    moved = 0
    if missing and any(found[entry] > entries[entry] for entry in found):
        new_paths = renames()
        for entry in missing:
            if (path := new_paths.get(entry[0])) is not None:
                number = entries[entry] - found[entry]
                entries[entry] -= number
                entries[path, entry[1], entry[2]] += number
                moved += number
    is_new = {entry for entry in found if found[entry] > entries[entry]}
    fixed = Counter(
        {
            entry: number - found[entry]
            for entry, number in entries.items()
            if number > found[entry] and is_covered(entry)
        }
    )
    return Comparison(
        new=tuple(it for it in findings if it.rule == SYNTAX or key(it) in is_new),
        old=tuple(it for it in findings if it.rule != SYNTAX and key(it) not in is_new),
        fixed=fixed,
        moved=moved,
        entries=entries - fixed,
    )


def described(entries: Entries) -> Iterator[str]:
    """Write entries as they stand in a baseline, in order."""
    for entry, number in sorted(entries.items()):
        yield _line(entry, number).removesuffix("\n")


def _line(entry: Key, number: int) -> str:
    path, rule, symbol = entry
    path = json.dumps(path, ensure_ascii=False) if _ODD.search(path) else path
    return f"{path}: {rule} {symbol or _MODULE}{f' x{number}' if number > 1 else ''}\n"


def _read(line: str) -> tuple[Key, int] | None:
    match = _ENTRY.fullmatch(line)
    if match is None:
        return None
    path, symbol = match["path"], match["symbol"]
    if path.startswith('"'):
        try:
            path = json.loads(path)
        except ValueError:
            return None
    return (path, match["rule"], "" if symbol == _MODULE else symbol), int(match["count"] or 1)
