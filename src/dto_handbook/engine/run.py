"""A check of a project's files, on all processors that there are."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from dto_handbook.engine.check import ParsedFile, SourceFile, check_file, parsed
from dto_handbook.engine.findings import Finding, Severity
from dto_handbook.engine.project import Project
from dto_handbook.engine.reading import Fault, UnreadableError, parse, read
from dto_handbook.engine.rule import Rule
from dto_handbook.engine.settings import Settings
from dto_handbook.engine.symbols import ModuleSymbols

SYNTAX = "DTO000"
"""The id under which a file that does not parse is reported; it is no rule of the catalogue."""

_FILES_WORTH_A_PROCESS = 150
_TOO_DEEP = "it is nested too deeply"


@dataclass
class Outcome:
    """What a check came to."""

    findings: list[Finding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # Why files were not, or not wholly, checked

    def note(self, fault: Fault) -> None:
        """Take a fault in; a file that does not parse is a finding."""
        if not fault.is_syntax:
            self.faults.append(fault)
            return
        place = (fault.line, fault.column)
        self.findings.append(
            Finding(fault.path, *place, SYNTAX, fault.reason, Severity.ERROR, *place, symbol="")
        )


def run(
    files: Sequence[tuple[Path, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    jobs: int | None = None,
) -> Outcome:
    """Check files together.

    Args:
        files: The files, each with its path as messages name it.
        rules: The rules to hold them against.
        settings: Which packages are which.
        jobs: How many processes to use; None: as many as pay.

    Returns:
        The findings by path and position, and the files that could not be checked.
    """
    jobs = (
        jobs
        if jobs is not None
        else min(os.cpu_count() or 1, 1 + len(files) // _FILES_WORTH_A_PROCESS)
    )
    outcome = Outcome()
    # The share of this process comes last, when the others are at work already.
    others = [_Process(files[number::jobs], rules, settings) for number in range(1, jobs)]
    share = _Share(files[::jobs], settings, outcome)
    modules = dict(share.symbols())
    for other in others:
        modules.update(other.symbols())
    for other in others:
        other.start_checking(modules)
    share.check(modules, rules)
    for other in others:
        theirs = other.outcome()
        outcome.findings += theirs.findings
        outcome.faults += theirs.faults
    outcome.findings.sort()
    outcome.faults.sort(key=lambda fault: (fault.path, fault.line))
    return outcome


class _Share:
    """A part of the files: parsed first, and checked once the names of all files are known."""

    def __init__(
        self, files: Sequence[tuple[Path, str]], settings: Settings, outcome: Outcome
    ) -> None:
        self._settings = settings
        self._outcome = outcome
        self._files: list[ParsedFile] = []
        for path, shown in files:
            try:
                tree, text = parse(read(path, shown), shown)
                self._files.append(parsed(SourceFile(shown, text), tree, settings))
            except UnreadableError as error:
                outcome.note(error.fault)

    def symbols(self) -> Mapping[str, ModuleSymbols]:
        """Return what the files define, by module."""
        found = {}
        for file in self._files:
            try:
                found[file.name] = file.symbols()
            except RecursionError:
                self._outcome.note(Fault(file.source.path, 1, 1, _TOO_DEEP, is_syntax=False))
        return found

    def check(self, modules: Mapping[str, ModuleSymbols], rules: Sequence[type[Rule]]) -> None:
        """Hold the files against rules, and add what is found to the outcome."""
        project = Project(modules)
        instances = [rule() for rule in rules]
        for file in self._files:
            if file.name not in modules:
                continue
            try:
                self._outcome.findings += check_file(file, instances, project, self._settings)
            except RecursionError:
                self._outcome.note(Fault(file.source.path, 1, 1, _TOO_DEEP, is_syntax=False))


class _Process:
    """Another process with a share of the files, which keeps their trees between the two steps."""

    def __init__(
        self, files: Sequence[tuple[Path, str]], rules: Sequence[type[Rule]], settings: Settings
    ) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        arguments = (theirs, files, rules, settings, sys.getrecursionlimit())
        self._process = multiprocessing.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    def symbols(self) -> Mapping[str, ModuleSymbols]:
        """Wait for what its files define."""
        found: Mapping[str, ModuleSymbols] = self._pipe.recv()
        return found

    def start_checking(self, modules: Mapping[str, ModuleSymbols]) -> None:
        """Tell it the names of all files."""
        self._pipe.send(modules)

    def outcome(self) -> Outcome:
        """Wait for what it found."""
        found: Outcome = self._pipe.recv()
        self._process.join()
        return found


def _serve(
    pipe: Connection[object, object],
    files: Sequence[tuple[Path, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    recursion_limit: int,
) -> None:
    sys.setrecursionlimit(recursion_limit)
    outcome = Outcome()
    share = _Share(files, settings, outcome)
    pipe.send(share.symbols())
    share.check(pipe.recv(), rules)  # type: ignore[arg-type] # run() sends nothing else
    pipe.send(outcome)
