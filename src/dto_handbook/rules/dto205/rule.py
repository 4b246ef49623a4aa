"""DTO205: a DTO changed after construction."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule, symbol_in_function
from dto_handbook.linter.source_files import unified
from dto_handbook.semantic.collection_types import CHANGING_FUNCTIONS, MUTATORS, mutable_type
from dto_handbook.semantic.flow import Flow
from dto_handbook.semantic.state import State
from dto_handbook.semantic.types import ClassType, Type, alternatives
from dto_handbook.semantic.value_changes import ChangedValue, SetAttribute, changes

_SPACE = r"(?:[\s\\()]+|#.*)*+"
# `[x]`, `[x[y]]`, or `.get(x)`
_ITEM = rf"(?:(?:\[(?:[^][]++|\[[^][]*+\])*+\]|\.{_SPACE}(?:get|setdefault)\([^()]*+\)){_SPACE})*+"
_METHOD = rf"\.{_SPACE}(?:{'|'.join(sorted(MUTATORS))})\b"
_ANY_METHOD = re.compile(_METHOD)
_BEFORE = re.compile(rf"(\bself\.|\.)?{_SPACE}(\w++){_SPACE}{_ITEM}$")
_SELF = re.compile(r"\bself$")
_SETTER = re.compile(r"setattr|delattr|__dict__|\bvars\b")
_FUNCTION = re.compile(
    r"\b(?:shuffle|heap\w+|insort\w*|(?:set|del)item|i(?:add|and|concat|mul|or|sub|xor))\b(?=\()"
)
_MODULES = ("bisect", "heapq", "operator", "random")  # Of those functions
_LAST_NAME = re.compile(r"\w+$")
_CONSTRUCTION = frozenset({
    "__delattr__", "__init__", "__new__", "__post_init__", "__setattr__", "__setstate__",
})  # fmt: skip
_TYPES = frozenset({"dict", "list", "set"})  # Of which a method may be called with a value
_SAME_ELEMENTS = frozenset({"enumerate", "iter", "list", "reversed", "sorted", "tuple"})
_CHANGERS = (ast.AnnAssign, ast.Assign, ast.AugAssign, ast.Delete)
_CHANGE = frozenset({*_CHANGERS, ast.Attribute, ast.Call})


class ChangedAfterConstruction(Rule):
    """Neither a DTO nor a value that it holds is changed after construction.

    Why: All other code that holds the DTO sees the change without expecting it.
    `object.__setattr__` bypasses `frozen=True`, and a list or dict in a field was never frozen.

    How to fix: Make a changed copy with `dataclasses.replace`. Collect values in a local list, and
    make the DTO from it at the end.

    Exceptions: `__post_init__` is part of construction, and may set a field with
    `object.__setattr__`. The rule follows a value by another name inside one function, and knows
    the functions of the standard library that change an argument, such as `random.shuffle`.

    Not seen: What other functions do with a value that is passed to them.
    """

    id = "DTO205"
    name = "Changed after construction"
    clauses = ("G2",)
    since = "0.1.0"

    def applies_to(self, module: Module) -> bool:
        """Select modules that may contain functions, or call some."""
        return module.may_run_code

    def check(self, module: Module) -> Iterator[Finding]:
        """Infer types, and check what is set, deleted or called."""
        found, called = list[Finding](), set[ast.AST]()

        def reached(node: ast.AST, state: State) -> None:
            if node.__class__ not in _CHANGE:
                return
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
            type_, origins = flow.read(value, state)
            if origins and _is_changed_by(method, module, type_):
                for origin in origins:
                    report(place, origin.owner, origin.attribute.attr, "changed")

        def report(place: ast.expr, type_: Type, name: str | None, how: str) -> None:
            if (owner := module.internal_dto(type_)) is not None:
                class_ = owner.name.rpartition(".")[2]
                what = f"{class_}.{name}" if name is not None else f"A field of {class_}"
                message = f"{what} is {how} after construction: make a changed copy with replace()"
                symbol = symbol_in_function(module, place, name or "")
                found.append(self.finding(module, place, symbol, message))

        lines = _lines(module)
        if not lines:
            return
        flow = Flow(module.project, module.name, is_package=module.is_package, reached=reached)
        if module.statements_outside_functions(lines):
            flow.walk_module(module.tree)
        for function, owner in module.functions_at(lines):
            if function.name not in _CONSTRUCTION and not _is_validator(function):
                flow.walk(function, owner)
        # A loop's or handler's body may be walked more than once.
        yield from dict.fromkeys(found)


def _lines(module: Module) -> Sequence[int]:
    # Where an object may be changed. Most are of `self`, which is a DTO only in its own class.
    may_be_self = module.is_internal
    by_name, found = list[tuple[str, int]](), list[int]()
    for kind in _CHANGERS:
        for node in module.nodes(kind):
            for root in () if _is_plain(node) else _changed_by_statement(node):
                if isinstance(root, ast.Name):
                    by_name.append((root.id, node.lineno))
                elif may_be_self or not _is_of_self(root):
                    found.append(node.lineno)
    for owner, name, line in _called(module):
        if not owner:
            by_name.append((name, line))
        elif may_be_self or owner != "self.":
            found.append(line)
    if any(word in module.text for word in ("setattr", "delattr", "__dict__", "vars(")):
        found += module.lines_with(_SETTER)
    if any(name in module.text for name in _MODULES):
        found += module.lines_with(_FUNCTION)
    return [*found, *_lines_by_name(module, by_name, may_be_self=may_be_self)]


def _changed_by_statement(node: ast.AST) -> Iterator[ast.expr]:
    """Yield that of which a statement changes the value, or an item: mostly a name or attribute."""
    for change in changes(node):
        root = change.place if isinstance(change, SetAttribute) else change.value
        while isinstance(root, ast.Subscript | ast.Call):
            root = root.value if isinstance(root, ast.Subscript) else root.func
        yield root


def _called(module: Module) -> Iterator[tuple[str, str, int]]:
    """Yield where a method is called that may change a value, as far as the text shows.

    Yields:
        What is before the last name before the method: `self.`, a dot or nothing; that name; the
        line.
    """
    text = unified(module.text)
    line, counted = 1, 0
    for method in _ANY_METHOD.finditer(text):
        end = method.start()
        start = end
        while text[start - 1].isalnum() or text[start - 1] == "_":
            start -= 1
        line += text.count("\n", counted, end)
        counted = end
        if start != end:  # As nearly always
            before_name = start - 1
            while text[before_name] in " \t\n\\" and before_name:
                before_name -= 1
            owner = "." if text[before_name] == "." else ""
            is_of_self = owner and _SELF.search(text, max(0, before_name - 6), before_name)
            yield "self." if is_of_self else owner, text[start:end], line
        elif (before := _BEFORE.search(text, max(0, end - 99), end)) is not None:
            yield before[1] or "", before[2], line


def _lines_by_name(
    module: Module, changed: Sequence[tuple[str, int]], *, may_be_self: bool
) -> Iterator[int]:
    """Yield those lines where a name may stand for an attribute's value."""
    names = {name for name, _ in changed}
    if not names:
        return
    read = list[tuple[str, int]]()
    for target, value in _assigned(module):
        if isinstance(target, ast.Name):
            parts = [target] if target.id in names else ()
        else:
            every = (it for it in ast.walk(target) if isinstance(it, ast.Name))
            parts = [it for it in every if it.id in names]
        if parts and _may_be_attribute(value, may_be_self=may_be_self):
            read += ((part.id, part.lineno) for part in parts)
    everywhere = names & _TYPES
    for before in module.text.split(":=")[:-1]:
        everywhere |= names.intersection(_LAST_NAME.findall(before.rstrip()[-99:]))
    if read or everywhere:
        starts = sorted(function.lineno for function, _ in module.functions)
        places = {(name, bisect_right(starts, line)) for name, line in read}
        for name, line in changed:
            if name in everywhere or (name, bisect_right(starts, line)) in places:
                yield line


def _assigned(module: Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in module.nodes(ast.Assign):
        for target in node.targets:
            if target.__class__ is not ast.Attribute:
                yield target, node.value
    for annotated in module.nodes(ast.AnnAssign):
        if annotated.value is not None:
            yield annotated.target, annotated.value
    for loop in module.nodes(ast.For):
        yield loop.target, loop.iter


def _is_plain(node: ast.AST) -> bool:
    # Most assignments are to one name.
    if isinstance(node, ast.Assign):
        return len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)


def _is_of_self(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self")):
            return True
    return False


def _may_be_attribute(node: ast.expr, *, may_be_self: bool) -> bool:
    match node:
        case ast.Attribute():
            return may_be_self or not _is_of_self(node)
        case ast.Subscript(value=value):
            return _may_be_attribute(value, may_be_self=may_be_self)
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts):
            return any(_may_be_attribute(part, may_be_self=may_be_self) for part in parts)
        case ast.IfExp(body=body, orelse=orelse):
            return any(_may_be_attribute(it, may_be_self=may_be_self) for it in (body, orelse))
        case ast.Call(
            func=ast.Attribute(value=value, attr="get" | "items" | "setdefault" | "values")
        ):
            return _may_be_attribute(value, may_be_self=may_be_self)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _SAME_ELEMENTS:
            return _may_be_attribute(first, may_be_self=may_be_self)
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
