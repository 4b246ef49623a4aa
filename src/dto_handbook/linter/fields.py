"""Internal DTOs and their fields, as class bodies declare them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dto_handbook.semantic.ast_walk import statements
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.symbols import (
    ItemExpression,
    NameExpression,
    TypeExpression,
    type_expression,
)
from dto_handbook.semantic.types import Type

if TYPE_CHECKING:
    from dto_handbook.linter.module import Module

_FIELD_MAKERS = frozenset({
    "attr.attr", "attr.attrib", "attr.field", "attr.ib", "attrs.field", "dataclasses.field",
    "pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field",
})  # fmt: skip
NO_FIELD = frozenset({
    "dataclasses.InitVar", "dataclasses.KW_ONLY", "typing.ClassVar", "typing_extensions.ClassVar",
})  # fmt: skip
"""What a dataclass looks for in annotations: a name that is annotated with it is no field."""

_WRAPPERS = frozenset({
    "typing.Annotated", "typing.Final", "typing_extensions.Annotated", "typing_extensions.Final",
})  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field of a DTO."""

    node: ast.AnnAssign
    name: str
    type_: Type


@dataclass(frozen=True)
class DtoClass:
    """An internal DTO in the module that is looked at."""

    node: ast.ClassDef
    name: str  # Inside the module, such as `Outer.Inner`
    module: str
    project: Project

    @property
    def full_name(self) -> str:
        """The name, with the module's before it."""
        return f"{self.module}.{self.name}"

    @cached_property
    def fields(self) -> Sequence[Field]:
        """The fields that it declares itself; `ClassVar` and `InitVar` are none."""
        return list(self._fields())

    def _fields(self) -> Iterator[Field]:
        is_pydantic = Kind.PYDANTIC in self.project.kinds(self.full_name)
        for node in statements(self.node.body):
            match node:
                case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                    expression = type_expression(annotation)
                    is_private = is_pydantic and (name.startswith("_") or name == "model_config")
                    is_string = isinstance(annotation, ast.Constant)
                    # A string that is postponed is quoted twice, and nothing is found in it.
                    is_seen = is_pydantic or not (is_string and self._is_postponed)
                    if not is_private and not (is_seen and self._is_no_field(expression)):
                        yield Field(node, name, self.project.type_of(self.module, expression))

    @cached_property
    def _is_postponed(self) -> bool:
        symbols = self.project.modules.get(self.module)
        imports = symbols.imports if symbols is not None else {}
        return imports.get("annotations") == "__future__.annotations"

    def _is_no_field(self, expression: TypeExpression) -> bool:
        match expression:
            case NameExpression(name):
                full, arguments = self.project.resolve(self.module, name), ()
            case ItemExpression(NameExpression(name), arguments):
                full = self.project.resolve(self.module, name)
            case _:
                return False
        if full in NO_FIELD:
            return True
        # Pydantic takes wrappers off. A dataclass, like attrs, looks at what is outermost.
        is_pydantic = Kind.PYDANTIC in self.project.kinds(self.full_name)
        inner = arguments[:1] if is_pydantic and full in _WRAPPERS else ()
        return any(map(self._is_no_field, inner))


def field_call(module: Module, node: ast.expr | None) -> ast.Call | None:
    """Return a call of `field()`, or of its like in attrs and Pydantic."""
    if isinstance(node, ast.Call) and module.resolve(node.func) in _FIELD_MAKERS:
        return node
    return None


def annotated_calls(module: Module, annotation: ast.expr) -> Iterator[ast.Call]:
    """Yield the calls of `Field()` and its like in what `Annotated` adds to a type."""
    for node in ast.walk(annotation) if isinstance(annotation, ast.Subscript) else ():
        if isinstance(node, ast.Call) and field_call(module, node) is not None:
            yield node
