"""Which outcomes in the index are still valid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dto_handbook.linter.index import ABSENT, NEVER, Entry, Index, members
from dto_handbook.linter.module_table import ModuleTable
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.source_files import UnreadableError

if TYPE_CHECKING:
    from dto_handbook.semantic.project_index import Project


@dataclass(frozen=True)
class Freshness:
    """Compares the index with a project's files.

    Args:
        files: The project's files.
        index: The index, in which entries become current.
        table: The project's modules.
        internal: The package of internal DTOs, whose optional members are collected.
        are_folders_unchanged: Whether modules are where they were at the last check.
    """

    files: ProjectFiles
    index: Index
    table: ModuleTable
    internal: str
    are_folders_unchanged: bool

    def stale(self, paths: Sequence[str]) -> list[str]:
        """Return the files without a valid outcome.

        Args:
            paths: The paths of the files to look at.
        """
        entries = [self.table.current(path) for path in paths]
        reads = self.index.names_read
        for entry in entries:
            if entry.checked != NEVER:
                reads |= entry.reads
        looked_at = [self.index.by_id(id) for id in members(reads)]
        self.table.look_at(looked_at)
        if self.files.overlay:
            self.table.locate(looked_at)
        changed_since: dict[int, int] = {}

        def is_stale(entry: Entry) -> bool:
            if entry.checked == NEVER:
                return True
            if entry.checked not in changed_since:
                changed_since[entry.checked] = sum(
                    1 << it.id for it in looked_at if it.changed > entry.checked
                )
            return bool(entry.reads & changed_since[entry.checked])

        return [entry.path for entry in entries if is_stale(entry)]

    def are_names_current(self) -> bool:
        """Return whether the known names of optional members are still right."""
        index = self.index
        if index.names_checked == NEVER:
            return False
        for module in () if self.are_folders_unchanged else self.files.below(self.internal):
            path = self.files.find(module)
            entry = index.get(path) if path is not None else None
            if entry is None or not index.names_read >> entry.id & 1:
                return False
        read = (index.by_id(id) for id in members(index.names_read))
        return not any(entry.changed > index.names_checked for entry in read)

    def collect_names(self, project: Project, paths: Sequence[str]) -> Sequence[str]:
        """Update the names of optional members; return the files that this makes stale.

        Rules use these names to skip code that cannot matter. So a file that uses one of them is
        stale if that name is new, whatever its outcome depended on before.

        Args:
            project: The project, which is given the names.
            paths: The paths of the files to check.
        """
        index, package = self.index, self.internal
        if self.are_names_current():
            project.optional[package] = (index.names, index.names_read)
            return ()
        before = index.names if index.names_checked != NEVER else None
        index.names = project.optional_members(package)
        index.names_read = project.optional[package][1]
        index.names_checked = index.generation
        difference = index.names ^ before if before is not None else frozenset()
        return self._users_of(difference, paths) if difference else ()

    def _users_of(self, names: Iterable[str], paths: Sequence[str]) -> Sequence[str]:
        """Mark all files that name one of the members as stale; return the requested ones."""
        words = b"|".join(re.escape(name.encode()) for name in sorted(names))
        pattern = re.compile(rb"\b(?:" + words + rb")\b")
        for entry in self.index:
            if entry.checked != NEVER and not entry.path.startswith(ABSENT):
                try:
                    is_user = pattern.search(self.files.content(entry.path))
                except UnreadableError:
                    is_user = None
                if is_user:
                    entry.checked = NEVER
                    self.index.touch(entry)
        return [path for path in paths if self.index.enter(path).checked == NEVER]
