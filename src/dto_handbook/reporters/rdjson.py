"""The diagnostic format of reviewdog, which puts findings and fixes into review comments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.linter.fixes import Fix, Position
    from dto_handbook.reporters.context import Context


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write findings, with the fixes of those that have one as suggestions."""
    source = {"name": "dto-handbook"} | ({"url": context.home} if context.home else {})
    diagnostics = [_diagnostic(finding, context) for finding in findings]
    return json.dumps({"source": source, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(finding: Finding, context: Context) -> dict[str, object]:
    lines, url = context.lines.get(finding.path, ()), context.url(finding.rule)
    start, end = (finding.line, finding.column), (finding.end_line, finding.end_column)
    diagnostic: dict[str, object] = {
        "message": context.message(finding),
        "location": {"path": finding.path, "range": _range(start, end, lines)},
        "severity": finding.severity.upper(),
        "code": {"value": finding.rule} | ({"url": url} if url else {}),
    }
    # A file that has changed since may have fewer lines.
    if finding.fix and all(edit.end_line <= len(lines) for edit in finding.fix.edits):
        diagnostic["suggestions"] = [_suggestion(finding.fix, lines)]
    return diagnostic


def _suggestion(fix: Fix, lines: Sequence[str]) -> dict[str, object]:
    # Each suggestion is applied on its own, so all edits of a fix become one suggestion.
    edits = sorted(fix.edits, key=lambda edit: (edit.start, edit.end))
    start, end = edits[0].start, max(edit.end for edit in edits)
    parts, at = list[str](), start
    for edit in edits:
        parts += [_between(lines, at, edit.start), edit.text]
        at = edit.end
    return {"range": _range(start, end, lines), "text": "".join(parts)}


def _between(lines: Sequence[str], start: Position, end: Position) -> str:
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] - 1 : end[1] - 1]
    whole = lines[start[0] : end[0] - 1]
    return "\n".join([lines[start[0] - 1][start[1] - 1 :], *whole, lines[end[0] - 1][: end[1] - 1]])


def _range(start: Position, end: Position, lines: Sequence[str]) -> dict[str, object]:
    return {"start": _position(start, lines), "end": _position(end, lines)}


def _position(position: Position, lines: Sequence[str]) -> dict[str, int]:
    # Its columns count bytes of UTF-8.
    line, column = position
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    wide = len(before.encode("utf-8", "surrogatepass")) - len(before)
    return {"line": line, "column": column + wide}
