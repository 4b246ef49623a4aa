"""A check of files that are at hand as texts: samples, and what an editor holds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dto_handbook.linter import suppression
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.symbols import ModuleSymbols, symbols_of


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


def parsed(source: SourceFile, tree: ast.Module, settings: Settings, place: str = "") -> ParsedFile:
    """Put a file's tree together with its module's name.

    Args:
        source: The file.
        tree: Its syntax tree.
        settings: The packages of the project.
        place: The path that tells the module's name, where it is not the one that is shown.
    """
    return ParsedFile(source, tree, *module_name(place or source.path, settings))


def check(
    files: Iterable[SourceFile],
    rules: Sequence[type[Rule]],
    settings: Settings,
    context: Mapping[str, ModuleSymbols] = MappingProxyType({}),
) -> list[Finding]:
    """Check files together, so that names are resolved across them.

    Args:
        files: The files; each must parse.
        rules: The rules to hold them against.
        settings: Which packages are which.
        context: What other modules define, which are not checked; a file stands in for its like.

    Returns:
        The findings, by path and position.

    Raises:
        SyntaxError: A file does not parse.
    """
    whole = [parsed(file, ast.parse(file.text), settings) for file in files]
    project = Project({**context, **{file.name: file.symbols() for file in whole}})
    instances = [rule() for rule in rules]
    modules = [module_of(file, project, settings) for file in whole]
    ran, standing = {rule.id for rule in rules}, list[Finding]()
    for module in modules:
        asked = [rule for rule in instances if rule.applies_to(module)]
        found = [finding for rule in asked for finding in rule.check(module)]
        standing += suppression.apply(found, module, ran, settings)[0]
    return sorted(standing)


def module_of(file: ParsedFile, project: Project, settings: Settings) -> Module:
    """Return a file as rules look at it."""
    source = file.source
    return Module(
        file.name, file.is_package, source.path, source.text, file.tree, project, settings
    )


def module_name(path: str, settings: Settings) -> tuple[str, bool]:
    """Tell a file's module from its path.

    Args:
        path: The path, with slashes.
        settings: The packages of the project; their outermost one tells where names begin.

    Returns:
        The dotted name, and whether it is a package.
    """
    whole = f"/{path.removesuffix('.py')}/"
    is_package = whole.endswith("/__init__/")
    whole = whole.removesuffix("__init__/")
    family = settings.component.rpartition(".")[0] or settings.component
    start = whole[:-1].rfind("/src/") + len("/src") if "/src/" in whole[:-1] else 0
    for package in (settings.component, family, family.partition(".")[0]):
        place = whole.rfind(f"/{package.replace('.', '/')}/")
        if place >= 0:
            start = place
            break
    return whole[start:].strip("/").replace("/", "."), is_package
