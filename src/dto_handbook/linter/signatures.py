"""What functions and methods declare."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from dto_handbook.linter.module import Module
from dto_handbook.semantic.ast_walk import Function
from dto_handbook.semantic.type_expressions import decorator_name, type_expression
from dto_handbook.semantic.types import UNKNOWN, Type


def parameters(function: Function) -> Sequence[ast.arg]:
    """Return a function's parameters, without `*args` and `**kwargs`."""
    arguments = function.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def declared(module: Module, annotation: ast.expr | None) -> Type:
    """Return the type that an annotation names."""
    if annotation is None:
        return UNKNOWN
    return module.project.type_of(module.name, type_expression(annotation))


def is_stub(function: Function) -> bool:
    """Return whether a function has no implementation: abstract, an overload, or empty."""
    names = [decorator_name(decorator) or "" for decorator in function.decorator_list]
    if any(name.rpartition(".")[2] in ("abstractmethod", "overload") for name in names):
        return True
    return all(_does_nothing(statement) for statement in function.body)


def is_generator(function: Function) -> bool:
    """Return whether a function yields."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Name(id=raised) | ast.Call(func=ast.Name(id=raised))):
            return raised == "NotImplementedError"
    return False
