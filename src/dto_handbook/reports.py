"""What is found, written for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from dto_handbook.engine.findings import Finding

Report: TypeAlias = "Callable[[Sequence[Finding], Mapping[str, Sequence[str]]], str]"
"""Writes findings; the lines of their files, by path, are there to be quoted."""


def concise(findings: Sequence[Finding], lines: Mapping[str, Sequence[str]]) -> str:
    """Write a line a finding."""
    return "".join(
        f"{finding.path}:{finding.line}:{finding.column}: {finding.severity} {finding.rule}"
        f" {finding.message}\n"
        for finding in findings
    )


def full(findings: Sequence[Finding], lines: Mapping[str, Sequence[str]]) -> str:
    """Write each finding with the line that it is about, marked."""
    parts = []
    for finding in findings:
        parts.append(concise([finding], lines))
        text = lines.get(finding.path, ())
        if finding.line <= len(text):
            quoted = text[finding.line - 1].rstrip()
            until = finding.end_column if finding.end_line == finding.line else len(quoted) + 1
            mark = "^" * max(1, until - finding.column)
            number = str(finding.line)
            parts.append(f"  {number} | {quoted}\n")
            parts.append(f"  {' ' * len(number)} | {' ' * (finding.column - 1)}{mark}\n")
        parts.append(f"  dto-handbook explain {finding.rule}\n\n")
    return "".join(parts)


def as_json(findings: Sequence[Finding], lines: Mapping[str, Sequence[str]]) -> str:
    """Write findings as JSON."""
    import json  # Costs start-up time that no other report needs
    from dataclasses import asdict

    return json.dumps({"findings": [asdict(finding) for finding in findings]}, indent=2) + "\n"


REPORTS: Mapping[str, Report] = {"full": full, "concise": concise, "json": as_json}
"""The reports by the names that `--output-format` takes."""
