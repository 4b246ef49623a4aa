"""GitLab's Code Quality report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dto_handbook.reporters.identity import fingerprinted

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context

_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write findings as a Code Quality report."""
    issues = [
        {
            "description": context.message(finding),  # All that a merge request shows
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITY[finding.severity],
            "location": {
                "path": finding.path,
                "lines": {"begin": finding.line, "end": finding.end_line},
            },
        }
        for finding, fingerprint in fingerprinted(findings)
    ]
    return json.dumps(issues, indent=2) + "\n"
