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
from dto_handbook.semantic.type_expressions import (
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
"""Annotations that are special to dataclasses: a name with one of them is not a field."""

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
    """An internal DTO in the module that is checked."""

    node: ast.ClassDef
    name: str  # Inside the module, such as `Outer.Inner`
    module: str
    project: Project

    @property
    def full_name(self) -> str:
        """The name, with that of the module."""
        return f"{self.module}.{self.name}"

    @cached_property
    def fields(self) -> Sequence[Field]:
        """The fields that it declares itself, without `ClassVar` and `InitVar`."""
        return list(self._fields())

    def _fields(self) -> Iterator[Field]:
        for node in statements(self.node.body):
            match node:
                case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                    expression = type_expression(annotation)
                    is_private = name.startswith("_") or name == "model_config"
                    if self._is_pydantic and is_private:
                        continue
                    if self._is_field(expression, is_string=isinstance(annotation, ast.Constant)):
                        yield Field(node, name, self.project.type_of(self.module, expression))

    @cached_property
    def _is_pydantic(self) -> bool:
        return Kind.PYDANTIC in self.project.kinds(self.full_name)

    @cached_property
    def _is_postponed(self) -> bool:
        # Each annotation of the module is a string then.
        symbols = self.project.modules.get(self.module)
        imports = symbols.imports if symbols is not None else {}
        return imports.get("annotations") == "__future__.annotations"

    def _is_field(self, expression: TypeExpression, *, is_string: bool) -> bool:
        is_excluded = self._is_excluded(expression, self.module)
        if self._is_pydantic or not is_excluded:
            return not is_excluded
        if is_string and self._is_postponed:
            return True  # Quoted twice: nothing is found in it
        # In a string, `dataclasses` finds names of `typing` and its own alone.
        name = outermost_name(expression)
        package = self.project.resolve(self.module, name.rpartition(".")[0]) if "." in name else ""
        return (is_string or self._is_postponed) and package == "typing_extensions"

    def _is_excluded(self, expression: TypeExpression, module: str) -> bool:
        """Return whether an annotation, or the target of an alias, makes no field."""
        full = self.project.resolve(module, outermost_name(expression))
        if full in NO_FIELD:
            return True
        owner, _, last = full.rpartition(".")
        symbols = self.project.modules.get(owner)
        alias = symbols.aliases.get(last) if symbols is not None else None
        if isinstance(alias, ItemExpression):
            return self.project.resolve(owner, outermost_name(alias)) in NO_FIELD
        # Pydantic takes wrappers off. A dataclass, like attrs, looks at what is outermost.
        if self._is_pydantic and full in _WRAPPERS and isinstance(expression, ItemExpression):
            return self._is_excluded(expression.arguments[0], module)
        return False


def outermost_name(expression: TypeExpression) -> str:
    """Return the dotted name that an annotation begins with; empty for a union or similar."""
    outermost = expression.base if isinstance(expression, ItemExpression) else expression
    return outermost.name if isinstance(outermost, NameExpression) else ""


def field_call(module: Module, node: ast.expr | None) -> ast.Call | None:
    """Return a call of `field()`, or of its equivalent in attrs or Pydantic."""
    if isinstance(node, ast.Call) and module.resolve(node.func) in _FIELD_MAKERS:
        return node
    return None


def annotated_calls(module: Module, annotation: ast.expr) -> Iterator[ast.Call]:
    """Yield the calls of `Field()` and its equivalents in the metadata of `Annotated`."""
    for node in ast.walk(annotation) if isinstance(annotation, ast.Subscript) else ():
        if isinstance(node, ast.Call) and field_call(module, node) is not None:
            yield node
