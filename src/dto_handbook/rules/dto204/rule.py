"""DTO204: a mutable default."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fields import annotated_calls, field_call
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.collection_types import mutable_type
from dto_handbook.semantic.types import ClassType, Type

_DISPLAYS = (
    ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip
_FACTORIES = frozenset({"attr.Factory", "attrs.Factory"})


class MutableDefault(Rule):
    """The default of a field is immutable.

    Why: Whoever has the DTO can change a mutable default. What else happens depends on the class. A
    dataclass refuses a list, dict or set with `ValueError` when the module is imported; type
    checkers do not report that where the field is annotated `Sequence` or `Mapping`. A dataclass
    accepts a tuple with a list inside, and all instances share that list: a value that is added
    through one instance appears in all of them. A NamedTuple and an attrs class accept and share
    any default. Pydantic copies a mutable default, and a `default_factory` makes a new object, for
    each instance.

    How to fix: Write `= ()` or `= frozenset()`. Neither needs a `default_factory`.

    Exceptions: A class constant is not a field. Annotate it `ClassVar`, and still make it a tuple.

    Not seen: The rule does not look into a default that is a constant of the module, or an object
    of another class.
    """

    id = "DTO204"
    name = "Mutable default"
    clauses = ("G2",)
    since = "0.1.0"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the default of each field, and the factory that makes it."""
        for dto in module.dtos:
            for field in dto.fields:
                calls = list(annotated_calls(module, field.node.annotation))
                if (call := field_call(module, field.node.value)) is not None:
                    calls.append(call)
                elif field.node.value is not None and _is_mutable(module, field.node.value):
                    yield self._flag(module, field.node.value, f"{dto.name}.{field.name}")
                for call in calls:
                    for default, makes in _defaults(call):
                        is_bad = _makes_mutable if makes else _is_mutable
                        if is_bad(module, default):
                            yield self._flag(module, default, f"{dto.name}.{field.name}")

    def _flag(self, module: Module, node: ast.expr, symbol: str) -> Finding:
        message = f"{symbol} has a mutable default: use a tuple or frozenset"
        return self.finding(module, node, symbol, message)


def _defaults(call: ast.Call) -> Iterator[tuple[ast.expr, bool]]:
    # The default of a `field()` call, and whether it is a factory.
    if call.args:
        yield call.args[0], False
    for keyword in call.keywords:
        if keyword.arg == "default":
            yield keyword.value, False
        elif keyword.arg in ("default_factory", "factory"):
            yield keyword.value, True


def _is_mutable(module: Module, node: ast.expr) -> bool:
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return _is_mutable(module, body) or _is_mutable(module, orelse)
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts):
            return any(_is_mutable(module, part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add() | ast.BitOr() | ast.Mult(), right=right):
            return _is_mutable(module, left) or _is_mutable(module, right)
        case ast.NamedExpr(value=value):
            return _is_mutable(module, value)
        case ast.Call(func=function, args=[made, *_]) if module.resolve(function) in _FACTORIES:
            return _makes_mutable(module, made)
        case ast.Call(func=function):
            return _makes_mutable(module, function)
    return isinstance(node, _DISPLAYS)


def _makes_mutable(module: Module, node: ast.expr) -> bool:
    match node:
        case ast.Lambda(body=body):
            return _is_mutable(module, body)
        case ast.Subscript(value=value):
            return _makes_mutable(module, value)
        case ast.Call(func=function, args=[made, *_]):
            return module.resolve(function) == "functools.partial" and _makes_mutable(module, made)
        case ast.Name() | ast.Attribute():
            name = module.resolve(node)
            returned = _returned(module, name)
            if returned is not None:
                return isinstance(returned, ClassType) and _is_collection(module, returned.name)
            owner, _, method = name.rpartition(".")
            is_copy = method in ("copy", "fromkeys") and _is_collection(module, owner)
            return name == "builtins.sorted" or is_copy or _is_collection(module, name)
    return False


def _is_collection(module: Module, name: str) -> bool:
    return mutable_type(module.project.lineage(name), module.settings.mutable_types) is not None


def _returned(module: Module, name: str) -> Type | None:
    # The return type that a function of the project declares.
    project = module.project
    owner, _, last = name.rpartition(".")
    symbols = project.modules.get(owner)
    if symbols is not None and (function := symbols.functions.get(last)) is not None:
        place = owner
    elif (found := project.method(owner, last)) is not None:
        place, function = found
    else:
        return None
    return project.type_of(place, function.returns) if function.returns is not None else None
