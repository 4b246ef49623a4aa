"""The types of expressions inside a function, as far as they are declared."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.collection_types import COLLECTIONS, mutable_type
from dto_handbook.semantic.demands import Demand
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.state import Origin, State, bind, parts_of
from dto_handbook.semantic.symbols import FunctionSymbol
from dto_handbook.semantic.type_expressions import type_expression
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
_SAME_ELEMENTS = _SEQUENCE_OF | {"builtins.enumerate", "builtins.iter"}


class Inference:
    """Infers the types of a module's expressions.

    Args:
        project: Resolves names and types.
        module: The module's dotted name.

    Attributes:
        imports: What import statements inside the function bind, by local name.
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
            case ast.Attribute():
                return self.read(node, state)[0]
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
        if name and not self.is_local(call.func, state):
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
        """Return the full name of a chain of names, including imports inside the function."""
        name = dotted(node)
        if name is None:
            return ""
        head, _, rest = name.partition(".")
        if head in self.imports:
            return self._project.canonical(
                f"{self.imports[head]}.{rest}" if rest else self.imports[head]
            )
        return self._project.resolve(self._module, name)

    def read(self, node: ast.expr, state: State) -> tuple[Type, tuple[Origin, ...]]:
        """Return the type of an expression, and the attributes that its value is read from."""
        if isinstance(node, ast.Attribute):  # As most are: its owner is looked at once
            owner = self.type_of(node.value, state)
            if owner == UNKNOWN:
                return UNKNOWN, ()
            type_ = self._narrowed(node, self._member(owner, node.attr), state)
            return type_, (Origin(node, owner, is_whole=True),)
        return self.type_of(node, state), self.origins_of(node, state)

    def origins_of(self, node: ast.expr, state: State) -> tuple[Origin, ...]:
        """Return the attributes that the value of an expression is read from."""
        match node:
            case ast.Attribute():
                return self.read(node, state)[1]
            case ast.Name(id=name):
                return state.origins.get(name, ())
            case ast.NamedExpr(value=value):
                return self.origins_of(value, state)
            case ast.Subscript(value=value, slice=index) if not isinstance(index, ast.Slice):
                return parts_of(self.origins_of(value, state))
            case ast.Call(func=ast.Attribute(value=value, attr="get" | "setdefault")):
                return parts_of(self.origins_of(value, state))
            case ast.BoolOp(values=values):
                return parts_of(it for value in values for it in self.origins_of(value, state))
            case ast.IfExp(body=body, orelse=orelse):
                return parts_of((*self.origins_of(body, state), *self.origins_of(orelse, state)))
        return ()

    def origins_of_elements(self, node: ast.expr, state: State) -> tuple[Origin, ...]:
        """Return the attributes from which an iteration over an expression reads its items."""
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="items" | "values"), args=[]):
                return parts_of(self.origins_of(value, state))
            case ast.Call(func=function, args=[first, *_]):
                is_same = self.resolve(function) in _SAME_ELEMENTS
                return self.origins_of_elements(first, state) if is_same else ()
        return parts_of(self.origins_of(node, state))

    def method_result(self, node: ast.expr, name: str, state: State) -> Type:
        """Return what a method of an expression's value is declared to return."""
        for part in alternatives(self.type_of(node, state)):
            if isinstance(part, ClassType):
                method = self._project.method(part.name, name)
                if method is not None:
                    return self._returned(part, *method)
        return UNKNOWN

    def demands(self, call: ast.Call, state: State, owner: str | None) -> Iterable[Demand]:
        """Return the parameters of a called function that require a list or other mutable type.

        Args:
            call: The call.
            state: What is known there.
            owner: The full name of the class around it, which `cls` refers to.
        """
        name = self.resolve(call.func)
        if name == "cls" and owner is not None:
            return self._demands_of_class(owner)
        if name and not self.is_local(call.func, state):
            if self._project.class_symbol(name) is not None:
                return self._demands_of_class(name)
            module, _, function = name.rpartition(".")
            symbols = self._project.modules.get(module)
            if symbols is not None and function in symbols.functions:
                return symbols.functions[function].demands
            if (method := self._project.method(module, function)) is not None:
                return method[1].demands
        if isinstance(call.func, ast.Attribute):
            for part in alternatives(self.type_of(call.func.value, state)):
                if isinstance(part, ClassType):
                    found = self._project.method(part.name, call.func.attr)
                    if found is not None:
                        return found[1].demands
        return ()

    def _demands_of_class(self, name: str) -> Iterable[Demand]:
        if (method := self._project.method(name, "__init__")) is not None:
            return method[1].demands
        fields = dict.fromkeys(
            field.name
            for owner in reversed(self._project.lineage(name))
            if (found := self._project.class_symbol(owner)) is not None
            for field in found[1].fields
        )
        return [
            (position, field)
            for position, field in enumerate(fields)
            if any(
                isinstance(part, ClassType) and mutable_type((part.name,), ()) is not None
                for part in alternatives(self._project.field_type(name, field))
            )
        ]

    def is_local(self, node: ast.expr, state: State) -> bool:
        """Return whether a chain of names begins with a local variable."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in state.types

    def annotated(self, annotation: ast.expr | None) -> Type:
        """Return the type that an annotation names."""
        if annotation is None:
            return UNKNOWN
        return self._project.type_of(self._module, type_expression(annotation))
