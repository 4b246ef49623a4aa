"""What is known at one point of a function about its variables and their values' origins."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dto_handbook.semantic.ast_walk import dotted
from dto_handbook.semantic.types import UNKNOWN, ClassType, Type, union


@dataclass(frozen=True, slots=True)
class Origin:
    """The attribute that a value was read from.

    Attributes:
        attribute: The attribute.
        owner: The type of the object that has it.
        is_whole: Whether the value is the attribute's own: not an item of it, and not another value
            on some paths.
    """

    attribute: ast.Attribute
    owner: Type
    is_whole: bool


@dataclass
class State:
    """What is known at one point of a function."""

    types: dict[str, Type] = field(default_factory=dict)  # By the name of a local variable
    present: set[str] = field(default_factory=set)  # Dotted paths known not to be None
    origins: dict[str, tuple[Origin, ...]] = field(default_factory=dict)  # By the name, as types

    def copy(self) -> State:
        """Return an independent copy."""
        return State(dict(self.types), set(self.present), dict(self.origins))

    def forget(self, path: str) -> None:
        """Drop what was known about a path and everything reached through it."""
        if self.present:
            self.present = {known for known in self.present if not _is_inside(known, path)}
        if self.origins:
            self.origins = {
                name: kept
                for name, origins in self.origins.items()
                if (kept := tuple(it for it in origins if not _is_read_from(it, path)))
            }

    def assume_present(self, path: str) -> None:
        """Record that the value at a path, and at its aliases, is not None."""
        self.present.add(path)
        for name, origins in self.origins.items():
            for origin in origins:
                read = dotted(origin.attribute)
                if origin.is_whole and read is not None and path in (name, read):
                    self.present |= {name, read}


def _is_inside(path: str, outer: str) -> bool:
    return path == outer or path.startswith(f"{outer}.")


def _is_read_from(origin: Origin, path: str) -> bool:
    read = dotted(origin.attribute)
    return read is not None and _is_inside(read, path)


def joined(*states: State | None) -> State | None:
    """Return what holds after any one of several paths; None if no path gets there."""
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
    return State(dict(types), present, _joined_origins(reached))


def _joined_origins(states: Sequence[State]) -> dict[str, tuple[Origin, ...]]:
    if not any(state.origins for state in states):
        return {}
    first, *others = [state.origins for state in states]
    if all(other == first for other in others):
        return first.copy()
    found: dict[str, tuple[Origin, ...]] = {}
    for name in dict.fromkeys(name for state in states for name in state.origins):
        ways = [state.origins.get(name, ()) for state in states]
        is_same = all(way == ways[0] for way in ways)
        found[name] = ways[0] if is_same else parts_of(origin for way in ways for origin in way)
    return found


def parts_of(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """Return origins as those of a part of a value, or of one of several possible values."""
    return tuple(dict.fromkeys(replace(origin, is_whole=False) for origin in origins))


def bind(target: ast.expr, type_: Type, state: State, origins: tuple[Origin, ...] = ()) -> None:
    """Record an assignment to a target in a state.

    Args:
        target: The target.
        type_: The type of the value.
        state: The state to update.
        origins: The attributes that the value was read from.
    """
    match target:
        case ast.Name(id=name):
            state.types[name] = type_
            state.forget(name)
            state.origins.pop(name, None)
            if origins:
                state.origins[name] = origins
        case ast.Attribute():
            if (path := dotted(target)) is not None:
                state.forget(path)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            parts = type_.arguments if isinstance(type_, ClassType) else ()
            for position, part in enumerate(targets):
                fits = len(parts) == len(targets) and UNKNOWN not in parts[1:2]
                bind(part, parts[position] if fits else UNKNOWN, state, parts_of(origins))
        case ast.Starred(value=value):
            bind(value, UNKNOWN, state)
