"""A cache of strings between builds, by a digest of everything that each was made from."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from time import time_ns

from platformdirs import user_cache_path

from dto_handbook.linter import atomic_write

_BUILDS = 4  # As where one goes from branch to branch


class BuildCache:
    """Cached strings of one kind, from this build and the last ones.

    Args:
        kind: The name of its folder.
    """

    def __init__(self, kind: str) -> None:
        self._folder = user_cache_path("dto-handbook") / kind
        self._before: dict[str, str] = {}
        self._used: dict[str, str] = {}
        for file in self._files():
            with suppress(OSError, ValueError, TypeError):  # As good as none
                self._before |= json.loads(file.read_text("utf-8"))

    def get(self, key: str) -> str | None:
        """Return the cached string for a key; None if there is none.

        Args:
            key: A digest of all that it is made of.
        """
        if key in self._before:
            self._used[key] = self._before[key]
        return self._used.get(key)

    def put(self, key: str, made: str) -> None:
        """Record a string that was made.

        Args:
            key: A digest of all that it is made of.
            made: The string.
        """
        self._used[key] = made

    def write(self) -> None:
        """Write this build's strings, if any are new, and drop the oldest."""
        if self._used.keys() <= self._before.keys():
            return
        with suppress(OSError):  # Then it is made again next time
            self._folder.mkdir(parents=True, exist_ok=True)
            content = json.dumps(self._used).encode()
            atomic_write.write(self._folder / f"{time_ns()}.json", content)
            for old in self._files()[:-_BUILDS]:
                old.unlink(missing_ok=True)  # Another build may have dropped it

    def _files(self) -> Sequence[Path]:
        return sorted(self._folder.glob("*.json"))


def digest(parts: Iterable[str]) -> str:
    """Return a digest of strings, and of the versions of Python and all installed packages."""
    text = "\0".join([sys.version, _libraries(), *parts])
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _libraries() -> str:
    return "\n".join(sorted(f"{found.name} {found.version}" for found in distributions()))
