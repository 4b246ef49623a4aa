"""The types of expressions inside a function, as far as something declares them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.collection_types import COLLECTIONS
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.symbols import FunctionSymbol, type_expression
from dto_handbook.semantic.types import (
    NONE_TYPE,
    UNKNOWN,
    ClassType,
    Type,
    UnionType,
    alternatives,
    element,
    item,
    of_mapping,
    union,
    without_none,
)

_SAME = frozenset({"copy.copy", "copy.deepcopy", "dataclasses.replace"})
_SEQUENCE_OF = frozenset({"builtins.reversed", "builtins.sorted"}) | {
    row.name for row in COLLECTIONS.values() if row.is_class and row.parameters == ("element",)
}


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


def joined(*states: State | None) -> State | None:
    """Return what holds after any one of several ways; None where no way gets there."""
    reached = [state for state in states if state is not None]
    if len(reached) < 2:
        return reached[0] if reached else None
    first, *others = reached
    types: Mapping[str, Type] = {
        name: type_
        if all(other.types.get(name) == type_ for other in others)
        else union([state.types.get(name, UNKNOWN) for state in reached])
        for name, type_ in first.types.items()
    }
    present = set.intersection(*(state.present for state in reached))
    return State(dict(types), present)


def bind(target: ast.expr, type_: Type, state: State) -> None:
    """Note in a state what an assignment to a target makes of it."""
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
                bind(part, parts[position] if fits else UNKNOWN, state)
        case ast.Starred(value=value):
            bind(value, UNKNOWN, state)


class Inference:
    """Tells the types of a module's expressions.

    Args:
        project: Resolves names and types.
        module: The module's dotted name.

    Attributes:
        imports: What import statements inside of the function bind, by local name.
    """

    def __init__(self, project: Project, module: str) -> None:
        self._project = project
        self._module = module
        self.imports: dict[str, str] = {}

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
                return container if isinstance(index, ast.Slice) else item(container, index)
            case ast.List(elts=[_, *_] as items) | ast.Tuple(elts=[_, *_] as items):
                return ClassType(
                    "collections.abc.Sequence", (union([self.part(i, state) for i in items]),)
                )
            case (
                ast.ListComp(generators=generators)
                | ast.SetComp(generators=generators)
                | (ast.GeneratorExp(generators=generators))
            ):
                inner = state.copy()
                for generator in generators:
                    bind(generator.target, self.element_of(generator.iter, inner), inner)
                return ClassType("collections.abc.Iterable", (self.part(node.elt, inner),))
            case ast.BoolOp(op=ast.Or(), values=[*firsts, last]):
                parts = [without_none(self.type_of(first, state)) for first in firsts]
                return union([*parts, self.type_of(last, state)])
            case ast.Constant(value=None):
                return NONE_TYPE
        return UNKNOWN

    def part(self, item: ast.expr, state: State) -> Type:
        """Return the type of one element of a display or comprehension, which may be unpacked."""
        if isinstance(item, ast.Starred):
            return self.element_of(item.value, state)
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
                return ClassType(
                    "collections.abc.Sequence", (self.element_of(call.args[0], state),)
                )
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
                if (of_its_method := of_mapping(part, call.func.attr)) != UNKNOWN:
                    return of_its_method
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

    def element_of(self, node: ast.expr, state: State) -> Type:
        """Return the type of what an iteration over an expression yields."""
        if (
            isinstance(node, ast.Call)
            and self.resolve(node.func) == "builtins.enumerate"
            and node.args
        ):
            return ClassType(
                "builtins.tuple", (ClassType("builtins.int"), self.element_of(node.args[0], state))
            )
        return element(self.type_of(node, state))

    def resolve(self, node: ast.AST) -> str:
        """Return the full name of a chain of names, imports inside the function included."""
        name = dotted(node)
        if name is None:
            return ""
        head, _, rest = name.partition(".")
        if head in self.imports:
            return self._project.canonical(
                f"{self.imports[head]}.{rest}" if rest else self.imports[head]
            )
        return self._project.resolve(self._module, name)

    def _is_local(self, node: ast.expr, state: State) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in state.types

    def annotated(self, annotation: ast.expr | None) -> Type:
        """Return the type that an annotation names."""
        if annotation is None:
            return UNKNOWN
        return self._project.type_of(self._module, type_expression(annotation))
