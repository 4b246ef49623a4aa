"""Which parameters of a function require a list, or another mutable collection."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

from dto_handbook.semantic.ast_walk import nodes_by_kind
from dto_handbook.semantic.collection_types import MUTATORS

Demand: TypeAlias = tuple[int, str]
"""A parameter: its position, without `self`, or -1 if it has none; and its name."""

_MUTABLE = frozenset({
    "Counter", "DefaultDict", "Deque", "Dict", "List", "MutableMapping", "MutableSequence",
    "MutableSet", "OrderedDict", "defaultdict", "deque", "dict", "list", "set",
})  # fmt: skip
_USES = (
    ast.AnnAssign, ast.Assign, ast.Attribute, ast.AugAssign, ast.BinOp, ast.Return, ast.Subscript,
    ast.Yield,
)  # fmt: skip
_PLAIN = frozenset({"Any", "UUID", "bool", "bytes", "float", "int", "object", "str"})


def demands_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Demand]:
    """Yield the parameters that are declared with a mutable type, and not only read.

    Args:
        function: The function. If it has no implementation, only its types are known.
    """
    arguments = function.args
    positional = arguments.posonlyargs + arguments.args
    for argument in positional + arguments.kwonlyargs:
        annotation = argument.annotation
        if annotation is None or not _is_mutable(annotation):
            continue  # As nearly all
        if not _only_reads(function, argument.arg):
            is_bound = positional[:1] and positional[0].arg in ("self", "cls")
            position = -1
            if argument in positional:
                position = positional.index(argument) - bool(is_bound)
            yield position, argument.arg


def _only_reads(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    """Return whether a body only reads a parameter, or passes it on."""
    if all(map(_does_nothing, function.body)):
        return False
    nodes = nodes_by_kind(function)
    return not any(_needs(node, name) for kind in _USES for node in nodes.get(kind, ()))


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Raise():
            return True
    return False


def _needs(node: ast.AST, name: str) -> bool:
    def is_it(value: ast.expr | None) -> bool:
        return isinstance(value, ast.Name) and value.id == name

    match node:
        case ast.Attribute(value=value, attr=attribute):
            return attribute in MUTATORS and is_it(value)
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return is_it(value)
        case ast.AugAssign(target=value) | ast.Return(value=value) | ast.Yield(value=value):
            return is_it(value)
        case ast.Assign(targets=targets, value=value):
            stores = (ast.Attribute, ast.Subscript)
            return is_it(value) and any(isinstance(at, stores) for at in targets)
        case ast.AnnAssign(target=ast.Attribute(), value=value):
            return is_it(value)
        case ast.BinOp(left=left, op=ast.Add() | ast.Mult(), right=right):
            return is_it(left) or is_it(right)
    return False


def _is_plain(argument: ast.expr) -> bool:
    """Return whether a collection's type argument excludes DTOs."""
    match argument:
        case ast.Name(id=name):
            return name in _PLAIN
        case ast.Tuple(elts=parts):
            return all(map(_is_plain, parts))
    return False


def _is_mutable(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _MUTABLE
        case ast.Subscript(value=ast.Name(id="Annotated" | "Optional"), slice=inside):
            first = inside.elts[0] if isinstance(inside, ast.Tuple) else inside
            return _is_mutable(first)
        case ast.Subscript(value=value, slice=inside):
            return _is_mutable(value) and not _is_plain(inside)
        case ast.BinOp(left=left, right=right):
            return _is_mutable(left) or _is_mutable(right)
    return False
