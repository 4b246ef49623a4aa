"""DTO205: a DTO changed after construction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.flow import Flow
from dto_handbook.semantic.inference import State
from dto_handbook.semantic.symbols import dotted
from dto_handbook.semantic.types import ClassType, alternatives

_MUTATORS = frozenset(
    {
        "add", "append", "appendleft", "clear", "difference_update", "discard", "extend",
        "extendleft", "insert", "intersection_update", "pop", "popitem", "popleft", "remove",
        "reverse", "setdefault", "sort", "symmetric_difference_update", "update",
    }
)  # fmt: skip
_MUTABLE = frozenset(
    {
        *(f"builtins.{name}" for name in ("bytearray", "dict", "list", "set")),
        *(f"collections.{name}" for name in ("Counter", "OrderedDict", "defaultdict", "deque")),
        *(
            f"collections.abc.{name}"
            for name in ("MutableMapping", "MutableSequence", "MutableSet")
        ),
    }
)
_SPACE = r"(?:[\s\\()]+|#.*)*+"
_CALL = rf"{_SPACE}\w++{_SPACE}\.{_SPACE}(?:{'|'.join(sorted(_MUTATORS))})\b"
_CALLED = re.compile(rf"\.{_CALL}")
_CALLED_BUT_OF_SELF = re.compile(rf"\.(?<!\bself\.){_CALL}")
_SETTER = re.compile("setattr|delattr")
_CONSTRUCTION = frozenset({"__init__", "__new__", "__post_init__", "__setstate__"})
_CHANGERS = (ast.AnnAssign, ast.Assign, ast.AugAssign, ast.Delete)
_SETTERS = frozenset({"object.__delattr__", "object.__setattr__", "delattr", "setattr"})


class ChangedAfterConstruction(Rule):
    """Neither a DTO nor a value that it holds is changed after construction.

    Why: All other code that holds the DTO sees the change without expecting it.
    `object.__setattr__` bypasses `frozen=True`, and a list or dict in a field was never frozen.

    How to fix: Make a changed copy with `dataclasses.replace`. Collect values in a local list, and
    make the DTO from it at the end.

    When not: `__post_init__` is part of construction, and may set a field with
    `object.__setattr__`.
    """

    id = "DTO205"
    name = "Changed after construction"
    clauses = ("G2",)

    def applies_to(self, module: Module) -> bool:
        """Select modules that may contain functions."""
        return "def" in module.text

    def check(self, module: Module) -> Iterator[Finding]:
        """Infer types in each function, and check what it sets, deletes or calls."""
        found = list[Finding]()

        def reached(node: ast.AST, state: State) -> None:
            for place, attribute, how in _changes(node):
                owner = module.internal_dto(flow.type_of(attribute.value, state))
                if owner is None:
                    continue
                if how == "changed" and not _holds_mutable(flow, attribute, state):
                    continue
                field = f"{owner.name.rpartition('.')[2]}.{attribute.attr}"
                message = f"{field} is {how} after construction: make a changed copy with replace()"
                found.append(self.finding(module, place, field, message))

        flow = Flow(module.project, module.name, is_package=module.is_package, reached=reached)
        for function, owner in module.functions_at(_lines(module)):
            if function.name not in _CONSTRUCTION and not _is_validator(function):
                flow.walk(function, owner)
        # A loop's or handler's body may be walked more than once.
        yield from dict.fromkeys(found)


def _lines(module: Module) -> Sequence[int]:
    # Where an object may be changed. Most are of `self`, which is a DTO only in its own class.
    may_be_self = module.is_internal
    return [
        *(
            node.lineno
            for kind in _CHANGERS
            for node in module.nodes(kind)
            if _is_change(node, may_be_self=may_be_self)
        ),
        *module.lines_with(_CALLED if may_be_self else _CALLED_BUT_OF_SELF),
        *(module.lines_with(_SETTER) if "attr" in module.text else ()),
    ]


def _is_change(node: ast.AST, *, may_be_self: bool) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
            return False  # Most assignments
    return any(
        may_be_self or not isinstance(attribute.value, ast.Name) or attribute.value.id != "self"
        for _, attribute, _ in _changes(node)
    )


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr, ast.Attribute, str]]:
    """Yield what a node changes: the place, the attribute, and the kind of change."""
    targets: list[ast.expr] = []
    how = "set"
    match node:
        case ast.Assign():
            targets = node.targets
        case ast.AugAssign() | ast.AnnAssign():
            targets = [node.target]
        case ast.Delete():
            targets, how = node.targets, "deleted"
        case ast.Call(func=ast.Attribute(value=ast.Attribute() as held, attr=method)) if (
            method in _MUTATORS
        ):
            yield node, held, "changed"
        case ast.Call(args=[subject, ast.Constant(value=str() as name), *_]) if (
            dotted(node.func) in _SETTERS
        ):
            yield node, ast.Attribute(subject, name), "set"
    while targets:
        target = targets[0]
        targets = targets[1:]
        match target:
            case ast.Attribute():
                yield target, target, how
            case ast.Subscript(value=ast.Attribute() as held):
                yield target, held, "changed"
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                targets = [*parts, *targets]
            case ast.Starred(value=value):
                targets = [value, *targets]


def _holds_mutable(flow: Flow, attribute: ast.Attribute, state: State) -> bool:
    return any(
        isinstance(part, ClassType) and part.name in _MUTABLE
        for part in alternatives(flow.type_of(attribute, state))
    )


def _is_validator(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("validator" in ast.unparse(decorator) for decorator in function.decorator_list)
