"""A module's text and syntax tree, and what is where in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from dto_handbook.linter.fixes import Source
from dto_handbook.linter.source_files import unified
from dto_handbook.semantic.ast_walk import (
    Function,
    Nodes,
    blocks,
    nodes_by_kind,
    stands_on,
    statements,
    statements_by_kind,
)
from dto_handbook.semantic.symbols import import_target

Node = TypeVar("Node", bound=ast.AST)

_CALL = re.compile(r"\w\(")
_FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef})


@dataclass(frozen=True)
class Place:
    """Where a function is defined."""

    name: str  # Inside the module, such as `SessionService.list`
    owner: str | None  # The full name of the class that it is a method of


@dataclass(frozen=True)
class ModuleTree:
    """A module's text and tree: what can be seen without any other module."""

    name: str
    is_package: bool
    path: str
    text: str
    tree: ast.Module

    def nodes(self, kind: type[Node]) -> Sequence[Node]:
        """Return the nodes of a kind that may contain others, in no particular order."""
        found = self._statements if issubclass(kind, ast.stmt) else self._nodes
        return found.get(kind, ())  # type: ignore[return-value] # filed under its own type

    @cached_property
    def source(self) -> Source:
        """The module's text, to look up positions in."""
        return Source(self.text)

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

    def column(self, line: int, offset: int) -> int:
        """Return the column, counted in characters from 1, at a node's offset in its line.

        Args:
            line: The line, counted from 1.
            offset: What the syntax tree gives: a number of UTF-8 bytes.
        """
        if self.text.isascii():
            return offset + 1
        return self.source.column(line, offset)

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

    def _imported_from(self, node: ast.ImportFrom) -> Sequence[str]:
        source = import_target(node, self.name, is_package=self.is_package)
        if not source:
            return ()
        return [source if alias.name == "*" else f"{source}.{alias.name}" for alias in node.names]

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
