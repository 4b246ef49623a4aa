"""A check as commands ask for it: of some paths, under a project's settings, kept in the cache."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from dto_handbook.linter.config import Settings, load_settings
from dto_handbook.linter.index import FOLDER, run_cached
from dto_handbook.linter.source_files import FileError, find_files
from dto_handbook.rules import ids

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding, Outcome


@dataclass(frozen=True)
class Survey:
    """A check of files, which may be repeated with some of them changed."""

    here: Path
    paths: Sequence[Path]  # As they were given
    settings: Settings
    files: Sequence[tuple[str, str]]  # Each with its path as messages name it
    errors: Sequence[FileError]  # What could not be looked at
    jobs: int | None = None
    is_cached: bool = True

    @classmethod
    def of(
        cls, paths: Sequence[Path], jobs: int | None = None, *, is_cached: bool = True
    ) -> Survey:
        """Find what is to be checked.

        Args:
            paths: Files and folders.
            jobs: How many processes to use; None: as many as pay.
            is_cached: Whether what an equal check came to may be told again.

        Raises:
            SettingsError: The project's settings cannot be used.
        """
        here = Path.cwd()
        settings = load_settings(here / "pyproject.toml", ids())
        errors = list[FileError]()
        found = find_files(paths, settings.exclude, errors)
        files = [(file, shown(file, str(here))) for file in found]
        return cls(here, paths, settings, files, errors, jobs, is_cached)

    def check(self, changed: Mapping[str, bytes] = MappingProxyType({})) -> Outcome:
        """Check the files.

        Args:
            changed: What to check in place of what files hold, by their paths as messages name
                them.
        """
        if changed or not self.is_cached:
            outcome = self._anew(changed)
        else:
            folder = self.here / FOLDER
            outcome = run_cached(folder, self.files, self.settings, lambda: self._anew({}))
        outcome.errors[:0] = self.errors
        return outcome

    def graded(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Return findings with the severities that the project chose."""
        from dataclasses import replace

        chosen = dict(self.settings.severity)
        return [replace(it, severity=chosen.get(it.rule, it.severity)) for it in findings]

    def _anew(self, changed: Mapping[str, bytes]) -> Outcome:
        from dto_handbook.cli.progress import progress
        from dto_handbook.linter.runner import run
        from dto_handbook.rules.registry import selected

        rules = selected(self.settings)
        with progress() as tell:
            return run(self.files, rules, self.settings, self.jobs, changed, tell)


def shown(file: str, here: str) -> str:
    """Return a file's path as messages name it.

    Args:
        file: The file.
        here: The working directory.
    """
    return file.removeprefix(_below(here)).replace(os.sep, "/")


@cache
def _below(folder: str) -> str:
    return os.path.join(folder, "")  # noqa: PTH118 - of texts, of which there may be many
