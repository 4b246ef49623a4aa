"""DTO205: a DTO changed after construction."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.source_files import unified
from dto_handbook.semantic.collection_types import CHANGING_FUNCTIONS, MUTATORS, mutable_type
from dto_handbook.semantic.flow import Flow
from dto_handbook.semantic.state import State
from dto_handbook.semantic.types import ClassType, Type, alternatives
from dto_handbook.semantic.value_changes import ChangedValue, SetAttribute, changes

_SPACE = r"(?:[\s\\()]+|#.*)*+"
_ITEM = rf"(?:\[(?:[^][]++|\[[^][]*+\])*+\]{_SPACE})*+"  # `[x]`, or `[x[y]]`
_METHOD = rf"\.{_SPACE}(?:{'|'.join(sorted(MUTATORS))})\b"
_CALL = rf"{_SPACE}\w++{_SPACE}{_ITEM}{_METHOD}"
_CALLED = re.compile(rf"\.{_CALL}")
_CALLED_BUT_OF_SELF = re.compile(rf"\.(?<!\bself\.){_CALL}")
_ANY_METHOD = re.compile(_METHOD)
_NAME_BEFORE = re.compile(rf"(?<![\w.])(\w++){_SPACE}{_ITEM}$")
_SETTER = re.compile(r"setattr|delattr|__dict__|\bvars\b")
_FUNCTION = re.compile(r"\b(?:shuffle|heap\w+|insort\w*|(?:set|del)item|i(?:add|and|concat|mul|or|sub|xor))\b(?=\()")
_MODULES_OF_FUNCTIONS = ("bisect", "heapq", "operator", "random")
_WALRUS = re.compile(r"\b(\w+)\s*:=")
_CONSTRUCTION = frozenset({
    "__delattr__", "__init__", "__new__", "__post_init__", "__setattr__", "__setstate__",
})  # fmt: skip
_CHANGERS = (ast.AnnAssign, ast.Assign, ast.AugAssign, ast.Delete)


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
        """Select all modules."""
        return True

    def check(self, module: Module) -> Iterator[Finding]:
        """Infer types, and check what is set, deleted or called."""
        found, called = list[Finding](), set[ast.AST]()

        def reached(node: ast.AST, state: State) -> None:
            if isinstance(node, ast.Call):
                called.add(node.func)
                changed_by_call(node, state)
            elif node in called:
                return
            for change in changes(node):
                match change:
                    case SetAttribute(place, owner, name, how):
                        report(place, flow.type_of(owner, state), name, how)
                    case ChangedValue(place, value, method):
                        changed(place, value, method, state)

        def changed_by_call(call: ast.Call, state: State) -> None:
            if isinstance(call.func, ast.Attribute) and call.func.attr in MUTATORS:
                changed(call, call.func.value, call.func.attr, state)
            if call.args and (method := CHANGING_FUNCTIONS.get(flow.resolve(call.func))):
                changed(call, call.args[0], method, state)

        def changed(place: ast.expr, value: ast.expr, method: str, state: State) -> None:
            origins = flow.origins_of(value, state)
            if origins and _is_changed_by(method, module, flow.type_of(value, state)):
                for origin in origins:
                    report(place, origin.owner, origin.attribute.attr, "changed")

        def report(place: ast.expr, type_: Type, name: str | None, how: str) -> None:
            if (owner := module.internal_dto(type_)) is not None:
                class_ = owner.name.rpartition(".")[2]
                symbol = f"{class_}.{name}" if name is not None else class_
                what = symbol if name is not None else f"A field of {class_}"
                message = f"{what} is {how} after construction: make a changed copy with replace()"
                found.append(self.finding(module, place, symbol, message))

        flow = Flow(module.project, module.name, is_package=module.is_package, reached=reached)
        lines = _lines(module)
        if module.is_outside_functions(lines):
            flow.walk_module(module.tree)
        for function, owner in module.functions_at(lines):
            if function.name not in _CONSTRUCTION and not _is_validator(function):
                flow.walk(function, owner)
        # A loop's or handler's body may be walked more than once.
        yield from dict.fromkeys(found)


def _lines(module: Module) -> Sequence[int]:
    # Where an object may be changed. Most are of `self`, which is a DTO only in its own class.
    may_be_self = module.is_internal
    names = _read_from_attributes(module, may_be_self=may_be_self)
    return [
        *(
            node.lineno
            for kind in _CHANGERS
            for node in module.nodes(kind)
            if _is_change(node, names, may_be_self=may_be_self)
        ),
        *module.lines_with(_CALLED if may_be_self else _CALLED_BUT_OF_SELF),
        *_lines_of_calls(module, names),
        *module.lines_with(_SETTER),
        *(
            module.lines_with(_FUNCTION)
            if any(name in module.text for name in _MODULES_OF_FUNCTIONS)
            else ()
        ),
    ]


def _read_from_attributes(module: Module, *, may_be_self: bool) -> Collection[str]:
    """Return the names of variables that may hold the value of an attribute."""
    found = {"dict", "list", "set"}  # Of which a method may be called with a value
    pairs: list[tuple[ast.expr, ast.expr | None]] = []
    for node in module.nodes(ast.Assign):
        pairs += ((target, node.value) for target in node.targets)
    pairs += ((node.target, node.value) for node in module.nodes(ast.AnnAssign))
    pairs += ((node.target, node.iter) for node in module.nodes(ast.For))
    for target, value in pairs:
        if value is not None and _may_be_attribute(value, may_be_self=may_be_self):
            found |= {it.id for it in ast.walk(target) if isinstance(it, ast.Name)}
    if ":=" in module.text:
        found |= set(_WALRUS.findall(module.text))
    return found


def _may_be_attribute(node: ast.expr, *, may_be_self: bool) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self")):
            return may_be_self
        case ast.Attribute():
            return True
        case ast.Subscript(value=value):
            return _may_be_attribute(value, may_be_self=may_be_self)
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts):
            return any(_may_be_attribute(part, may_be_self=may_be_self) for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            return any(_may_be_attribute(it, may_be_self=may_be_self) for it in (body, orelse))
        case ast.Call(func=ast.Attribute(value=value, attr="items" | "values")):
            return _may_be_attribute(value, may_be_self=may_be_self)
        case ast.Call(func=ast.Name(), args=[first, *_]):  # `enumerate`
            return _may_be_attribute(first, may_be_self=may_be_self)
    return False


def _lines_of_calls(module: Module, names: Collection[str]) -> Iterator[int]:
    """Yield the lines where a method that may change a value is called by one of some names."""
    text = unified(module.text)
    line, counted = 1, 0
    for method in _ANY_METHOD.finditer(text):
        before = _NAME_BEFORE.search(text, max(0, method.start() - 99), method.start())
        if before is not None and before[1] in names:
            line += text.count("\n", counted, method.start())
            counted = method.start()
            yield line


def _is_change(node: ast.AST, names: Collection[str], *, may_be_self: bool) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
            return False  # Most assignments
    for change in changes(node):
        match change:
            case SetAttribute(owner=ast.Name(id="self")):
                if may_be_self:
                    return True
            case ChangedValue(value=value):
                while isinstance(value, ast.Subscript):
                    value = value.value
                if isinstance(value, ast.Name) and value.id in names:
                    return True
                if isinstance(value, ast.Attribute) and (
                    may_be_self or not isinstance(value.value, ast.Name) or value.value.id != "self"
                ):
                    return True
            case _:
                return True
    return False


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
