"""Finds a project's files and reads them, and tells what is wrong with one."""

from __future__ import annotations

import ast
import io
import os
import re
import sys
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LARGEST = 4_000_000  # Bytes; no module that people write is larger
_SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages"})
# Syntax that an older Python does not read, with the version that brought it.
_NEWER_SYNTAX = (
    ((3, 12), re.compile(r"^\s*(type\s+\w+.*=|(async\s+)?def\s+\w+\[|class\s+\w+\[)")),
    ((3, 14), re.compile(r"^\s*except\s+\w+\s*,|\bt['\"]")),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file was not checked."""

    path: str
    line: int
    column: int
    reason: str
    is_syntax: bool  # The file was read, and is no Python that this version knows


class UnreadableError(Exception):
    """A file cannot be read or parsed.

    Args:
        fault: Where and why.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def find_files(paths: Iterable[Path], excluded: Iterable[str] = ()) -> Iterator[Path]:
    """Find the Python files below some paths.

    Args:
        paths: Files, taken as they are, and folders. Links to folders are not followed.
        excluded: Patterns of paths to leave out, as `Path.match` reads them.

    Yields:
        Files in the order of their paths, each once.

    Raises:
        UnreadableError: A path does not exist.
    """
    patterns, seen = tuple(excluded), set[Path]()
    for path in paths:
        if not path.exists():
            raise UnreadableError(Fault(str(path), 1, 1, "there is no such file or folder", False))
        for file in [path] if path.is_file() else _files_below(path):
            if file not in seen and not any(file.match(pattern) for pattern in patterns):
                seen.add(file)
                yield file


def _files_below(folder: Path) -> Iterator[Path]:
    for current, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith(".")
        )
        yield from (Path(current, name) for name in sorted(files) if name.endswith(".py"))


def read(path: Path, shown: str) -> bytes:
    """Read a file's bytes.

    Args:
        path: The file.
        shown: Its path as messages name it.

    Raises:
        UnreadableError: It cannot be read, or is too large.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableError(Fault(shown, 1, 1, f"{size:,} bytes are too many", False))
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(Fault(shown, 1, 1, error.strerror or str(error), False)) from error


def parse(content: bytes, shown: str) -> tuple[ast.Module, str]:
    """Parse a file.

    Args:
        content: Its bytes.
        shown: Its path as messages name it.

    Returns:
        Its tree and its text.

    Raises:
        UnreadableError: It is no Python that the running version knows.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Such as an invalid escape in a checked file
            return ast.parse(text), text
    except SyntaxError as error:
        line = error.lineno or 1
        reason = f"{error.msg}{_newer_python(content, line)}"
        raise UnreadableError(Fault(shown, line, error.offset or 1, reason, True)) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise UnreadableError(Fault(shown, 1, 1, str(error), True)) from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError(Fault(shown, 1, 1, "it is nested too deeply", True)) from error


def _newer_python(content: bytes, line: int) -> str:
    lines = content.decode("utf-8", "replace").splitlines()
    guilty = lines[line - 1] if line <= len(lines) else ""
    for version, pattern in _NEWER_SYNTAX:
        if sys.version_info < version and pattern.search(guilty):
            return f" (this is syntax of Python {version[0]}.{version[1]}; run the check with it)"
    return ""
