"""What the expressions of a function test for truth, and what is known in each of them."""

from __future__ import annotations

import ast
from collections.abc import Callable

from dto_handbook.semantic.ast_walk import branches
from dto_handbook.semantic.inference import Inference
from dto_handbook.semantic.narrowing import assume
from dto_handbook.semantic.state import State, bind
from dto_handbook.semantic.types import UNKNOWN

# The expressions that are not walked as all others are.
_OF_THEIR_OWN = frozenset({
    ast.BoolOp, ast.Call, ast.Constant, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.Lambda,
    ast.ListComp, ast.Name, ast.NamedExpr, ast.SetComp, ast.UnaryOp,
})  # fmt: skip


class ExpressionFlow:
    """Walks expressions in the order in which they are evaluated.

    Args:
        types: Infers the types of expressions.
        tested: Called with a name or attribute that is tested for truth, and the state there.
        reached: Called with each compound expression, and the state before it.
    """

    def __init__(
        self,
        types: Inference,
        tested: Callable[[ast.expr, State], None],
        reached: Callable[[ast.AST, State], None],
    ) -> None:
        self._types = types
        self._tested = tested
        self._reached = reached

    def branch(self, test: ast.expr, state: State) -> tuple[State, State]:
        """Walk a condition; return the states where it is true and where it is false."""
        self.test(test, state)
        yes, no = state.copy(), state.copy()
        assume(self._types, test, True, yes)
        assume(self._types, test, False, no)
        return yes, no

    def assign(self, target: ast.expr, value: ast.expr, state: State) -> None:
        """Record an assignment of one expression to another."""
        match target, value:
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
                if any(isinstance(part, ast.Starred) for part in (*targets, *values)):
                    bind(target, UNKNOWN, state)
                    return
                known = [self._types.read(it, state) for it in values]
                for part, (type_, origins) in zip(targets, known, strict=True):
                    bind(part, type_, state, origins)
            case _:
                type_, origins = self._types.read(value, state)
                bind(target, type_, state, origins)

    def bind_element(
        self, target: ast.expr, iterated: ast.expr, state: State, inner: State
    ) -> None:
        """Record an assignment of each element in turn.

        Args:
            target: The target.
            iterated: The expression that is iterated over.
            state: The state in which it is evaluated.
            inner: The state to update.
        """
        type_ = self._types.element_of(iterated, state)
        bind(target, type_, inner, self._types.origins_of_elements(iterated, state))

    def test(self, node: ast.expr, state: State) -> None:
        """Walk an expression that is tested for truth."""
        match node:
            case ast.BoolOp():
                self._operands(node, state, last_is_tested=True)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.test(operand, state)
            case ast.NamedExpr(target=target, value=value):
                self.test(value, state)
                self.assign(target, value, state)
            case ast.Attribute() | ast.Name():
                self._tested(node, state)
                self.walk(node, state)
            case _:
                self.walk(node, state)

    def walk(self, node: ast.AST, state: State) -> None:
        """Walk an expression whose value is used, and find the tests in it."""
        if node.__class__ not in _OF_THEIR_OWN:
            self._reached(node, state)
            for child in branches(node):
                self.walk(child, state)
            return
        match node:
            case ast.BoolOp():
                self._operands(node, state, last_is_tested=False)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.test(operand, state)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                yes, no = self.branch(test, state)
                self.walk(body, yes)
                self.walk(orelse, no)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                inner = state.copy()
                for generator in node.generators:
                    self.walk(generator.iter, inner)
                    self.bind_element(generator.target, generator.iter, inner, inner)
                    for condition in generator.ifs:
                        self.test(condition, inner)
                        assume(self._types, condition, True, inner)
                results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
                for result in filter(None, results):  # `{**it for it in all}` has no value
                    self.walk(result, inner)
            case ast.Lambda(args=arguments, body=body):
                inner = state.copy()
                self.walk(arguments, inner)
                for argument in ast.walk(arguments):
                    if isinstance(argument, ast.arg):
                        bind(ast.Name(argument.arg), UNKNOWN, inner)
                self.walk(body, inner)
            case ast.NamedExpr(target=target, value=value):
                self.walk(value, state)
                self.assign(target, value, state)
            case ast.Call(func=ast.Name(id="bool"), args=[argument]):
                self.test(argument, state)
            case ast.Name() | ast.Constant():
                pass
            case _:
                self._reached(node, state)
                for child in branches(node):
                    self.walk(child, state)

    def _operands(self, node: ast.BoolOp, state: State, *, last_is_tested: bool) -> None:
        inner = state  # The first operand is evaluated in any case
        for operand in node.values:
            if last_is_tested or operand is not node.values[-1]:
                self.test(operand, inner)
            else:
                self.walk(operand, inner)
            if inner is state:
                inner = state.copy()
            assume(self._types, operand, isinstance(node.op, ast.And), inner)
