"""DTO602: a comparison with None."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import Edit, Fix, Source, replace
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule, symbol_in_function
from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.flow import Flow
from dto_handbook.semantic.state import State
from dto_handbook.semantic.types import (
    NONE_TYPE,
    UNKNOWN,
    ClassType,
    Type,
    alternatives,
    without_none,
)

_SPACE = r"(?:[\s\\()]+|#.*)*+"
# A pattern that begins with a fixed character is found ten times as fast.
_COMPARED = re.compile(rf"=(?<=[!=]=){_SPACE}None\b")
_COMPARED_FIRST = re.compile(rf"None{_SPACE}[!=]=")
# Libraries whose objects make more than true or false of a comparison.
_EXPRESSIONS = frozenset({"numpy", "pandas", "polars", "sqlalchemy", "sqlmodel", "peewee"})
_PLAIN = frozenset({
    "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta", "decimal.Decimal",
    "pathlib.Path", "uuid.UUID",
    *(
        f"builtins.{name}"
        for name in ("bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str",
                     "tuple")
    ),
})  # fmt: skip
_QUERY_METHODS = frozenset({
    "filter", "having", "join", "order_by", "outerjoin", "values", "where", "with_only_columns",
})  # fmt: skip


class ComparedWithNone(Rule):
    """A comparison with `None` uses `is` or `is not`.

    Why: `==` calls the `__eq__` of the object, which may return anything. An `__eq__` that reads a
    field of the other object fails on None, and one that compares item by item returns more than
    one value.

    How to fix: Write `is None` or `is not None`.

    Automatic fix: It writes `is` for `==` and `is not` for `!=`. The fix is safe for a DTO's field,
    or a parameter, of a plain type such as `str` or `datetime`, none of whose values is equal to
    `None`. It is unsafe for other types, whose `__eq__` may accept None.

    Exceptions: A comparison of a SQLAlchemy column is not a check: it makes a condition of a query,
    and `is` would not. There, `.is_(None)` means the same. A value that may be a column or an array
    is not flagged.
    """

    id = "DTO602"
    name = "Compared with None"
    clauses = ("G6",)
    since = "0.1.0"
    fixes = "safe"

    def applies_to(self, module: Module) -> bool:
        """Select modules in which `==` or `!=` is next to None."""
        return bool(_COMPARED.search(module.text) or _COMPARED_FIRST.search(module.text))

    def check(self, module: Module) -> Iterator[Finding]:
        """Check each comparison, except those in a query."""
        found = [node for node in module.nodes(ast.Compare) if _operator(node) is not None]
        if not found:
            return
        in_queries = _in_queries(module)
        types = _types(module, found)
        for node in found:
            operands = [node.left, *node.comparators]
            if node in in_queries or any(_is_column(module, operand) for operand in operands):
                continue
            sides = [it for it in operands if not _is_none(it)]
            if any(_may_answer_otherwise(module, it, types.get(it)) for it in sides):
                continue
            operator = _operator(node)
            message = f"None is compared with {operator}: write {_INSTEAD[operator or '==']} None"
            is_chain = len(node.ops) > 1  # `is` in place of `==` may chain with what is beside it
            edits = () if is_chain else tuple(_edits(module.source, node))
            is_safe = all(it in types and types[it].is_plain for it in sides)
            fix = Fix(f"Write {_INSTEAD[operator or '==']}", edits, is_safe) if edits else None
            symbol = symbol_in_function(module, node)
            yield self.finding(module, node, symbol, message, fix=fix)


_INSTEAD = {"==": "is", "!=": "is not"}


def _operator(node: ast.Compare) -> str | None:
    return next((operator for operator, _, _ in _comparisons(node)), None)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Yield the comparisons with None in a chain: the operator, and what is on either side."""
    operands = [node.left, *node.comparators]
    for operator, left, right in zip(node.ops, operands, node.comparators, strict=False):
        if isinstance(operator, ast.Eq | ast.NotEq) and any(map(_is_none, (left, right))):
            yield "==" if isinstance(operator, ast.Eq) else "!=", left, right


def _edits(source: Source, node: ast.Compare) -> Iterator[Edit]:
    if not source.holds(node):
        return
    for operator, left, right in _comparisons(node):
        place = source.find(operator, source.end(left), source.start(right))
        if place is not None:
            line, until = source.lines[place[0] - 1], place[1] + len(operator)
            before = "" if line[: place[1] - 1][-1:] in ("", " ", "\t") else " "
            after = "" if line[until - 1 :][:1] in ("", " ", "\t", "\\") else " "
            text = f"{before}{_INSTEAD[operator]}{after}"
            yield replace(place, (place[0], until), text)


def _is_column(module: Module, node: ast.expr) -> bool:
    # `Row.column`, `Row.__table__.c.column`, `sa.column(...)`, `table.c.column`.
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute):
            if node.attr in ("c", "columns"):
                return True
            if Kind.SQLALCHEMY in module.project.kinds(module.resolve(node.value)):
                return True
            node = node.value
        else:
            called = node.func if isinstance(node, ast.Call) else node.value
            if module.resolve(called).startswith("sqlalchemy."):
                return True
            node = called
    return False


def _in_queries(module: Module) -> set[ast.AST]:
    # All nodes in the arguments of a query's functions and methods, except inner functions.
    targets = [target for _, targets in module.imports for target in targets]
    if not any(target.partition(".")[0] == "sqlalchemy" for target in targets):
        return set()
    found: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _makes_query(module, node.func):
            waiting: list[ast.AST] = [*node.args, *(word.value for word in node.keywords)]
            while waiting:
                inner = waiting.pop()
                found.add(inner)
                if not isinstance(inner, ast.Lambda | ast.comprehension):
                    waiting.extend(ast.iter_child_nodes(inner))
    return found


def _makes_query(module: Module, function: ast.expr) -> bool:
    if module.resolve(function).startswith("sqlalchemy."):
        return True
    return isinstance(function, ast.Attribute) and function.attr in _QUERY_METHODS


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


@dataclass(frozen=True)
class _Known:
    """What is known of a side of a comparison.

    Attributes:
        type_: Its type.
        is_plain: Whether it is a DTO's field, and of a type that is equal to None nowhere.
        may_be_column: Whether it is a part of what a query is made of.
    """

    type_: Type
    is_plain: bool
    may_be_column: bool


def _types(module: Module, comparisons: Sequence[ast.Compare]) -> Mapping[ast.expr, _Known]:
    """Return what is known of the sides of comparisons inside of functions."""
    found: dict[ast.expr, _Known] = {}
    wanted = set(comparisons)
    every = (node for node in ast.walk(module.tree) if isinstance(node, ast.Name))
    stored = {node.id for node in every if isinstance(node.ctx, ast.Store)}  # No mere parameters

    def reached(node: ast.AST, state: State) -> None:
        if isinstance(node, ast.Compare) and node in wanted:
            for side in (node.left, *node.comparators):
                known = _known(module, flow, side, state, stored)
                if side in found and found[side] != known:  # In a loop, it may be either
                    known = _Known(UNKNOWN, False, known.may_be_column or found[side].may_be_column)
                found[side] = known

    flow = Flow(module.project, module.name, is_package=module.is_package, reached=reached)
    for function, owner in module.functions_at(node.lineno for node in comparisons):
        flow.walk(function, owner)
    return found


def _known(
    module: Module, flow: Flow, side: ast.expr, state: State, stored: Collection[str]
) -> _Known:
    type_ = flow.type_of(side, state)
    is_declared = (isinstance(side, ast.Name) and side.id not in stored) or (
        isinstance(side, ast.Attribute)
        and all(
            isinstance(it, ClassType) and module.project.is_dto_class(it.name)
            for it in alternatives(without_none(flow.type_of(side.value, state)))
        )
    )
    is_plain = is_declared and all(
        it == NONE_TYPE or (isinstance(it, ClassType) and _is_plain(module, it.name))
        for it in alternatives(type_)
    )
    may_be_column, part = False, side
    while isinstance(part, ast.Attribute | ast.Call | ast.Subscript):
        part = part.func if isinstance(part, ast.Call) else part.value
        may_be_column |= any(
            isinstance(it, ClassType)
            and (it.name == "builtins.type" or Kind.SQLALCHEMY in module.project.kinds(it.name))
            for it in alternatives(flow.type_of(part, state))
        )
    return _Known(type_, is_plain, may_be_column)


def _is_plain(module: Module, name: str) -> bool:
    if name in _PLAIN:
        return True
    is_enum = Kind.ENUM in module.project.kinds(name)
    return is_enum and module.project.method(name, "__eq__") is None


def _may_answer_otherwise(module: Module, side: ast.expr, known: _Known | None) -> bool:
    """Return whether a comparison of an object may come to anything but true or false."""
    if known is not None and known.may_be_column:
        return True
    parts = alternatives(known.type_) if known is not None else (UNKNOWN,)
    if all(isinstance(part, ClassType) for part in parts):
        return any(isinstance(it, ClassType) and _has_other_eq(module, it.name) for it in parts)
    root = side
    while isinstance(root, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(root, ast.Call) and dotted(root.func) == "getattr":
            return True
        root = root.func if isinstance(root, ast.Call) else root.value
    if isinstance(root, ast.Name) and root.id in _lambda_parameters(module, side):
        return True
    return any(
        target.partition(".")[0] in _EXPRESSIONS
        or (
            target.partition(".")[0] not in ("builtins", "typing")
            and Kind.SQLALCHEMY in module.project.kinds(module.project.canonical(target))
        )
        for _, targets in module.imports
        for target in targets
    )


def _has_other_eq(module: Module, name: str) -> bool:
    if name.partition(".")[0] in _EXPRESSIONS or name == "builtins.type":
        return True
    method = module.project.method(name, "__eq__")
    if method is None or method[1].returns is None:
        return False
    return module.project.type_of(method[0], method[1].returns) != ClassType("builtins.bool")


def _lambda_parameters(module: Module, side: ast.expr) -> set[str]:
    return {
        argument.arg
        for node in module.nodes(ast.Lambda)
        if node.lineno <= side.lineno <= (node.end_lineno or node.lineno)
        for argument in ast.walk(node.args)
        if isinstance(argument, ast.arg)
    }
