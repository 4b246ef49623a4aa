"""What one module defines, kept without its syntax tree.

They hold unresolved names and annotations, which depend on the module's own text alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias


@dataclass(frozen=True)
class NameExpression:
    """A name, dotted or not, before it is resolved."""

    name: str


@dataclass(frozen=True)
class ItemExpression:
    """A subscript, such as `tuple[str, ...]`."""

    base: TypeExpression
    arguments: tuple[TypeExpression, ...]


@dataclass(frozen=True)
class UnionExpression:
    """Alternatives written with `|`."""

    parts: tuple[TypeExpression, ...]


@dataclass(frozen=True)
class CallExpression:
    """The result of a call, such as `namedtuple()`."""

    function: str


@dataclass(frozen=True)
class OtherExpression:
    """What is no type."""


TypeExpression: TypeAlias = (
    NameExpression | ItemExpression | UnionExpression | CallExpression | OtherExpression
)

OTHER = OtherExpression()
NONE = NameExpression("None")


@dataclass(frozen=True)
class FieldSymbol:
    """An annotated name in a class body."""

    name: str
    annotation: TypeExpression


Demand: TypeAlias = tuple[int, str]
"""A parameter: its position, `self` not counted, -1 where it has none; and its name."""


@dataclass(frozen=True)
class FunctionSymbol:
    """What a function or method declares to return, and which parameters demand much."""

    returns: TypeExpression | None  # None: not annotated
    is_async: bool
    is_property: bool
    demands: tuple[Demand, ...] = ()  # Each parameter that demands a list or the like


@dataclass(frozen=True)
class ClassSymbol:
    """A class, by its name inside its module (a class in a class has two names, with a dot)."""

    name: str
    bases: tuple[TypeExpression, ...]
    is_metaclass_given: bool
    decorators: tuple[str, ...]  # Dotted names
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


def symbols_of(tree: ast.Module, name: str, *, is_package: bool) -> ModuleSymbols:
    """Collect what a module defines.

    Args:
        tree: The module's syntax tree.
        name: Its dotted name.
        is_package: Whether it is an `__init__`.

    Returns:
        Its symbols. Of a name that is bound twice the last binding counts, as at run time; both
        branches of an `if` and a `try` are read.
    """
    module = ModuleSymbols(name, is_package)
    _read(tree.body, module)
    return module


def import_target(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """Return the absolute name of the module that a `from` import names."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    up = node.level - 1 if is_package else node.level
    base = parts[: len(parts) - up] if up else parts
    return ".".join([*base, *([node.module] if node.module else [])])


def dotted(node: ast.AST) -> str | None:
    """Return `os.path.join` for such a chain of names; None for anything else."""
    rest = ""
    while isinstance(node, ast.Attribute):
        rest = f".{node.attr}{rest}"
        node = node.value
    return node.id + rest if isinstance(node, ast.Name) else None


def type_expression(node: ast.AST) -> TypeExpression:
    """Read an annotation, quoted parts included.

    Args:
        node: The annotation's tree.

    Returns:
        Its names and structure; `OTHER` for what is no type.
    """
    match node:
        case ast.Name(id=name):
            return name_expression(name)
        case ast.Attribute():
            path = dotted(node)
            return name_expression(path) if path is not None else OTHER
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str() as text):
            try:
                return type_expression(ast.parse(text.strip(), mode="eval").body)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return OTHER
        case ast.BinOp(op=ast.BitOr()):
            return UnionExpression(tuple(map(type_expression, _alternatives(node))))
        case ast.Subscript():
            inside = node.slice
            arguments = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return ItemExpression(
                type_expression(node.value), tuple(map(type_expression, arguments))
            )
        case ast.Call() if called := dotted(node.func):
            return CallExpression(called)
    return OTHER


# Each once: what is equal is the same object.
name_expression = cache(NameExpression)
function_symbol = cache(FunctionSymbol)


def _alternatives(node: ast.expr) -> Iterable[ast.expr]:
    found = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _read(body: Iterable[ast.stmt], module: ModuleSymbols) -> None:
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
                _read_class(node, "", module)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                module.functions[node.name] = _function(node)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name == "__all__":
                    module.public = _literal_names(value)
                elif (expression := type_expression(value)) not in (OTHER, NONE):
                    module.aliases[name] = expression
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                module.aliases[name] = type_expression(value)
            case ast.If() | ast.Try() | ast.With():
                _read(node.body, module)
                for part in ("handlers", "orelse", "finalbody"):
                    for inner in getattr(node, part, ()):
                        _read(
                            inner.body if isinstance(inner, ast.ExceptHandler) else [inner], module
                        )
            case _ if type(node).__name__ == "TypeAlias":  # PEP 695, which Python 3.11 has not
                statement: Any = node
                module.aliases[statement.name.id] = type_expression(statement.value)


def _read_class(node: ast.ClassDef, prefix: str, module: ModuleSymbols) -> None:
    fields, methods = list[FieldSymbol](), dict[str, FunctionSymbol]()
    name = prefix + node.name
    for statement in node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=field_name), annotation=annotation):
                fields.append(FieldSymbol(field_name, type_expression(annotation)))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                methods[statement.name] = _function(statement)
            case ast.ClassDef():
                _read_class(statement, f"{name}.", module)
    module.classes[name] = ClassSymbol(
        name=name,
        bases=tuple(type_expression(base) for base in node.bases),
        is_metaclass_given=any(keyword.arg == "metaclass" for keyword in node.keywords),
        decorators=tuple(filter(None, map(decorator_name, node.decorator_list))),
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


def decorator_name(node: ast.expr) -> str | None:
    """Return the dotted name of a decorator, called or not."""
    return dotted(node.func if isinstance(node, ast.Call) else node)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> FunctionSymbol:
    names = map(decorator_name, node.decorator_list)
    return function_symbol(
        type_expression(node.returns) if node.returns is not None else None,
        isinstance(node, ast.AsyncFunctionDef),
        any(name and name.endswith("property") for name in names),
        tuple(_demands(node.args)),
    )


_MUTABLE = frozenset({
    "Counter", "DefaultDict", "Deque", "Dict", "List", "MutableMapping", "MutableSequence",
    "MutableSet", "OrderedDict", "defaultdict", "deque", "dict", "list", "set",
})  # fmt: skip


def _demands(arguments: ast.arguments) -> Iterator[Demand]:
    positional = arguments.posonlyargs + arguments.args
    bound = bool(positional) and positional[0].arg in ("self", "cls")
    every = [*enumerate(positional, -bound), *((-1, it) for it in arguments.kwonlyargs)]
    for position, argument in every:
        annotation = argument.annotation
        if annotation.__class__ is ast.Name:  # As most are
            if annotation.id in _MUTABLE:
                yield position, argument.arg
        elif annotation is not None and _is_mutable(annotation):
            yield position, argument.arg


def _is_mutable(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _MUTABLE
        case ast.Subscript(value=ast.Name(id="Annotated" | "Optional"), slice=inside):
            first = inside.elts[0] if isinstance(inside, ast.Tuple) else inside
            return _is_mutable(first)
        case ast.Subscript(value=value):
            return _is_mutable(value)
        case ast.BinOp(left=left, right=right):
            return _is_mutable(left) or _is_mutable(right)
    return False


def _literal_names(node: ast.expr) -> Sequence[str] | None:
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    values = [item.value for item in node.elts if isinstance(item, ast.Constant)]
    names = [value for value in values if isinstance(value, str)]
    return names if len(names) == len(node.elts) else None
