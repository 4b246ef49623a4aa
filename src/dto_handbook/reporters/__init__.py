"""Findings, written for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context

Report: TypeAlias = "Callable[[Sequence[Finding], Context], str]"
"""Writes findings, sorted by their places."""

FORMATS = ("full", "concise", "json", "github", "sarif", "rdjson", "gitlab", "junit")
"""The names that `--output-format` takes; each is a module here."""


def report(name: str) -> Report:
    """Return the report with a name, without importing the others.

    Args:
        name: One of `FORMATS`.
    """
    write: Report = import_module(f"{__name__}.{name}").write
    return write
