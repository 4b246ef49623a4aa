"""Decorators that neither read annotations nor set an attribute on an instance."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dto_handbook.linter.module import Module

_PLAIN = frozenset({
    "abc.abstractmethod", "builtins.classmethod", "builtins.property", "builtins.staticmethod",
    "contextlib.asynccontextmanager", "contextlib.contextmanager", "dataclasses.dataclass",
    "enum.unique", "functools.cache", "functools.cached_property", "functools.lru_cache",
    "functools.total_ordering", "functools.wraps", "typing.final", "typing.no_type_check",
    "typing.overload", "typing.override", "typing.runtime_checkable",
    "typing_extensions.deprecated", "typing_extensions.final", "typing_extensions.override",
    "warnings.deprecated",
})  # fmt: skip
_OF_PROPERTY = ("deleter", "getter", "setter")


def is_plain_decorator(module: Module, decorator: ast.expr) -> bool:
    """Return whether a decorator is one of the plain ones in the standard library.

    Args:
        module: The module that contains it.
        decorator: The decorator, called or not.
    """
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(called, ast.Attribute) and called.attr in _OF_PROPERTY:
        return True
    return module.resolve(called) in _PLAIN
