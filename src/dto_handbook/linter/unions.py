"""Unions with a quoted part, which Python cannot evaluate."""

from __future__ import annotations

import ast
from typing import Literal

from dto_handbook.linter.module import Module
from dto_handbook.semantic.names import BUILTINS

# Modules whose classes, with and without type arguments, do not take a string as an alternative.
_PLAIN_MODULES = frozenset({
    "builtins", "collections", "collections.abc", "datetime", "decimal", "enum", "pathlib", "uuid",
})  # fmt: skip


def failing_union(module: Module, annotation: ast.expr) -> ast.BinOp | None:
    """Return the first union in an annotation that raises a TypeError when evaluated.

    A string does not support `|` with a class or `None`. A type from `typing`, such as
    `Optional[str]`, supports `|` with a string.

    Args:
        module: The module that the annotation is in.
        annotation: The annotation.
    """
    for node in ast.walk(annotation):
        match node:
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                operands = {_operand(module, left), _operand(module, right)}
                if "string" in operands and None not in operands:
                    return node
    return None


def _operand(module: Module, node: ast.expr) -> Literal["string", "plain"] | None:
    """Return what an operand of `|` evaluates to; None if that is unknown."""
    match node:
        case ast.Constant(value=str()):
            return "string"
        case ast.Constant(value=None):
            return "plain"
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            is_plain = _operand(module, left) == _operand(module, right) == "plain"
            return "plain" if is_plain else None
        case ast.Subscript(value=value):
            return "plain" if _is_of_plain_module(module.resolve(value)) else None
        case ast.Name() | ast.Attribute():
            name = module.resolve(node)
            lineage = map(module.project.class_symbol, module.project.lineage(name))
            has_metaclass = any(it is not None and it[1].metaclass for it in lineage)
            is_class = module.project.class_symbol(name) is not None and not has_metaclass
            return "plain" if is_class or _is_of_plain_module(name) else None
    return None


def _is_of_plain_module(name: str) -> bool:
    owner, _, last = name.rpartition(".")
    return owner in _PLAIN_MODULES and (owner != "builtins" or last in BUILTINS)
