"""DTO301: a parameter whose type demands more than the body uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.module import Module
from dto_handbook.linter.module_tree import Place
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.signatures import declared, is_stub, parameters
from dto_handbook.semantic.ast_walk import Function
from dto_handbook.semantic.collection_types import (
    CHANGING_FUNCTIONS,
    MUTATORS,
    CollectionType,
    collection_of,
)
from dto_handbook.semantic.flow import Flow
from dto_handbook.semantic.state import State
from dto_handbook.semantic.type_expressions import decorator_name
from dto_handbook.semantic.types import (
    ClassType,
    Type,
    alternatives,
    held,
    simple_name,
    with_article,
)

_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_OWN = ("__init__", "__new__", "__post_init__")  # Whatever the base class declares


class ConcreteParameter(Rule):
    """A function accepts the most abstract collection of DTOs that its body can use.

    Why: A DTO holds tuples. A function that requires a `list` and only reads it rejects them:
    callers copy their tuples into lists, or the type checker reports an error.

    How to fix: Annotate what the body needs: `Iterable` for one loop, `Collection` for `len` and
    `in`, `Sequence` for an index, `Mapping` for a dict, `Set` for a set. All are in
    `collections.abc`. A body that called `copy()` makes its own list with `list(...)`.

    Exceptions: A body that appends, sorts, concatenates or assigns items needs the list. So does a
    body that stores the list itself or a slice, returns either as a list, alone or in a dict, or
    compares it with one. A body that passes the list on to a field or a function that needs a list
    needs the list, too. If that function only reads the list, the rule reports both functions. A
    method that overrides another one must keep its signature.

    Not seen: What a function without annotations, or one from outside the project, needs.
    """

    id = "DTO301"
    name = "Concrete parameter"
    clauses = ("G3",)
    since = "0.1.0"
    severity = Severity.WARNING

    def applies_to(self, module: Module) -> bool:
        """Select modules that may contain functions."""
        return "def" in module.text

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the parameters of each function against what the body does with them."""
        known: Mapping[Function, Place] = {}
        for function in module.functions_that_may_name_dtos:
            for parameter in parameters(function):
                asked = _asked(module, parameter)
                if asked is None:
                    continue
                known = known or module.places
                place = known[function]
                if (
                    is_stub(function)
                    or _is_override(module, function, place)
                    or _Body(module, function, known).needs(parameter.arg)
                ):
                    continue
                symbol = f"{place.name}.{parameter.arg}"
                kind, instead = with_article(simple_name(asked.name)), with_article(asked.abstract)
                message = f"{parameter.arg} is {kind} that is only read: accept {instead}"
                yield self.finding(module, parameter, symbol, message)


def _asked(module: Module, parameter: ast.arg) -> CollectionType | None:
    # The concrete collection of DTOs that a parameter requires.
    for part in alternatives(declared(module, parameter.annotation)):
        if (
            isinstance(part, ClassType)
            and (found := _concrete(module, part)) is not None
            and any(module.internal_dto(inner) is not None for inner in held(part))
        ):
            return found
    return None


def _is_override(module: Module, function: Function, place: Place) -> bool:
    names = [decorator_name(decorator) or "" for decorator in function.decorator_list]
    if any(simple_name(name) == "override" for name in names):
        return True
    return (
        place.owner is not None
        and function.name not in _OWN
        and any(
            module.project.method(base, function.name) for base in module.project.bases(place.owner)
        )
    )


class _Body:
    """What a function's body does with the argument of a parameter."""

    def __init__(
        self,
        module: Module,
        function: Function,
        known: Mapping[Function, Place],
        callers: tuple[Function, ...] = (),
    ) -> None:
        self._module = module
        self._function = function
        self._known = known
        self._callers = (*callers, function)
        self._nodes = [node for statement in function.body for node in ast.walk(statement)]
        self._names: dict[str, int | None] = {}  # To the line after which it is another object

    def needs(self, parameter: str) -> bool:
        """Return whether the body changes the object, or passes it on as its concrete type."""
        self._names = {parameter: self._replaced(parameter)}
        before = 0
        while before < len(self._names):
            before = len(self._names)
            for node in self._nodes:
                match node:
                    case (
                        ast.Assign(targets=[ast.Name(id=name)], value=value)
                        | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                        | ast.NamedExpr(target=ast.Name(id=name), value=value)
                    ) if name not in self._names and self._is_it(value):
                        self._names[name] = None
        return any(map(self._uses_it, self._nodes))

    def _uses_it(self, node: ast.AST) -> bool:
        match node:
            case ast.Attribute(value=value, attr=attribute):
                return attribute in MUTATORS and self._is_it(value)
            case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
                return self._is_it(value)
            case ast.AugAssign(target=ast.Name() as target):
                return self._is_it(target)
            case ast.Assign(targets=targets, value=value):
                stores = (ast.Attribute, ast.Subscript)
                return self._holds_it(value) and any(isinstance(at, stores) for at in targets)
            case ast.AnnAssign(target=ast.Attribute(), value=ast.expr() as value):
                return self._holds_it(value)
            case ast.AnnAssign(annotation=annotation, value=ast.expr() as value):
                of_list = _is_concrete(self._module, declared(self._module, annotation))
                return of_list and self._is_it(value)
            case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value):
                returned = declared(self._module, self._function.returns)
                return self._holds_it(value) and _is_concrete(self._module, returned)
            case ast.BinOp(left=left, op=ast.Add() | ast.Mult() | ast.BitOr(), right=right):
                return self._is_it(left) or self._is_it(right)
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                is_list = any(isinstance(it, _DISPLAYS) for it in (left, right))
                return is_list and (self._is_it(left) or self._is_it(right))
            case ast.Call(func=ast.Name(id="isinstance"), args=[subject, _]):
                return self._is_it(subject)
            case ast.Call():
                return self._is_changed_by(node)
        return False

    def _holds_it(self, node: ast.expr) -> bool:
        match node:
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return any(map(self._holds_it, parts))
            case ast.Dict(values=parts):
                return any(map(self._holds_it, parts))
        return self._is_it(node)

    def _is_it(self, node: ast.expr) -> bool:
        """Return whether an expression is the object, or made of it and of the same type."""
        match node:
            case ast.Subscript(value=value, slice=ast.Slice()):
                return self._is_it(value)
            case ast.BinOp(left=left, op=ast.Sub() | ast.BitAnd() | ast.BitXor(), right=right):
                return self._is_it(left) or self._is_it(right)
            case ast.Name(id=name):
                until = self._names.get(name)
                return name in self._names and (until is None or node.lineno <= until)
            case ast.BoolOp(values=values):
                return any(map(self._is_it, values))
            case ast.IfExp(body=body, orelse=orelse):
                return self._is_it(body) or self._is_it(orelse)
            case ast.NamedExpr(value=value):
                return self._is_it(value)
            case ast.Call(func=function, args=[_, value]):
                return self._module.resolve(function) == "typing.cast" and self._is_it(value)
        return False

    def _replaced(self, name: str) -> int | None:
        # The last line of the statement that always binds the name to another object.
        self._names = {name: None}
        for statement in self._function.body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=bound)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=bound), value=ast.expr() as value)
                ) if bound == name and not self._is_it(value):
                    return statement.end_lineno
        return None

    def _is_changed_by(self, call: ast.Call) -> bool:
        given = [index for index, value in enumerate(call.args) if self._is_it(value)]
        named = [word.arg for word in call.keywords if word.arg and self._is_it(word.value)]
        if not given and not named:
            return False
        if 0 in given and self._module.resolve(call.func) in CHANGING_FUNCTIONS:
            return True
        called = self._called(call.func)
        if called is None:
            return self._is_demanded(call, given, named)
        if called in self._callers:
            return False
        arguments = [*called.args.posonlyargs, *called.args.args]
        if isinstance(call.func, ast.Attribute) and arguments[:1]:
            arguments = arguments[arguments[0].arg in ("self", "cls") :]
        names = [argument.arg for argument in arguments]
        named += [names[index] for index in given if index < len(names)]
        if is_stub(called) or _is_override(self._module, called, self._known[called]):
            every = parameters(called)  # Their types stay
            return any(it.arg in named and self._is_list(it.annotation) for it in every)
        body = _Body(self._module, called, self._known, self._callers)
        return any(body.needs(name) for name in named)

    def _is_demanded(self, call: ast.Call, given: Sequence[int], named: Sequence[str]) -> bool:
        """Return whether what is called, elsewhere in the project, is declared to take a list."""
        found = set[int | str]()

        def reached(node: ast.AST, state: State) -> None:
            if node is call:
                for position, name in flow.demands(call, state, self._known[self._function].owner):
                    found.update((position, name))

        module = self._module
        flow = Flow(module.project, module.name, is_package=module.is_package, reached=reached)
        for function, owner in module.functions_at([self._function.lineno]):
            flow.walk(function, owner)
        return not found.isdisjoint([*given, *named])

    def _is_list(self, annotation: ast.expr | None) -> bool:
        return _is_concrete(self._module, declared(self._module, annotation))

    def _called(self, node: ast.expr) -> Function | None:
        # A function of the same module; a method of the same class.
        match node:
            case ast.Name(id=name):
                wanted = Place(name, None)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                here = self._known[self._function]
                wanted = Place(f"{here.name.rpartition('.')[0]}.{name}", here.owner)
            case _:
                return None
        return next((found for found, place in self._known.items() if place == wanted), None)


def _concrete(module: Module, type_: ClassType) -> CollectionType | None:
    found = collection_of(module.project.lineage(type_.name))
    return found if found is not None and found.is_class and found.mutators else None


def _is_concrete(module: Module, type_: Type) -> bool:
    return any(_concrete(module, part) is not None for part in held(type_))
