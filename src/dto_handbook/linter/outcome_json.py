"""The outcome of the check of one file, as JSON: compact, and safe to read."""

from __future__ import annotations

import json
from typing import Any

from dto_handbook.linter.diagnostics import Finding, Outcome, Severity
from dto_handbook.linter.fixes import Edit, Fix


def dump(outcome: Outcome) -> bytes:
    """Write the findings in one file, without errors; empty if there are none."""
    findings, suppressed = map(_row, outcome.findings), map(_row, outcome.suppressed)
    found = [list(findings), list(suppressed), outcome.missing]
    return json.dumps(found).encode() if any(found) else b""


def load(content: bytes, path: str) -> Outcome:
    """Read what `dump` wrote.

    Args:
        content: The JSON.
        path: The file.
    """
    if not content:
        return Outcome()
    findings, suppressed, missing = json.loads(content)
    return Outcome(
        findings=[_finding(path, *row) for row in findings],
        suppressed=[_finding(path, *row) for row in suppressed],
        missing=missing,
    )


def _row(it: Finding) -> list[Any]:
    place = [it.line, it.column, it.rule, it.message, it.severity, it.end_line, it.end_column]
    return [*place, it.symbol, None if it.fix is None else _fix_row(it.fix)]


def _fix_row(fix: Fix) -> list[Any]:
    edits = [[*edit.start, *edit.end, edit.text] for edit in fix.edits]
    return [fix.description, edits, fix.is_safe, fix.freezes]


def _finding(path: str, *row: Any) -> Finding:  # noqa: ANN401 - what JSON can hold
    line, column, rule, message, severity, end_line, end_column, symbol, fix = row
    if fix is not None:
        description, edits, is_safe, freezes = fix
        fix = Fix(description, tuple(Edit(*edit) for edit in edits), is_safe, freezes)
    place = (path, line, column, rule, message, Severity(severity), end_line, end_column)
    return Finding(*place, symbol, fix)
