"""A check: files in, findings out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from dto_handbook.engine.findings import Finding
from dto_handbook.engine.module import Module
from dto_handbook.engine.project import Project
from dto_handbook.engine.rule import Rule
from dto_handbook.engine.settings import Settings
from dto_handbook.engine.symbols import symbols_of


@dataclass(frozen=True)
class SourceFile:
    """A file's text, with the path at which it stands or would stand."""

    path: str
    text: str


def check(
    files: Iterable[SourceFile], rules: Sequence[type[Rule]], settings: Settings
) -> list[Finding]:
    """Check files together, so that names are resolved across them.

    Args:
        files: The files; each must parse.
        rules: The rules to hold them against.
        settings: Which packages are which.

    Returns:
        The findings, by path and position.

    Raises:
        SyntaxError: A file does not parse.
    """
    parsed = []
    for file in files:
        name, is_package = module_name(file.path, settings)
        parsed.append((file, name, is_package, ast.parse(file.text)))
    project = Project(
        {
            name: symbols_of(tree, name, is_package=is_package)
            for _, name, is_package, tree in parsed
        }
    )
    instances = [rule() for rule in rules]
    return sorted(
        finding
        for file, name, is_package, tree in parsed
        for module in [Module(name, is_package, file.path, file.text, tree, project, settings)]
        for rule in instances
        for finding in rule.check(module)
    )


def module_name(path: str, settings: Settings) -> tuple[str, bool]:
    """Tell a file's module from its path.

    Args:
        path: The path, with slashes.
        settings: The packages of the project; their outermost one tells where names begin.

    Returns:
        The dotted name, and whether it is a package.
    """
    parts = list(PurePosixPath(path).with_suffix("").parts)
    is_package = parts[-1] == "__init__"
    if is_package:
        parts.pop()
    outermost = settings.component.partition(".")[0]
    if outermost in parts:
        parts = parts[len(parts) - 1 - parts[::-1].index(outermost) :]
    return ".".join(parts), is_package
