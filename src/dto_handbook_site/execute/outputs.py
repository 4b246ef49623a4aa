"""A cache of the output of pages' code, valid until something that the code read changes."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from time import time
from typing import TypedDict

from platformdirs import user_cache_path

from dto_handbook.linter import atomic_write
from dto_handbook_site.build_cache import digest
from dto_handbook_site.execute.execution import SOURCE_ROOT, execute

_ROOT = SOURCE_ROOT.parent
_DAYS_UNUSED = 30
_VARIANTS = 4  # Of what was read, as where one goes from branch to branch
_place = cache(_ROOT.joinpath)  # To make a path takes longer than to look at the file
_locks = defaultdict[str, Lock](Lock)  # By code: what one thread runs, another waits for


class _Entry(TypedDict):
    digests: Mapping[str, str]  # By the paths of what was read
    output: str


def output(code: str) -> str:
    """Return the output of a page's code, which runs unless the output is cached.

    Args:
        code: The code, as the page shows it.

    Raises:
        RunError: The code raised an exception, or ended its process.
    """
    code = code.strip("\n")
    with _locks[code]:
        file = _file(code)
        for entry in _entries(file):
            if _is_current(entry):
                file.touch()
                return entry["output"]
        return new_output(code)


def new_output(code: str) -> str:
    """Run a page's code, whatever is cached, and cache its output.

    Args:
        code: The code, as the page shows it.

    Raises:
        RunError: The code raised an exception, or ended its process.
    """
    code = code.strip("\n")
    done = execute(code)
    if done.is_repeatable:
        file = _file(code)
        others = [it for it in _entries(file) if not _is_current(it)][: _VARIANTS - 1]
        digests = {path: _digest(path) for path in done.reads}
        _store(file, [{"digests": digests, "output": done.output}, *others])
    return done.output


def _file(code: str) -> Path:
    name = digest([Path(__file__).read_text("utf-8"), code])
    return user_cache_path("dto-handbook") / "outputs" / f"{name}.json"


def _is_current(entry: _Entry) -> bool:
    return all(_digest(path) == digest for path, digest in entry["digests"].items())


def _digest(path: str) -> str:
    """Return a digest of a file's bytes or a folder's names; none for a missing one."""
    place = _place(path)
    try:
        status = place.stat()
        return _digest_of(place, status.st_mtime_ns, status.st_size)
    except OSError:
        return ""


@cache
def _digest_of(place: Path, changed: int, size: int) -> str:
    if place.is_dir():
        names = sorted(it.name for it in place.iterdir() if it.name != "__pycache__")
        return hashlib.sha256("\0".join(names).encode()).hexdigest()
    return hashlib.sha256(place.read_bytes()).hexdigest()


def _entries(file: Path) -> Sequence[_Entry]:
    try:
        return [
            _Entry(digests=dict(entry["digests"]), output=entry["output"])
            for entry in json.loads(file.read_text("utf-8"))
        ]
    except (OSError, ValueError, TypeError, LookupError):
        return []  # As good as none


def _store(file: Path, entries: Sequence[_Entry]) -> None:
    with suppress(OSError):  # Then it runs again next time
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write.write(file, json.dumps(entries).encode())
        _drop_unused(file.parent)


@cache  # Once a build
def _drop_unused(folder: Path) -> None:
    with suppress(OSError):
        for other in folder.iterdir():
            if other.stat().st_mtime < time() - _DAYS_UNUSED * 24 * 3600:
                other.unlink()
