"""A module, as rules check it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dto_handbook.linter.config import Settings
from dto_handbook.linter.fields import DtoClass
from dto_handbook.linter.module_tree import ModuleTree
from dto_handbook.semantic.ast_walk import Function, annotations_of, blocks, dotted
from dto_handbook.semantic.names import BUILTINS
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.type_expressions import name_expression
from dto_handbook.semantic.types import ClassType, Type, alternatives, named


@dataclass(frozen=True)
class Module(ModuleTree):
    """A module's tree, and the project in which its names are resolved."""

    project: Project
    settings: Settings

    @cached_property
    def is_internal(self) -> bool:
        """Whether it belongs to the package of internal DTOs."""
        return self.settings.is_internal(self.name)

    @cached_property
    def dtos(self) -> Sequence[DtoClass]:
        """The internal DTOs that the module defines; none outside the internal package."""
        if not self.is_internal:
            return ()
        return [
            DtoClass(node, name, self.name, self.project)
            for node, name in self.classes
            if self.project.is_dto_class(f"{self.name}.{name}")
        ]

    @cached_property
    def type_checking_only(self) -> frozenset[ast.AST]:
        """The imports that only a type checker resolves: those under `if TYPE_CHECKING`."""
        found: set[ast.AST] = set()
        waiting: list[tuple[ast.AST, bool]] = [(self.tree, False)]
        while waiting:
            node, is_hidden = waiting.pop()
            if is_hidden and isinstance(node, ast.Import | ast.ImportFrom):
                found.add(node)
            elif isinstance(node, ast.If):
                hides = self.hides(node.test)
                waiting += [(child, is_hidden or hides is True) for child in node.body]
                waiting += [(child, is_hidden or hides is False) for child in node.orelse]
            else:
                waiting += [(child, is_hidden) for child in blocks(node)]
        return frozenset(found)

    def resolve(self, node: ast.AST) -> str:
        """Return the full name that a chain of names refers to; empty for anything else."""
        name = dotted(node)
        return self.project.resolve(self.name, name) if name is not None else ""

    @cached_property
    def functions_that_may_name_dtos(self) -> Sequence[Function]:
        """The functions, including nested ones, with signatures that may name an internal DTO."""
        functions: list[Function] = [
            *self.nodes(ast.FunctionDef),
            *self.nodes(ast.AsyncFunctionDef),
        ]
        return [it for it in functions if self.may_name_dto(annotations_of(it))]

    def may_name_dto(self, annotations: Iterable[ast.expr]) -> bool:
        """Return whether an annotation names an internal DTO, or a type that contains one.

        Args:
            annotations: The annotations; a quoted one may name anything.
        """
        # Most annotations name no DTO: to look at each name once takes less time than at each type.
        waiting = list(annotations)
        while waiting:
            match waiting.pop():
                case ast.Name(id=name):
                    if self._names_dto(name):
                        return True
                case ast.Attribute() as node:
                    if (path := dotted(node)) is not None and self._names_dto(path):
                        return True
                case ast.Subscript(value=value, slice=inside):
                    waiting += [value, inside]
                case ast.BinOp(left=left, right=right):
                    waiting += [left, right]
                case ast.Tuple(elts=parts) | ast.List(elts=parts):
                    waiting += parts
                case ast.Constant(value=str()):
                    return True  # Quoted
        return False

    def _names_dto(self, name: str) -> bool:
        known = self._dto_names.get(name)
        if known is None:
            known = self._dto_names[name] = self._may_mean_dto(name)
        return known

    def _may_mean_dto(self, name: str) -> bool:
        head, dot, rest = name.partition(".")
        symbols = self.project.modules.get(self.name)
        if symbols is None:
            return False
        if head not in symbols.classes and head not in symbols.functions:
            if (target := symbols.imports.get(head)) is not None:
                full = f"{target}{dot}{rest}"
                return self.project.holds_dto(full, self.settings.internal)
            is_own = head in symbols.aliases or symbols.stars or symbols.is_package
            if not is_own and head in BUILTINS:
                return False  # As most names are
        type_ = self.project.type_of(self.name, name_expression(name))
        return any(self.internal_dto(part) is not None for part in named(type_))

    @cached_property
    def _dto_names(self) -> dict[str, bool]:
        return {}

    def internal_dto(self, type_: Type) -> ClassType | None:
        """Return the internal DTO that a type is or may be."""
        for part in alternatives(type_):
            if (
                isinstance(part, ClassType)
                and self.settings.is_internal(part.name)
                and self.project.is_dto_class(part.name)
            ):
                return part
        return None

    def hides(self, test: ast.expr) -> bool | None:
        """Return which branch of a condition never runs: True for its body, False for its `else`.

        Args:
            test: The condition.

        Returns:
            None if either may run.
        """
        match test:
            case ast.Constant(value=value):
                return not value
            case ast.UnaryOp(op=ast.Not(), operand=inside):
                hides = self.hides(inside)
                return None if hides is None else not hides
            case ast.BoolOp(op=operator, values=values):
                decisive = isinstance(operator, ast.And)  # One hidden part decides it
                parts = [self.hides(value) for value in values]
                if decisive in parts:
                    return decisive
                return None if None in parts else not decisive
        return self.resolve(test).rpartition(".")[2] == "TYPE_CHECKING" or None
