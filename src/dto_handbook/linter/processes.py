"""Divides a check among several processes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias
from zlib import crc32

from dto_handbook.linter.config import Settings
from dto_handbook.linter.index import Entry, Index
from dto_handbook.linter.module_table import ModuleTable
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.runner import Progress, Runner
from dto_handbook.linter.source_files import FileError
from dto_handbook.linter.undisturbed import undisturbed
from dto_handbook.semantic.modules import Dependencies

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Symbols: TypeAlias = Mapping[str, bytes | None]
"""What modules define, as JSON, by path; None for a file that does not parse."""


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


def _shards(paths: Sequence[str], jobs: int) -> list[list[str]]:
    """Divide files among processes at random, because neighbours often have similar lengths."""
    found: list[list[str]] = [[] for _ in range(jobs)]
    for path in paths:
        found[crc32(path.encode("utf-8", "replace")) % jobs].append(path)
    return found


def check_in_processes(
    files: ProjectFiles,
    index: Index,
    rules: Sequence[type[Rule]],
    settings: Settings,
    paths: Sequence[str],
    jobs: int,
    progress: Progress,
) -> Sequence[FileError]:
    """Check files, and store the outcomes in the index.

    Args:
        files: The project's files.
        index: The index of the files.
        rules: The rules to check.
        settings: The project's settings.
        paths: The paths of the files to check.
        jobs: The number of processes, this one among them.
        progress: Called repeatedly with the part of the work that is done, from 0 to 1.

    Returns:
        Why files were not checked, or only partly.
    """
    mine, *theirs = _tasks(files, index, rules, settings, _shards(paths, jobs))
    index.close()  # No two processes may use one connection
    errors = list[FileError]()
    for result in _results(mine, [_Process(task) for task in theirs], progress):
        names, reads = result.names or (frozenset(), 0)
        reads = index.take_in(result.entries, reads)
        if result.names is not None and index.names_checked != index.generation:
            index.names, index.names_read = names, reads
            index.names_checked = index.generation
        errors += result.errors
    return errors


def _results(mine: Task, others: Sequence[_Process], progress: Progress) -> Sequence[Result]:
    """Carry out a task in this process, and each other one in its own."""
    shard = Shard(mine)
    own = shard.parse(lambda done: progress(done / 2))
    parsed = [own, *(other.symbols() for other in others)]
    for number, other in enumerate(others, 1):
        other.start_checking([it for at, it in enumerate(parsed) if at != number])
    found = shard.check(_united(parsed[1:]), lambda done: progress(0.5 + done / 2))
    return [found, *(other.result() for other in others)]


def _tasks(
    files: ProjectFiles,
    index: Index,
    rules: Sequence[type[Rule]],
    settings: Settings,
    shards: Sequence[Sequence[str]],
) -> Sequence[Task]:
    """Divide the work into tasks, each with everything that its process needs."""
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
