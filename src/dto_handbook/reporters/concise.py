"""One line for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dto_handbook.reporters.context import printable

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write one line for each finding."""
    return "".join(
        f"{place(finding)}: {finding.severity} {finding.rule}"
        f" {printable(context.message(finding))}\n"
        for finding in findings
    )


def place(finding: Finding) -> str:
    """Return a finding's position, in the form that compilers print and terminals link."""
    return f"{printable(finding.path)}:{finding.line}:{finding.column}"
