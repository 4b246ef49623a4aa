"""One module as rules look at it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from dto_handbook.engine.project import Project
from dto_handbook.engine.settings import Settings
from dto_handbook.engine.symbols import dotted

Node = TypeVar("Node", bound=ast.AST)

_KEPT = (
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Compare,
    ast.FunctionDef,
    ast.Import,
    ast.ImportFrom,
)


@dataclass(frozen=True)
class DtoClass:
    """An internal DTO in the module that is looked at."""

    node: ast.ClassDef
    name: str  # Inside the module, such as `Outer.Inner`
    full_name: str


@dataclass(frozen=True)
class Module:
    """A module's tree, with the project that its names are resolved in."""

    name: str
    path: str
    text: str
    tree: ast.Module
    project: Project
    settings: Settings

    def nodes(self, kind: type[Node]) -> Sequence[Node]:
        """Return the nodes of one of the kinds that rules ask for, in no certain order."""
        return self._nodes[kind]  # type: ignore[return-value] # filed under its own type

    @cached_property
    def dtos(self) -> Sequence[DtoClass]:
        """The internal DTOs that the module defines; none outside the internal package."""
        if not self.settings.is_internal(self.name):
            return ()
        return [
            DtoClass(node, name, f"{self.name}.{name}")
            for node, name in self.classes
            if self.project.is_dto_class(f"{self.name}.{name}")
        ]

    @cached_property
    def classes(self) -> Sequence[tuple[ast.ClassDef, str]]:
        """The module's classes with their names, those inside of functions left out."""
        return list(_classes(self.tree.body, ""))

    def resolve(self, node: ast.AST) -> str:
        """Return the full name of what a chain of names stands for; empty for anything else."""
        name = dotted(node)
        return self.project.resolve(self.name, name) if name is not None else ""

    @cached_property
    def _nodes(self) -> dict[type[ast.AST], list[ast.AST]]:
        kept: dict[type[ast.AST], list[ast.AST]] = {kind: [] for kind in _KEPT}
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            for child in ast.iter_child_nodes(waiting.pop()):
                if (nodes := kept.get(type(child))) is not None:
                    nodes.append(child)
                waiting.append(child)
        return kept


def _classes(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[ast.ClassDef, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield node, prefix + node.name
            yield from _classes(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.If | ast.Try | ast.With):
            for part in ("body", "handlers", "orelse", "finalbody"):
                for inner in getattr(node, part, ()):
                    inside = inner.body if isinstance(inner, ast.ExceptHandler) else [inner]
                    yield from _classes(inside, prefix)
