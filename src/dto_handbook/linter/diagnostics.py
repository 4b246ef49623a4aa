"""Findings, and the outcome of a check."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dto_handbook.linter.fixes import Fix
from dto_handbook.linter.source_files import FileError

SYNTAX = "DTO000"
"""The id of the finding for a file that does not parse; it is not one of the rules."""

SUPPRESSION = "DTO901"
"""The rule about suppressions; unused ones are known only after all rules have run."""


class Severity(StrEnum):
    """The severity of a finding."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place that breaks one rule; lines and columns count from 1, the end is exclusive."""

    path: str
    line: int
    column: int
    rule: str
    message: str
    severity: Severity
    end_line: int
    end_column: int
    symbol: str  # Dotted name, inside the module, of what it is about; "" for the module itself
    fix: Fix | None = field(default=None, compare=False)


@dataclass
class Outcome:
    """The outcome of a check."""

    findings: list[Finding] = field(default_factory=list)
    errors: list[FileError] = field(default_factory=list)  # Files not, or not wholly, checked
    suppressed: list[Finding] = field(default_factory=list)  # By comments in the code
    missing: list[str] = field(default_factory=list)  # Modules of the project that are not there

    def note(self, error: FileError) -> None:
        """Add an error; for a file that does not parse, add a finding."""
        if not error.is_syntax:
            self.errors.append(error)
            return
        place = (error.line, error.column)
        self.findings.append(
            Finding(error.path, *place, SYNTAX, error.reason, Severity.ERROR, *place, symbol="")
        )
