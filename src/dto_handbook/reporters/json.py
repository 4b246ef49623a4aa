"""Findings as JSON, with everything that the checker knows about each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write findings as JSON."""
    found = [{**asdict(finding), "url": context.url(finding.rule)} for finding in findings]
    return json.dumps({"findings": found}, indent=2) + "\n"
