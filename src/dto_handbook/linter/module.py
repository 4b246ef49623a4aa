"""A module, as rules check it."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from dto_handbook.linter.config import Settings
from dto_handbook.linter.fields import DtoClass
from dto_handbook.linter.fixes import Source
from dto_handbook.linter.source_files import unified
from dto_handbook.semantic.ast_walk import (
    Function,
    Nodes,
    annotations_of,
    blocks,
    dotted,
    nodes_by_kind,
    stands_on,
    statements,
    statements_by_kind,
)
from dto_handbook.semantic.names import BUILTINS
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.symbols import import_target
from dto_handbook.semantic.type_expressions import name_expression
from dto_handbook.semantic.types import ClassType, Type, alternatives, named

Node = TypeVar("Node", bound=ast.AST)

_CALL = re.compile(r"\w\(")
_FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef})


@dataclass(frozen=True)
class Place:
    """Where a function is defined."""

    name: str  # Inside the module, such as `SessionService.list`
    owner: str | None  # The full name of the class that it is a method of


@dataclass(frozen=True)
class Module:
    """A module's tree, and the project in which its names are resolved."""

    name: str
    is_package: bool
    path: str
    text: str
    tree: ast.Module
    project: Project
    settings: Settings

    def nodes(self, kind: type[Node]) -> Sequence[Node]:
        """Return the nodes of a kind that may contain others, in no particular order."""
        found = self._statements if issubclass(kind, ast.stmt) else self._nodes
        return found.get(kind, ())  # type: ignore[return-value] # filed under its own type

    @cached_property
    def is_internal(self) -> bool:
        """Whether it belongs to the package of internal DTOs."""
        return self.settings.is_internal(self.name)

    @cached_property
    def source(self) -> Source:
        """The module's text, to look up positions in."""
        return Source(self.text)

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
    def classes(self) -> Sequence[tuple[ast.ClassDef, str]]:
        """The module's classes with their names, except those inside functions."""
        return list(_classes(self.tree.body, ""))

    @cached_property
    def imports(self) -> Sequence[tuple[ast.Import | ast.ImportFrom, Sequence[str]]]:
        """Every import statement, with the full names of what it imports."""
        return [
            *((node, [alias.name for alias in node.names]) for node in self.nodes(ast.Import)),
            *((node, self._imported_from(node)) for node in self.nodes(ast.ImportFrom)),
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

    def column(self, line: int, offset: int) -> int:
        """Return the column, counted in characters from 1, at a node's offset in its line.

        Args:
            line: The line, counted from 1.
            offset: What the syntax tree gives: a number of UTF-8 bytes.
        """
        if self.text.isascii():
            return offset + 1
        return self.source.column(line, offset)

    def resolve(self, node: ast.AST) -> str:
        """Return the full name that a chain of names refers to; empty for anything else."""
        name = dotted(node)
        return self.project.resolve(self.name, name) if name is not None else ""

    @cached_property
    def functions(self) -> Sequence[tuple[Function, str | None]]:
        """The functions of the module and the methods of its classes, with the class's full name.

        Functions inside functions are left out: they are walked with the outer one.
        """
        found: list[tuple[Function, str | None]] = [
            (node, None) for node in statements(self.tree.body) if isinstance(node, Function)
        ]
        for class_, name in self.classes:
            found += [
                (node, f"{self.name}.{name}")
                for node in statements(class_.body)
                if isinstance(node, Function)
            ]
        return found

    def functions_at(self, lines: Iterable[int]) -> Iterator[tuple[Function, str | None]]:
        """Yield the functions on the given lines."""
        wanted = sorted(lines)
        for function, owner in self.functions if wanted else ():
            if stands_on(function, wanted):
                yield function, owner

    @cached_property
    def may_run_code(self) -> bool:
        """Whether there is a function or a call: most modules without either only import."""
        return "def" in self.text or _CALL.search(self.text) is not None

    def statements_outside_functions(self, lines: Iterable[int]) -> Sequence[ast.stmt]:
        """Return the statements on the given lines, except those in functions.

        For a class, these are the statements in its body.
        """
        found, wanted = list[ast.stmt](), sorted(lines)
        waiting = list(self.tree.body) if wanted else []
        while waiting:
            node = waiting.pop()
            if node.__class__ in _FUNCTIONS:
                continue
            if stands_on(node, wanted):
                if isinstance(node, ast.ClassDef):
                    waiting += node.body
                else:
                    found.append(node)
        return found

    def lines_with(
        self, pattern: re.Pattern[str], words: Container[str] | None = None
    ) -> Sequence[int]:
        """Return the lines with text that matches a pattern, in comments and strings as well.

        Searching the text takes far less time than walking the tree.

        Args:
            pattern: The pattern.
            words: The allowed values of the pattern's first group; None for any.
        """
        text, lines, line, counted = unified(self.text), list[int](), 1, 0
        for found in pattern.finditer(text):
            if words is None or found[1] in words:
                line += text.count("\n", counted, found.start())
                counted = found.start()
                lines.append(line)
        return lines

    @cached_property
    def places(self) -> Mapping[Function, Place]:
        """Where each function of the module is defined, including nested ones."""
        found: dict[Function, Place] = {}
        waiting: list[tuple[ast.AST, str, str | None]] = [(self.tree, "", None)]
        while waiting:
            node, prefix, owner = waiting.pop()
            for child in blocks(node):
                if isinstance(child, Function):
                    found[child] = Place(prefix + child.name, owner)
                    waiting.append((child, f"{prefix}{child.name}.", None))
                elif isinstance(child, ast.ClassDef):
                    name = prefix + child.name
                    waiting.append((child, f"{name}.", f"{self.name}.{name}"))
                else:
                    waiting.append((child, prefix, owner))
        return found

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

    def _imported_from(self, node: ast.ImportFrom) -> Sequence[str]:
        source = import_target(node, self.name, is_package=self.is_package)
        if not source:
            return ()
        return [source if alias.name == "*" else f"{source}.{alias.name}" for alias in node.names]

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

    @cached_property
    def _statements(self) -> Nodes:
        # Most questions are about statements; of nodes there are ten times as many.
        return statements_by_kind(self.tree)

    @cached_property
    def _nodes(self) -> Nodes:
        return nodes_by_kind(self.tree)


def _classes(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[ast.ClassDef, str]]:
    for node in statements(body):
        if isinstance(node, ast.ClassDef):
            yield node, prefix + node.name
            yield from _classes(node.body, f"{prefix}{node.name}.")
