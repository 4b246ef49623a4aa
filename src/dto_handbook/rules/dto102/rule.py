"""DTO102: a method with business logic."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Set

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.ast_walk import Function, statements, stores


class MethodWithBusinessLogic(Rule):
    """A DTO has no methods with business logic.

    Why: A DTO holds what was read when it was made. A decision in one of its methods misses what
    has changed since then, and cannot ask a repository.

    How to fix: Move the decision to the service layer, into a method that has the DTO as a
    parameter.

    Exceptions: A method is reported only if it decides by an argument, raises an error that the
    project defines, or awaits. To decide by an argument is to compare it or a value computed from
    it, or to choose between it and a field of the DTO.

    So a method may compute a value from the DTO's own fields, and it may convert: a class method
    may replace a value that is None by a default. Validation is not business logic, so special
    methods such as `__post_init__`, validators of Pydantic and attrs, and Python's own errors are
    not reported.

    The guideline says nothing about methods, so the rule is off unless a project selects it.

    Not seen: Logic in a function that the method calls, and logic without a comparison, such as a
    table of permissions.
    """

    id = "DTO102"
    name = "Method with business logic"
    clauses = ("G1",)  # The nearest: the guideline asks for dataclasses, and names no methods
    since = "0.1.0"
    is_default = False

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the body of each method."""
        for dto in module.dtos:
            for method in statements(dto.node.body):
                if not isinstance(method, Function) or _validates(module, method):
                    continue
                logic = sorted(
                    _logic(module, method), key=lambda it: (it[0].lineno, it[0].col_offset)
                )
                for node, what in logic[:1]:
                    symbol = f"{dto.name}.{method.name}"
                    message = f"{symbol} {what} in the service layer, not in the DTO"
                    yield self.finding(module, node, symbol, message)


def _validates(module: Module, method: Function) -> bool:
    """Return whether Python, Pydantic or attrs calls a method."""
    if method.name.startswith("__") and method.name != "__call__":
        return True
    for decorator in method.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if module.resolve(called).startswith("pydantic."):
            return True
        if isinstance(called, ast.Attribute) and called.attr == "validator":
            return True
    return False


def _logic(module: Module, method: Function) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """Yield each piece of business logic, and what to do about it."""
    decide = "decides by an argument: decide"
    nodes = [node for statement in method.body for node in ast.walk(statement)]
    own, arguments = _parameters(module, method)
    given = _computed_from(arguments, nodes)
    for node in nodes:
        match node:
            case ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield node, "awaits: await"
            case ast.Raise(exc=ast.expr() as error):
                name = module.resolve(error.func if isinstance(error, ast.Call) else error)
                if module.project.class_symbol(name) is not None:
                    yield node, f"raises {name.rpartition('.')[2]}: raise it"
            case ast.Match(subject=subject, cases=cases) if _mentions(given, subject):
                if any(isinstance(it, ast.MatchValue) for case in cases for it in ast.walk(case)):
                    yield subject, decide
            case ast.Compare() if not _is_none_test(node) and _mentions(given, node):
                yield node, decide
            case ast.If(test=test, body=body, orelse=others):
                if _chooses(test, [*body, *others], own, given):
                    yield test, decide
            case ast.IfExp(test=test, body=value, orelse=other):
                if _chooses(test, [value, other], own, given):
                    yield test, decide


def _parameters(module: Module, method: Function) -> tuple[Set[str], Set[str]]:
    """Return the name of `self`, if there is one, and the names of the other parameters."""
    arguments = method.args
    names = [it.arg for it in [*arguments.posonlyargs, *arguments.args]]
    decorators = {module.resolve(it) for it in method.decorator_list}
    first = {names.pop(0)} if names and "builtins.staticmethod" not in decorators else set[str]()
    names += [it.arg for it in arguments.kwonlyargs]
    names += [it.arg for it in (arguments.vararg, arguments.kwarg) if it is not None]
    return set() if "builtins.classmethod" in decorators else first, set(names)


def _computed_from(names: Set[str], nodes: Iterable[ast.AST]) -> Set[str]:
    """Return names, and those of all variables whose values are computed from them."""
    bindings = list[tuple[ast.expr, ast.expr]]()
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=assigned):
                bindings += [(it, assigned) for it in targets]
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.AugAssign(target=target, value=value)
                | ast.NamedExpr(target=target, value=value)
                | ast.For(target=target, iter=value)
                | ast.comprehension(target=target, iter=value)
            ):
                bindings.append((target, value))
    found, before = set(names), -1
    while len(found) != before:
        before = len(found)
        for target, value in bindings:
            if _mentions(found, value):
                found |= {it.id for it in stores([target]) if isinstance(it, ast.Name)}
    return found


def _chooses(test: ast.expr, branches: list[ast.AST], own: Set[str], given: Set[str]) -> bool:
    """Return whether code with a test for None chooses between an argument and an own field."""
    if not _is_none_test(test) or not _mentions(given, test):
        return False
    keeps_none = any(_is_none(branch) for branch in branches)
    return not keeps_none and any(_mentions(own, branch) for branch in branches)


def _is_none(branch: ast.AST) -> bool:
    match branch:
        case ast.Constant(value=None) | ast.Return(value=None | ast.Constant(value=None)):
            return True
    return False


def _is_none_test(node: ast.expr) -> bool:
    match node:
        case ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return True
    return False


def _mentions(names: Set[str], node: ast.AST) -> bool:
    return any(isinstance(it, ast.Name) and it.id in names for it in ast.walk(node))
