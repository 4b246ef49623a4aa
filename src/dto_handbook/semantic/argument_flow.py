"""Which names in a function have a value that is computed from its arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence, Set

from dto_handbook.semantic.ast_walk import all_parameters, stores

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def computed_from(arguments: Set[str], body: Sequence[ast.stmt]) -> Set[ast.AST]:
    """Return the nodes in a function's body at which a name has such a value.

    Names that are set to another value, or belong to an inner scope, are left out.

    Args:
        arguments: The parameters that count.
        body: The statements.
    """
    flow = _Flow()
    flow.block(body, arguments)
    return flow.found


def mentions(found: Set[ast.AST], node: ast.AST) -> bool:
    """Return whether one of some nodes is in a tree."""
    return any(it in found for it in ast.walk(node))


class _Flow:
    """Reads statements in order; `given` are the variables with such a value at that point."""

    def __init__(self) -> None:
        self.found: set[ast.AST] = set()

    def block(self, body: Iterable[ast.stmt], given: Set[str]) -> Set[str]:
        """Read statements, and return the variables after them."""
        for node in body:
            given = self._statement(node, given)
        return given

    def _statement(self, node: ast.stmt, given: Set[str]) -> Set[str]:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                inner = given - {it.arg for it in all_parameters(node.args)}
                self.block(node.body, inner)
                return given - {node.name}
            case ast.Assign(targets=targets, value=value):
                return self._bound(targets, value, self._expression(value, given))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return self._bound([target], value, self._expression(value, given))
            case ast.AugAssign(target=target, value=value):
                return given | self._bound([target], value, self._expression(value, given))
            case ast.If(test=test, body=body, orelse=others):
                given = self._expression(test, given)
                return self.block(body, given) | self.block(others, given)
            case ast.While(test=test, body=body, orelse=others):
                before: Set[str] = set()
                while before != given:
                    before = given
                    given = given | self.block(body, self._expression(test, given))
                return self.block(others, given)
            case ast.For() | ast.AsyncFor():
                given = self._expression(node.iter, given)
                before = set()
                while before != given:
                    before = given
                    given |= self.block(node.body, self._bound([node.target], node.iter, given))
                return self.block(node.orelse, given)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    given = self._expression(item.context_expr, given)
                    if item.optional_vars is not None:
                        given = self._bound([item.optional_vars], item.context_expr, given)
                return self.block(node.body, given)
            case ast.Try() | ast.TryStar():
                tried = self.block(node.body, given)
                after = self.block(node.orelse, tried)
                for handler in node.handlers:
                    after |= self.block(handler.body, given | tried)
                return self.block(node.finalbody, after)
            case ast.Match(subject=subject, cases=cases):
                given = self._expression(subject, given)
                after = given
                for case in cases:
                    after |= self._case(case, subject, given)
                return after
        for child in ast.iter_child_nodes(node):
            given = self._expression(child, given)
        return given

    def _case(self, case: ast.match_case, subject: ast.expr, given: Set[str]) -> Set[str]:
        taken = {
            name
            for it in ast.walk(case.pattern)
            for name in (getattr(it, "name", None), getattr(it, "rest", None))
            if isinstance(name, str)
        }
        given = given | taken if mentions(self.found, subject) else given - taken
        if case.guard is not None:
            given = self._expression(case.guard, given)
        return self.block(case.body, given)

    def _expression(self, node: ast.AST, given: Set[str]) -> Set[str]:
        """Read an expression, and return the variables after it."""
        match node:
            case ast.Name(id=name):
                if name in given:
                    self.found.add(node)
                return given
            case ast.NamedExpr(target=target, value=value):
                return self._bound([target], value, self._expression(value, given))
            case ast.Lambda(args=arguments, body=body):
                self._expression(body, given - {it.arg for it in all_parameters(arguments)})
                return given
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, given)
                return given
        for child in ast.iter_child_nodes(node):
            given = self._expression(child, given)
        return given

    def _comprehension(self, node: _Comprehension, given: Set[str]) -> None:
        for part in node.generators:
            given = self._bound([part.target], part.iter, self._expression(part.iter, given))
            for test in part.ifs:
                given = self._expression(test, given)
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for value in values:
            given = self._expression(value, given)

    def _bound(self, targets: Sequence[ast.expr], value: ast.expr, given: Set[str]) -> Set[str]:
        """Return the variables after targets were set to a value that was read before."""
        names = {it.id for it in stores(targets) if isinstance(it, ast.Name)}
        return given | names if mentions(self.found, value) else given - names
