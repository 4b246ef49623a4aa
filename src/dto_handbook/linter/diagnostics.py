"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dto_handbook.linter.fixes import Fix
from dto_handbook.linter.source_files import Fault

SYNTAX = "DTO000"
"""The id under which a file that does not parse is reported; it is no rule of the catalogue."""

SUPPRESSION = "DTO901"
"""The rule about suppressions; what is unused can only be told once all rules have looked."""


class Severity(StrEnum):
    """How bad a finding is."""

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
    """What a check came to."""

    findings: list[Finding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # Why files were not, or not wholly, checked
    untold: list[Finding] = field(default_factory=list)  # Taken back by comments in the code
    missing: list[str] = field(default_factory=list)  # Modules of the project that are not there

    def note(self, fault: Fault) -> None:
        """Take a fault in; a file that does not parse is a finding."""
        if not fault.is_syntax:
            self.faults.append(fault)
            return
        place = (fault.line, fault.column)
        self.findings.append(
            Finding(fault.path, *place, SYNTAX, fault.reason, Severity.ERROR, *place, symbol="")
        )
