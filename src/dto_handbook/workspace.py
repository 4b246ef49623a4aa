"""A project: its settings, its files, and checks of them.

The command line, the language server, the playground and `migrate` all use this module. So they
give the same answer for the same code.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from dto_handbook.linter.config import Settings, load_settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.linter.index import ABSENT, Index
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.project_root import find_project, require_packages
from dto_handbook.linter.source_files import FileError, find_files
from dto_handbook.linter.stored_index import FOLDER, StoredIndex
from dto_handbook.rules import ids

if TYPE_CHECKING:
    from dto_handbook.linter.freezing import Freezing
    from dto_handbook.linter.module import Module
    from dto_handbook.linter.module_table import ModuleTable
    from dto_handbook.linter.rule import Rule
    from dto_handbook.linter.runner import Progress
    from dto_handbook.semantic.project_index import Project

_FEW = 300  # So many files, at most, are checked in this process
_WORTH_A_PROCESS = 150  # So many files, at least, are stale for each process


@dataclass(frozen=True)
class Selection:
    """The files of a project that were asked for.

    Attributes:
        roots: The paths that were given, as a project's paths are.
        files: The Python files there.
        errors: The paths that could not be read.
    """

    roots: Sequence[str]
    files: Sequence[str]
    errors: Sequence[FileError]


class Workspace:
    """A project, which can be checked again whenever its files change.

    Args:
        root: The project's folder; None for a project with files in the overlay only.
        settings: Its settings; None to read them from its `pyproject.toml`.
        rules: The rules to check; None for those that the settings select.
        is_cached: Whether to use the index on disk.

    Raises:
        SettingsError: The project's settings cannot be used.
    """

    def __init__(
        self,
        root: Path | None,
        settings: Settings | None = None,
        rules: Sequence[type[Rule]] | None = None,
        *,
        is_cached: bool = False,
    ) -> None:
        self.root = root
        if settings is None:
            settings = load_settings(root / "pyproject.toml", ids()) if root else Settings()
        self.settings = settings
        self.files = ProjectFiles(root, settings)
        self._rules = rules
        self._are_unchanged = False  # Whether modules are where they were at the last check
        self._project: tuple[ModuleTable, Project] | None = None
        self._freezing: Freezing | None = None
        self._index = StoredIndex(root / FOLDER, settings) if root and is_cached else Index()

    @classmethod
    def around(cls, paths: Sequence[Path], *, is_cached: bool = True) -> Workspace:
        """Return the project that files belong to.

        Args:
            paths: The files and folders.
            is_cached: Whether to use the index on disk.

        Raises:
            SettingsError: The project's settings cannot be used.
        """
        return cls.at(find_project(list(map(_real, paths))), is_cached=is_cached)

    @classmethod
    def at(cls, root: Path | None, *, is_cached: bool = True) -> Workspace:
        """Return the project in a folder.

        Args:
            root: The project's folder; None for a project with files in the overlay only.
            is_cached: Whether to use the index on disk.

        Raises:
            SettingsError: The project's settings cannot be used.
        """
        workspace = cls(root, is_cached=is_cached)
        require_packages(workspace.files, workspace.settings)
        return workspace

    @property
    def folder(self) -> Path:
        """The project's folder, or the working directory if it has none."""
        return self.root or Path.cwd()

    @property
    def baseline(self) -> Path:
        """The baseline file."""
        return self.folder / self.settings.baseline

    @property
    def rules(self) -> Sequence[type[Rule]]:
        """The rules to check."""
        if self._rules is None:
            from dto_handbook.rules.registry import selected

            self._rules = selected(self.settings)
        return self._rules

    def select(self, paths: Sequence[Path]) -> Selection:
        """Return the Python files at and below some paths.

        Args:
            paths: Files and folders, from the working directory.
        """
        errors = list[FileError]()
        roots = list(map(_real, paths))
        found = find_files(roots, self.settings.exclude, errors, self.root)
        files = list(dict.fromkeys(map(self.files.path, found)))
        return Selection([self.files.path(str(root)) for root in roots], files, errors)

    def display_path(self, path: str) -> str:
        """Return a file's path as messages name it: from the working directory.

        Args:
            path: Its path in the project.
        """
        if self.root is None or os.path.isabs(path):  # noqa: PTH117 - of strings
            return path
        here = os.getcwd()  # noqa: PTH109 - of strings
        if here == str(self.root):
            return path
        return Path(os.path.relpath(self.root / path, here)).as_posix()

    def graded(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return findings with the severities that the project chose."""
        if not self.settings.severity:
            return list(findings)
        chosen = dict(self.settings.severity)
        return [replace(it, severity=chosen.get(it.rule, it.severity)) for it in findings]

    def check(
        self,
        files: Sequence[str],
        changed: Mapping[str, bytes] = MappingProxyType({}),
        *,
        jobs: int | None = None,
        progress: Progress = lambda done: None,
    ) -> Outcome:
        """Check files, and return the known outcome of unchanged ones.

        Args:
            files: Their paths in the project. Names are resolved in the whole of it.
            changed: Contents by paths, in place of those on disk.
            jobs: The number of processes; None for as many as save time.
            progress: Called repeatedly with the part of the work that is done, from 0 to 1.

        Returns:
            The findings by path and position, and the files that could not be checked.
        """
        from dto_handbook.linter.undisturbed import undisturbed

        with undisturbed():
            self._project = None
            self.files.lay_over(changed)
            self.files.forget()
            self._index.load()
            self._are_unchanged = self.files.are_unchanged(self._index.folders)
            self._index.generation += 1
            if not (self._are_unchanged or changed):
                self._locate()
            errors = self._check(files, jobs, progress)
            if changed:
                self._index.folders = {}  # What the files below them are now is not on disk
            elif not (self._are_unchanged and self._index.is_saved):
                entries = {it.path for it in self._index}
                absent = {path for path in entries if path.startswith(ABSENT)}
                packages = {path.removeprefix(ABSENT).removesuffix(".*") for path in absent}
                self._index.folders = self.files.folders(entries - absent, packages)
                self._index.save()
            self._index.close()
            return self._outcome(files, errors)

    def judged(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return findings with usable fixes, each marked as safe or unsafe.

        Args:
            findings: The findings of the last check.
        """
        from dto_handbook.linter.fixer import with_usable_fixes

        return with_usable_fixes(self.safety_judged(findings), self.files)

    def safety_judged(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return findings, with each fix marked as safe or unsafe.

        Whether a class can be frozen safely depends on all files of the project, even on excluded
        ones, in the state of the last check. The search takes a while, so it runs only when fixes
        are applied or shown.

        Args:
            findings: The findings of the last check.
        """
        from dto_handbook.linter.freezing import Freezing
        from dto_handbook.linter.undisturbed import undisturbed

        if self._freezing is None:
            self._freezing = Freezing(self)
        with undisturbed():
            judged = self._freezing.judged(findings)
        self._index.close()
        return judged

    @property
    def project(self) -> Project:
        """The project for resolving names, as its files were at the last check."""
        return self._resolved[1]

    def path(self, file: Path) -> str:
        """Return the path in the project of a file, which need not exist."""
        return self.files.path(str(_real(file)))

    def module(self, path: str) -> Module:
        """Return a file as a module for rules.

        Args:
            path: Its path in the project.

        Raises:
            UnreadableError: It cannot be read, or this Python version cannot parse it.
        """
        from dto_handbook.linter.runner import module_of
        from dto_handbook.linter.undisturbed import undisturbed

        with undisturbed():
            table, project = self._resolved
            return module_of(table.parse(path), project, table, self.settings)

    @property
    def _resolved(self) -> tuple[ModuleTable, Project]:
        from dto_handbook.linter.module_table import ModuleTable
        from dto_handbook.semantic.project_index import Project

        if self._project is None:
            self._index.load()
            table = ModuleTable(self.files, self._index)
            self._project = table, Project(table)
        return self._project

    def _locate(self) -> None:
        """Find out which names lead to other files than before, whoever depends on them.

        Not only those on which the files to check depend: what is recorded of folders then vouches
        for all.
        """
        from dto_handbook.linter.module_table import ModuleTable

        ModuleTable(self.files, self._index).locate(self._index)

    def _check(
        self, files: Sequence[str], jobs: int | None, progress: Progress
    ) -> Sequence[FileError]:
        """Bring the outcomes of files up to date; return why some could not be."""
        from dto_handbook.linter.freshness import Freshness
        from dto_handbook.linter.module_table import ModuleTable

        stale, processes = list(files), jobs or os.cpu_count() or 1
        if processes < 2 or len(files) <= _FEW or any(map(self._index.get, files)):
            internal, are_unchanged = self.settings.internal, self._are_unchanged
            table = ModuleTable(self.files, self._index, wanted=frozenset(files))
            freshness = Freshness(self.files, self._index, table, internal, are_unchanged)
            stale = freshness.stale(files)
            if not stale and freshness.are_names_current():
                return ()
            from dto_handbook.linter.runner import Runner

            runner = Runner(self.files, self._index, self.rules, self.settings, table)
            by_name = freshness.collect_names(runner.project, files)
            stale += [path for path in by_name if path not in stale]
            processes = jobs or min(processes, 1 + len(stale) // _WORTH_A_PROCESS)
            if processes < 2 or not stale:
                runner.check(stale, progress)
                return runner.errors
        from dto_handbook.linter.processes import check_in_processes

        return check_in_processes(
            self.files, self._index, self.rules, self.settings, stale, processes, progress
        )

    def _outcome(self, files: Sequence[str], errors: Sequence[FileError]) -> Outcome:
        from dto_handbook.linter.outcome_json import load

        whole = Outcome(errors=sorted(errors, key=lambda error: (error.path, error.line)))
        for path in files:
            entry = self._index.get(path)
            if entry is not None and entry.outcome:
                found = load(entry.outcome, path)
                whole.findings += found.findings
                whole.suppressed += found.suppressed
                whole.missing += found.missing
        whole.findings.sort()
        whole.suppressed.sort()
        return whole


def _real(path: Path) -> Path:
    """Return the target of a path, with links and dots resolved."""
    return Path(os.path.realpath(path))  # A path that does not exist has one, too
