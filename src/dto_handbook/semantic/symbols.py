"""What one module defines, without its syntax tree.

Symbols have unresolved names and annotations, which depend only on the module's own text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dto_handbook.semantic.ast_walk import OPEN, dotted, statements
from dto_handbook.semantic.demands import Demand, demands_of
from dto_handbook.semantic.frozen_options import (
    UNKNOWN_OPTIONS,
    Options,
    options,
    options_of_constant,
)
from dto_handbook.semantic.type_expressions import (
    NONE,
    OTHER,
    CallExpression,
    TypeExpression,
    decorator_name,
    decorators,
    either_made,
    is_transform,
    type_expression,
)


@dataclass(frozen=True)
class FieldSymbol:
    """An annotated name in a class body."""

    name: str
    annotation: TypeExpression


@dataclass(frozen=True)
class FunctionSymbol:
    """The declared result of a function or method, and the parameters with mutable types."""

    returns: TypeExpression | None  # None: not annotated
    is_async: bool
    is_property: bool
    frozen_default: Options | None = None  # Of `dataclass_transform`; None: without that decorator
    demands: tuple[Demand, ...] = ()  # Each parameter that demands a list or the like


@dataclass(frozen=True)
class ClassSymbol:
    """A class, by its name inside its module (a class in a class has two names, with a dot)."""

    name: str
    bases: tuple[TypeExpression, ...]
    metaclass: str | None  # A dotted name
    frozen: Options  # What its keywords say, where its base class makes it a dataclass
    decorators: tuple[CallExpression, ...]
    fields: tuple[FieldSymbol, ...]
    attributes: tuple[FieldSymbol, ...]  # Set on self in __init__, to a parameter or annotated
    methods: Mapping[str, FunctionSymbol]


@dataclass
class ModuleSymbols:
    """The names of one module, filled in while its tree is read."""

    name: str
    is_package: bool
    imports: dict[str, str] = field(default_factory=dict)  # Local name to dotted target
    stars: list[str] = field(default_factory=list)  # Modules imported with *
    classes: dict[str, ClassSymbol] = field(default_factory=dict)
    functions: dict[str, FunctionSymbol] = field(default_factory=dict)
    aliases: dict[str, TypeExpression] = field(default_factory=dict)
    public: Sequence[str] | None = None  # __all__ where it is written as a literal
    options: dict[str, Options] = field(default_factory=dict)  # Of booleans and literal mappings


def symbols_of(tree: ast.Module, name: str, *, is_package: bool) -> ModuleSymbols:
    """Collect what a module defines.

    Args:
        tree: The module's syntax tree.
        name: Its dotted name.
        is_package: Whether it is an `__init__`.

    Returns:
        Its symbols. If a name is bound twice, the last binding counts, as at run time; all branches
        of an `if`, `try` or `match` are read. A class that is defined again in a branch may be
        either of the two.
    """
    module = ModuleSymbols(name, is_package)
    _read(tree.body, module)
    return module


def import_target(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """Return the absolute name of the module that a `from` import names.

    It is empty if a relative import goes above the top package.
    """
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    up = node.level - 1 if is_package else node.level
    if up >= len(parts):
        return ""
    base = parts[: len(parts) - up] if up else parts
    return ".".join([*base, *([node.module] if node.module else [])])


function_symbol = cache(FunctionSymbol)  # Each once: what is equal is the same object


def _read(body: Iterable[ast.stmt], module: ModuleSymbols, *, is_conditional: bool = False) -> None:
    for node in body:
        match node:
            case ast.Import():
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    module.imports[alias.asname or first] = alias.name if alias.asname else first
            case ast.ImportFrom():
                target = import_target(node, module.name, is_package=module.is_package)
                for alias in node.names:
                    if alias.name == "*":
                        module.stars.append(target)
                    else:
                        module.imports[alias.asname or alias.name] = f"{target}.{alias.name}"
            case ast.ClassDef():
                other = module.classes.get(node.name) if is_conditional else None
                _read_class(node, "", module)
                if other is not None:
                    module.classes[node.name] = _either(other, module.classes[node.name])
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                module.functions[node.name] = _function(node, module.functions.get(node.name))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name == "__all__":
                    module.public = _literal_names(value)
                elif (expression := type_expression(value)) not in (OTHER, NONE):
                    before = module.aliases.get(name, expression) if is_conditional else expression
                    module.aliases[name] = either_made(before, expression)
                _read_options(name, value, module)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                module.aliases[name] = type_expression(value)
                _read_options(name, value, module)
            case ast.AugAssign(target=ast.Name(id=name)) if name in module.options:
                module.options[name] = UNKNOWN_OPTIONS
            case _ if type(node).__name__ == "TypeAlias":  # PEP 695, which Python 3.11 has not
                statement: Any = node
                module.aliases[statement.name.id] = type_expression(statement.value)
            case _ if node.__class__ in OPEN:
                _read(statements([node]), module, is_conditional=True)


def _either(one: ClassSymbol, other: ClassSymbol) -> ClassSymbol:
    """Return a class that has one of two definitions, depending on a condition."""
    fields = {it.name: it for it in (*one.fields, *other.fields)}
    attributes = {it.name: it for it in (*one.attributes, *other.attributes)}
    return ClassSymbol(
        name=other.name,
        bases=tuple(dict.fromkeys((*one.bases, *other.bases))),
        metaclass=other.metaclass or one.metaclass,
        frozen=other.frozen if one.frozen == other.frozen else UNKNOWN_OPTIONS,
        decorators=tuple(dict.fromkeys((*one.decorators, *other.decorators))),
        fields=tuple(fields.values()),
        attributes=tuple(attributes.values()),
        methods={**one.methods, **other.methods},
    )


def _read_options(name: str, value: ast.expr, module: ModuleSymbols) -> None:
    """Record a constant's values for `frozen`, if it is a boolean or a mapping of keywords."""
    before, found = module.options.get(name), options_of_constant(value)
    if found is not None or before is not None:
        # Bound twice, it may be either, wherever it is used.
        known = found if before in (None, found) else None
        module.options[name] = UNKNOWN_OPTIONS if known is None else known


def _read_class(node: ast.ClassDef, prefix: str, module: ModuleSymbols) -> None:
    fields, methods = list[FieldSymbol](), dict[str, FunctionSymbol]()
    name = prefix + node.name
    is_flat = OPEN.isdisjoint(map(type, node.body))  # As nearly all are
    for statement in node.body if is_flat else statements(node.body):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=field_name), annotation=annotation):
                fields.append(FieldSymbol(field_name, type_expression(annotation)))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                methods[statement.name] = _function(statement, None)
            case ast.ClassDef():
                _read_class(statement, f"{name}.", module)
    module.classes[name] = ClassSymbol(
        name=name,
        bases=tuple(type_expression(base) for base in node.bases),
        metaclass=next((dotted(it.value) for it in node.keywords if it.arg == "metaclass"), None),
        frozen=options(node.keywords) if node.keywords else (),
        decorators=tuple(call for it in node.decorator_list for call in decorators(it)),
        fields=tuple(fields),
        attributes=tuple(_attributes(node)),
        methods=methods,
    )


def _attributes(node: ast.ClassDef) -> Iterator[FieldSymbol]:
    for method in node.body:
        if not isinstance(method, ast.FunctionDef) or method.name != "__init__":
            continue
        given = {
            argument.arg: argument.annotation
            for argument in [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs]
        }
        for statement in method.body:
            match statement:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                    value=ast.Name(id=source),
                ) if (annotation := given.get(source)) is not None:
                    yield FieldSymbol(name, type_expression(annotation))
                case ast.AnnAssign(
                    target=ast.Attribute(value=ast.Name(id="self"), attr=name),
                    annotation=annotation,
                ):
                    yield FieldSymbol(name, type_expression(annotation))


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, before: FunctionSymbol | None
) -> FunctionSymbol:
    is_property = False
    frozen_default = before.frozen_default if before is not None else None  # Of an overload
    for decorator in node.decorator_list:
        name = decorator_name(decorator) or ""
        is_property = is_property or name.endswith("property")
        if is_transform(name):
            frozen_default = decorators(decorator)[0].frozen
    return function_symbol(
        type_expression(node.returns) if node.returns is not None else None,
        isinstance(node, ast.AsyncFunctionDef),
        is_property,
        frozen_default,
        tuple(demands_of(node)),
    )


def _literal_names(node: ast.expr) -> Sequence[str] | None:
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    values = [item.value for item in node.elts if isinstance(item, ast.Constant)]
    names = [value for value in values if isinstance(value, str)]
    return names if len(names) == len(node.elts) else None
