"""Each finding with its line of code, marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dto_handbook.reporters.concise import place
from dto_handbook.reporters.context import printable

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context

_BOLD, _DIM = "1", "2"
_COLOUR = {"error": "31", "warning": "33", "info": "36"}  # Red, yellow, cyan


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write each finding with its line of code, marked."""

    def painted(text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if context.is_coloured else text

    parts = []
    for finding in findings:
        colour = _COLOUR[finding.severity]
        head = painted(f"{finding.severity} {finding.rule}", _BOLD, colour)
        parts.append(f"{painted(place(finding), _BOLD)}: {head} {printable(finding.message)}\n")
        text = context.lines.get(finding.path, ())
        if finding.line <= len(text):
            quoted = text[finding.line - 1].rstrip()
            until = finding.end_column if finding.end_line == finding.line else len(quoted) + 1
            mark = painted("^" * max(1, until - finding.column), colour)
            number = str(finding.line)
            bar, below = painted(f"{number} |", _DIM), painted(f"{' ' * len(number)} |", _DIM)
            parts.append(f"  {bar} {quoted}\n  {below} {' ' * (finding.column - 1)}{mark}\n")
        hint = context.hint(finding.rule)
        parts.append(f"  {painted(hint, _DIM)}\n\n" if hint else "\n")
    return "".join(parts)
