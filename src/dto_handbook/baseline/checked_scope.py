"""What a check covers: the findings that it would have reported."""

from __future__ import annotations

from pathlib import Path

from dto_handbook.baseline.file import Key
from dto_handbook.linter.diagnostics import SYNTAX, Outcome
from dto_handbook.rules import ids
from dto_handbook.workspace import Selection, Workspace


class CheckedScope:
    """The files and rules of a check.

    Args:
        workspace: The project.
        selection: The files that were checked.
        outcome: The outcome; it covers no file that was not checked.
    """

    def __init__(self, workspace: Workspace, selection: Selection, outcome: Outcome) -> None:
        self._files = set(selection.files)
        self._roots = selection.roots
        self._unknown = {error.path for error in outcome.errors}
        self._unknown |= {found.path for found in outcome.findings if found.rule == SYNTAX}
        # A rule that there is no more finds nothing any more.
        self._silent = set(ids()) - {rule.id for rule in workspace.rules}

    def has(self, entry: Key) -> bool:
        """Return whether the check covers an entry of a baseline."""
        path, rule, _ = entry
        if rule in self._silent or path in self._unknown:
            return False
        return path in self._files or any(self._is_below(path, root) for root in self._roots)

    def _is_below(self, path: str, root: str) -> bool:
        if not root:  # The project's folder: all that has no absolute path
            return not Path(path).is_absolute()
        return path == root or path.startswith(f"{root}/")
