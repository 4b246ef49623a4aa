"""DTO602: a comparison with None."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import Edit, Fix, Source, replace
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.class_kinds import Kind

_SPACE = r"(?:[\s\\()]+|#.*)*+"
# A pattern that begins with a fixed character is found ten times as fast.
_COMPARED = re.compile(rf"=(?<=[!=]=){_SPACE}None\b")
_COMPARED_FIRST = re.compile(rf"None{_SPACE}[!=]=")
_QUERY_METHODS = frozenset({
    "filter", "having", "join", "order_by", "outerjoin", "values", "where", "with_only_columns",
})  # fmt: skip


class ComparedWithNone(Rule):
    """A comparison with `None` uses `is` or `is not`.

    Why: `==` calls the `__eq__` of the object, which may return anything. An `__eq__` that reads a
    field of the other object fails on None, and one that compares item by item returns more than
    one value.

    How to fix: Write `is None` or `is not None`.

    When not: A comparison of a SQLAlchemy column is not a check: it makes a condition of a query,
    and `is` would not. There, `.is_(None)` means the same.
    """

    id = "DTO602"
    name = "Compared with None"
    clauses = ("G6",)
    follows_names = False
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
        for node in found:
            operands = [node.left, *node.comparators]
            if node in in_queries or any(_is_column(module, operand) for operand in operands):
                continue
            operator = _operator(node)
            message = f"None is compared with {operator}: write {_INSTEAD[operator or '==']} None"
            edits = tuple(_edits(module.source, node))
            fix = Fix(f"Write {_INSTEAD[operator or '==']}", edits, is_safe=True) if edits else None
            yield self.finding(module, node, _place(module, node), message, fix=fix)


_INSTEAD = {"==": "is", "!=": "is not"}


def _operator(node: ast.Compare) -> str | None:
    return next((operator for operator, _, _ in _comparisons(node)), None)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Yield the comparisons with None in a chain: the operator, and what is on either side."""
    operands = [node.left, *node.comparators]
    for operator, left, right in zip(node.ops, operands, node.comparators, strict=False):
        if isinstance(operator, ast.Eq | ast.NotEq) and any(
            isinstance(operand, ast.Constant) and operand.value is None for operand in (left, right)
        ):
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


def _place(module: Module, node: ast.Compare) -> str:
    # The innermost function around it.
    around = [
        (function.lineno, place.name)
        for function, place in module.places.items()
        if function.lineno <= node.lineno <= (function.end_lineno or function.lineno)
    ]
    return max(around, default=(0, ""))[1]
