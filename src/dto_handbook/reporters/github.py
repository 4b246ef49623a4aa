"""Workflow commands, which GitHub Actions shows as annotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context

_COMMAND = {"error": "error", "warning": "warning", "info": "notice"}


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write one workflow command for each finding."""
    return "".join(
        f"::{_COMMAND[finding.severity]} {_properties(finding)}"
        f"::{_escaped(context.message(finding))}\n"
        for finding in findings
    )


def _properties(finding: Finding) -> str:
    place = {"file": finding.path, "line": finding.line, "endLine": finding.end_line}
    if finding.line == finding.end_line:  # GitHub takes columns of a single line only
        place |= {"col": finding.column, "endColumn": finding.end_column}
    properties = place | {"title": finding.rule}
    return ",".join(
        f"{name}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
