"""What a statement or an expression changes: an attribute itself, or the value that it holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from dto_handbook.semantic.attribute_changes import set_by, set_in_dict
from dto_handbook.semantic.collection_types import MUTATORS

_IN_PLACE: dict[type[ast.operator], str] = {
    ast.Add: "__iadd__", ast.BitAnd: "__iand__", ast.BitOr: "__ior__", ast.BitXor: "__ixor__",
    ast.Mult: "__imul__", ast.Sub: "__isub__",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """An attribute that is set or deleted.

    Attributes:
        place: Where.
        owner: The object.
        name: The attribute; None if its name is not a literal.
        how: `set` or `deleted`.
    """

    place: ast.expr
    owner: ast.expr
    name: str | None
    how: str


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value that is changed, if its type has the method.

    Attributes:
        place: Where.
        value: The value.
        method: The method that changes it; for a statement, one such as `__setitem__`.
    """

    place: ast.expr
    value: ast.expr
    method: str


def changes(node: ast.AST) -> Iterator[SetAttribute | ChangedValue]:
    """Yield what a node changes, except through functions that change an argument.

    Args:
        node: A statement or an expression; those inside it are left out.
    """
    match node:
        case ast.Assign(targets=targets):
            for target in targets:
                yield from _stored(target, "set")
        case ast.AnnAssign(target=target):
            yield from _stored(target, "set")
        case ast.AugAssign(target=ast.Name() as target, op=operator):
            if (method := _IN_PLACE.get(type(operator))) is not None:
                yield ChangedValue(target, target, method)
        case ast.AugAssign(target=target):
            yield from _stored(target, "set")
        case ast.Delete(targets=targets):
            for target in targets:
                yield from _stored(target, "deleted")
        case ast.Attribute(value=value, attr=method, ctx=ast.Load()) if method in MUTATORS:
            yield ChangedValue(node, value, method)
        case ast.Call(func=ast.Attribute() | ast.Name() as function):
            name = function.attr if isinstance(function, ast.Attribute) else function.id
            how = "deleted" if "delattr" in name else "set"
            for owner, attribute in set_by(node):
                if owner is not None:
                    yield SetAttribute(node, owner, attribute, how)


def _stored(target: ast.expr, how: str) -> Iterator[SetAttribute | ChangedValue]:
    match target:
        case ast.Attribute(value=owner, attr=name):
            yield SetAttribute(target, owner, name, how)
        case ast.Subscript(value=value):
            if (item := set_in_dict(target)) is not None:
                yield SetAttribute(target, *item, how)
            else:
                method = "__delitem__" if how == "deleted" else "__setitem__"
                yield ChangedValue(target, value, method)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _stored(part, how)
        case ast.Starred(value=value):
            yield from _stored(value, how)
