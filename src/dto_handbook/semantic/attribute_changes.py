"""The attributes that a module sets or deletes, and the objects that have them.

This is read from the module's own text only; the caller resolves names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from dto_handbook.semantic.ast_walk import branches
from dto_handbook.semantic.receivers import Receiver, Scope, last_name
from dto_handbook.semantic.type_expressions import TypeExpression, type_expression

_SETTERS = frozenset({"setattr", "delattr"})
_SPECIAL_SETTERS = frozenset({"__setattr__", "__delattr__"})
_DICT_CHANGES = frozenset(
    {"__ior__", "__setitem__", "clear", "pop", "popitem", "setdefault", "update"}
)
_ARGUMENT_PARSERS = frozenset({"parse_args", "parse_intermixed_args", "parse_known_args"})
_CLASS_MAKERS = frozenset({"make_dataclass", "new_class", "type"})
_MOCKS = frozenset({"mock", "mocker"})
_PATCH_OPTIONS = frozenset({"autospec", "create", "new_callable", "spec", "spec_set"})


@dataclass(frozen=True, slots=True)
class Change:
    """An attribute that is set or deleted.

    Attributes:
        line: Where.
        name: The attribute; None if its name is not a literal.
        verb: `sets` or `deletes`.
        receiver: The object; None if nothing is known about it.
    """

    line: int
    name: str | None
    verb: str
    receiver: Receiver | None


@dataclass(frozen=True, slots=True)
class Derived:
    """A class with one of its bases, or a possible base.

    Attributes:
        line: Where.
        name: The class.
        base: The base.
        is_decorated: Whether it has a decorator, such as `dataclass`.
        is_given: Whether the base is a parameter of a function around it.
    """

    line: int
    name: str
    base: TypeExpression
    is_decorated: bool = False
    is_given: bool = False


@dataclass
class Changes:
    """What a module changes, and which classes it derives.

    Attributes:
        by_name: The changes by the attribute's name.
        derived: The classes that are derived from others.
        renamed: The aliases that imports and assignments make, each with the original name.
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
    waiting: list[tuple[ast.AST, Scope]] = [(tree, Scope(tree))]
    while waiting:
        node, scope = waiting.pop()
        for change in _changes(node, scope):
            found.add(change)
        match node:
            case ast.ClassDef(name=name, bases=bases, decorator_list=decorators):
                found.derived += [
                    Derived(
                        node.lineno,
                        name,
                        type_expression(it),
                        is_decorated=bool(decorators),
                        is_given=isinstance(it, ast.Name) and scope.is_parameter(it.id),
                    )
                    for it in bases
                ]
            case ast.Call(func=function, args=arguments) if last_name(function) in _CLASS_MAKERS:
                found.derived += [
                    Derived(node.lineno, "a class", type_expression(item))
                    for value in (*arguments, *(keyword.value for keyword in node.keywords))
                    if isinstance(value, ast.Tuple | ast.List)
                    for item in value.elts
                ]
            case ast.ImportFrom(names=names):
                found.renamed += [(it.asname, it.name) for it in names if it.asname is not None]
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if old := last_name(value):
                found.renamed.append((name, old))
        inner = scope.inside(node)
        waiting += [(child, inner) for child in branches(node)]
    for change in _handed_on(tree):
        found.add(change)
    for changes in found.by_name.values():
        changes.sort(key=lambda change: change.line)
    return found


def _handed_on(tree: ast.Module) -> Iterator[Change]:
    """Yield the places that pass `setattr` on without calling it: it may be called anywhere.

    `object.__setattr__` sets the attribute of a frozen object, too.
    """
    called = set[ast.AST]()
    for node in ast.walk(tree):  # A call comes before the name that it calls
        match node:
            case ast.Call(func=ast.Name() | ast.Attribute() as function):
                called.add(function)
            case ast.Name(id=name, ctx=ast.Load()) if name in _SETTERS and node not in called:
                yield Change(node.lineno, None, "sets", None)
            case ast.Attribute(value=owner, attr=name, ctx=ast.Load()) if (
                name in _SPECIAL_SETTERS and node not in called and last_name(owner) != "object"
            ):
                yield Change(node.lineno, None, "sets", None)


def _changes(node: ast.AST, scope: Scope) -> Iterator[Change]:
    match node:
        case ast.Attribute(value=value, attr=name, ctx=ast.Store() | ast.Del() as context):
            yield Change(node.lineno, name, _verb(context), scope.receiver(value))
        case ast.Subscript(ctx=ast.Store() | ast.Del() as context):
            if (item := set_in_dict(node)) is not None:
                yield Change(node.lineno, item[1], _verb(context), scope.receiver(item[0]))
        case ast.Call():
            verb = "deletes" if "delattr" in last_name(node.func) else "sets"
            for subject, text in (*set_by(node), *_set_by_library(node)):
                receiver = scope.receiver(subject) if subject is not None else None
                yield Change(node.lineno, text, verb, receiver)


def _verb(context: ast.expr_context) -> str:
    return "deletes" if isinstance(context, ast.Del) else "sets"


def set_by(call: ast.Call) -> Iterator[tuple[ast.expr | None, str | None]]:
    """Yield the objects and attributes that a call of `setattr` or its like sets or deletes.

    Args:
        call: The call, which may also change what `vars()` returns.

    Yields:
        The object and the attribute's name; None for an unknown one.
    """
    arguments, name = call.args, last_name(call.func)
    words = {keyword.arg: keyword.value for keyword in call.keywords}
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
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
    elif name in _DICT_CHANGES and (subject := _subject_of_dict(owner)) is not None:
        yield from ((subject, word) for word in words)
        if arguments or not words:
            yield subject, _text(arguments[0]) if arguments and name != "update" else None


def _set_by_library(call: ast.Call) -> Iterator[tuple[ast.expr | None, str | None]]:
    arguments, name = call.args, last_name(call.func)
    words = {keyword.arg: keyword.value for keyword in call.keywords}
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name == "map_imperatively":  # SQLAlchemy sets what it likes from now on
        yield None, None
    elif name in _ARGUMENT_PARSERS and "namespace" in words:  # It is filled in
        yield words["namespace"], None
    elif name == "object" and owner is not None and last_name(owner).endswith("patch"):
        named = arguments[1] if len(arguments) > 1 else words.get("attribute")
        yield arguments[0] if arguments else words.get("target"), _text(named)
    elif name == "multiple" and owner is not None and last_name(owner).endswith("patch"):
        subject = arguments[0] if arguments else words.get("target")
        for word in words.keys() - _PATCH_OPTIONS:
            yield subject, word
    elif name.endswith("patch") and arguments:
        is_mock = owner is None or last_name(owner) in _MOCKS
        if (path := _end_of_text(arguments[0])) is not None or is_mock:
            yield None, path and path.rpartition(".")[2]


def set_in_dict(node: ast.Subscript) -> tuple[ast.expr, str | None] | None:
    """Return the object and attribute behind an item of `vars()` or `__dict__`.

    Args:
        node: The item.

    Returns:
        The object, and the attribute's name if it is known; None for any other item.
    """
    subject = _subject_of_dict(node.value)
    return (subject, _text(node.slice)) if subject is not None else None


def _subject_of_dict(node: ast.expr | None) -> ast.expr | None:
    """Return the object whose attributes an expression returns as a dict."""
    match node:
        case ast.Attribute(value=subject, attr="__dict__"):
            return subject
        case ast.Call(func=ast.Name(id="vars"), args=[subject]):
            return subject
    return None


def _text(node: ast.expr | None) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
    return None


def _end_of_text(node: ast.expr) -> str | None:
    """Return a string, or its end from the last dot on; None if that is unknown."""
    if isinstance(node, ast.JoinedStr) and node.values:
        end = _text(node.values[-1])
        return end if end is not None and "." in end else None
    return _text(node)
