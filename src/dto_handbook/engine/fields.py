"""The fields of a DTO, as its class body declares them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dto_handbook.engine.module import DtoClass, Module, statements
from dto_handbook.engine.project import Kind, Type
from dto_handbook.engine.symbols import (
    ItemExpression,
    NameExpression,
    TypeExpression,
    type_expression,
)

_FIELD_MAKERS = frozenset({
    "attr.attr", "attr.attrib", "attr.field", "attr.ib", "attrs.field", "dataclasses.field",
    "pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field",
})  # fmt: skip
_NO_FIELD = frozenset({
    "dataclasses.InitVar", "dataclasses.KW_ONLY", "typing.ClassVar", "typing_extensions.ClassVar",
})  # fmt: skip
_AROUND = frozenset({
    "typing.Annotated", "typing.Final", "typing_extensions.Annotated", "typing_extensions.Final",
})  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field of a DTO."""

    node: ast.AnnAssign
    name: str
    type_: Type


def fields_of(module: Module, dto: DtoClass) -> Iterator[Field]:
    """Yield the fields that a DTO declares itself; `ClassVar` and `InitVar` are none.

    Args:
        module: The module that the DTO is in.
        dto: The DTO.
    """
    is_pydantic = Kind.PYDANTIC in module.project.kinds(dto.full_name)
    for node in statements(dto.node.body):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                expression = type_expression(annotation)
                is_private = is_pydantic and (name.startswith("_") or name == "model_config")
                if not is_private and not _is_no_field(module, expression):
                    yield Field(node, name, module.project.type_of(module.name, expression))


def field_call(module: Module, node: ast.expr | None) -> ast.Call | None:
    """Return a call of `field()`, or of its like in attrs and Pydantic."""
    if isinstance(node, ast.Call) and module.resolve(node.func) in _FIELD_MAKERS:
        return node
    return None


def annotated_calls(module: Module, annotation: ast.expr) -> Iterator[ast.Call]:
    """Yield the calls of `Field()` and its like in what `Annotated` adds to a type."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Call) and field_call(module, node) is not None:
            yield node


def _is_no_field(module: Module, expression: TypeExpression) -> bool:
    match expression:
        case NameExpression(name):
            return module.project.resolve(module.name, name) in _NO_FIELD
        case ItemExpression(NameExpression(name), arguments):
            full = module.project.resolve(module.name, name)
            inner = arguments[:1] if full in _AROUND else ()
            return full in _NO_FIELD or any(_is_no_field(module, part) for part in inner)
    return False
