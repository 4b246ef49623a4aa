"""DTO205: a DTO changed after construction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.collection_types import MUTATORS, mutable_type
from dto_handbook.semantic.flow import Flow
from dto_handbook.semantic.inference import State
from dto_handbook.semantic.types import ClassType, Type, alternatives

_SPACE = r"(?:[\s\\()]+|#.*)*+"
_ITEM = rf"(?:\[(?:[^][]++|\[[^][]*+\])*+\]{_SPACE})*+"  # `[x]`, or `[x[y]]`
_CALL = rf"{_SPACE}\w++{_SPACE}{_ITEM}\.{_SPACE}(?:{'|'.join(sorted(MUTATORS))})\b"
_CALLED = re.compile(rf"\.{_CALL}")
_CALLED_BUT_OF_SELF = re.compile(rf"\.(?<!\bself\.){_CALL}")
_SETTER = re.compile("setattr|delattr")
_CONSTRUCTION = frozenset({"__init__", "__new__", "__post_init__", "__setstate__"})
_OF_FIELD = ("deleted", "set")  # What is done to the field itself, not to what it holds
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
            for place, attribute, how, held in _changes(node):
                owner = module.internal_dto(flow.type_of(attribute.value, state))
                if owner is None:
                    continue
                if how not in _OF_FIELD:
                    if not _is_changed_by(how, module, flow.type_of(held, state)):
                        continue
                    how = "changed"
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
        for _, attribute, _, _ in _changes(node)
    )


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr, ast.Attribute, str, ast.expr]]:
    """Yield what a node changes: the place, the attribute concerned, and what is done to what.

    That is `set` or `deleted` to the attribute itself, or a method that changes what it holds, or
    changes an item of that.
    """
    targets: list[ast.expr] = []
    how = "set"
    match node:
        case ast.Assign():
            targets = node.targets
        case ast.AugAssign() | ast.AnnAssign():
            targets = [node.target]
        case ast.Delete():
            targets, how = node.targets, "deleted"
        case ast.Call(func=ast.Attribute(value=held, attr=method)) if method in MUTATORS:
            if (attribute := _attribute(held)) is not None:
                yield node, attribute, method, held
        case ast.Call(args=[subject, ast.Constant(value=str() as name), *_]) if (
            dotted(node.func) in _SETTERS
        ):
            yield node, (attribute := ast.Attribute(subject, name)), "set", attribute
    while targets:
        target = targets[0]
        targets = targets[1:]
        match target:
            case ast.Attribute():
                yield target, target, how, target
            case ast.Subscript(value=held) if (attribute := _attribute(held)) is not None:
                method = "__delitem__" if how == "deleted" else "__setitem__"
                yield target, attribute, method, held
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                targets = [*parts, *targets]
            case ast.Starred(value=value):
                targets = [value, *targets]


def _attribute(node: ast.expr) -> ast.Attribute | None:
    # The attribute that a node is, or is an item of; a slice is a copy of its own.
    while isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        node = node.value
    return node if isinstance(node, ast.Attribute) else None


def _is_changed_by(method: str, module: Module, type_: Type) -> bool:
    for part in alternatives(type_):
        if isinstance(part, ClassType):
            lineage = module.project.lineage(part.name)
            found = mutable_type(lineage, module.settings.mutable_types)
            if found is not None and method in found.mutators:
                return True
    return False


def _is_validator(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("validator" in ast.unparse(decorator) for decorator in function.decorator_list)
