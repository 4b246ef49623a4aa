# src/ai/backend/manager/data/deployment/environment.py
"""Fields that map keys to values without a dict."""

from collections.abc import Callable, Mapping
from dataclasses import InitVar, dataclass, field
from types import MappingProxyType
from typing import ClassVar


@dataclass(frozen=True)
class RevisionEnvironment:
    """The environment variables of a revision (internal)."""

    defaults: ClassVar[dict[str, str]] = {"LANG": "C.UTF-8"}
    given: InitVar[dict[str, str]]  # Never stored
    pairs: tuple[tuple[str, str], ...] = ()
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # By name
    reader: Callable[[dict[str, str]], None] | None = None  # Takes a dict, but holds none
    hosts: list[str] | None = None  # DTO202's

    def __post_init__(self, given: dict[str, str]) -> None:
        """Convert the given dict to pairs."""
        object.__setattr__(self, "pairs", tuple(given.items()))
