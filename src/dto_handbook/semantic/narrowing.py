"""What the outcome of a test, or a pattern that matches, says of the types in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.inference import Inference, State, bind
from dto_handbook.semantic.types import ClassType


def assume(types: Inference, test: ast.expr, outcome: bool, state: State) -> None:
    """Note in a state what follows from a test's outcome.

    Args:
        types: Tells the types of what is tested.
        test: The test.
        outcome: Whether it came out true.
        state: Takes in what follows.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            assume(types, operand, not outcome, state)
        case ast.BoolOp(op=operator, values=values):
            if outcome == isinstance(operator, ast.And):
                for value in values:
                    assume(types, value, outcome, state)
        case ast.Compare(left=left, ops=[operator], comparators=[ast.Constant(value=None)]):
            if isinstance(operator, ast.IsNot | ast.NotEq) == outcome:
                _assume_present(types, left, state)
        case ast.Compare(left=ast.Constant(value=None), ops=[operator], comparators=[right]):
            if isinstance(operator, ast.IsNot | ast.NotEq) == outcome:
                _assume_present(types, right, state)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant()]) if outcome:
            _assume_present(types, left, state)
        case ast.Compare(
            left=left,
            ops=[ast.In()],
            comparators=[ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items)],
        ) if outcome and all(map(_is_not_none, items)):
            _assume_present(types, left, state)
        case ast.Call(func=ast.Name(id="isinstance"), args=[subject, class_]) if outcome:
            _assume_present(types, subject, state)
            if isinstance(subject, ast.Name) and (name := types.resolve(class_)):
                state.types[subject.id] = ClassType(name)
        case ast.Name() | ast.Attribute() | ast.NamedExpr() if outcome:
            _assume_present(types, test, state)


def _assume_present(types: Inference, node: ast.expr, state: State) -> None:
    if isinstance(node, ast.NamedExpr):
        bind(node.target, types.type_of(node.value, state), state)
        _assume_present(types, node.target, state)
        node = node.value
    if (path := dotted(node)) is not None:
        state.present.add(path)


def _is_not_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is not None


def excludes_none(pattern: ast.pattern) -> bool:
    """Tell whether what matches a pattern is not None."""
    match pattern:
        case ast.MatchOr(patterns=patterns):
            return all(map(excludes_none, patterns))
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return excludes_none(inner)
    return isinstance(
        pattern, ast.MatchClass | ast.MatchMapping | ast.MatchSequence | ast.MatchValue
    )


def captured(pattern: ast.pattern) -> Iterator[str]:
    """Yield the names that a pattern binds."""
    for node in ast.walk(pattern):
        match node:
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                yield name
            case ast.MatchMapping(rest=str() as name):
                yield name
