"""A check of files that are at hand as texts: samples, and what an editor holds."""

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
from dto_handbook.engine.symbols import ModuleSymbols, symbols_of


@dataclass(frozen=True)
class SourceFile:
    """A file's text, with the path at which it stands or would stand."""

    path: str
    text: str


@dataclass(frozen=True)
class ParsedFile:
    """A file with its tree, and the name of the module that it is."""

    source: SourceFile
    tree: ast.Module
    name: str
    is_package: bool

    def symbols(self) -> ModuleSymbols:
        """Collect what the module defines."""
        return symbols_of(self.tree, self.name, is_package=self.is_package)


def parsed(source: SourceFile, tree: ast.Module, settings: Settings) -> ParsedFile:
    """Put a file's tree together with its module's name."""
    return ParsedFile(source, tree, *module_name(source.path, settings))


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
    whole = [parsed(file, ast.parse(file.text), settings) for file in files]
    project = Project({file.name: file.symbols() for file in whole})
    instances = [rule() for rule in rules]
    return sorted(
        finding for file in whole for finding in check_file(file, instances, project, settings)
    )


def check_file(
    file: ParsedFile, rules: Iterable[Rule], project: Project, settings: Settings
) -> list[Finding]:
    """Hold one file against rules.

    Args:
        file: The file.
        rules: The rules.
        project: The names of all files.
        settings: Which packages are which.

    Returns:
        The findings, in no certain order.
    """
    module = Module(
        file.name, file.is_package, file.source.path, file.source.text, file.tree, project, settings
    )
    return [finding for rule in rules for finding in rule.check(module)]


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
