"""Fixes that rules offer, and how they are applied to a source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dto_handbook.linter.source_files import lines_of

_LINE_END = re.compile(r"\r\n|\r|\n")

Position = tuple[int, int]
"""A line and a column, both from 1, in characters."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of text; lines and columns count from 1, the end is exclusive.

    Columns count characters. Line feeds in the new text become the line ends of the file.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str

    @property
    def start(self) -> Position:
        """Where the replaced text begins."""
        return self.line, self.column

    @property
    def end(self) -> Position:
        """Where it ends."""
        return self.end_line, self.end_column


@dataclass(frozen=True, slots=True)
class Fix:
    """The edits that remove a finding: all of them are applied, or none.

    Attributes:
        description: What it does.
        edits: The edits.
        is_safe: Whether the code keeps its meaning.
        freezes: The full name of the class that it freezes, if any. Such a fix is safe only after
            `Workspace.judged` has found no code that changes an instance.
        obstacle: The reason why it is unsafe, with file and line, if that is known.
    """

    description: str
    edits: tuple[Edit, ...]
    is_safe: bool
    freezes: str = ""
    obstacle: str = ""


class Source:
    """The lines of a source, and the positions of syntax nodes in them.

    Args:
        text: The source that the nodes were parsed from.
    """

    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)

    def start(self, node: ast.expr | ast.stmt | ast.keyword) -> Position:
        """Return where a node begins."""
        return node.lineno, self.column(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.keyword) -> Position:
        """Return where a node ends."""
        line = node.end_lineno or node.lineno
        return line, self.column(line, node.end_col_offset or node.col_offset)

    def column(self, line: int, offset: int) -> int:
        """Return the column, counted in characters from 1, at a node's offset in its line.

        Args:
            line: The line, counted from 1.
            offset: What the syntax tree gives: a number of UTF-8 bytes.
        """
        text = self.lines[line - 1]
        if text.isascii():
            return offset + 1
        return len(text.encode()[:offset].decode("utf-8", "ignore")) + 1

    def between(self, start: Position, end: Position) -> str:
        """Return the text from one position to another, with line feeds as line ends."""
        (line, column), (end_line, end_column) = start, end
        if line == end_line:
            return self.lines[line - 1][column - 1 : end_column - 1]
        whole = self.lines[line : end_line - 1]
        return "\n".join(
            [self.lines[line - 1][column - 1 :], *whole, self.lines[end_line - 1][: end_column - 1]]
        )

    def segment(self, node: ast.expr) -> str:
        """Return the text of a node."""
        return self.between(self.start(node), self.end(node))

    def holds(self, node: ast.expr) -> bool:
        """Return whether a node is at the position that it reports.

        Before Python 3.12, nodes inside f-strings may report a wrong position.
        """
        try:
            there = ast.parse(f"({self.segment(node)}\n)", mode="eval").body
        except (SyntaxError, ValueError, IndexError):
            return False
        return ast.dump(there) == ast.dump(node)

    def find(self, token: str, start: Position, end: Position) -> Position | None:
        """Return where a token begins between two nodes, outside comments."""
        for found in re.finditer(rf"#.*|{re.escape(token)}", self.between(start, end)):
            if not found[0].startswith("#"):
                before = found.string[: found.start()]
                lines = before.count("\n")
                column = len(before) - (before.rfind("\n") + 1)
                return start[0] + lines, column + (1 if lines else start[1])
        return None


def insert(position: Position, text: str) -> Edit:
    """Make an edit that inserts text at a position."""
    return Edit(*position, *position, text)


def replace(start: Position, end: Position, text: str) -> Edit:
    """Make an edit that replaces text."""
    return Edit(*start, *end, text)


def fitting(fixes: Iterable[Fix]) -> Sequence[Fix]:
    """Choose fixes that do not overlap.

    Args:
        fixes: The fixes, the more important ones first.

    Returns:
        The fixes with no edit that touches an edit of an earlier fix. A fix with the same edits as
        an earlier one is included.
    """
    chosen: list[Fix] = []
    taken: dict[tuple[Edit, ...], Sequence[Edit]] = {}
    for fix in fixes:
        if fix.edits not in taken:
            others = (edit for edits in taken.values() for edit in edits)
            if any(_overlap(edit, other) for other in others for edit in fix.edits):
                continue
            taken[fix.edits] = fix.edits
        chosen.append(fix)
    return chosen


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """Apply fixes to a source.

    Args:
        text: The source.
        fixes: The fixes. A fix that overlaps an earlier one is left for the next pass.

    Returns:
        The fixed source; text outside the edits is unchanged.
    """
    ends = list(_LINE_END.finditer(text))
    starts = [0, *(end.end() for end in ends)]
    newline = ends[0][0] if ends else "\n"
    edits = dict.fromkeys(edit for fix in fitting(fixes) for edit in fix.edits)
    # From the end on, so that the places before stay where they are.
    rest, pieces = len(text), list[str]()
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        after = starts[edit.end_line - 1] + edit.end_column - 1
        pieces += [text[after:rest], edit.text.replace("\n", newline)]
        rest = starts[edit.line - 1] + edit.column - 1
    return "".join([text[:rest], *reversed(pieces)])


def parses(text: str) -> bool:
    """Return whether a source parses."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def applicable(text: str, fixes: Sequence[Fix]) -> Sequence[Fix]:
    """Return those of some fixes that leave a source that parses, each applied alone.

    Args:
        text: The source.
        fixes: The fixes, whether or not they overlap.
    """
    together = fitting(fixes)
    if parses(apply(text, together)):  # As nearly always
        return [fix for fix in fixes if fix in together or parses(apply(text, [fix]))]
    return [fix for fix in fixes if parses(apply(text, [fix]))]


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start == other.start or (one.start < other.end and other.start < one.end)
