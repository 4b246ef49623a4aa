"""Annotations, bases and decorators as they are written, before names are resolved."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.frozen_options import Options, options


@dataclass(frozen=True)
class NameExpression:
    """A name, dotted or not, before it is resolved."""

    name: str


@dataclass(frozen=True)
class ItemExpression:
    """A subscript, such as `tuple[str, ...]`."""

    base: TypeExpression
    arguments: tuple[TypeExpression, ...]


@dataclass(frozen=True)
class UnionExpression:
    """Alternatives written with `|`."""

    parts: tuple[TypeExpression, ...]


@dataclass(frozen=True)
class CallExpression:
    """The result of a call, such as `namedtuple()`; or a decorator, called or not."""

    function: str
    wrapped: str = ""  # What `partial()` calls
    frozen: Options = ()


@dataclass(frozen=True)
class OtherExpression:
    """An expression that is not a type."""


TypeExpression: TypeAlias = (
    NameExpression | ItemExpression | UnionExpression | CallExpression | OtherExpression
)

OTHER = OtherExpression()
NONE = NameExpression("None")


def type_expression(node: ast.AST) -> TypeExpression:
    """Read an annotation, quoted parts included.

    Args:
        node: The annotation's tree.

    Returns:
        Its names and structure; `OTHER` for anything that is not a type.
    """
    match node:
        case ast.Name(id=name):
            return name_expression(name)
        case ast.Attribute():
            path = dotted(node)
            return name_expression(path) if path is not None else OTHER
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str() as text):
            try:
                return type_expression(ast.parse(text.strip(), mode="eval").body)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return OTHER
        case ast.BinOp(op=ast.BitOr()):
            return UnionExpression(tuple(map(type_expression, _alternatives(node))))
        case ast.Subscript():
            inside = node.slice
            arguments = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return ItemExpression(
                type_expression(node.value), tuple(map(type_expression, arguments))
            )
        case ast.Call() if called := dotted(node.func):
            return _call(called, node)
        case ast.IfExp(
            body=ast.Call() | ast.Name() as body, orelse=ast.Call() | ast.Name() as other
        ):
            return either_made(type_expression(body), type_expression(other))
    return OTHER


# Each once: what is equal is the same object.
name_expression = cache(NameExpression)


def _alternatives(node: ast.expr) -> Iterable[ast.expr]:
    found = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def either_made(one: TypeExpression, other: TypeExpression) -> TypeExpression:
    """Return what a name is set to under a condition; for calls, such as of decorators, both."""
    before = one.parts if isinstance(one, UnionExpression) else (one,)
    if other in before:
        return one
    is_of_call = any(isinstance(it, CallExpression) for it in (*before, other))
    return UnionExpression((*before, other)) if is_of_call else other


def _call(function: str, node: ast.Call) -> CallExpression:
    word = "frozen_default" if is_transform(function) else "frozen"
    wrapped = dotted(node.args[0]) if node.args and function.endswith("partial") else None
    return CallExpression(
        function, wrapped or "", options(node.keywords, word) if node.keywords else ()
    )


def is_transform(function: str) -> bool:
    """Return whether a decorator, by its name, may make others that make dataclasses."""
    return function.endswith("dataclass_transform")


def decorators(node: ast.expr) -> Sequence[CallExpression]:
    """Return what a decorator calls: either branch of a conditional one, nothing for a lambda."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return [*decorators(body), *decorators(orelse)]
        case ast.Call(func=function):
            called = [it.function for it in decorators(function)]
            return [_call(name, node) for name in called]
    name = dotted(node)
    return [CallExpression(name)] if name is not None else []


def decorator_name(node: ast.expr) -> str | None:
    """Return the dotted name of a decorator, called or not."""
    return dotted(node.func if isinstance(node, ast.Call) else node)
