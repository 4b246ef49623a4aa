"""The baseline file: the existing findings of a project."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

from dto_handbook.baseline.errors import BaselineError
from dto_handbook.linter import atomic_write
from dto_handbook.linter.diagnostics import SYNTAX, Finding

Key: TypeAlias = tuple[str, str, str]
"""The key of a finding: path, rule and symbol. Unlike lines, these rarely change."""

Entries: TypeAlias = "Counter[Key]"
"""How many findings there are of each kind."""

_HEADER = """\
# Existing findings, one entry a line; `dto-handbook check` reports new ones only.
# The order has no meaning: it separates neighbouring classes, so that git can merge branches.
# Written by `dto-handbook baseline`; `dto-handbook baseline --prune` removes fixed findings.
"""
_ENTRY = re.compile(
    r"(?P<path>.+): (?P<rule>DTO\d{3}) (?P<symbol>\S+)(?: x(?P<count>[1-9]\d*))?"
    r"(?: #(?P<shape>[0-9a-f]{8}))?"
)
_CONFLICT = re.compile(r"<{7}|={7}$|>{7}|\|{7}")
_MODULE = "-"  # In place of the symbol that a module has not
_ODD = re.compile(r'^[\s"#]|[\x00-\x1f\x7f]|\s$')


@dataclass(frozen=True)
class Baseline:
    """The recorded findings.

    Attributes:
        entries: How many findings there are of each kind.
        shapes: The shapes of an entry's code, made by `shape`: several if two branches wrote the
            entry, none if the code could not be read.
    """

    entries: Entries = field(default_factory=Counter)
    shapes: Mapping[Key, frozenset[str]] = field(default_factory=dict)


def key(finding: Finding) -> Key:
    """Return the key of a finding in a baseline."""
    return finding.path, finding.rule, finding.symbol


def count(findings: Iterable[Finding]) -> Entries:
    """Count findings, except files that do not parse: these are never recorded."""
    return Counter(key(finding) for finding in findings if finding.rule != SYNTAX)


def load(file: Path) -> Baseline:
    """Read a baseline.

    Args:
        file: The file.

    Returns:
        The baseline. If an entry occurs twice, as after a merge, the larger number counts.

    Raises:
        BaselineError: It cannot be read, or has lines that are not entries; the message names all.
    """
    try:
        text = file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise BaselineError(f"{file}: {error.strerror or error}") from error
    entries, errors = Counter[Key](), list[str]()
    shapes = dict[Key, frozenset[str]]()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line or (line.startswith("#") and not entries):
            continue
        if _CONFLICT.match(line):
            errors.append(
                f"{file}:{number}: an unresolved merge conflict: keep the entries of both sides,"
                " and run `dto-handbook baseline --prune`"
            )
        elif (entry := read(line)) is None:
            errors.append(
                f"{file}:{number}: not an entry such as"
                f" 'src/file.py: DTO201 ClassName x2': {line!r}"
            )
        else:
            known, number, shape = entry
            entries[known] = max(entries[known], number)
            shapes[known] = shapes.get(known, frozenset()) | shape
    if errors:
        raise BaselineError("\n".join(errors))
    return Baseline(entries, shapes)


def write(file: Path, baseline: Baseline) -> None:
    """Write a baseline, completely or not at all.

    Args:
        file: The file; an existing one is replaced.
        baseline: What to record.

    Raises:
        BaselineError: It cannot be written; an existing file is unchanged.
    """
    lines = [
        _line(entry, number, baseline.shapes.get(entry, frozenset()))
        for entry, number in sorted(baseline.entries.items(), key=_place)
        if number > 0
    ]
    try:
        content = (_HEADER + "".join(lines)).encode("utf-8", "surrogateescape")
        atomic_write.write(file, content)
    except OSError as error:
        raise BaselineError(f"{file}: not written: {error.strerror or error}") from error


def _place(item: tuple[Key, int]) -> tuple[int, Key]:
    # Git cannot merge changes of neighbouring lines: whoever fixes one class should not change the
    # line beside that of the next one.
    entry, _ = item
    return crc32(" ".join(entry).encode("utf-8", "surrogateescape")), entry


def described(entries: Entries) -> Iterator[str]:
    """Yield entries as lines of a baseline, in order."""
    for entry, number in sorted(entries.items()):
        yield _line(entry, number).removesuffix("\n")


def _line(entry: Key, number: int, shapes: frozenset[str] = frozenset()) -> str:
    path, rule, symbol = entry
    path = json.dumps(path, ensure_ascii=False) if _ODD.search(path) else path
    shape = f" #{min(shapes)}" if shapes else ""
    return f"{path}: {rule} {symbol or _MODULE}{f' x{number}' if number > 1 else ''}{shape}\n"


def read(line: str) -> tuple[Key, int, frozenset[str]] | None:
    """Return the entry in a line, with its number and shape; None if it is not an entry."""
    match = _ENTRY.fullmatch(line)
    if match is None:
        return None
    path, symbol = match["path"], match["symbol"]
    if path.startswith('"'):
        try:
            path = json.loads(path)
        except ValueError:
            return None
    entry = path, match["rule"], "" if symbol == _MODULE else symbol
    return entry, int(match["count"] or 1), frozenset(filter(None, [match["shape"]]))
