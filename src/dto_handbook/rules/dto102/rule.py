"""DTO102: a method with business logic."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.semantic.argument_flow import computed_from, mentions
from dto_handbook.semantic.ast_walk import Function, all_parameters, statements

# What Pydantic calls with a field's value
_VALIDATORS = {
    "field_serializer", "field_validator", "model_serializer", "model_validator", "root_validator",
    "validator",
}  # fmt: skip
_TYPE_TESTS = {
    "builtins.callable",
    "builtins.hasattr",
    "builtins.isinstance",
    "builtins.issubclass",
}


class MethodWithBusinessLogic(Rule):
    """A DTO has no methods with business logic.

    Why: A DTO holds what was read when it was made. A decision in one of its methods misses what
    has changed since then, and cannot ask a repository.

    How to fix: Move the decision to the service layer, into a method that has the DTO as a
    parameter.

    Exceptions: A method is reported only if it decides by an argument, raises an error that the
    project defines, or awaits. A comparison of the argument, or of a value computed from it, is a
    decision. So is the use of a field of the DTO in place of an argument that is None or empty.

    So a method may compute a value from the DTO's own fields, and it may convert: a class method
    may replace None with a default. Validation is not business logic: special methods such as
    `__post_init__`, validators and serializers of Pydantic, validators of attrs, and conditions
    under which a method raises one of Python's own errors are not reported.

    The guideline says nothing about methods, so the rule is off unless a project selects it.

    Not seen: Logic in a function that the method calls, and a method that is inherited from a class
    that is not a DTO. Logic without a comparison, such as a table of permissions.
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
                    message = f"{symbol} {what} in the service layer"
                    yield self.finding(module, node, symbol, message)


def _validates(module: Module, method: Function) -> bool:
    """Return whether Python, Pydantic or attrs calls a method."""
    if method.name.startswith("__") and method.name != "__call__":
        return True
    for decorator in method.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = module.resolve(called)
        if name.startswith("pydantic.") and name.rpartition(".")[2] in _VALIDATORS:
            return True
        if isinstance(called, ast.Attribute) and called.attr == "validator":
            return True
    return False


def _logic(module: Module, method: Function) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """Yield each piece of business logic, and what to do about it."""
    decide = "tests an argument: make this decision"
    nodes = [node for statement in method.body for node in ast.walk(statement)]
    self_name, arguments = _parameters(module, method)
    own = {it for it in nodes if isinstance(it, ast.Name) and it.id in self_name}
    given = computed_from(arguments, method.body)
    errors = _errors(module, nodes)
    validation = set(_validation(nodes, errors))
    after = _following([method, *nodes])
    chooses = partial(_splits, own=own, given=given)
    for node in nodes:
        match node:
            case ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield node, "awaits: await"
            case ast.comprehension(is_async=1, target=target):
                yield target, "awaits: await"
            case ast.Raise():
                for name in errors[node]:
                    if module.project.class_symbol(name) is not None:
                        yield node, f"raises {name.rpartition('.')[2]}: raise it"
            case ast.Compare() if not _is_none_test(node) and mentions(given, node):
                if node not in validation:
                    yield node, decide
            case ast.Match(subject=subject, cases=cases) if mentions(given, subject):
                none = [it for it in cases if _has_none(it.pattern)]
                body = [it for case in none for it in case.body]
                others = [it for case in cases if case not in none for it in case.body]
                if any(map(_has_value, cases)) or chooses(body, others or after[node]):
                    yield subject, decide
            case ast.If(test=test, body=body, orelse=others) if _tests(module, given, test):
                is_last = not others and isinstance(body[-1], ast.Return)
                replaces = not others and _replaces(test, body, own)
                if replaces or chooses(body, after[node] if is_last else others):
                    yield test, decide
            case ast.IfExp(test=test, body=value, orelse=other) if _tests(module, given, test):
                if chooses([value], [other]):
                    yield test, decide
            case ast.BoolOp(op=ast.Or(), values=[first, *others]) if _tests(module, given, first):
                if any(mentions(own, it) for it in others):
                    yield node, decide


def _parameters(module: Module, method: Function) -> tuple[Set[str], Set[str]]:
    """Return the name of `self`, if there is one, and the names of the other parameters."""
    names = [it.arg for it in all_parameters(method.args)]
    decorators = {module.resolve(it) for it in method.decorator_list}
    has_first = bool(method.args.posonlyargs or method.args.args)
    if not has_first or "builtins.staticmethod" in decorators:
        return set(), set(names)
    return set() if "builtins.classmethod" in decorators else {names[0]}, set(names[1:])


def _errors(module: Module, nodes: Sequence[ast.AST]) -> Mapping[ast.Raise, Set[str]]:
    """Return the full names of the errors that each statement may raise."""
    values: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ):
                values.setdefault(name, []).append(value)
    found = dict[ast.Raise, Set[str]]()
    for node in nodes:
        if isinstance(node, ast.Raise):
            error = node.exc
            raised = values.get(error.id, [error]) if isinstance(error, ast.Name) else [error]
            found[node] = {module.resolve(_called(it)) for it in raised if it is not None}
    return found


def _validation(
    nodes: Sequence[ast.AST], errors: Mapping[ast.Raise, Set[str]]
) -> Iterator[ast.AST]:
    """Yield what is in conditions under which one of Python's own errors is raised."""
    for node in nodes:
        match node:
            case ast.Assert(test=test):
                yield from ast.walk(test)
            case ast.If(test=test, body=[*_, ast.Raise() as last]):
                if errors[last] and all(name.startswith("builtins.") for name in errors[last]):
                    yield from ast.walk(test)


def _following(nodes: Sequence[ast.AST]) -> Mapping[ast.AST, Sequence[ast.stmt]]:
    """Return what follows each statement in its block."""
    return {
        statement: block[number:]
        for node in nodes
        for _, block in ast.iter_fields(node)
        if isinstance(block, list)
        for number, statement in enumerate(block, 1)
        if isinstance(statement, ast.stmt)
    }


def _has_none(pattern: ast.pattern) -> bool:
    return any(isinstance(it, ast.MatchSingleton) and it.value is None for it in ast.walk(pattern))


def _has_value(case: ast.match_case) -> bool:
    """Return whether a pattern has a value other than None in it."""
    for node in ast.walk(case.pattern):
        match node:
            case ast.MatchValue() | ast.MatchSingleton(value=True | False):
                return True
    return False


def _splits(
    body: Sequence[ast.AST], others: Sequence[ast.AST], own: Set[ast.AST], given: Set[ast.AST]
) -> bool:
    """Return whether one of two branches uses an argument, and the other an own field instead."""
    if any(map(_is_none, (*body, *others))):
        return False
    for one, other in ((body, others), (others, body)):
        takes_own = any(mentions(own, it) for it in one)
        if takes_own and not any(mentions(given, it) for it in one):
            is_instead = _is_attribute(one) or not any(mentions(own, it) for it in other)
            if is_instead and any(mentions(given, it) for it in other):
                return True
    return False


def _is_attribute(branch: Sequence[ast.AST]) -> bool:
    match branch:
        case [ast.Attribute() | ast.Return(value=ast.Attribute())]:
            return True
    return False


def _replaces(test: ast.expr, body: Sequence[ast.stmt], own: Set[ast.AST]) -> bool:
    """Return whether a branch sets a variable of its condition to an own field."""
    tested = {it.id for it in ast.walk(test) if isinstance(it, ast.Name)}
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in tested:
                if mentions(own, value):
                    return True
    return False


def _tests(module: Module, given: Set[ast.AST], test: ast.expr) -> bool:
    """Return whether a condition tests if an argument is None or empty."""
    match test:
        case ast.BoolOp(values=values):
            return any(_tests(module, given, it) for it in values)
        case ast.UnaryOp(op=ast.Not(), operand=inside):
            return _tests(module, given, inside)
        case ast.Call(func=called):
            is_value = module.resolve(called) not in _TYPE_TESTS
        case _:
            is_value = isinstance(test, ast.Name | ast.Attribute | ast.Subscript)
    return mentions(given, test) and (is_value or _is_none_test(test))


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _is_none(branch: ast.AST) -> bool:
    match branch:
        case ast.Constant(value=None) | ast.Return(value=None | ast.Constant(value=None)):
            return True
    return False


def _is_none_test(node: ast.expr) -> bool:
    match node:
        case ast.Compare(
            left=left, ops=[ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq()], comparators=[right]
        ):
            return _is_none(left) or _is_none(right)
    return False
