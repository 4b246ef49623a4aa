"""What a module changes on objects: the attributes that it sets or deletes, and on what.

All of it is read from the module's own text alone; names are resolved by whoever asks.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dto_handbook.semantic.ast_walk import Function, branches
from dto_handbook.semantic.symbols import (
    ItemExpression,
    NameExpression,
    TypeExpression,
    UnionExpression,
    dotted,
    type_expression,
)

_LAMBDA_OR_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SETTERS = frozenset({"setattr", "delattr"})
_SPECIAL_SETTERS = frozenset({"__setattr__", "__delattr__"})
_DICT_CHANGES = frozenset(
    {"__ior__", "__setitem__", "clear", "pop", "popitem", "setdefault", "update"}
)
_ARGUMENT_PARSERS = frozenset({"parse_args", "parse_intermixed_args", "parse_known_args"})
_CLASS_MAKERS = frozenset({"make_dataclass", "new_class", "type"})
_PATCH_OPTIONS = frozenset({"autospec", "create", "new_callable", "spec", "spec_set"})


@dataclass(frozen=True, slots=True)
class Receiver:
    """An object whose class may be known.

    Attributes:
        types: What it is annotated with, or the class that it was made of; of a parameter `self`,
            the class around it. All of them hold where there are several; none at all stands for
            an object of a class that only a function knows.
        path: The attributes between that object and the one that is changed.
    """

    types: tuple[TypeExpression, ...]
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """An attribute that is set or deleted.

    Attributes:
        line: Where.
        name: The attribute; None where it is a matter of values.
        verb: `sets` or `deletes`.
        receiver: The object; None where nothing is known of it.
    """

    line: int
    name: str | None
    verb: str
    receiver: Receiver | None


@dataclass(frozen=True, slots=True)
class Derived:
    """A class with one of its bases, or what may be a base."""

    line: int
    name: str
    base: TypeExpression


@dataclass
class Changes:
    """What a module changes, and what classes it makes of others.

    Attributes:
        by_name: The changes by the attribute's name.
        derived: The classes that are derived from others.
        renamed: The names that imports and assignments give to what has another name, with that.
    """

    by_name: dict[str | None, list[Change]] = field(default_factory=dict)
    derived: list[Derived] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, change: Change) -> None:
        """Add a change."""
        self.by_name.setdefault(change.name, []).append(change)


def changes_in(tree: ast.Module) -> Changes:
    """Collect what a module changes.

    Args:
        tree: Its syntax tree.
    """
    found = Changes()
    waiting: list[tuple[ast.AST, _Scope]] = [(tree, _Scope(tree))]
    while waiting:
        node, scope = waiting.pop()
        for change in _changes(node, scope):
            found.add(change)
        match node:
            case ast.ClassDef(name=name, bases=bases):
                found.derived += [Derived(node.lineno, name, type_expression(it)) for it in bases]
            case ast.Call(func=function, args=arguments) if _last(function) in _CLASS_MAKERS:
                found.derived += [
                    Derived(node.lineno, "a class", type_expression(item))
                    for value in (*arguments, *(keyword.value for keyword in node.keywords))
                    if isinstance(value, ast.Tuple | ast.List)
                    for item in value.elts
                ]
            case ast.ImportFrom(names=names):
                found.renamed += [(it.asname, it.name) for it in names if it.asname is not None]
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if old := _last(value):
                found.renamed.append((name, old))
        inner = scope.inside(node)
        waiting += [(child, inner) for child in branches(node)]
    for change in _handed_on(tree):
        found.add(change)
    for changes in found.by_name.values():
        changes.sort(key=lambda change: change.line)
    return found


def _handed_on(tree: ast.Module) -> Iterator[Change]:
    """Yield the places where `setattr` is not called but handed on: it may be called anywhere."""
    called = set[ast.AST]()
    for node in ast.walk(tree):  # A call comes before the name that it calls
        match node:
            case ast.Call(func=ast.Name() as function):
                called.add(function)
            case ast.Name(id=name, ctx=ast.Load()) if name in _SETTERS and node not in called:
                yield Change(node.lineno, None, "sets", None)


def _changes(node: ast.AST, scope: _Scope) -> Iterator[Change]:
    match node:
        case ast.Attribute(value=value, attr=name, ctx=ast.Store() | ast.Del() as context):
            yield Change(node.lineno, name, _verb(context), scope.receiver(value))
        case ast.Subscript(value=value, slice=index, ctx=ast.Store() | ast.Del() as context):
            if (subject := _subject_of_dict(value)) is not None:
                yield Change(node.lineno, _text(index), _verb(context), scope.receiver(subject))
        case ast.Call():
            verb = "deletes" if "delattr" in _last(node.func) else "sets"
            for subject, text in _set_by(node):
                receiver = scope.receiver(subject) if subject is not None else None
                yield Change(node.lineno, text, verb, receiver)


def _verb(context: ast.expr_context) -> str:
    return "deletes" if isinstance(context, ast.Del) else "sets"


def _set_by(call: ast.Call) -> Iterator[tuple[ast.expr | None, str | None]]:
    """Yield the objects and attributes that a call sets; None for what is not known."""
    function, arguments = call.func, call.args
    words = {keyword.arg: keyword.value for keyword in call.keywords}
    name, owner = _last(function), function.value if isinstance(function, ast.Attribute) else None
    if name == "map_imperatively":  # SQLAlchemy sets what it likes from now on
        yield None, None
    if name in _ARGUMENT_PARSERS and "namespace" in words:  # It is filled in
        yield words["namespace"], None
    if name in _SETTERS or name in _SPECIAL_SETTERS:
        few = 1 if "del" in name else 2
        if any(isinstance(it, ast.Starred) for it in arguments) or None in words:
            yield None, None
        elif name in _SPECIAL_SETTERS and len(arguments) <= few:  # Of the object itself
            yield owner, _text(arguments[0]) if arguments else None
        elif arguments and len(arguments) <= few and (path := _text(arguments[0])) is not None:
            yield None, path.rpartition(".")[2]  # `monkeypatch.setattr("package.OBJECT.name", …)`
        else:
            named = arguments[1] if len(arguments) > 1 else words.get("name")
            yield arguments[0] if arguments else None, _text(named)
    elif name == "object" and owner is not None and _last(owner).endswith("patch"):
        named = arguments[1] if len(arguments) > 1 else words.get("attribute")
        yield arguments[0] if arguments else words.get("target"), _text(named)
    elif name == "multiple" and owner is not None and _last(owner).endswith("patch"):
        subject = arguments[0] if arguments else words.get("target")
        for word in words.keys() - _PATCH_OPTIONS:
            yield subject, word
    elif name.endswith("patch") and arguments and (path := _text(arguments[0])) is not None:
        yield None, path.rpartition(".")[2]
    elif name in _DICT_CHANGES and (subject := _subject_of_dict(owner)) is not None:
        yield from ((subject, word) for word in words)
        if arguments or not words:
            yield subject, _text(arguments[0]) if arguments and name != "update" else None


def _subject_of_dict(node: ast.expr | None) -> ast.expr | None:
    """Return the object whose attributes are what an expression holds."""
    match node:
        case ast.Attribute(value=subject, attr="__dict__"):
            return subject
        case ast.Call(func=ast.Name(id="vars"), args=[subject]):
            return subject
    return None


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _text(node: ast.expr | None) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
    return None


class _Scope:
    """A function, or the module, with what is around it.

    Args:
        node: The function or module; of a class, the scope around it with that class.
        outer: The scope around it.
        owner: The name of the class right around it; empty for one inside of a function.
    """

    def __init__(
        self, node: ast.AST, outer: _Scope | None = None, owner: str | None = None
    ) -> None:
        self._node = node
        self._outer = outer
        self._owner = owner
        self._class: str | None = None  # The class that is walked, in this scope

    @property
    def is_function(self) -> bool:
        """Whether it is a function."""
        return isinstance(self._node, _LAMBDA_OR_FUNCTION)

    def inside(self, node: ast.AST) -> _Scope:
        """Return the scope of what stands inside a node."""
        if isinstance(node, _LAMBDA_OR_FUNCTION):
            return _Scope(node, self, None if isinstance(node, ast.Lambda) else self._class)
        if isinstance(node, ast.ClassDef):
            prefix = f"{self._class}." if self._class else ""
            inner = _Scope(self._node, self._outer, self._owner)
            inner._class = "" if self.is_function else f"{prefix}{node.name}"
            return inner
        return self

    def receiver(self, node: ast.expr) -> Receiver | None:
        """Return what is known of an object."""
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

    def _functions(self) -> Iterator[_Scope]:
        scope: _Scope | None = self
        while scope is not None:
            if scope.is_function:
                yield scope
            scope = scope._outer

    @cached_property
    def _bindings(self) -> Mapping[str, tuple[TypeExpression, ...] | None]:
        """The types of the names that are bound in a function, or inside of it; None: not known.

        Where a name is bound at several places, in any order, its object may be any of them.
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
    for node in ast.walk(function):  # A statement comes before its parts
        match node:
            case ast.arguments(vararg=vararg, kwarg=kwarg):
                typed |= {it: None for it in (vararg, kwarg) if it is not None}
                if (first := _self_of(function, owner)) is not None:
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
                typed[target] = (NameExpression(made),)
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
    if any(_last(it) == "staticmethod" for it in function.decorator_list):
        return None
    first = [*function.args.posonlyargs, *function.args.args][:1]
    return first[0] if first and first[0].annotation is None else None


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
