"""Narrows types by the outcome of a test, or by a pattern that matches."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.inference import Inference
from dto_handbook.semantic.state import State, bind, joined
from dto_handbook.semantic.types import ClassType


def assume(types: Inference, test: ast.expr, outcome: bool, state: State) -> None:
    """Record in a state what follows from the outcome of a test.

    Args:
        types: Infers the types in the test.
        test: The test.
        outcome: Whether the test is true.
        state: The state to update.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            assume(types, operand, not outcome, state)
        case ast.BoolOp(op=operator, values=values):
            if outcome == isinstance(operator, ast.And):
                for value in values:
                    assume(types, value, outcome, state)
            else:
                _assume_one_of(types, values, outcome, state)
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            _assume_compared(types, left, operator, right, outcome, state)
        case ast.Call(func=ast.Name(id="isinstance"), args=[subject, class_]) if outcome:
            if not _includes_none(class_):
                _assume_present(types, subject, state)
            if isinstance(subject, ast.Name) and (name := types.resolve(class_)):
                state.types[subject.id] = ClassType(name)
        case ast.Name() | ast.Attribute() | ast.NamedExpr() if outcome:
            _assume_present(types, test, state)


def _assume_one_of(
    types: Inference, tests: Sequence[ast.expr], outcome: bool, state: State
) -> None:
    """Record what follows if at least one of some tests has an outcome: what all paths share."""
    ways, rest = list[State](), state.copy()
    for test in tests:
        assume(types, test, outcome, way := rest.copy())
        ways.append(way)
        assume(types, test, not outcome, rest)
    if (shared := joined(*ways)) is not None:
        state.types, state.present = shared.types, shared.present


def _assume_compared(
    types: Inference,
    left: ast.expr,
    operator: ast.cmpop,
    right: ast.expr,
    outcome: bool,
    state: State,
) -> None:
    if _is_none(left) or (_is_constant(left) and isinstance(operator, ast.Eq | ast.NotEq)):
        left, right = right, left
    is_same = isinstance(operator, ast.Is | ast.Eq | ast.In) == outcome
    match operator, right:
        case ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq(), ast.Constant(value=None):
            if not is_same:
                _assume_present(types, left, state)
        case ast.Eq() | ast.NotEq(), ast.Constant():
            if is_same:
                _assume_present(types, left, state)
        case ast.In() | ast.NotIn(), ast.Constant(value=None) if not is_same:
            for item in getattr(left, "elts", ()):  # `None not in (a, b)`
                _assume_present(types, item, state)
        case ast.In() | ast.NotIn(), ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(
            elts=items
        ):
            is_without_none = all(_is_constant(it) and not _is_none(it) for it in items)
            if is_without_none if is_same else any(map(_is_none, items)):
                _assume_present(types, left, state)


def _assume_present(types: Inference, node: ast.expr, state: State) -> None:
    if isinstance(node, ast.NamedExpr):
        type_, origins = types.read(node.value, state)
        bind(node.target, type_, state, origins)
        _assume_present(types, node.target, state)
        node = node.value
    if (path := dotted(node)) is not None:
        state.assume_present(path)


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _includes_none(class_: ast.expr) -> bool:
    """Return whether None may be an instance of the second argument of `isinstance`."""
    match class_:
        case ast.Tuple(elts=parts):
            return any(map(_includes_none, parts))
        case ast.BinOp(left=left, right=right):
            return _includes_none(left) or _includes_none(right)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in ("NoneType", "object")
    return isinstance(class_, ast.Call) or _is_none(class_)  # `type(None)`


def excludes_none(pattern: ast.pattern) -> bool:
    """Return whether a pattern does not match None."""
    match pattern:
        case ast.MatchOr(patterns=patterns):
            return all(map(excludes_none, patterns))
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return excludes_none(inner)
    return isinstance(
        pattern, ast.MatchClass | ast.MatchMapping | ast.MatchSequence | ast.MatchValue
    )


def includes_none(pattern: ast.pattern) -> bool:
    """Return whether a pattern matches None, among other values or alone."""
    match pattern:
        case ast.MatchOr(patterns=patterns):
            return any(map(includes_none, patterns))
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return includes_none(inner)
    return isinstance(pattern, ast.MatchSingleton) and pattern.value is None


def captured(pattern: ast.pattern) -> Iterator[str]:
    """Yield the names that a pattern binds."""
    for node in ast.walk(pattern):
        match node:
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                yield name
            case ast.MatchMapping(rest=str() as name):
                yield name
