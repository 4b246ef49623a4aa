"""A check of a project's files, on all processors that there are."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from dto_handbook.engine.check import ParsedFile, SourceFile, module_of, parsed
from dto_handbook.engine.findings import Finding, Severity
from dto_handbook.engine.project import Project
from dto_handbook.engine.reading import TOO_DEEP, Fault, UnreadableError, parse, read
from dto_handbook.engine.rule import Rule
from dto_handbook.engine.settings import Settings
from dto_handbook.engine.symbols import ModuleSymbols

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SYNTAX = "DTO000"
"""The id under which a file that does not parse is reported; it is no rule of the catalogue."""

_FILES_WORTH_A_PROCESS = 150


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
    changed: Mapping[str, bytes] = MappingProxyType({}),
    around: Mapping[str, ModuleSymbols] = MappingProxyType({}),
) -> Outcome:
    """Check files together.

    Args:
        files: The files, each with its path as messages name it.
        rules: The rules to hold them against.
        settings: Which packages are which.
        jobs: How many processes to use; None: as many as pay.
        changed: What to check in place of what files hold, by their paths as messages name them.
        around: What other modules define, which are not checked; a file stands in for its like.

    Returns:
        The findings by path and position, and the files that could not be checked.
    """
    jobs = (
        jobs
        if jobs is not None
        else min(os.cpu_count() or 1, 1 + len(files) // _FILES_WORTH_A_PROCESS)
    )
    with _undisturbed():
        return _run(files, rules, settings, jobs, changed, around)


@contextmanager
def _undisturbed() -> Iterator[None]:
    # Trees hold no circles, and there are many: looking for circles takes longer than parsing.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What Python thinks of the checked files
            yield
    finally:
        if was_enabled:
            gc.enable()


def _run(
    files: Sequence[tuple[Path, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    jobs: int,
    changed: Mapping[str, bytes],
    around: Mapping[str, ModuleSymbols],
) -> Outcome:
    outcome = Outcome()
    # The share of this process comes last, when the others are at work already.
    others = [_Process(files[number::jobs], rules, settings, changed) for number in range(1, jobs)]
    share = _Share(files[::jobs], settings, outcome, changed)
    modules = {**around, **share.symbols()}
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
        self,
        files: Sequence[tuple[Path, str]],
        settings: Settings,
        outcome: Outcome,
        changed: Mapping[str, bytes],
    ) -> None:
        self._settings = settings
        self._outcome = outcome
        self._files: list[ParsedFile] = []
        for path, shown in files:
            try:
                content = changed[shown] if shown in changed else read(path, shown)
                tree, text = parse(content, shown)
                place = _place(path, shown, settings)
                self._files.append(parsed(SourceFile(shown, text), tree, settings, place))
            except UnreadableError as error:
                outcome.note(error.fault)

    def symbols(self) -> Mapping[str, ModuleSymbols]:
        """Return what the files define, by module."""
        found = {}
        for file in self._files:
            try:
                found[file.name] = file.symbols()
            except RecursionError:
                self._outcome.note(Fault(file.source.path, 1, 1, TOO_DEEP, is_syntax=False))
        return found

    def check(self, modules: Mapping[str, ModuleSymbols], rules: Sequence[type[Rule]]) -> None:
        """Hold the files against rules, and add what is found to the outcome."""
        project = Project(modules)
        instances = [rule() for rule in rules]
        for file in self._files:
            if file.name not in modules:
                continue
            module = module_of(file, project, self._settings)
            is_too_deep = False
            for rule in instances:
                try:
                    self._outcome.findings += rule.check(module)
                except RecursionError:
                    is_too_deep = True  # For this rule; others may not look as deep
            if is_too_deep:
                self._outcome.note(Fault(file.source.path, 1, 1, TOO_DEEP, is_syntax=False))


def _place(path: Path, shown: str, settings: Settings) -> str:
    # Inside of the package, the path from the working directory does not tell the package.
    family = settings.component.rpartition(".")[0]
    package = (family if "." in family else settings.component).replace(".", "/")
    absolute = (Path.cwd() / path).as_posix()
    is_inside = f"/{package}/" in absolute and f"/{package}/" not in f"/{shown}"
    return absolute if is_inside else shown


class _Process:
    """Another process with a share of the files, which keeps their trees between the two steps."""

    def __init__(
        self,
        files: Sequence[tuple[Path, str]],
        rules: Sequence[type[Rule]],
        settings: Settings,
        changed: Mapping[str, bytes],
    ) -> None:
        import multiprocessing  # Costs start-up time that a small check does not need

        self._pipe, theirs = multiprocessing.Pipe()
        self._files = files
        self._has_died = False
        self._own: Mapping[str, ModuleSymbols] = {}
        arguments = (theirs, files, rules, settings, dict(changed), sys.getrecursionlimit())
        self._process = multiprocessing.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    def symbols(self) -> Mapping[str, ModuleSymbols]:
        """Wait for what its files define."""
        try:
            self._own = self._pipe.recv()
        except EOFError:
            self._has_died = True
        return self._own

    def start_checking(self, modules: Mapping[str, ModuleSymbols]) -> None:
        """Tell it the names of all files."""
        with suppress(BrokenPipeError):
            # What it told is not told it again, unless another file has that module's name.
            self._pipe.send(
                {name: it for name, it in modules.items() if it is not self._own.get(name)}
            )

    def outcome(self) -> Outcome:
        """Wait for what it found."""
        found = Outcome()
        try:
            if not self._has_died:
                found = self._pipe.recv()
        except EOFError:
            self._has_died = True
        self._process.join()
        if self._has_died:  # Killed, for want of memory or by hand
            reason = f"the process that checked it ended with {self._process.exitcode}"
            found.faults = [Fault(shown, 1, 1, reason, False) for _, shown in self._files]
        return found


def _serve(
    pipe: Connection[object, object],
    files: Sequence[tuple[Path, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    changed: Mapping[str, bytes],
    recursion_limit: int,
) -> None:
    sys.setrecursionlimit(recursion_limit)
    with _undisturbed():
        outcome = Outcome()
        share = _Share(files, settings, outcome, changed)
        own = share.symbols()
        pipe.send(own)
        others: Mapping[str, ModuleSymbols] = pipe.recv()  # type: ignore[assignment] # see run()
        share.check({**own, **others}, rules)
    pipe.send(outcome)
