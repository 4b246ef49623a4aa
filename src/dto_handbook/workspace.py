"""A project: its settings, its files, and checks of them.

The command line, the language server, the playground and `migrate` all use this module. So they
give the same answer for the same code.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from dto_handbook.linter.config import TABLE, Settings, SettingsError, load_settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.linter.index import ABSENT, FOLDER, NEVER, Entry, Index, members
from dto_handbook.linter.project_files import ProjectFiles, find_project
from dto_handbook.linter.source_files import FileError, UnreadableError, find_files
from dto_handbook.rules import ids

if TYPE_CHECKING:
    from dto_handbook.linter.fixes import Fix
    from dto_handbook.linter.freezing import Freezing
    from dto_handbook.linter.module import Module
    from dto_handbook.linter.module_table import ModuleTable
    from dto_handbook.linter.rule import Rule
    from dto_handbook.linter.runner import Progress, Runner
    from dto_handbook.semantic.project_index import Project

_FEW = 300  # So many files, at most, are checked in this process


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
        on_disk = root is not None and is_cached
        self._index = Index.on_disk(root / FOLDER, settings) if root and on_disk else Index()

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
        workspace._require_packages()
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

    @property
    def has_packages(self) -> bool:
        """Whether the project has any of the packages that its settings name."""
        own = self.settings
        packages = own.component, own.internal, own.shared, own.legacy, *own.layers
        return any(map(self._has, packages))

    def _has(self, package: str) -> bool:
        return self.files.is_folder_of(package) or self.files.find(package) is not None

    def _require_packages(self) -> None:
        """Refuse packages in the settings that are missing from the package around them.

        Raises:
            SettingsError: There is such a package: its modules would not be checked as DTOs.
        """
        usual, own = Settings(), self.settings
        errors = [
            f"{self.folder / 'pyproject.toml'}: {TABLE}.{name}: there is no package {package}"
            for name, package, default in (
                ("component", own.component, usual.component),
                ("internal", own.internal, usual.internal),
            )
            if package != default
            and not self._has(package)
            and self._has(package.rpartition(".")[0])
        ]
        if errors:
            raise SettingsError("\n".join(errors))

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
            errors = self._check(files, jobs, progress)
            if not changed and not (self._are_unchanged and self._index.is_saved):
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
        return self.with_usable_fixes(self.safety_judged(findings))

    def with_usable_fixes(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return findings, without fixes that would leave a file that does not parse.

        Args:
            findings: The findings of the last check.
        """
        from dto_handbook.linter.fixes import applicable

        by_path: dict[str, list[Fix]] = {}
        for finding in findings:
            if finding.fix is not None:
                by_path.setdefault(finding.path, []).append(finding.fix)
        good: dict[str, Sequence[Fix]] = {}
        for path, fixes in by_path.items():
            text = "\n".join(self.files.lines(path))
            try:
                good[path] = applicable(text, fixes)
            except IndexError:  # The file was changed meanwhile
                good[path] = ()
        return [
            it if it.fix is None or it.fix in good[it.path] else replace(it, fix=None)
            for it in findings
        ]

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

    # How it is done

    @property
    def _resolved(self) -> tuple[ModuleTable, Project]:
        from dto_handbook.linter.module_table import ModuleTable
        from dto_handbook.semantic.project_index import Project

        if self._project is None:
            self._index.load()
            table = ModuleTable(self.files, self._index)
            self._project = table, Project(table)
        return self._project

    def _check(
        self, files: Sequence[str], jobs: int | None, progress: Progress
    ) -> Sequence[FileError]:
        """Bring the outcomes of files up to date; return why some could not be."""
        from dto_handbook.linter.module_table import ModuleTable

        most = jobs or os.cpu_count() or 1
        if most > 1 and len(files) > _FEW and not any(map(self._index.get, files)):
            return self._check_in_processes(files, most, progress)
        table = ModuleTable(self.files, self._index, wanted=frozenset(files))
        stale = self._stale(files, table)
        if not stale and self._are_names_current(table):
            return ()
        from dto_handbook.linter.runner import FILES_WORTH_A_PROCESS, Runner

        runner = Runner(self.files, self._index, self.rules, self.settings, table)
        stale += [path for path in self._collect_names(runner, files) if path not in stale]
        jobs = jobs or min(most, 1 + len(stale) // FILES_WORTH_A_PROCESS)
        if jobs > 1 and stale:
            return self._check_in_processes(stale, jobs, progress)
        runner.check(stale, progress)
        return runner.errors

    def _stale(self, files: Sequence[str], table: ModuleTable) -> list[str]:
        """Return the files without a valid outcome."""
        entries = [table.current(path) for path in files]
        reads = self._index.names_read
        for entry in entries:
            if entry.checked != NEVER:
                reads |= entry.reads
        looked_at = [self._index.by_id(id) for id in members(reads)]
        table.look_at(looked_at, are_folders_unchanged=self._are_unchanged)
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

    def _are_names_current(self, table: ModuleTable) -> bool:
        """Return whether the known names of optional members are still right."""
        index = self._index
        if index.names_checked == NEVER:
            return False
        for module in () if self._are_unchanged else self.files.below(self.settings.internal):
            path = self.files.find(module)
            entry = index.get(path) if path is not None else None
            if entry is None or not index.names_read >> entry.id & 1:
                return False
        read = (index.by_id(id) for id in members(index.names_read))
        return not any(entry.changed > index.names_checked for entry in read)

    def _collect_names(self, runner: Runner, files: Sequence[str]) -> Sequence[str]:
        """Update the names of optional members; return the files that this makes stale.

        Rules use these names to skip code that cannot matter. So a file that uses one of them is
        stale if that name is new, whatever its outcome depended on before.
        """
        index, package = self._index, self.settings.internal
        if self._are_names_current(runner.table):
            runner.project.optional[package] = (index.names, index.names_read)
            return ()
        before = index.names if index.names_checked != NEVER else None
        index.names = runner.project.optional_members(package)
        index.names_read = runner.project.optional[package][1]
        index.names_checked = index.generation
        difference = index.names ^ before if before is not None else frozenset()
        return self._users_of(difference, files) if difference else ()

    def _users_of(self, names: Iterable[str], files: Sequence[str]) -> Sequence[str]:
        """Mark all files that name one of the members as stale; return the requested ones."""
        words = b"|".join(re.escape(name.encode()) for name in sorted(names))
        pattern = re.compile(rb"\b(?:" + words + rb")\b")
        for entry in self._index:
            if entry.checked != NEVER and not entry.path.startswith(ABSENT):
                try:
                    is_user = pattern.search(self.files.content(entry.path))
                except UnreadableError:
                    is_user = None
                if is_user:
                    entry.checked = NEVER
                    self._index.touch(entry)
        return [path for path in files if self._index.enter(path).checked == NEVER]

    def _check_in_processes(
        self, files: Sequence[str], jobs: int, progress: Progress
    ) -> Sequence[FileError]:
        from dto_handbook.linter.runner import check_in_processes, shards, tasks_of

        index = self._index
        parts = shards(files, jobs)
        tasks = tasks_of(self.files, index, self.rules, self.settings, parts)
        index.close()  # No two processes may use one connection
        errors = list[FileError]()
        for result in check_in_processes(tasks, progress):
            names, reads = result.names or (frozenset(), 0)
            reads = index.take_in(result.entries, reads)
            if result.names is not None and index.names_checked != index.generation:
                index.names, index.names_read = names, reads
                index.names_checked = index.generation
            errors += result.errors
        return errors

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
