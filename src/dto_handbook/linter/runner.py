"""Runs rules on files, in several processes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias
from zlib import crc32

from dto_handbook.linter import suppression
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.linter.index import NEVER, Entry, Index
from dto_handbook.linter.module import Module
from dto_handbook.linter.module_table import ModuleTable, ParsedFile
from dto_handbook.linter.outcome_json import dump
from dto_handbook.linter.project_files import ProjectFiles, family_of
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.source_files import TOO_DEEP, FileError, UnreadableError
from dto_handbook.linter.undisturbed import undisturbed
from dto_handbook.semantic.project_index import Dependencies, Project

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FILES_WORTH_A_PROCESS = 150
Progress: TypeAlias = Callable[[float], None]
Symbols: TypeAlias = Mapping[str, bytes | None]
"""What modules define, as JSON, by path; None for a file that does not parse."""


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
        self._family = f"{family_of(self.settings)}."
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
                path = self.files.find(target)
                self._is_there[target] = path is not None or self.files.is_folder_of(target)
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


# In several processes


@dataclass(frozen=True)
class Task:
    """The work of one of several processes.

    Attributes:
        files: The project's files.
        rules: The rules to check.
        settings: The project's settings.
        paths: The files to check.
        others: The files that other processes check.
        entries: The index entries of all files.
        generation: The index's generation in this check.
    """

    files: ProjectFiles
    rules: Sequence[type[Rule]]
    settings: Settings
    paths: Sequence[str]
    others: Sequence[str]
    entries: Sequence[Entry]
    generation: int


@dataclass
class Result:
    """The results of a process: entries, errors, and optional members."""

    entries: Sequence[Entry]
    errors: Sequence[FileError]
    names: tuple[frozenset[str], Dependencies] | None = None


class Shard:
    """A part of the files: parsed first, and checked once the names of all files are known."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._index = Index(task.generation)
        for entry in task.entries:
            self._index.put(entry)
        self._table = ModuleTable(task.files, self._index, wanted=frozenset(task.paths))
        self._table.take_as_current(task.others)

    def parse(self, progress: Progress = lambda done: None) -> Symbols:
        """Parse the files that were changed; return what their modules define, by their paths."""
        for number, path in enumerate(self._task.paths):
            progress(number / len(self._task.paths))
            self._table.current(path)
        return {entry.path: entry.symbols for entry in self._index.touched()}

    def check(self, others: Symbols, progress: Progress = lambda done: None) -> Result:
        """Check the files.

        Args:
            others: What the modules that other processes have parsed define.
            progress: Called repeatedly with the part of the work that is done, from 0 to 1.
        """
        task = self._task
        for path, symbols in others.items():
            if (entry := self._index.get(path)) is not None:
                entry.symbols, entry.has_symbols = symbols, True
        runner = Runner(task.files, self._index, task.rules, task.settings, self._table)
        runner.check(task.paths, progress)
        names = runner.project.optional.get(task.settings.internal)
        return Result(list(self._index.touched()), runner.errors, names)


def tasks_of(
    files: ProjectFiles,
    index: Index,
    rules: Sequence[type[Rule]],
    settings: Settings,
    shards: Sequence[Sequence[str]],
) -> Sequence[Task]:
    """Divide the work into tasks, each with everything that its process needs.

    Args:
        files: The project's files.
        index: The index of the files.
        rules: The rules to check.
        settings: The project's settings.
        shards: The paths of the files to check, for each process.
    """
    for path in (path for shard in shards for path in shard):
        if index.get(path) is None:
            index.enter(path)
    index.read_all_symbols()
    entries = [replace(it) for it in index]
    generation = index.generation
    return [
        Task(
            files, rules, settings, shard,
            [path for other in shards if other is not shard for path in other],
            entries, generation,
        )
        for shard in shards
    ]  # fmt: skip


def shards(paths: Sequence[str], jobs: int) -> list[list[str]]:
    """Divide files among processes at random, because neighbours often have similar lengths."""
    found: list[list[str]] = [[] for _ in range(jobs)]
    for path in paths:
        found[crc32(path.encode("utf-8", "replace")) % jobs].append(path)
    return found


def check_in_processes(tasks: Sequence[Task], progress: Progress) -> list[Result]:
    """Carry out tasks: the first in this process, each other one in a process of its own."""
    mine, *theirs = tasks
    others = [_Process(task) for task in theirs]
    shard = Shard(mine)
    own = shard.parse(lambda done: progress(done / 2))
    parsed = [own, *(other.symbols() for other in others)]
    for number, other in enumerate(others, 1):
        other.start_checking([it for at, it in enumerate(parsed) if at != number])
    found = shard.check(_united(parsed[1:]), lambda done: progress(0.5 + done / 2))
    return [found, *(other.result() for other in others)]


def _united(parts: Iterable[Symbols]) -> Symbols:
    return {path: symbols for part in parts for path, symbols in part.items()}


class _Process:
    """A child process with a shard, which keeps its trees between the two steps."""

    def __init__(self, task: Task) -> None:
        import multiprocessing  # Costs start-up time that a small check does not need

        self._pipe, theirs = multiprocessing.Pipe()
        self._task = task
        self._has_died = False
        arguments = (self._pipe, theirs, task, sys.getrecursionlimit())
        self._process = multiprocessing.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    def symbols(self) -> Symbols:
        """Wait for what the modules of its files define."""
        found: Symbols = {}
        try:
            found = self._pipe.recv()
        except EOFError:
            self._has_died = True
        return found

    def start_checking(self, parsed: Iterable[Symbols]) -> None:
        """Send it what the modules of all other files define."""
        with suppress(BrokenPipeError):
            self._pipe.send(_united(parsed))

    def result(self) -> Result:
        """Wait for what it found."""
        found = Result([], [])
        try:
            if not self._has_died:
                found = self._pipe.recv()
        except EOFError:
            self._has_died = True
        self._process.join()
        if self._has_died:  # Killed, for want of memory or by hand
            reason = f"the process that checked it ended with exit code {self._process.exitcode}"
            found.errors = [FileError(path, 1, 1, reason, False) for path in self._task.paths]
        return found


def _serve(
    theirs: Connection[Any, Any], pipe: Connection[object, Symbols], task: Task, limit: int
) -> None:
    theirs.close()  # A fork has it, too: open here, it would hide that the other process was killed
    # The process that started this one ends it, and prints. If that one is killed, whoever waits
    # for the end of its output must not wait for this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    sys.setrecursionlimit(limit)
    with undisturbed():
        shard = Shard(task)
        pipe.send(shard.parse())
        pipe.send(shard.check(pipe.recv()))
    os._exit(0)  # To free the trees one by one would take a while
