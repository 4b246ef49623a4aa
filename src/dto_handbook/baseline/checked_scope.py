"""What a check covers: the findings that it would have reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from dto_handbook.baseline.errors import BaselineError
from dto_handbook.baseline.file import Baseline, Key, read
from dto_handbook.baseline.git import Repository
from dto_handbook.baseline.shape import Shapes
from dto_handbook.linter.diagnostics import SYNTAX, Outcome
from dto_handbook.linter.source_files import UnreadableError
from dto_handbook.rules import ids
from dto_handbook.workspace import Selection, Workspace


class CheckedScope:
    """The files and rules of a check, and where the code of a baseline's entries is now.

    Args:
        workspace: The project.
        selection: The files that were checked.
        outcome: The outcome; it covers no file that was not checked.
        baseline: The baseline.
        renames: Returns the files that were renamed: new paths by old ones; None to ask git.

    Attributes:
        shapes: The shapes of the project's code.
        renames: Returns the files that were renamed.
    """

    def __init__(
        self,
        workspace: Workspace,
        selection: Selection,
        outcome: Outcome,
        baseline: Baseline,
        renames: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        self.shapes = Shapes(workspace.files)
        self.renames = renames or cache(partial(renames_in, workspace))
        self._workspace = workspace
        self._baseline = baseline
        self._files = set(selection.files)
        self._roots = selection.roots
        self._unknown = {error.path for error in outcome.errors}
        self._unknown |= {found.path for found in outcome.findings if found.rule == SYNTAX}
        # A rule that there is no more finds nothing any more.
        self._silent = set(ids()) - {rule.id for rule in workspace.rules}
        self._absent = cache(self._left_out)
        self._others = cache(self._not_checked)

    def has(self, entry: Key) -> bool:
        """Return whether the check covers an entry of a baseline.

        It does not cover one whose code is now in a file that was not checked.
        """
        path, rule, _ = entry
        if rule in self._silent or path in self._unknown:
            return False
        is_inside = path in self._files or any(self._is_below(path, it) for it in self._roots)
        return is_inside and not self._is_elsewhere(entry)

    def is_gone(self, entry: Key) -> bool:
        """Return whether the code of an entry is no longer where it was."""
        return self.shapes.is_gone(entry) and not self._is_left_out(entry[0])

    def _is_below(self, path: str, root: str) -> bool:
        if not root:  # The project's folder: all that has no absolute path
            return not Path(path).is_absolute()
        return path == root or path.startswith(f"{root}/")

    def _is_elsewhere(self, entry: Key) -> bool:
        path, rule, symbol = entry
        if self._is_left_out(path):
            return True
        may_be_elsewhere = self._others() or (
            not self._workspace.files.exists(path) and self._absent()
        )
        if not may_be_elsewhere or not self.shapes.is_gone(entry):
            return False
        new = self.renames().get(path, "")
        if self._is_left_out(new):
            return True
        if new in self._others() and not self.shapes.is_gone((new, rule, symbol)):
            return True
        name = symbol.partition(".")[0]
        known = self._baseline.shapes.get(entry, frozenset()) if name else frozenset[str]()
        return any(
            self._mentions(other, name) and self.shapes.of((other, rule, symbol)) in known
            for other in (self._others() if known else ())
        )

    def _mentions(self, path: str, name: str) -> bool:
        try:
            return name.encode("utf-8", "surrogateescape") in self._workspace.files.content(path)
        except UnreadableError:
            return False

    def _is_left_out(self, path: str) -> bool:
        """Return whether a sparse checkout leaves a file out of the working tree."""
        return not self._workspace.files.exists(path) and path in self._absent()

    def _left_out(self) -> frozenset[str]:
        try:
            return Repository(self._workspace.folder).absent
        except BaselineError:
            return frozenset()

    def _not_checked(self) -> frozenset[str]:
        """Return the project's other files, which the check does not cover."""
        root = self._workspace.root
        if root is None or "" in self._roots:
            return frozenset()
        return frozenset(self._workspace.select([root]).files) - self._files


def renames_in(workspace: Workspace) -> Mapping[str, str]:
    """Return the files that were renamed since their entries were recorded: new paths by old."""
    gone, found = defaultdict[str, set[str]](set), dict[str, str]()
    try:
        repository = Repository(workspace.folder)
        lines = list(repository.last_changes(workspace.baseline))
        if not lines:  # It is not committed yet
            return repository.renames("HEAD")
        for commit, line in lines:
            if (entry := read(line)) is not None and not workspace.files.exists(entry[0][0]):
                gone[commit].add(entry[0][0])
        for commit, paths in gone.items():
            renames = repository.renames(commit)
            found |= {path: renames[path] for path in paths & renames.keys()}
    except BaselineError:
        return {}  # Without a history, no file is known to be renamed
    return found
