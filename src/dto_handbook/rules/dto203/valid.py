# src/ai/backend/manager/data/deployment/environment.py
"""What maps keys to values, and is no dict."""

from collections.abc import Callable, Mapping
from dataclasses import InitVar, dataclass
from types import MappingProxyType
from typing import ClassVar


@dataclass(frozen=True)
class RevisionEnvironment:
    """The environment variables of a revision (internal)."""

    defaults: ClassVar[dict[str, str]] = {"LANG": "C.UTF-8"}
    given: InitVar[dict[str, str]]  # Never stored
    pairs: tuple[tuple[str, str], ...] = ()
    variables: Mapping[str, str] = MappingProxyType({})  # By name
    reader: Callable[[dict[str, str]], None] | None = None  # Takes a dict, and holds none
    hosts: list[str] | None = None  # Another rule's

    def __post_init__(self, given: dict[str, str]) -> None:
        """Make pairs of what was given."""
        object.__setattr__(self, "pairs", tuple(given.items()))
