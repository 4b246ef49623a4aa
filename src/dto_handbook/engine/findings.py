"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dto_handbook.engine.fixes import Fix


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
