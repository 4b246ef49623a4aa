"""Checks samples where they would stand: in the Manager."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from dto_handbook.linter.check import SourceFile, check, parsed
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.symbols import ModuleSymbols
from dto_handbook_site.execute.execution import SOURCE_ROOT


def findings_in(samples: Iterable[SourceFile], rules: Sequence[type[Rule]]) -> list[Finding]:
    """Check samples that stand in the Manager, in place of what stands there.

    Args:
        samples: The samples, each at the path at which it would stand.
        rules: The rules to hold them against.
    """
    return check(samples, rules, Settings(), context=_names())


def manager() -> Sequence[SourceFile]:
    """Return the Manager in miniature and its neighbours: every good sample there is."""
    return [
        SourceFile(path.relative_to(SOURCE_ROOT.parent).as_posix(), path.read_text("utf-8"))
        for path in sorted((SOURCE_ROOT / "ai").rglob("*.py"))
    ]


@cache
def _names() -> Mapping[str, ModuleSymbols]:
    files = [parsed(file, ast.parse(file.text), Settings()) for file in manager()]
    return {file.name: file.symbols() for file in files}
