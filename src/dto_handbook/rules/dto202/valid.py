# src/ai/backend/manager/data/session/collected.py
"""Annotations that look mutable, and are not, or are not of a field."""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import KW_ONLY, InitVar, dataclass, field
from enum import Enum
from typing import ClassVar, Generic, Literal, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Change(Generic[T]):
    """A change of one value, or none."""

    value: T | None = None


class Buffer:
    """A plain class, which collects lines while it works."""

    lines: list[str]


@dataclass(frozen=True)
class SessionLog:
    """What a session wrote (internal)."""

    known: ClassVar[list[str]] = ["stdout"]
    spelled: "ClassVar[set[str]]" = {"stderr"}
    _: KW_ONLY
    lines: InitVar[list[str]]  # Never stored: `__post_init__` makes a tuple of it
    kept: tuple[str, ...] = field(init=False)
    read: Sequence[str] = ()
    either: Collection[int] = ()
    owners: Set[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    raw: bytes = b""
    labels: Mapping[str, str] | None = None  # By name
    settings: dict[str, str] | None = None  # By name; DTO203's
    kind: type[list[str]] = list  # The class, not a list
    mode: Literal["list", "set"] = "list"
    reader: Callable[[list[str]], None] | None = None  # Takes a list, but holds none
    change: Change["list[str]"] | None = None  # The other class declares what it holds

    def __post_init__(self, lines: "list[str]") -> None:
        """Keep the lines."""
        object.__setattr__(self, "kept", tuple(lines))


class SessionLogKind(Enum):
    """An enumeration is not a DTO."""

    names: list[str]


class HasLines(Protocol):
    """A protocol is not a DTO."""

    lines: list[str]
