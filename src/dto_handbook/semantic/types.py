"""The types that annotations resolve to."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dto_handbook.semantic.collection_types import COLLECTIONS

# Other generic types of the standard library, such as Awaitable, count as holding their arguments.
_STANDARD = frozenset({"builtins", "collections", "collections.abc", "typing", "typing_extensions"})
_HOLDS_NOTHING = frozenset({"Callable", "Literal", "type"})


@dataclass(frozen=True, slots=True)
class ClassType:
    """A class by its full name, with its type arguments."""

    name: str
    arguments: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True)
class UnionType:
    """One of several types."""

    parts: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class UnknownType:
    """A type that is not known."""


Type: TypeAlias = ClassType | UnionType | UnknownType

UNKNOWN = UnknownType()
NONE_TYPE = ClassType("None")


def union(parts: Sequence[Type]) -> Type:
    """Make a union of types, flat and each part once."""
    flat = dict.fromkeys(inner for part in parts for inner in alternatives(part))
    return next(iter(flat)) if len(flat) == 1 else UnionType(tuple(flat))


def alternatives(type_: Type) -> Sequence[Type]:
    """Return a union's parts; for any other type, the type alone."""
    return type_.parts if isinstance(type_, UnionType) else (type_,)


def without_none(type_: Type) -> Type:
    """Return a type without None among its alternatives."""
    return union([part for part in alternatives(type_) if part != NONE_TYPE] or [type_])


def element(type_: Type) -> Type:
    """Return the type of what an iteration over a type yields."""
    found = list[Type]()
    for part in alternatives(type_):
        if part == NONE_TYPE:
            continue
        if not isinstance(part, ClassType) or not part.arguments or part.name not in COLLECTIONS:
            return UNKNOWN
        if part.name == "builtins.tuple" and part.arguments[1:] not in ((), (UNKNOWN,)):
            found.extend(part.arguments)
        elif part.name == "collections.abc.ItemsView":
            found.append(ClassType("builtins.tuple", part.arguments))
        else:
            found.append(part.arguments[0])
    return union(found) if found else UNKNOWN


def item(container: Type, index: ast.expr) -> Type:
    """Return the type of one item of a container, at an index."""
    found = [_item(part, index) for part in alternatives(container) if part != NONE_TYPE]
    return union(found) if found and UNKNOWN not in found else UNKNOWN


def of_mapping(mapping: ClassType, method: str) -> Type:
    """Return what a method of a mapping returns; unknown for any other type."""
    if (pair := _pair(mapping)) is None:
        return UNKNOWN
    key, value = pair
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


def held(type_: Type) -> Iterator[ClassType]:
    """Yield the classes in a type, outermost first: its alternatives, and items of collections.

    The arguments of other generic classes are left out, because their use is unknown.
    """
    for part in alternatives(type_):
        if isinstance(part, ClassType):
            yield part
            module, _, last = part.name.rpartition(".")
            if part.name in COLLECTIONS or (module in _STANDARD and last not in _HOLDS_NOTHING):
                for argument in part.arguments:
                    yield from held(argument)


def named(type_: Type) -> Iterator[ClassType]:
    """Yield all classes that a type names, outermost first."""
    for part in alternatives(type_):
        if isinstance(part, ClassType):
            yield part
            for argument in part.arguments:
                yield from named(argument)


def simple_name(full_name: str) -> str:
    """Return a full name's last part."""
    return full_name.rpartition(".")[2]


def with_article(name: str) -> str:
    """Return a type's name with the article that a sentence needs.

    Args:
        name: Its name, or what it is called.
    """
    if name == "bytes":
        return name
    return f"{'an' if name[0] in 'aeioAEIO' else 'a'} {name}"


def _item(container: Type, index: ast.expr) -> Type:
    match container:
        case ClassType("builtins.tuple", arguments) if arguments[1:] != (UNKNOWN,):
            match index:
                case ast.Constant(value=int() as position) if position < len(arguments):
                    return arguments[position]
            return UNKNOWN
        case ClassType() if pair := _pair(container):
            return pair[1]
    return element(container)


def _pair(mapping: ClassType) -> tuple[Type, Type] | None:
    # The types of a mapping's keys and values, where both are given.
    row = COLLECTIONS.get(mapping.name)
    if row is None or not row.is_mapping:
        return None
    match row.parameters, mapping.arguments:
        case ("key", "value"), (key, value):
            return key, value
        case ("key",), (key,):
            return key, ClassType("builtins.int")  # Of a Counter
    return None
