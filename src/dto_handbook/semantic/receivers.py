"""Objects that a module names, and the classes that they may have."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dto_handbook.semantic.ast_walk import Function, dotted
from dto_handbook.semantic.type_expressions import (
    ItemExpression,
    NameExpression,
    TypeExpression,
    UnionExpression,
    type_expression,
)

_LAMBDA_OR_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Receiver:
    """An object whose class may be known.

    Attributes:
        types: Its annotations, or the class that made it; for a parameter `self`, the class around
            it. If there are several, all hold; if there are none, only a function knows the class.
        path: The attributes between that object and the one that is changed.
    """

    types: tuple[TypeExpression, ...]
    path: tuple[str, ...] = ()


def last_name(node: ast.expr) -> str:
    """Return the last name of a chain of names; empty for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


class Scope:
    """A function or module, with the scopes around it.

    Args:
        node: The function or module; for a class, that of the scope around it.
        outer: The scope around it.
        owner: The name of the class directly around it; empty for a class inside a function.
    """

    def __init__(self, node: ast.AST, outer: Scope | None = None, owner: str | None = None) -> None:
        self._node = node
        self._outer = outer
        self._owner = owner
        self._class: str | None = None  # The class that is walked, in this scope

    @property
    def is_function(self) -> bool:
        """Whether it is a function."""
        return isinstance(self._node, _LAMBDA_OR_FUNCTION)

    def inside(self, node: ast.AST) -> Scope:
        """Return the scope inside a node."""
        if isinstance(node, _LAMBDA_OR_FUNCTION):
            return Scope(node, self, None if isinstance(node, ast.Lambda) else self._class)
        if isinstance(node, ast.ClassDef):
            prefix = f"{self._class}." if self._class else ""
            inner = Scope(self._node, self._outer, self._owner)
            inner._class = "" if self.is_function else f"{prefix}{node.name}"
            return inner
        return self

    def is_parameter(self, name: str) -> bool:
        """Return whether a name is a parameter of the function, or of one around it."""
        arguments = [it._node.args for it in self._functions() if isinstance(it._node, Function)]
        every = (part for it in arguments for part in ast.walk(it))
        return any(isinstance(it, ast.arg) and it.arg == name for it in every)

    def receiver(self, node: ast.expr) -> Receiver | None:
        """Return what is known about an object."""
        path = list[str]()
        while isinstance(node, ast.Attribute):
            path.insert(0, node.attr)
            node = node.value
        match node:
            case ast.Name(id=name):
                types = self._types(name)
                return Receiver(types, tuple(path)) if types is not None else None
            case ast.Call(func=ast.Name(id="super"), args=[]) if self._owner is not None:
                return Receiver(_of_class(self._owner), tuple(path))
        return None

    def _types(self, name: str) -> tuple[TypeExpression, ...] | None:
        around = list(self._functions())
        for scope in around:
            if name in scope._bindings:
                types = scope._bindings[name]
                heads = {head for type_ in types or () for head in _heads(type_)}
                is_shadowed = any(head in it._bindings for head in heads for it in around)
                return None if is_shadowed else types
        return None

    def _functions(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            if scope.is_function:
                yield scope
            scope = scope._outer

    @cached_property
    def _bindings(self) -> Mapping[str, tuple[TypeExpression, ...] | None]:
        """The types of the names that are bound in a function, or inside it; None for unknown ones.

        If a name is bound at several places, in any order, its object may be any of them.
        """
        found: dict[str, tuple[TypeExpression, ...] | None] = {}
        for name, types in _bound(self._node, self._owner):
            known = found.get(name, ())
            found[name] = None if known is None or types is None else (*known, *types)
        return found


def _bound(
    function: ast.AST, owner: str | None
) -> Iterator[tuple[str, tuple[TypeExpression, ...] | None]]:
    typed: dict[ast.AST, tuple[TypeExpression, ...] | None] = {}
    first = _self_of(function, owner)
    is_of_class = first is not None and _has_decorator(function, "classmethod")
    for node in ast.walk(function):  # A statement comes before its parts
        match node:
            case ast.arguments(vararg=vararg, kwarg=kwarg):
                typed |= {it: None for it in (vararg, kwarg) if it is not None}
                if first is not None:
                    typed[first] = _of_class(owner or "")
            case ast.arg(arg=name, annotation=annotation):
                annotated = (type_expression(annotation),) if annotation is not None else None
                yield name, typed.get(node, annotated)
            case ast.AnnAssign(target=ast.Name() as target, annotation=annotation):
                typed[target] = (type_expression(annotation),)
            case ast.Assign(targets=[ast.Name() as target], value=ast.Constant(value=None)):
                typed[target] = ()
            case ast.Assign(targets=[ast.Name() as target], value=ast.Call(func=called)) if (
                made := dotted(called)
            ):
                is_own = is_of_class and first is not None and made == first.arg
                typed[target] = _of_class(owner or "") if is_own else (NameExpression(made),)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name, typed.get(node)
            case ast.ClassDef(name=name):
                yield name, None
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if node is not function:
                    yield name, None
            case ast.alias(name=name, asname=asname):
                yield asname or name.partition(".")[0], None
            case ast.ExceptHandler(name=str() as name):
                yield name, None
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                yield name, None
            case ast.MatchMapping(rest=str() as name):
                yield name, None
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from ((name, None) for name in names)
            case _ if type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple"):
                yield node.name, None  # type: ignore[attr-defined] # A type parameter (PEP 695)


def _self_of(function: ast.AST, owner: str | None) -> ast.arg | None:
    """Return the parameter of a method that is an object of its class, or the class itself."""
    if owner is None or not isinstance(function, Function):
        return None
    if _has_decorator(function, "staticmethod"):
        return None
    first = [*function.args.posonlyargs, *function.args.args][:1]
    return first[0] if first and first[0].annotation is None else None


def _has_decorator(function: ast.AST, name: str) -> bool:
    return any(last_name(it) == name for it in getattr(function, "decorator_list", ()))


def _of_class(owner: str) -> tuple[TypeExpression, ...]:
    return (NameExpression(owner),) if owner else ()


def _heads(expression: TypeExpression) -> Iterator[str]:
    waiting: list[TypeExpression] = [expression]
    while waiting:
        match waiting.pop():
            case NameExpression(name):
                yield name.partition(".")[0]
            case ItemExpression(base, arguments):
                waiting += [base, *arguments]
            case UnionExpression(parts):
                waiting += parts
