"""The types that a shared DTO supports, as a draft writes them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping, Sequence

from dto_handbook.linter.config import Settings, is_inside
from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.type_expressions import type_expression
from dto_handbook.semantic.types import ClassType

_PLAIN = frozenset({
    "builtins.bool", "builtins.bytes", "builtins.float", "builtins.int", "builtins.str",
    "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta",
    "decimal.Decimal", "uuid.UUID",
})  # fmt: skip
_CONTAINERS = frozenset({
    "builtins.dict", "builtins.frozenset", "builtins.tuple", "collections.abc.Mapping",
})  # fmt: skip
# Those that Strawberry makes no schema type of.
_NOT_IN_GRAPHQL = frozenset({
    "builtins.bytes", "builtins.dict", "builtins.frozenset", "collections.abc.Mapping",
    "datetime.timedelta",
})  # fmt: skip
_WRAPPERS = frozenset({"Annotated", "Final"})


class UnsupportedError(Exception):
    """A shared DTO does not support a type; the message says why."""


class TypeWriter:
    """Rewrites annotations for a module outside the component.

    Args:
        project: The project that names are resolved in.
        settings: The project's settings.
    """

    def __init__(self, project: Project, settings: Settings) -> None:
        self.imports = dict[str, str]()
        """What the annotations need: the module of each name."""
        self._project = project
        self._settings = settings
        self._enums = list[str]()
        self._notes = list[str]()

    def write(self, module: str, annotation: ast.expr) -> tuple[str, Sequence[str], Sequence[str]]:
        """Write an annotation.

        Args:
            module: The module that contains the annotation.
            annotation: The annotation.

        Returns:
            The new annotation, the component's own enums that it replaces by their values, and
            notes on what GraphQL sends differently from REST.

        Raises:
            UnsupportedError: It contains a type that a shared DTO does not support.
        """
        self._enums, self._notes = [], []
        return self._type(module, annotation), self._enums, list(dict.fromkeys(self._notes))

    def take(self, module: str, name: str) -> str:
        """Import a name, and return it.

        Raises:
            UnsupportedError: The name is already imported from another module.
        """
        if module != "builtins":
            top = name.partition(".")[0]
            if self.imports.setdefault(top, module) != module:
                raise UnsupportedError(f"{self.imports[top]} and {module} both have a {top}")
        return name

    def _type(self, module: str, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=None):
                return "None"
            case ast.Constant(value=str() as quoted):
                try:
                    return self._type(module, ast.parse(quoted.strip(), mode="eval").body)
                except SyntaxError:
                    raise _unsupported(node) from None
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._union([self._type(module, left), self._type(module, right)])
            case ast.Subscript(value=value, slice=inside):
                arguments = inside.elts if isinstance(inside, ast.Tuple) else [inside]
                return self._subscript(module, node, self._name(module, value), arguments)
            case ast.Name() | ast.Attribute():
                return self._class(self._name(module, node), node)
        raise _unsupported(node)

    def _subscript(
        self, module: str, node: ast.Subscript, name: str, arguments: Sequence[ast.expr]
    ) -> str:
        package, _, last = name.rpartition(".")
        if package in ("typing", "typing_extensions"):
            if last == "Literal" and all(isinstance(it, ast.Constant) for it in arguments):
                self.take("typing", "Literal")
                self._notes.append("GraphQL has no Literal")
                return f"Literal[{', '.join(map(ast.unparse, arguments))}]"
            if last in _WRAPPERS:
                return self._type(module, arguments[0])
            if last in ("Optional", "Union"):
                parts = [self._type(module, argument) for argument in arguments]
                return self._union([*parts, *(["None"] if last == "Optional" else [])])
        if name not in _CONTAINERS:
            raise _unsupported(node)
        inner = [
            "..." if isinstance(it, ast.Constant) and it.value is ... else self._type(module, it)
            for it in arguments
        ]
        if name in _NOT_IN_GRAPHQL:
            self._notes.append(f"GraphQL has no {last}")
        elif len({*inner} - {"..."}) > 1:
            self._notes.append("GraphQL makes every item one of the first item's type")
        return f"{self.take(package, last)}[{', '.join(inner)}]"

    def _union(self, parts: Sequence[str]) -> str:
        if len({*parts} - {"None"}) > 1:
            self._notes.append("GraphQL has unions of object types only")
        return " | ".join(parts)

    def _class(self, name: str, node: ast.expr) -> str:
        package, _, last = name.rpartition(".")
        if name in _PLAIN:
            if name in _NOT_IN_GRAPHQL:
                self._notes.append(f"GraphQL has no {last}")
            return self.take(package, last)
        if (found := self._project.class_symbol(name)) is None:
            raise _unsupported(node)
        module, local = found[0].name, found[1].name
        kinds = self._project.kinds(name)
        is_own = is_inside(module, self._settings.component)
        if Kind.ENUM in kinds and is_own:
            return self._value(name, local)
        if Kind.ENUM in kinds:
            self._notes.append("GraphQL sends the member's name, REST its value")
            return self.take(module, local)
        if Kind.PYDANTIC in kinds and is_inside(module, self._settings.shared):
            return self.take(module, local)
        if self._settings.is_internal(module):
            raise UnsupportedError(
                f"{local} is an internal DTO, too: migrate it, and convert it by hand"
            )
        raise _unsupported(node)

    def _value(self, name: str, local: str) -> str:
        # No other component may import the Manager's enum; Pydantic accepts a member's value.
        bases = self._project.lineage(name)
        for text, marks in (
            ("str", ("builtins.str", "enum.StrEnum")),
            ("int", ("builtins.int", "enum.IntEnum", "enum.IntFlag")),
        ):
            if any(mark in bases for mark in marks):
                self._enums.append(local)
                return text
        raise UnsupportedError(
            f"{local} is the Manager's own, and its members are neither strings nor integers:"
            " make it a StrEnum, or move it to where other components may import it"
        )

    def _name(self, module: str, node: ast.expr) -> str:
        if dotted(node) is None:
            raise _unsupported(node)
        match self._project.type_of(module, type_expression(node)):
            case ClassType(name, ()):
                return name
        raise UnsupportedError(f"{ast.unparse(node)} is an alias: write the type itself here")


def imports(modules: Mapping[str, str]) -> str:
    """Write import statements as Ruff sorts them: standard library, others, the project's own."""
    groups: tuple[list[str], ...] = ([], [], [])
    for module in sorted(set(modules.values())):
        top = module.partition(".")[0]
        group = 0 if top in sys.stdlib_module_names else 1 if top == "pydantic" else 2
        names = ", ".join(sorted(name for name, it in modules.items() if it == module))
        groups[group].append(f"from {module} import {names}\n")
    return "\n".join("".join(group) for group in groups if group)


def _unsupported(node: ast.expr) -> UnsupportedError:
    return UnsupportedError(
        f"{ast.unparse(node)} is not supported: a draft supports strings, numbers,"
        " times, UUIDs, Decimals, enums, Literals, shared DTOs, and tuples, frozensets and mappings"
        " of these"
    )
