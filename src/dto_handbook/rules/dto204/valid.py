# src/ai/backend/manager/data/session/defaults.py
"""Immutable defaults, and values that are not defaults of a field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID, uuid4


def first_slots() -> tuple[str, ...]:
    """Make a tuple."""
    return ("cpu",)


@dataclass(frozen=True)
class SessionLimits:
    """How much a session may use."""

    slots: tuple[str, ...] = ()


@dataclass(frozen=True)
class SessionDefaults:
    """What a session gets if the request names nothing (internal)."""

    known: ClassVar[list[str]] = []
    table: ClassVar[dict[str, str]] = {}
    id: UUID = field(default_factory=uuid4)
    limits: SessionLimits = field(default_factory=SessionLimits)
    slots: tuple[str, ...] = field(default_factory=tuple)
    hosts: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = field(default_factory=first_slots)
    sorted_names: tuple[str, ...] = field(default_factory=lambda: tuple(sorted(["b", "a"])))
    count: int = field(default_factory=lambda: len([]))
    read: Sequence[str] = field(default=(), metadata={"unit": ["slot"]})
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # By name

    def names_of(self, more: Sequence[str] = ()) -> list[str]:
        """List the names; a local list is not a default."""
        names: list[str] = []
        names.extend(more)
        return names
