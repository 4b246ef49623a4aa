"""Which parameters of a function need a list, or another collection that can be changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

from dto_handbook.semantic.collection_types import MUTATORS

Demand: TypeAlias = tuple[int, str]
"""A parameter: its position, `self` not counted, -1 where it has none; and its name."""

_MUTABLE = frozenset({
    "Counter", "DefaultDict", "Deque", "Dict", "List", "MutableMapping", "MutableSequence",
    "MutableSet", "OrderedDict", "defaultdict", "deque", "dict", "list", "set",
})  # fmt: skip


def demands_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Demand]:
    """Yield the parameters that are declared a mutable type, and not only read.

    Args:
        function: The function. Where it only declares, its types are all that is known.
    """
    arguments = function.args
    positional = arguments.posonlyargs + arguments.args
    bound = bool(positional) and positional[0].arg in ("self", "cls")
    every = [*enumerate(positional, -bound), *((-1, it) for it in arguments.kwonlyargs)]
    for position, argument in every:
        annotation = argument.annotation
        if annotation.__class__ is ast.Name:  # As most are
            is_mutable = annotation.id in _MUTABLE
        else:
            is_mutable = annotation is not None and _is_mutable(annotation)
        if is_mutable and not _only_reads(function, argument.arg):
            yield position, argument.arg


def _only_reads(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    """Return whether a body does no more with a parameter than to read it, or to pass it on."""
    if all(map(_does_nothing, function.body)):
        return False
    return not any(_needs(node, name) for it in function.body for node in ast.walk(it))


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


def _is_mutable(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _MUTABLE
        case ast.Subscript(value=ast.Name(id="Annotated" | "Optional"), slice=inside):
            first = inside.elts[0] if isinstance(inside, ast.Tuple) else inside
            return _is_mutable(first)
        case ast.Subscript(value=value):
            return _is_mutable(value)
        case ast.BinOp(left=left, right=right):
            return _is_mutable(left) or _is_mutable(right)
    return False
