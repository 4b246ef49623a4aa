"""What a check would have found, were it there."""

from __future__ import annotations

import os
from pathlib import Path

from dto_handbook.baseline.file import Key
from dto_handbook.linter.diagnostics import SYNTAX, Outcome
from dto_handbook.rules import ids
from dto_handbook.rules.registry import selected
from dto_handbook.workspace import Survey, shown


class Coverage:
    """The files and rules of a check.

    Args:
        survey: The check.
        outcome: What it came to; of a file that was not checked nothing is known.
    """

    def __init__(self, survey: Survey, outcome: Outcome) -> None:
        here = str(survey.here)
        self._here = here
        self._files = {path for _, path in survey.files}
        roots = [os.path.abspath(path) for path in survey.paths]  # noqa: PTH100 - links stay links
        self._roots = [shown(root, here) for root in roots]
        self._unknown = {error.path for error in outcome.errors}
        self._unknown |= {found.path for found in outcome.findings if found.rule == SYNTAX}
        # A rule that there is no more finds nothing any more.
        self._silent = set(ids()) - {rule.id for rule in selected(survey.settings)}

    def has(self, entry: Key) -> bool:
        """Tell whether the check looked for what an entry of a baseline is about."""
        path, rule, _ = entry
        if rule in self._silent or path in self._unknown:
            return False
        return path in self._files or any(self._is_below(path, root) for root in self._roots)

    def _is_below(self, path: str, root: str) -> bool:
        if root == self._here:  # The working directory: all that has no absolute path
            return not Path(path).is_absolute()
        return path == root or path.startswith(f"{root}/")
