# src/ai/backend/manager/services/session/collecting.py
"""Bodies that need the concrete type, and functions that must keep it."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

from ai.backend.manager.data.session.allocation import SessionResourceAllocation as Allocation


def add(allocations: list[Allocation], one: Allocation) -> None:
    """Append."""
    allocations.append(one)


def add_through(allocations: list[Allocation], one: Allocation) -> None:
    """Pass the list on to a function that appends."""
    add(allocations, one)


def add_later(allocations: list[Allocation] | None, one: Allocation) -> int:
    """Change the list by another name."""
    kept = allocations if allocations is not None else []
    kept += [one]
    return len(kept)


def put(known: dict[str, Allocation], one: Allocation) -> None:
    """Assign an item, and delete one."""
    known[one.session_id] = one
    del known["s-0"]


def replace_all(allocations: list[Allocation], more: Sequence[Allocation]) -> None:
    """Assign a slice."""
    allocations[:] = more


def forget(seen: set[Allocation], one: Allocation) -> None:
    """Remove in an inner function."""

    def remove() -> None:
        seen.discard(one)

    remove()


def shuffled(allocations: list[Allocation]) -> None:
    """Pass the list to a function of the standard library that changes it."""
    random.shuffle(allocations)


def same(allocations: list[Allocation]) -> list[Allocation]:
    """Return the same list."""
    return allocations


def read(allocations: Sequence[Allocation], known: Mapping[str, Allocation]) -> int:
    """Require only the types that the body needs."""
    return len(allocations) + len(known)


def of_tuple(allocations: tuple[Allocation, ...], names: list[str]) -> int:
    """Take tuples, which DTOs hold, and a list of other values."""
    return len(allocations) + len(names)


class Collector:
    """Stores the list that it is given."""

    def __init__(self, allocations: list[Allocation]) -> None:
        self._allocations = allocations

    def add(self, one: Allocation) -> None:
        """Append to the caller's list."""
        self._allocations.append(one)


def collector(allocations: list[Allocation]) -> Collector:
    """Pass the list on to a class whose parameter is a list."""
    return Collector(allocations)


@dataclass(frozen=True)
class Batch:
    """A DTO that still holds a list."""

    number: int
    allocations: list[Allocation]

    @classmethod
    def first(cls, allocations: list[Allocation]) -> Batch:
        """Pass the list on to a field that is a list."""
        return cls(1, allocations=allocations)


def more(allocations: list[Allocation], others: list[Allocation]) -> int:
    """Concatenate: a Sequence has no `+`."""
    return len(allocations[1:] + others)


def is_nothing(allocations: list[Allocation]) -> bool:
    """Compare with a list: no tuple is equal to one."""
    return allocations == []


def size(allocations: list[Allocation] | Allocation) -> int:
    """Ask for the list by name."""
    return len(allocations) if isinstance(allocations, list) else 1


def store(known: dict[str, list[Allocation]], allocations: list[Allocation]) -> None:
    """Store the list itself."""
    known["s-0"] = allocations


def as_list(allocations: list[Allocation]) -> int:
    """Give the list a name that is declared a list."""
    kept: list[Allocation] = allocations
    return len(kept)


def each(allocations: list[Allocation]) -> Iterator[list[Allocation]]:
    """Yield the list itself."""
    yield allocations


def with_count(allocations: list[Allocation]) -> tuple[int, list[Allocation]]:
    """Return the list itself in a tuple."""
    return len(allocations), allocations


def write_first(reader: Reader, allocations: list[Allocation]) -> int:
    """Pass the list on to a method whose derived classes may change it."""
    return reader.write(allocations)


class Reader(ABC):
    """The interface of a reader."""

    @abstractmethod
    def read(self, allocations: list[Allocation]) -> int:
        """Read; a derived class may change the list."""

    def write(self, allocations: list[Allocation]) -> int:
        """Write; a derived class may change the list."""
        raise NotImplementedError


class Counter(Reader):
    """Counts, and must keep the signature."""

    def read(self, allocations: list[Allocation]) -> int:
        """Count."""
        return len(allocations)


class CanRead(Protocol):
    """The protocol of a reader."""

    def read(self, allocations: list[Allocation]) -> int:
        """Read."""
        ...


@overload
def ids(allocations: list[Allocation]) -> list[str]: ...
@overload
def ids(allocations: tuple[Allocation, ...]) -> tuple[str, ...]: ...
def ids(allocations: Sequence[Allocation]) -> list[str] | tuple[str, ...]:
    """Return a list for a list, and a tuple for a tuple."""
    found = [allocation.session_id for allocation in allocations]
    return found if isinstance(allocations, list) else tuple(found)
