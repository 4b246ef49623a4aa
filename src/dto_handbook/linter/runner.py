"""Runs rules on files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from dto_handbook.linter import suppression
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.linter.index import NEVER, Index
from dto_handbook.linter.module import Module
from dto_handbook.linter.module_table import ModuleTable, ParsedFile
from dto_handbook.linter.outcome_json import dump
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.source_files import TOO_DEEP, FileError, UnreadableError
from dto_handbook.semantic.project_index import Project

Progress: TypeAlias = Callable[[float], None]


@dataclass
class Runner:
    """Checks files of a project in this process.

    Args:
        files: The project's files.
        index: The index of the files, which a check updates.
        rules: The rules to check.
        settings: The project's settings.
        table: The project's modules.

    Attributes:
        errors: Why files were not checked, or only partly.
    """

    files: ProjectFiles
    index: Index
    rules: Sequence[type[Rule]]
    settings: Settings
    table: ModuleTable
    errors: list[FileError] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the rules and the project."""
        self.project = Project(self.table)
        self._instances = [rule() for rule in self.rules]
        self._ids = {rule.id for rule in self.rules}
        self._family = f"{self.settings.family}."
        self._is_there: dict[str, bool] = {}  # By the name of a module that is imported

    def check(self, paths: Sequence[str], progress: Progress = lambda done: None) -> None:
        """Check files, and store the outcomes in the index.

        Args:
            paths: Their paths.
            progress: Called repeatedly with the part of the work that is done, from 0 to 1.
        """
        for number, path in enumerate(paths):
            progress(number / len(paths))
            self._check(path)

    def _check(self, path: str) -> None:
        entry = self.index.enter(path)
        self.table.read = 1 << entry.id
        outcome = Outcome()
        try:
            file = self.table.parse(path)
            outcome = self._found(file)
        except UnreadableError as error:
            outcome.note(error.file_error)
        entry.reads, entry.checked = self.table.read, self.index.generation
        entry.outcome = dump(outcome)
        if outcome.errors:  # The next check may be luckier
            self.errors += outcome.errors
            entry.checked = NEVER

    def _found(self, file: ParsedFile) -> Outcome:
        module = module_of(file, self.project, self.table, self.settings)
        outcome, too_deep = Outcome(), set[str]()
        try:
            found = list(self._findings(module, too_deep))
            parts = suppression.apply(found, module, self._ids - too_deep, self.settings)
            outcome.findings, outcome.suppressed = parts
        except RecursionError:
            too_deep |= self._ids
        if too_deep:
            outcome.note(FileError(file.source.path, 1, 1, TOO_DEEP, is_syntax=False))
        outcome.missing = self._missing(module)
        self.table.read |= module.project.modules.read
        return outcome

    def _missing(self, module: Module) -> list[str]:
        """Return the project's own modules that a module imports and that are not there."""
        symbols = module.project.modules.get(module.name)
        imports = symbols.imports.values() if symbols is not None else ()
        targets = {it.rpartition(".")[0] for it in imports if it.startswith(self._family)}
        for target in targets:
            if target not in self._is_there:
                self._is_there[target] = self.files.has_package(target)
            module.project.modules.get(target)  # It matters when that changes
        return sorted(it for it in targets if not self._is_there[it])

    def _findings(self, module: Module, too_deep: set[str]) -> Iterable[Finding]:
        for rule in self._instances:
            try:
                if rule.applies_to(module):
                    yield from list(rule.check(module))
            except RecursionError:
                too_deep.add(rule.id)  # For this rule; others may not look as deep


def module_of(file: ParsedFile, project: Project, table: ModuleTable, settings: Settings) -> Module:
    """Return a file as a module for rules.

    Args:
        file: The file.
        project: The project.
        table: Its modules.
        settings: The project's settings.
    """
    source = file.source
    if not table.is_module(source):
        project = Project(table.replaced(file))
    return Module(
        source.module, source.is_package, source.path, file.text, file.tree, project, settings
    )
