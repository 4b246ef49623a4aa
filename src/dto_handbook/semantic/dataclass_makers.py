"""How a class becomes a dataclass, and whether it is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dto_handbook.semantic.class_kinds import KIND_OF_DECORATOR, Kind
from dto_handbook.semantic.frozen_options import Options
from dto_handbook.semantic.type_expressions import (
    CallExpression,
    NameExpression,
    UnionExpression,
    is_transform,
)

if TYPE_CHECKING:
    from dto_handbook.semantic.classes import Classes

_TRANSFORMS = frozenset({"typing.dataclass_transform", "typing_extensions.dataclass_transform"})
_PARTIAL = "functools.partial"
_WORST_FIRST = (False, None, True)
_MOST_STEPS = 20  # From a constant to its value; more of them go round in a circle


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes a class a record of fields, such as a decorator.

    Attributes:
        kind: The kind of the class.
        is_frozen: Whether its instances are frozen; None if that is unknown.
    """

    kind: Kind
    is_frozen: bool | None


def maker(project: Classes, module: str, decorator: CallExpression) -> Maker | None:
    """Resolve a decorator, through aliases and `partial`.

    Args:
        project: The project that names are resolved in.
        module: The module that contains the decorator.
        decorator: The decorator.

    Returns:
        What it makes of a class; None for a decorator that does not make a record. A decorator that
        depends on a condition freezes a class if both branches do.
    """
    return _maker(project, module, decorator, (), frozenset())


def _maker(
    project: Classes,
    module: str,
    decorator: CallExpression,
    given: Sequence[bool | None],
    seen: frozenset[str],
) -> Maker | None:
    given = [*given, *_values(project, module, decorator.frozen)]
    full = project.resolve(module, decorator.function)
    if full == _PARTIAL:
        return _maker(project, module, CallExpression(decorator.wrapped), given, seen)
    if (kind := KIND_OF_DECORATOR.get(full)) is not None:
        return Maker(kind, given[0] if given else False)
    module, _, name = full.rpartition(".")
    symbols = project.modules.get(module)
    if symbols is None or full in seen:
        return None
    if (function := symbols.functions.get(name)) is not None:
        if function.frozen_default is None:
            return None
        given += _values(project, module, function.frozen_default)
        return Maker(Kind.DATACLASS, given[0] if given else None)
    alias = symbols.aliases.get(name)
    branches = alias.parts if isinstance(alias, UnionExpression) else (alias,)
    calls = [CallExpression(it.name) if isinstance(it, NameExpression) else it for it in branches]
    makers = [
        found
        for it in calls
        if isinstance(it, CallExpression)
        and (found := _maker(project, module, it, given, seen | {full})) is not None
    ]
    return min(makers, key=lambda it: _WORST_FIRST.index(it.is_frozen), default=None)


def inherited_maker(project: Classes, name: str) -> Maker | None:
    """Return what makes a class a dataclass without a decorator of its own.

    Args:
        project: The project that names are resolved in.
        name: The class's full name.

    Returns:
        The base class or metaclass that is marked with `dataclass_transform`; None without one.
    """
    if (found := project.class_symbol(name)) is None:
        return None
    for ancestor in project.lineage(name):
        if (defined := project.class_symbol(ancestor)) is None:
            continue
        symbols, class_ = defined
        marked = list(_marks(project, ancestor)) if ancestor != name else []
        if class_.metaclass:
            metaclass = project.resolve(symbols.name, class_.metaclass)
            marked += [mark for it in project.lineage(metaclass) for mark in _marks(project, it)]
        if marked:
            given = [(found[0].name, found[1].frozen), *marked]
            values = (it for module, frozen in given for it in _values(project, module, frozen))
            return Maker(Kind.DATACLASS, next(values, None))
    return None


def _marks(project: Classes, name: str) -> Iterator[tuple[str, Options]]:
    """Yield the options for `frozen` of each `dataclass_transform` of a class, and the module."""
    if (found := project.class_symbol(name)) is not None:
        module = found[0].name
        for it in found[1].decorators:
            # To look at the name first saves resolving nearly all decorators.
            if is_transform(it.function) and project.resolve(module, it.function) in _TRANSFORMS:
                yield module, it.frozen


def _values(
    project: Classes, module: str, frozen: Options, depth: int = 0
) -> Iterator[bool | None]:
    """Yield the values of `frozen`, in order; None for an unknown one."""
    for it in frozen:
        if isinstance(it, bool):
            yield it
            continue
        owner, _, name = project.resolve(module, it.lstrip("*")).rpartition(".")
        symbols = project.modules.get(owner) if it and owner else None
        found = symbols.options.get(name) if symbols is not None else None
        if found is None or depth > _MOST_STEPS:
            yield None
        else:
            yield from _values(project, owner, found, depth + 1)
