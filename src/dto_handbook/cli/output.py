"""Output and exit statuses that the commands share."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

# Each command imports what it needs: a help text costs no linter.
if TYPE_CHECKING:
    from dto_handbook.linter.config import Settings
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.linter.source_files import FileError
    from dto_handbook.reporters.context import Context, RuleFacts
    from dto_handbook.workspace import Workspace

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

CLEAN, FOUND, FAILED = 0, 1, 2
"""Exit statuses: no findings, findings, an error."""


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Add the argument for files and folders."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[Path()],
        metavar="PATH",
        help="files and folders to check; names are resolved in the whole project",
    )


def fail(message: str) -> int:
    """Print why a command failed, and return the exit status of a failure."""
    for line in message.splitlines():
        print(f"dto-handbook: {line}", file=sys.stderr)
    return FAILED


def count(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun, in the plural if needed; by default, that adds an s."""
    return f"{number} {noun if number == 1 else nouns or f'{noun}s'}"


def print_errors(workspace: Workspace, errors: Iterable[FileError], what: str = "checked") -> bool:
    """Print why files were not checked, or not fixed; return whether there are such files."""
    has_any = False
    for error in errors:
        has_any = True
        place = workspace.display_path(error.path)
        print(f"dto-handbook: {place}: not {what}: {error.reason}", file=sys.stderr)
    return has_any


def print_broken(workspace: Workspace, findings: Iterable[Finding], what: str) -> bool:
    """Print which files do not parse; return whether there are any.

    Args:
        workspace: The project.
        findings: Those of a check, a syntax error being one.
        what: What is not done with such a file.
    """
    from dto_handbook.linter.diagnostics import SYNTAX

    broken = [found for found in findings if found.rule == SYNTAX]
    for found in broken:
        place = workspace.display_path(found.path)
        print(f"dto-handbook: {place}:{found.line}: {found.message}", file=sys.stderr)
    if broken:
        print(f"dto-handbook: a file that does not parse is not {what}", file=sys.stderr)
    return bool(broken)


def context(settings: Settings, lines: Mapping[str, Sequence[str]]) -> Context:
    """Return what reports need besides the findings."""
    from dto_handbook.reporters.context import Context
    from dto_handbook.rules import ids

    def facts() -> Sequence[RuleFacts]:
        from dto_handbook.reporters.context import facts

        return facts()

    return Context(lines, settings.address, ids(), facts, _wants_colour())


def _wants_colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
