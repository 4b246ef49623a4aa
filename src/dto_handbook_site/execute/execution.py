"""Runs the code of a page and returns what it prints."""

from __future__ import annotations

import ast
import atexit
import gc
import importlib
import io
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TextIO

from dto_handbook.rules import ids
from dto_handbook_site.execute.main_module import FILE, run_as_main
from dto_handbook_site.execute.read_recorder import ReadRecorder

SOURCE_ROOT = Path(__file__).parents[2]
"""The folder `src/`, from which the samples are imported."""

_ROOT = SOURCE_ROOT.parent
_CAN_FORK = hasattr(os, "fork")
_RULES = "dto_handbook.rules."


class RunError(Exception):
    """Code of a page raised an exception; the text has its message and traceback.

    Args:
        text: Both, as in a report.
        line: The line of the code that failed, counted from 1.
    """

    def __init__(self, text: str, line: int = 1) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True)
class Run:
    """The outcome of a run of a page's code."""

    output: str
    reads: tuple[str, ...]  # Paths of the project's files and folders that it depends on
    is_repeatable: bool  # Whether it depends on nothing else


def run(code: str) -> str:
    """Run code of a page, and return its output, as `execute` does."""
    return execute(code).output


def execute(code: str) -> Run:
    """Run Python code on newly imported samples, in a process of its own where the system forks.

    Args:
        code: The code, as the page shows it.

    Returns:
        What it printed on standard output, with paths relative to the project, and what it read.

    Raises:
        RunError: The code raised an exception, or ended its process.
    """
    if _CAN_FORK:
        with _lock:
            answer = _newest().answer(code)
    else:
        with fresh_samples():
            answer = {**_execute(code), "is_repeatable": False, "reads": []}
    if "error" in answer:
        raise RunError(answer["error"], answer.get("line", 1))
    return Run(answer["output"], tuple(answer["reads"]), answer["is_repeatable"])


def relative(text: str) -> str:
    """Take this machine's paths out of a string.

    Args:
        text: Output of a page's code.

    Returns:
        The string with paths that begin with `src/` in place of absolute ones into the project.
    """
    return text.replace(f"{_ROOT}/", "")


@contextmanager
def fresh_samples() -> Iterator[None]:
    """Import the project's modules again inside the block, and restore the old ones afterwards.

    So a run uses the code on disk, and not what another run changed.
    """
    before = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    for name in before:
        del sys.modules[name]
    try:
        yield
    finally:
        for name in [name for name in sys.modules if _is_ours(name)]:
            del sys.modules[name]
        sys.modules.update(before)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in {"ai", "dto_handbook", "dto_handbook_site"}


def _execute(code: str) -> Mapping[str, str | int]:
    """Run code in this process; return its output, or a report on its exception."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            run_as_main(code)
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [it.lineno or 1 for it in frames if it.filename == FILE]
        said = traceback.format_exception_only(error)[-1].rstrip()
        return {
            "error": f"{said}\n{traceback.format_exc(limit=-2)}",
            "line": lines[-1] if lines else getattr(error, "lineno", None) or 1,
        }
    return {"output": relative(printed.getvalue())}


# To import libraries and tools takes longer than to run most code of pages. So one process imports
# them, and forks for each run: a copy costs next to nothing, and sees nothing of another one.


class _Server:
    """A process that imported the samples at one moment."""

    def __init__(self) -> None:
        paths = os.environ.get("PYTHONPATH", "")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dto_handbook_site.execute.execution"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(SOURCE_ROOT), paths]),
            },
        )

    def answer(self, code: str) -> Mapping[str, Any]:
        """Run code in a copy of the process; return the outcome."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(code), file=self._process.stdin, flush=True)
        answer: Mapping[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


_lock = Lock()
_server: tuple[object, _Server] | None = None


def _newest() -> _Server:
    """Return a server with the current samples on disk."""
    global _server
    now = set(_times(str(SOURCE_ROOT)))
    if _server is not None and _server[0] != now:
        _server[1].close()
        _server = None
    if _server is None:
        _server = now, _Server()
    return _server[1]


def _times(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the paths of the Python files in a folder, with the times of their last changes."""
    with os.scandir(folder) as entries:  # In a quarter of the time that Path.rglob takes
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _times(entry.path)
            elif entry.name.endswith(".py"):
                yield entry.path, entry.stat().st_mtime_ns


@atexit.register
def _close() -> None:
    _lock.acquire()  # For good: nothing else is run
    if _server is not None:
        _server[1].close()


def _serve(requests: TextIO, answers: TextIO) -> None:
    for rule in ids():
        _import_tool(f"{_RULES}{rule.lower()}.rule")
    for line in requests:
        code = json.loads(line)
        with redirect_stdout(io.StringIO()):
            _import_tools(code)
        print(_answer(code), file=answers, flush=True)


def _import_tools(code: str) -> None:
    """Import what code will import first, except the samples, which a run may look for."""
    with suppress(SyntaxError):
        for node in ast.parse(code).body:
            match node:
                case ast.Import(names=names):
                    modules = [alias.name for alias in names]
                case ast.ImportFrom(module=str() as module, level=0):
                    modules = [module]
                case _:
                    continue
            for module in modules:
                if not f"{module}.".startswith(_RULES):  # Bad samples may do anything
                    _import_tool(module)


@cache  # What stays is there, and samples would be dropped again
def _import_tool(module: str) -> None:
    before = set(sys.modules)
    with suppress(Exception):  # The code itself will fail, too
        importlib.import_module(module)
    ours = {name for name in set(sys.modules) - before if _is_ours(name)}
    if any(name.partition(".")[0] == "ai" for name in ours):
        for name in ours:
            del sys.modules[name]


def _recorded(code: str) -> Mapping[str, object]:
    recorder = ReadRecorder(SOURCE_ROOT)
    answer = _execute(code)
    return {**answer, "reads": recorder.reads(code), "is_repeatable": recorder.is_complete}


def _answer(code: str) -> str:
    ours, theirs = os.pipe()
    gc.freeze()  # What the collector does not touch stays shared
    child = os.fork()
    if child == 0:
        os.close(ours)
        with os.fdopen(theirs, "w", encoding="utf-8") as pipe:
            json.dump(_recorded(code), pipe)
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    ended = f"the code ended its process with {os.waitstatus_to_exitcode(status)}"
    return answer or json.dumps({"error": ended})


if __name__ == "__main__":
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # Both are for what a run starts, too
    os.dup2(2, 1)
    _serve(requests, answers)
