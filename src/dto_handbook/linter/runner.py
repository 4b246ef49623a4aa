"""A check of a project's files, on all processors that there are."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zlib import crc32

from dto_handbook.linter import suppression
from dto_handbook.linter.check import ParsedFile, SourceFile, module_name, module_of, parsed
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.source_files import TOO_DEEP, FileError, UnreadableError, parse, read
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.symbols import ModuleSymbols

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_FILES_WORTH_A_PROCESS = 150


def run(
    files: Sequence[tuple[str, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    jobs: int | None = None,
    changed: Mapping[str, bytes] = MappingProxyType({}),
    progress: Callable[[float], None] = lambda done: None,
    context: Mapping[str, ModuleSymbols] = MappingProxyType({}),
) -> Outcome:
    """Check files together.

    Args:
        files: The files, each with its path as messages name it.
        rules: The rules to hold them against.
        settings: Which packages are which.
        jobs: How many processes to use; None: as many as pay.
        changed: What to check in place of what files hold, by their paths as messages name them.
        progress: Called again and again with the part of the work that is done, from 0 to 1.
        context: What other modules define, which are not checked; a file stands in for its like.

    Returns:
        The findings by path and position, and the files that could not be checked.
    """
    jobs = (
        jobs
        if jobs is not None
        else min(os.cpu_count() or 1, 1 + len(files) // _FILES_WORTH_A_PROCESS)
    )
    with _undisturbed():
        return _run(files, rules, settings, jobs, changed, progress, context)


def index(
    files: Sequence[tuple[str, str]], rules: Sequence[type[Rule]], settings: Settings
) -> tuple[Mapping[str, ModuleSymbols], Outcome]:
    """Check files in this process, and keep what they define, for checks of others among them.

    Args:
        files: The files, each with its path as messages name it.
        rules: The rules to hold them against.
        settings: Which packages are which.

    Returns:
        What each module defines, and what was found.
    """
    outcome = Outcome()
    with _undisturbed():
        share = _Share(files, rules, settings, outcome, {})
        modules = share.symbols()
        share.check(modules)
    return modules, outcome


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
            gc.freeze()  # What is left has been looked for in vain already
            gc.enable()


def _run(
    files: Sequence[tuple[str, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    jobs: int,
    changed: Mapping[str, bytes],
    progress: Callable[[float], None],
    context: Mapping[str, ModuleSymbols],
) -> Outcome:
    outcome = Outcome()
    # The share of this process comes last, when the others are at work already.
    mine, *theirs = _dealt(files, jobs, settings)
    others = [_Process(share, rules, settings, changed) for share in theirs]
    share = _Share(mine, rules, settings, outcome, changed, progress)
    own = {**context, **share.symbols()}
    # Each tells what it knows once, all at the same time; what is told is handed on as it came.
    known = pickle.dumps(own) if others else b""
    told = [other.symbols() for other in others]
    for other in others:
        other.start_checking([known, *told])
    share.check(_together(own, [None, *told]))
    for other in others:
        told_by = other.outcome()
        outcome.findings += told_by.findings
        outcome.errors += told_by.errors
        outcome.suppressed += told_by.suppressed
    outcome.findings.sort()
    outcome.suppressed.sort()
    outcome.errors.sort(key=lambda error: (error.path, error.line))
    return outcome


def _dealt(
    files: Sequence[tuple[str, str]], jobs: int, settings: Settings
) -> list[list[tuple[str, str]]]:
    # By chance: in turn, where each domain has as many modules, one would get all the long ones.
    # By name: of two modules with one, the same counts with any number of processes.
    place_of = _places(settings)
    shares: list[list[tuple[str, str]]] = [[] for _ in range(jobs)]
    for file in files:
        name, _ = module_name(place_of(*file), settings)
        shares[crc32(name.encode("utf-8", "replace")) % jobs].append(file)
    return shares


def _together(
    own: Mapping[str, ModuleSymbols], told: Sequence[bytes | None]
) -> Mapping[str, ModuleSymbols]:
    modules = dict[str, ModuleSymbols]()
    for part in told:
        modules |= own if part is None else pickle.loads(part)
    return modules


class _Share:
    """A part of the files: parsed first, and checked once the names of all files are known."""

    def __init__(
        self,
        files: Sequence[tuple[str, str]],
        rules: Sequence[type[Rule]],
        settings: Settings,
        outcome: Outcome,
        changed: Mapping[str, bytes],
        progress: Callable[[float], None] = lambda done: None,
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._outcome = outcome
        self._rules = rules
        self._files: list[ParsedFile] = []
        place_of = _places(settings)
        for number, (path, shown) in enumerate(files):
            progress(number / len(files) / 2)
            try:
                content = changed[shown] if shown in changed else read(path, shown)
                tree, text = parse(content, shown)
                source = SourceFile(shown, text)
                self._files.append(parsed(source, tree, settings, place_of(path, shown)))
            except UnreadableError as error:
                outcome.note(error.file_error)

    def symbols(self) -> Mapping[str, ModuleSymbols]:
        """Return what the files define, by module."""
        found = {}
        for file in self._files:
            try:
                found[file.name] = file.symbols()
            except RecursionError:
                self._outcome.note(FileError(file.source.path, 1, 1, TOO_DEEP, is_syntax=False))
        return found

    def check(self, modules: Mapping[str, ModuleSymbols]) -> None:
        """Hold the files against the rules, and add what is found to the outcome."""
        project = Project(modules)
        rules = [rule() for rule in self._rules]
        ids = {rule.id for rule in rules}
        for number, file in enumerate(self._files):
            self._progress(0.5 + number / len(self._files) / 2)
            module = module_of(file, project, self._settings)
            asked = [rule for rule in rules if rule.applies_to(module)]
            if file.name not in modules or not asked:
                continue
            found, too_deep = list[Finding](), set[str]()
            for rule in asked:
                try:
                    found += rule.check(module)
                except RecursionError:
                    too_deep.add(rule.id)  # For this rule; others may not look as deep
            ran = ids - too_deep
            standing, taken_back = suppression.apply(found, module, ran, self._settings)
            self._outcome.findings += standing
            self._outcome.suppressed += taken_back
            if too_deep:
                self._outcome.note(FileError(file.source.path, 1, 1, TOO_DEEP, is_syntax=False))


def _places(settings: Settings) -> Callable[[str, str], str]:
    """Return a function that tells of a file the path which tells its module's name."""
    family = settings.component.rpartition(".")[0]
    package = (family if "." in family else settings.component).replace(".", "/")
    here = Path.cwd()
    if f"/{package}/" not in f"{here.as_posix()}/":
        return lambda path, shown: shown

    def place(path: str, shown: str) -> str:
        # Inside of the package, the path from the working directory does not tell the package.
        absolute = (here / path).as_posix()
        is_inside = f"/{package}/" in absolute and f"/{package}/" not in f"/{shown}"
        return absolute if is_inside else shown

    return place


class _Process:
    """Another process with a share of the files, which keeps their trees between the two steps."""

    def __init__(
        self,
        files: Sequence[tuple[str, str]],
        rules: Sequence[type[Rule]],
        settings: Settings,
        changed: Mapping[str, bytes],
    ) -> None:
        import multiprocessing  # Costs start-up time that a small check does not need

        self._pipe, theirs = multiprocessing.Pipe()
        self._files = files
        self._has_died = False
        self._own = pickle.dumps({})
        arguments = (theirs, files, rules, settings, dict(changed), sys.getrecursionlimit())
        self._process = multiprocessing.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    def symbols(self) -> bytes:
        """Wait for what its files define."""
        try:
            self._own = self._pipe.recv_bytes()
        except EOFError:
            self._has_died = True
        return self._own

    def start_checking(self, told: Sequence[bytes]) -> None:
        """Tell it what the files of all processes define."""
        with suppress(BrokenPipeError):
            self._pipe.send([None if part is self._own else part for part in told])

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
            found.errors = [FileError(shown, 1, 1, reason, False) for _, shown in self._files]
        return found


def _serve(
    pipe: Connection[Outcome, Sequence[bytes | None]],
    files: Sequence[tuple[str, str]],
    rules: Sequence[type[Rule]],
    settings: Settings,
    changed: Mapping[str, bytes],
    recursion_limit: int,
) -> None:
    sys.setrecursionlimit(recursion_limit)
    with _undisturbed():
        outcome = Outcome()
        share = _Share(files, rules, settings, outcome, changed)
        own = share.symbols()
        pipe.send_bytes(pickle.dumps(own))
        share.check(_together(own, pipe.recv()))
    pipe.send(outcome)
    os._exit(0)  # To free the trees one by one would take a while
