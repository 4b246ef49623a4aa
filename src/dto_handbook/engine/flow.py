"""The types of names inside a function, followed statement by statement.

Types come from annotations, simple assignment, iteration and the declared returns of methods; what
none of these tells is unknown. Checks against None narrow a type on the way that they guard.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dto_handbook.engine.project import (
    NONE_TYPE,
    UNKNOWN,
    ClassType,
    Project,
    Type,
    UnionType,
    alternatives,
    union,
)
from dto_handbook.engine.symbols import FunctionSymbol, dotted, import_target, type_expression
from dto_handbook.engine.tree import Function, branches, stores

_ITERABLE = frozenset(
    {
        *(f"builtins.{name}" for name in ("frozenset", "list", "set", "tuple")),
        *(
            f"collections.abc.{name}"
            for name in (
                "AsyncIterable", "AsyncIterator", "Collection", "Generator", "Iterable", "Iterator",
                "MutableSequence", "MutableSet", "Sequence", "Set",
            )
        ),
        "collections.deque",
    }
)  # fmt: skip
_MAPPING = frozenset(
    {
        "builtins.dict",
        "collections.OrderedDict",
        "collections.abc.Mapping",
        "collections.abc.MutableMapping",
        "collections.defaultdict",
    }
)
_SAME = frozenset({"copy.copy", "copy.deepcopy", "dataclasses.replace"})
_SEQUENCE_OF = frozenset(
    {"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted",
     "builtins.reversed"}
)  # fmt: skip


# The expressions that are not walked as all others are.
_OF_THEIR_OWN = frozenset({
    ast.BoolOp, ast.Call, ast.Constant, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.Lambda,
    ast.ListComp, ast.Name, ast.NamedExpr, ast.SetComp, ast.UnaryOp,
})  # fmt: skip


@dataclass
class State:
    """What is known at one point of a function."""

    types: dict[str, Type] = field(default_factory=dict)  # By the name of a local variable
    present: set[str] = field(default_factory=set)  # Dotted paths known not to be None

    def copy(self) -> State:
        """Return a state that changes by itself."""
        return State(dict(self.types), set(self.present))

    def forget(self, path: str) -> None:
        """Drop what was known of a path and of all that is reached through it."""
        self.present = {
            known for known in self.present if known != path and not known.startswith(f"{path}.")
        }


@dataclass
class _Loop:
    broken: list[State] = field(default_factory=list)
    continued: list[State] = field(default_factory=list)


class Flow:
    """Walks functions of a module, and tells of each expression that is tested for truth.

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
        self._project = project
        self._module = module
        self._is_package = is_package
        self._tested = tested
        self._reached = reached
        self._imports: dict[str, str] = {}
        self._loops: list[_Loop] = []

    def walk(self, function: Function, owner: str | None, outer: State | None = None) -> None:
        """Walk a function, and the functions inside of it.

        Args:
            function: The function.
            owner: Full name of the class whose method it is, if it is one.
            outer: What is known around it.
        """
        state = State(dict(outer.types)) if outer is not None else State()
        if outer is None:
            self._imports = {}
        loops, self._loops = self._loops, []
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        for argument in [*positional, *arguments.kwonlyargs]:
            state.types[argument.arg] = self._annotated(argument.annotation)
        if arguments.vararg is not None:
            element = self._annotated(arguments.vararg.annotation)
            state.types[arguments.vararg.arg] = ClassType("builtins.tuple", (element, UNKNOWN))
        if arguments.kwarg is not None:
            value = self._annotated(arguments.kwarg.annotation)
            state.types[arguments.kwarg.arg] = ClassType(
                "builtins.dict", (ClassType("builtins.str"), value)
            )
        if owner is not None and positional and positional[0].arg == "self":
            state.types["self"] = ClassType(owner)
        self._block(function.body, state)
        self._loops = loops

    # Types of expressions

    def type_of(self, node: ast.expr, state: State) -> Type:
        """Return the type of an expression in a state."""
        match node:
            case ast.Name(id=name):
                return self._narrowed(node, state.types.get(name, UNKNOWN), state)
            case ast.Attribute(value=value, attr=name):
                return self._narrowed(node, self._member(self.type_of(value, state), name), state)
            case ast.Await(value=ast.Call() as call):
                return self._called(call, state, awaited=True)
            case ast.Call():
                return self._called(node, state, awaited=False)
            case ast.NamedExpr(value=value):
                return self.type_of(value, state)
            case ast.IfExp(body=body, orelse=orelse):
                return union([self.type_of(body, state), self.type_of(orelse, state)])
            case ast.Subscript(value=value, slice=index):
                container = self.type_of(value, state)
                return container if isinstance(index, ast.Slice) else _item(container, index)
            case ast.List(elts=[_, *_] as items) | ast.Tuple(elts=[_, *_] as items):
                return ClassType(
                    "collections.abc.Sequence", (union([self._part(i, state) for i in items]),)
                )
            case (
                ast.ListComp(generators=generators)
                | ast.SetComp(generators=generators)
                | (ast.GeneratorExp(generators=generators))
            ):
                inner = state.copy()
                for generator in generators:
                    self._bind(generator.target, self._element(generator.iter, inner), inner)
                return ClassType("collections.abc.Iterable", (self.type_of(node.elt, inner),))
            case ast.BoolOp(op=ast.Or(), values=[*firsts, last]):
                parts = [without_none(self.type_of(first, state)) for first in firsts]
                return union([*parts, self.type_of(last, state)])
            case ast.Constant(value=None):
                return NONE_TYPE
        return UNKNOWN

    def _part(self, item: ast.expr, state: State) -> Type:
        if isinstance(item, ast.Starred):
            return self._element(item.value, state)
        return self.type_of(item, state)

    def _narrowed(self, node: ast.expr, type_: Type, state: State) -> Type:
        if isinstance(type_, UnionType) and dotted(node) in state.present:
            return without_none(type_)
        return type_

    def _member(self, owner: Type, name: str) -> Type:
        found = []
        for part in alternatives(owner):
            if part == NONE_TYPE:
                continue  # Where it is None, the program stops at this point
            if not isinstance(part, ClassType):
                return UNKNOWN
            method = self._project.method(part.name, name)
            if method is not None and method[1].is_property:
                found.append(self._returned(part, *method))
            else:
                found.append(self._project.field_type(part.name, name))
        return union(found) if found else UNKNOWN

    def _called(self, call: ast.Call, state: State, *, awaited: bool) -> Type:
        name = self.resolve(call.func)
        if name and not self._is_local(call.func, state):
            if name in _SAME and call.args:
                return self.type_of(call.args[0], state)
            if name in _SEQUENCE_OF and call.args:
                return ClassType("collections.abc.Sequence", (self._element(call.args[0], state),))
            if self._project.class_symbol(name) is not None:
                return ClassType(name)
            module, _, function = name.rpartition(".")
            symbols = self._project.modules.get(module)
            if symbols is not None and function in symbols.functions:
                return self._result(module, symbols.functions[function], None, awaited)
            owner = self._project.class_symbol(module)
            if owner is not None:  # A class method, called on the class
                method = self._project.method(module, function)
                if method is not None:
                    return self._result(method[0], method[1], ClassType(module), awaited)
        if isinstance(call.func, ast.Attribute):
            owner_type = self.type_of(call.func.value, state)
            found = []
            for part in alternatives(owner_type):
                if part == NONE_TYPE:
                    continue
                if not isinstance(part, ClassType):
                    return UNKNOWN
                if part.name in _MAPPING and len(part.arguments) == 2:
                    return _of_mapping(part, call.func.attr)
                method = self._project.method(part.name, call.func.attr)
                if method is None:
                    return UNKNOWN
                found.append(self._result(method[0], method[1], part, awaited))
            return union(found) if found else UNKNOWN
        return UNKNOWN

    def _result(
        self, module: str, function: FunctionSymbol, owner: ClassType | None, awaited: bool
    ) -> Type:
        if function.is_async != awaited:
            return UNKNOWN
        return self._returned(owner, module, function)

    def _returned(self, owner: ClassType | None, module: str, function: FunctionSymbol) -> Type:
        if function.returns is None:
            return UNKNOWN
        type_ = self._project.type_of(module, function.returns)
        if owner is not None and type_ in (
            ClassType("typing.Self"),
            ClassType("typing_extensions.Self"),
        ):
            return owner
        return type_

    def _element(self, node: ast.expr, state: State) -> Type:
        """Return the type of what an iteration over an expression yields."""
        if (
            isinstance(node, ast.Call)
            and self.resolve(node.func) == "builtins.enumerate"
            and node.args
        ):
            return ClassType(
                "builtins.tuple", (ClassType("builtins.int"), self._element(node.args[0], state))
            )
        return element(self.type_of(node, state))

    def resolve(self, node: ast.AST) -> str:
        """Return the full name of a chain of names, imports inside the function included."""
        name = dotted(node)
        if name is None:
            return ""
        head, _, rest = name.partition(".")
        if head in self._imports:
            return self._project.canonical(
                f"{self._imports[head]}.{rest}" if rest else self._imports[head]
            )
        return self._project.resolve(self._module, name)

    def _is_local(self, node: ast.expr, state: State) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in state.types

    def _annotated(self, annotation: ast.expr | None) -> Type:
        if annotation is None:
            return UNKNOWN
        return self._project.type_of(self._module, type_expression(annotation))

    def _import(self, name: str, target: str, state: State) -> None:
        self._imports[name] = target
        state.types.pop(name, None)
        state.forget(name)

    # Statements

    def _block(self, body: Sequence[ast.stmt], state: State | None) -> State | None:
        """Walk statements; return the state after them, None where control does not get there."""
        for statement in body:
            if state is None:
                return None
            self._reached(statement, state)
            state = self._statement(statement, state)
        return state

    def _statement(self, node: ast.stmt, state: State) -> State | None:
        match node:
            case ast.If(test=test, body=body, orelse=orelse):
                yes, no = self._branch(test, state)
                return _joined(self._block(body, yes), self._block(orelse, no))
            case ast.While(test=test, body=body, orelse=orelse):
                self._forget_assigned(body, state)
                yes, no = self._branch(test, state)
                again, broken = self._loop(body, yes)
                if again is not None:
                    self._assume(test, False, again)
                endless = isinstance(test, ast.Constant) and test.value
                after = None if endless else self._block(orelse, _joined(no, again))
                return _joined(after, *broken)
            case ast.For() | ast.AsyncFor():
                self._expression(node.iter, state)
                self._forget_assigned(node.body, state)
                inner = state.copy()
                self._bind(node.target, self._element(node.iter, state), inner)
                again, broken = self._loop(node.body, inner)
                after = self._block(node.orelse, _joined(again, state))
                return _joined(after, *broken)
            case ast.Try() | ast.TryStar():
                self._forget_assigned(node.body, before := state.copy())
                ends = [self._block([*node.body, *node.orelse], state)]
                for handler in node.handlers:
                    inner = before.copy()
                    if handler.name is not None:
                        self._bind(ast.Name(handler.name), UNKNOWN, inner)
                    ends.append(self._block(handler.body, inner))
                joined = _joined(*ends)
                if node.finalbody:
                    after = self._block(node.finalbody, joined if joined is not None else before)
                    return after if joined is not None else None
                return joined
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    self._expression(item.context_expr, state)
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, UNKNOWN, state)
                self._forget_assigned(node.body, before := state.copy())
                after = self._block(node.body, state)
                # Nothing tells whether the context manager swallows an exception.
                return after if after is not None else before
            case ast.Match():
                return self._match(node, state)
            case ast.Return() | ast.Raise():
                for child in branches(node):
                    self._expression(child, state)
                return None
            case ast.Continue() | ast.Break():
                if self._loops:  # None: no Python, yet it parses
                    is_break = isinstance(node, ast.Break)
                    loop = self._loops[-1]
                    (loop.broken if is_break else loop.continued).append(state)
                return None
            case ast.Assert(test=test):
                self._expression(test, state)
                if node.msg is not None:
                    self._assume(test, False, wrong := state.copy())
                    self._expression(node.msg, wrong)
                self._assume(test, True, state)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for outside in (*node.decorator_list, node.args):
                    self._expression(outside, state)
                self._bind(ast.Name(node.name), UNKNOWN, state)
                self.walk(node, None, state)
            case ast.ClassDef(name=name, body=body):
                self._bind(ast.Name(name), UNKNOWN, state)
                for statement in body:
                    if isinstance(statement, Function):
                        self.walk(statement, None, state)
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
                self._expression(value, state)
                for target in targets:
                    self._assign(target, value, state)
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                if value is not None:
                    self._expression(value, state)
                self._bind(target, self._annotated(annotation), state)
            case ast.AugAssign(target=target, value=value):
                self._expression(value, state)
                self._bind(target, UNKNOWN, state)
            case _:
                for child in branches(node):
                    self._expression(child, state)
        return state

    def _loop(self, body: Sequence[ast.stmt], state: State) -> tuple[State | None, list[State]]:
        """Walk a loop's body; return the state at its next turn, and those where it is left."""
        loop = _Loop()
        self._loops.append(loop)
        end = self._block(body, state)
        self._loops.pop()
        return _joined(end, *loop.continued), loop.broken

    def _match(self, node: ast.Match, state: State) -> State | None:
        self._expression(node.subject, state)
        path, ends = dotted(node.subject), list[State | None]()
        none_taken = False
        for case in node.cases:
            inner = state.copy()
            is_none = isinstance(case.pattern, ast.MatchSingleton) and case.pattern.value is None
            if path is not None and (_excludes_none(case.pattern) or (none_taken and not is_none)):
                inner.present.add(path)
            for name in _captured(case.pattern):
                self._bind(ast.Name(name), UNKNOWN, inner)
            plain = case.pattern
            if isinstance(plain, ast.MatchAs) and plain.pattern is not None:
                plain = plain.pattern
            if isinstance(plain, ast.MatchClass):
                type_ = ClassType(self.resolve(plain.cls))
                if isinstance(node.subject, ast.Name):
                    inner.types[node.subject.id] = type_
                if isinstance(case.pattern, ast.MatchAs) and case.pattern.name is not None:
                    inner.types[case.pattern.name] = type_
            if case.guard is not None:
                self._test(case.guard, inner)
                self._assume(case.guard, True, inner)
            elif is_none:
                none_taken = True
            ends.append(self._block(case.body, inner))
        last = node.cases[-1]
        is_whole = (
            isinstance(last.pattern, ast.MatchAs)
            and last.pattern.pattern is None
            and last.guard is None
        )
        return _joined(*ends) if is_whole else _joined(*ends, state)

    def _branch(self, test: ast.expr, state: State) -> tuple[State, State]:
        self._test(test, state)
        yes, no = state.copy(), state.copy()
        self._assume(test, True, yes)
        self._assume(test, False, no)
        return yes, no

    def _assign(self, target: ast.expr, value: ast.expr, state: State) -> None:
        match target, value:
            case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
                types = [self._part(part, state) for part in values]
                is_plain = not any(isinstance(part, ast.Starred) for part in (*targets, *values))
                for part, type_ in zip(targets, types, strict=True):
                    self._bind(part, type_ if is_plain else UNKNOWN, state)
            case _:
                self._bind(target, self.type_of(value, state), state)

    def _bind(self, target: ast.expr, type_: Type, state: State) -> None:
        match target:
            case ast.Name(id=name):
                state.types[name] = type_
                state.forget(name)
            case ast.Attribute():
                if (path := dotted(target)) is not None:
                    state.forget(path)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                parts = type_.arguments if isinstance(type_, ClassType) else ()
                for position, part in enumerate(targets):
                    fits = len(parts) == len(targets) and UNKNOWN not in parts[1:2]
                    self._bind(part, parts[position] if fits else UNKNOWN, state)
            case ast.Starred(value=value):
                self._bind(value, UNKNOWN, state)

    def _forget_assigned(self, body: Iterable[ast.stmt], state: State) -> None:
        # What a loop changes is not known when it begins again.
        for node in stores(body):
            state.forget(dotted(node) or "")

    # Tests

    def _test(self, node: ast.expr, state: State) -> None:
        """Walk an expression that is tested for truth."""
        match node:
            case ast.BoolOp():
                self._operands(node, state, last_is_tested=True)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._test(operand, state)
            case ast.NamedExpr(target=target, value=value):
                self._test(value, state)
                self._bind(target, self.type_of(value, state), state)
            case ast.Attribute() | ast.Name():
                self._tested(node, state)
                self._expression(node, state)
            case _:
                self._expression(node, state)

    def _expression(self, node: ast.AST, state: State) -> None:
        """Walk an expression whose value is used, and find the tests in it."""
        if node.__class__ not in _OF_THEIR_OWN:
            self._reached(node, state)
            for child in branches(node):
                self._expression(child, state)
            return
        match node:
            case ast.BoolOp():
                self._operands(node, state, last_is_tested=False)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._test(operand, state)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                yes, no = self._branch(test, state)
                self._expression(body, yes)
                self._expression(orelse, no)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                inner = state.copy()
                for generator in node.generators:
                    self._expression(generator.iter, inner)
                    self._bind(generator.target, self._element(generator.iter, inner), inner)
                    for condition in generator.ifs:
                        self._test(condition, inner)
                        self._assume(condition, True, inner)
                results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
                for result in results:
                    self._expression(result, inner)
            case ast.Lambda(args=arguments, body=body):
                inner = state.copy()
                self._expression(arguments, inner)
                for argument in ast.walk(arguments):
                    if isinstance(argument, ast.arg):
                        self._bind(ast.Name(argument.arg), UNKNOWN, inner)
                self._expression(body, inner)
            case ast.NamedExpr(target=target, value=value):
                self._expression(value, state)
                self._bind(target, self.type_of(value, state), state)
            case ast.Call(func=ast.Name(id="bool"), args=[argument]):
                self._test(argument, state)
            case ast.Name() | ast.Constant():
                pass
            case _:
                self._reached(node, state)
                for child in branches(node):
                    self._expression(child, state)

    def _operands(self, node: ast.BoolOp, state: State, *, last_is_tested: bool) -> None:
        inner = state.copy()
        for operand in node.values:
            if last_is_tested or operand is not node.values[-1]:
                self._test(operand, inner)
            else:
                self._expression(operand, inner)
            self._assume(operand, isinstance(node.op, ast.And), inner)

    def _assume(self, test: ast.expr, outcome: bool, state: State) -> None:
        """Note in a state what follows from a test's outcome."""
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._assume(operand, not outcome, state)
            case ast.BoolOp(op=operator, values=values):
                if outcome == isinstance(operator, ast.And):
                    for value in values:
                        self._assume(value, outcome, state)
            case ast.Compare(left=left, ops=[operator], comparators=[ast.Constant(value=None)]):
                if isinstance(operator, ast.IsNot | ast.NotEq) == outcome:
                    self._assume_present(left, state)
            case ast.Compare(left=ast.Constant(value=None), ops=[operator], comparators=[right]):
                if isinstance(operator, ast.IsNot | ast.NotEq) == outcome:
                    self._assume_present(right, state)
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant()]) if outcome:
                self._assume_present(left, state)
            case ast.Compare(
                left=left,
                ops=[ast.In()],
                comparators=[ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items)],
            ) if outcome and all(map(_is_not_none, items)):
                self._assume_present(left, state)
            case ast.Call(func=ast.Name(id="isinstance"), args=[subject, class_]) if outcome:
                self._assume_present(subject, state)
                if isinstance(subject, ast.Name) and (name := self.resolve(class_)):
                    state.types[subject.id] = ClassType(name)
            case ast.Name() | ast.Attribute() | ast.NamedExpr() if outcome:
                self._assume_present(test, state)

    def _assume_present(self, node: ast.expr, state: State) -> None:
        if isinstance(node, ast.NamedExpr):
            self._bind(node.target, self.type_of(node.value, state), state)
            self._assume_present(node.target, state)
            node = node.value
        if (path := dotted(node)) is not None:
            state.present.add(path)


def without_none(type_: Type) -> Type:
    """Return a type without None among its alternatives."""
    return union([part for part in alternatives(type_) if part != NONE_TYPE] or [type_])


def _is_not_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is not None


def _excludes_none(pattern: ast.pattern) -> bool:
    match pattern:
        case ast.MatchOr(patterns=patterns):
            return all(map(_excludes_none, patterns))
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _excludes_none(inner)
    return isinstance(
        pattern, ast.MatchClass | ast.MatchMapping | ast.MatchSequence | ast.MatchValue
    )


def _captured(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        match node:
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                yield name
            case ast.MatchMapping(rest=str() as name):
                yield name


def element(type_: Type) -> Type:
    """Return the type of what an iteration over a type yields."""
    found = list[Type]()
    for part in alternatives(type_):
        if part == NONE_TYPE:
            continue
        if not isinstance(part, ClassType) or not part.arguments:
            return UNKNOWN
        if part.name not in _ITERABLE and part.name not in _MAPPING:
            return UNKNOWN
        if part.name == "builtins.tuple" and part.arguments[1:] not in ((), (UNKNOWN,)):
            found.extend(part.arguments)
        else:
            found.append(part.arguments[0])
    return union(found) if found else UNKNOWN


def _item(container: Type, index: ast.expr) -> Type:
    match container:
        case ClassType(name, (_, value)) if name in _MAPPING:
            return value
        case ClassType("builtins.tuple", arguments) if arguments[1:] != (UNKNOWN,):
            match index:
                case ast.Constant(value=int() as position) if position < len(arguments):
                    return arguments[position]
            return UNKNOWN
    return element(container)


def _of_mapping(mapping: ClassType, method: str) -> Type:
    key, value = mapping.arguments
    match method:
        case "values":
            return ClassType("collections.abc.Iterable", (value,))
        case "keys":
            return ClassType("collections.abc.Iterable", (key,))
        case "items":
            return ClassType(
                "collections.abc.Iterable", (ClassType("builtins.tuple", (key, value)),)
            )
        case "get":
            return union([value, NONE_TYPE])
        case "pop" | "setdefault":
            return value
        case "copy":
            return mapping
    return UNKNOWN


def _joined(*states: State | None) -> State | None:
    reached = [state for state in states if state is not None]
    if not reached:
        return None
    first, *others = reached
    types: Mapping[str, Type] = {
        name: type_
        if all(other.types.get(name) == type_ for other in others)
        else union([state.types.get(name, UNKNOWN) for state in reached])
        for name, type_ in first.types.items()
    }
    present = set.intersection(*(state.present for state in reached))
    return State(dict(types), present)
