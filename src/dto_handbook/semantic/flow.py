"""The types of names inside a function, followed statement by statement.

Types come from annotations, simple assignment, iteration and the declared returns of methods; any
other type is unknown. Checks against None narrow a type on the path that they guard.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from dto_handbook.semantic.ast_walk import Function, branches, dotted, stores
from dto_handbook.semantic.control import may_suppress, never_returns
from dto_handbook.semantic.demands import Demand
from dto_handbook.semantic.expression_flow import ExpressionFlow
from dto_handbook.semantic.inference import Inference
from dto_handbook.semantic.narrowing import assume, captured, excludes_none, includes_none
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.state import Origin, State, bind, joined
from dto_handbook.semantic.symbols import import_target
from dto_handbook.semantic.types import UNKNOWN, ClassType, Type


@dataclass
class _Loop:
    broken: list[State] = field(default_factory=list)
    continued: list[State] = field(default_factory=list)


class Flow:
    """Walks functions of a module, and reports each expression that is tested for truth.

    Args:
        project: Resolves names and types.
        module: The module's dotted name.
        is_package: Whether the module is an `__init__`.
        tested: Called with a name or attribute that is tested for truth, and the state there.
        reached: Called with each statement and compound expression, and the state before it.
    """

    def __init__(
        self,
        project: Project,
        module: str,
        *,
        is_package: bool,
        tested: Callable[[ast.expr, State], None] = lambda node, state: None,
        reached: Callable[[ast.AST, State], None] = lambda node, state: None,
    ) -> None:
        self._types = Inference(project, module)
        self._module = module
        self._is_package = is_package
        self._expressions = ExpressionFlow(self._types, tested, reached)
        self._reached = reached
        self._loops: list[_Loop] = []
        self._is_in_function = True

    def walk(self, function: Function, owner: str | None, outer: State | None = None) -> None:
        """Walk a function, and the functions inside it.

        Args:
            function: The function.
            owner: The full name of the class, for a method.
            outer: The state around it.
        """
        state = State()
        if outer is not None:
            state = State(dict(outer.types), origins=dict(outer.origins))
        if outer is None:
            self._types.imports = {}
        loops, self._loops = self._loops, []
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        for argument in [*positional, *arguments.kwonlyargs]:
            state.types[argument.arg] = self._types.annotated(argument.annotation)
        if arguments.vararg is not None:
            element = self._types.annotated(arguments.vararg.annotation)
            state.types[arguments.vararg.arg] = ClassType("builtins.tuple", (element, UNKNOWN))
        if arguments.kwarg is not None:
            value = self._types.annotated(arguments.kwarg.annotation)
            state.types[arguments.kwarg.arg] = ClassType(
                "builtins.dict", (ClassType("builtins.str"), value)
            )
        if owner is not None and positional and positional[0].arg == "self":
            state.types["self"] = ClassType(owner)
        self._block(function.body, state)
        self._loops = loops

    def walk_module(self, tree: ast.Module) -> None:
        """Walk what runs when a module is imported: its statements, and those of its classes.

        Args:
            tree: The module.
        """
        self._types.imports = {}
        self._is_in_function = False
        self._block(tree.body, State())
        self._is_in_function = True

    def type_of(self, node: ast.expr, state: State) -> Type:
        """Return the type of an expression in a state."""
        return self._types.type_of(node, state)

    def read(self, node: ast.expr, state: State) -> tuple[Type, Sequence[Origin]]:
        """Return the type of an expression, and the attributes that its value is read from."""
        return self._types.read(node, state)

    def demands(self, call: ast.Call, state: State, owner: str | None) -> Iterable[Demand]:
        """Return the parameters of a called function that require a list or other mutable type."""
        return self._types.demands(call, state, owner)

    def resolve(self, node: ast.expr) -> str:
        """Return the full name of a chain of names, including imports inside the function."""
        return self._types.resolve(node)

    def _define(self, name: str, state: State) -> None:
        if self._is_in_function:
            bind(ast.Name(name), UNKNOWN, state)
        else:  # The project knows what the module defines
            state.types.pop(name, None)
            state.forget(name)

    def _import(self, name: str, target: str, state: State) -> None:
        self._types.imports[name] = target
        state.types.pop(name, None)
        state.forget(name)

    def _block(self, body: Sequence[ast.stmt], state: State | None) -> State | None:
        """Walk statements; return the state after them, or None if control does not get there."""
        for statement in body:
            if state is None:
                return None
            self._reached(statement, state)
            state = self._statement(statement, state)
        return state

    def _inner(self, body: Sequence[ast.stmt], state: State | None) -> State | None:
        """Walk the statements inside another one, which may end with a call that never returns.

        Such a call is the last statement, because code after it would not run.
        """
        state = self._block(body, state)
        if state is not None and body and isinstance(last := body[-1], ast.Expr):
            return None if never_returns(self._types, last.value, state) else state
        return state

    def _statement(self, node: ast.stmt, state: State) -> State | None:
        match node:
            case ast.If(test=test, body=body, orelse=orelse):
                yes, no = self._expressions.branch(test, state)
                return joined(self._inner(body, yes), self._inner(orelse, no))
            case ast.While(test=test, body=body, orelse=orelse):
                self._forget_assigned(body, state)
                yes, no = self._expressions.branch(test, state)
                again, broken = self._loop(body, yes)
                if again is not None:
                    assume(self._types, test, False, again)
                endless = isinstance(test, ast.Constant) and test.value
                after = None if endless else self._block(orelse, joined(no, again))
                return joined(after, *broken)
            case ast.For() | ast.AsyncFor():
                self._expressions.walk(node.iter, state)
                self._forget_assigned(node.body, state)
                inner = state.copy()
                self._expressions.bind_element(node.target, node.iter, state, inner)
                again, broken = self._loop(node.body, inner)
                after = self._block(node.orelse, joined(again, state))
                return joined(after, *broken)
            case ast.Try() | ast.TryStar():
                self._forget_assigned(node.body, before := state.copy())
                ends = [self._inner([*node.body, *node.orelse], state)]
                for handler in node.handlers:
                    inner = before.copy()
                    if handler.name is not None:
                        bind(ast.Name(handler.name), UNKNOWN, inner)
                    ends.append(self._inner(handler.body, inner))
                ended = joined(*ends)
                if node.finalbody:  # It runs as well where an exception leaves the statement
                    self._forget_assigned([*node.orelse, *node.handlers], before)
                    self._block(node.finalbody, joined(before, ended))
                    return self._inner(node.finalbody, ended)
                return ended
            case ast.With() | ast.AsyncWith():
                managers = [item.context_expr for item in node.items]
                suppresses = any(may_suppress(self._types, it, state) for it in managers)
                for item in node.items:
                    self._expressions.walk(item.context_expr, state)
                    if item.optional_vars is not None:
                        bind(item.optional_vars, UNKNOWN, state)
                self._forget_assigned(node.body, before := state.copy())
                after = self._inner(node.body, state)
                # Any context manager may suppress an exception.
                return joined(after, before) if suppresses or after is None else after
            case ast.Match():
                return self._match(node, state)
            case ast.Return() | ast.Raise():
                for child in branches(node):
                    self._expressions.walk(child, state)
                return None
            case ast.Continue() | ast.Break():
                if self._loops:  # None: no Python, yet it parses
                    is_break = isinstance(node, ast.Break)
                    loop = self._loops[-1]
                    (loop.broken if is_break else loop.continued).append(state)
                return None
            case ast.Assert(test=test):
                self._expressions.walk(test, state)
                if node.msg is not None:
                    assume(self._types, test, False, wrong := state.copy())
                    self._expressions.walk(node.msg, wrong)
                if isinstance(test, ast.Constant) and not test.value:
                    return None
                assume(self._types, test, True, state)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for outside in (*node.decorator_list, node.args):
                    self._expressions.walk(outside, state)
                self._define(node.name, state)
                if self._is_in_function:
                    self.walk(node, None, state)
            case ast.ClassDef(body=body):
                for outside in (*node.decorator_list, *node.bases, *node.keywords):
                    self._expressions.walk(outside, state)
                self._define(node.name, state)
                methods = [it for it in body if isinstance(it, Function)]
                for method in methods if self._is_in_function else ():
                    self.walk(method, None, state)
                self._block([it for it in body if it not in methods], state.copy())
            case ast.Import():
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    self._import(
                        alias.asname or first, alias.name if alias.asname else first, state
                    )
            case ast.ImportFrom():
                source = import_target(node, self._module, is_package=self._is_package)
                for alias in node.names:
                    self._import(alias.asname or alias.name, f"{source}.{alias.name}", state)
            case ast.Assign(targets=targets, value=value):
                self._expressions.walk(value, state)
                for target in targets:
                    self._expressions.assign(target, value, state)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                origins: tuple[Origin, ...] = ()
                if value is not None:
                    self._expressions.walk(value, state)
                    origins = self._types.origins_of(value, state)
                bind(target, self._types.annotated(annotation), state, origins)
            case ast.AugAssign(target=target, value=value):
                self._expressions.walk(value, state)
                bind(target, UNKNOWN, state)
            case _:
                for child in branches(node):
                    self._expressions.walk(child, state)
        return state

    def _loop(self, body: Sequence[ast.stmt], state: State) -> tuple[State | None, list[State]]:
        """Walk a loop's body; return the state at its next turn, and those at its exits."""
        loop = _Loop()
        self._loops.append(loop)
        end = self._inner(body, state)
        self._loops.pop()
        return joined(end, *loop.continued), loop.broken

    def _match(self, node: ast.Match, state: State) -> State | None:
        self._expressions.walk(node.subject, state)
        path, ends = dotted(node.subject), list[State | None]()
        rest = state.copy()  # What is known where no pattern so far has matched
        for case in node.cases:
            inner = rest.copy()
            if path is not None and excludes_none(case.pattern):
                inner.assume_present(path)
            for name in captured(case.pattern):
                bind(ast.Name(name), UNKNOWN, inner)
            plain = case.pattern
            if isinstance(plain, ast.MatchAs) and plain.pattern is not None:
                plain = plain.pattern
            if isinstance(plain, ast.MatchClass):
                type_ = ClassType(self._types.resolve(plain.cls))
                if isinstance(node.subject, ast.Name):
                    inner.types[node.subject.id] = type_
                if isinstance(case.pattern, ast.MatchAs) and case.pattern.name is not None:
                    inner.types[case.pattern.name] = type_
            if case.guard is not None:
                self._expressions.test(case.guard, inner)
                assume(self._types, case.guard, True, inner)
            elif path is not None and includes_none(case.pattern):
                rest.assume_present(path)
            ends.append(self._inner(case.body, inner))
        last = node.cases[-1]
        is_whole = (
            isinstance(last.pattern, ast.MatchAs)
            and last.pattern.pattern is None
            and last.guard is None
        )
        return joined(*ends) if is_whole else joined(*ends, rest)

    def _forget_assigned(self, body: Iterable[ast.AST], state: State) -> None:
        # What a loop changes is not known when it begins again.
        for node in stores(body) if state.present or state.origins else ():
            state.forget(dotted(node) or "")
