"""Finds, reads and parses a project's files, and reports errors in them."""

from __future__ import annotations

import ast
import codecs
import io
import os
import re
import stat
import sys
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LARGEST = 4_000_000  # Bytes; no module that people write is larger
TOO_DEEP = "it is nested too deeply"
SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages"})
_NAMES_ENCODING = re.compile(
    rb"[^\r\n]*(\r\n?|\n)?[^\r\n]*coding"
)  # In its first two lines, perhaps
# Syntax that an older Python does not read, with the version that brought it.
_NEWER_SYNTAX = (
    ((3, 15), r"^\s*lazy\s+(import|from)\s"),
    ((3, 14), r"^\s*except\*?\s+[\w.]+\s*,|\b[tT][rR]?['\"]|\b[rR][tT]['\"]"),
    ((3, 13), r"^\s*(type|(async\s+)?def|class)\s+\w+\[[^\]]*="),
    ((3, 12), r"^\s*(type\s+\w+.*=|(async\s+)?def\s+\w+\[|class\s+\w+\[)"),
)


@dataclass(frozen=True, slots=True)
class FileError:
    """Why a file was not checked."""

    path: str
    line: int
    column: int
    reason: str
    is_syntax: bool  # The file was read, and is no Python that this version knows


class UnreadableError(Exception):
    """A file cannot be read or parsed.

    Args:
        error: Where and why.
    """

    def __init__(self, error: FileError) -> None:
        super().__init__(error.reason)
        self.file_error = error


def find_files(
    paths: Iterable[Path],
    excluded: Iterable[str] = (),
    errors: list[FileError] | None = None,
    root: Path | None = None,
) -> Iterator[str]:
    """Find the Python files below some paths.

    Args:
        paths: Files and folders. Links to folders are not followed.
        excluded: Patterns, as `Path.match` reads them, of files and folders to leave out.
        errors: Receives the paths that cannot be read, and those with no Python file to check.
        root: The folder that patterns are relative to; None for the working directory.

    Yields:
        Files in the order of their paths, each once. They are strings because, for a large tree,
        making `Path` objects takes as long as reading the files.
    """
    paths, patterns, seen = tuple(paths), tuple(excluded), set[str]()
    errors = [] if errors is None else errors
    for path in paths:
        if reason := _unusable(path):
            errors.append(FileError(str(path), 1, 1, reason, False))
            continue
        is_folder, is_empty = path.is_dir(), True
        if not is_excluded(path, patterns, root):
            for file in _files_below(path, patterns, errors) if is_folder else [str(path)]:
                is_empty = False
                if len(paths) > 1:
                    # Not resolved: a link and what it leads to are two modules.
                    place = os.path.abspath(file)  # noqa: PTH100 - of strings
                    if place in seen:
                        continue
                    seen.add(place)
                yield file
        if is_folder and is_empty:
            reason = "the setting exclude leaves out every Python file in this folder"
            errors.append(FileError(str(path), 1, 1, reason, False))


def every_python_file(root: Path) -> Iterator[str]:
    """Yield the paths of all Python files of a project, even of those that its settings exclude.

    Args:
        root: The project's folder, which the paths are relative to.
    """
    for current, folders, files in os.walk(root):
        if "pyvenv.cfg" in files:  # A virtual environment
            folders.clear()
            continue
        folders[:] = [it for it in folders if it not in SKIPPED_FOLDERS and not it.startswith(".")]
        whole = os.path.join(current, "")  # noqa: PTH118 - of strings
        prefix = whole.removeprefix(os.path.join(root, ""))  # noqa: PTH118
        for name in files:
            if name.endswith((".py", ".pyw")) or (
                "." not in name and _is_script(Path(whole, name))
            ):
                yield (prefix + name).replace(os.sep, "/")


def is_excluded(path: Path, patterns: Iterable[str], root: Path | None = None) -> bool:
    """Return whether a pattern excludes a path, or a folder around it.

    Args:
        path: The path.
        patterns: The patterns.
        root: The folder that they are relative to; None for the working directory.
    """
    root = root or Path.cwd()
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    # Of what lies elsewhere, the folders are not the project's.
    places = [path] if path.is_absolute() else [path, *path.parents]
    return any(_matches(str(place), patterns) for place in places)


def _unusable(path: Path) -> str:
    """Return why there is nothing to check at a path; empty if there may be something."""
    if not os.path.lexists(path):
        return "there is no such file or folder"
    if path.is_dir():
        return "" if any(_files_below(path, (), [])) else "there is no Python file in this folder"
    if path.suffix in (".py", ".pyi", ".pyw") or not path.is_file():
        return ""
    if path.suffix:
        return f"it is not a Python file; {path.suffix} files are not checked"
    if _is_script(path):
        return ""
    return (
        "it is not a Python file: it has neither the suffix .py nor a first line that names python"
    )


def _is_script(path: Path) -> bool:
    """Return whether a file's first line names Python."""
    if path.is_file():  # A pipe would be waited for
        with suppress(OSError), path.open("rb") as file:
            return re.match(rb"#!.*python", file.readline(200)) is not None
    return False


def _files_below(folder: Path, patterns: Sequence[str], errors: list[FileError]) -> Iterator[str]:
    def note(error: OSError) -> None:
        errors.append(FileError(str(error.filename), 1, 1, error.strerror or str(error), False))

    here = os.path.join(os.curdir, "")  # noqa: PTH118 - of strings
    for current, folders, files in os.walk(folder, onerror=note):
        prefix = os.path.join(current, "").removeprefix(here)  # noqa: PTH118 - of strings
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED_FOLDERS
            and not name.startswith(".")
            and not (patterns and _matches(prefix + name, patterns))
        )
        for name in sorted(files):
            if name.endswith(".py") and not (patterns and _matches(prefix + name, patterns)):
                yield prefix + name


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(Path(path).match(pattern) for pattern in patterns)


def read(path: str | Path, shown: str) -> bytes:
    """Read a file's bytes.

    Args:
        path: The file.
        shown: Its path as messages name it.

    Raises:
        UnreadableError: It cannot be read, or is too large.
    """
    try:
        about = os.stat(path)  # noqa: PTH116 - of a text, as find_files yields them
        if not stat.S_ISREG(about.st_mode):  # A pipe would be waited for
            raise UnreadableError(FileError(shown, 1, 1, "it is not a regular file", False))
        if about.st_size > LARGEST:
            reason = f"it has {about.st_size:,} bytes; the limit is {LARGEST:,}"
            raise UnreadableError(FileError(shown, 1, 1, reason, False))
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - of a text
            return file.readall()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableError(FileError(shown, 1, 1, reason, False)) from error


def digest_of(content: bytes) -> bytes:
    """Return the digest of a content."""
    import hashlib  # Costs start-up time that what reads no file does not need

    return hashlib.blake2b(content, digest_size=16).digest()


def parse(content: bytes, shown: str) -> tuple[ast.Module, str]:
    """Parse a file.

    Args:
        content: Its bytes.
        shown: Its path as messages name it.

    Returns:
        Its tree and its text. The caller silences Python's warnings, such as the one on an invalid
        escape, once for all files.

    Raises:
        UnreadableError: The running Python version cannot parse it.
    """
    try:
        text = decoded(content)
        return ast.parse(text), text
    except SyntaxError as error:
        line = max(1, error.lineno or 1)
        reason = f"{error.msg}{_newer_python(content, line, error.msg)}"
        column = max(1, error.offset or 1)
        raise UnreadableError(FileError(shown, line, column, reason, True)) from error
    except (LookupError, ValueError) as error:  # A codec for no text; bytes that it does not know
        raise UnreadableError(FileError(shown, 1, 1, str(error), True)) from error
    except (RecursionError, MemoryError) as error:
        raise UnreadableError(FileError(shown, 1, 1, TOO_DEEP, True)) from error


def decoded(content: bytes) -> str:
    """Decode a file as Python does.

    Raises:
        SyntaxError: The encoding that it names does not exist.
        ValueError: Its bytes are not in that encoding.
        LookupError: The encoding is not a text encoding.
    """
    is_named = b"coding" in content and _NAMES_ENCODING.match(content) is not None
    if not is_named and not content.startswith(codecs.BOM_UTF8):
        return content.decode()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding)


def lines_of(text: str) -> list[str]:
    """Split a text into the lines that Python counts; `str.splitlines` splits at more places."""
    return unified(text).split("\n")


def unified(text: str) -> str:
    """Return a text with line feeds as its only line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _newer_python(content: bytes, line: int, message: str) -> str:
    lines = lines_of(content.decode("utf-8", "replace"))
    guilty = lines[line - 1] if line <= len(lines) else ""
    newer = [version for version, pattern in _NEWER_SYNTAX if re.search(pattern, guilty)]
    if "unpacking cannot be used in" in message:  # Of a comprehension, over however many lines
        newer = [(3, 15)]
    for version in newer:
        if sys.version_info < version:
            needed = f"Python {version[0]}.{version[1]}"
            return f" (this is syntax of {needed}: run the check with that version)"
    if sys.version_info < (3, 12) and message.startswith("f-string"):
        return " (Python 3.12 allows more in an f-string: run the check with that version)"
    return ""
