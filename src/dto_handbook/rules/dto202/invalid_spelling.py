# src/ai/backend/manager/data/session/history.py
"""What happened to a session, with mutable collections in every spelling."""

import collections
import typing as t
from array import array
from collections import deque
from collections.abc import Mapping, MutableMapping, MutableSequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple, Optional, TypeAlias, Union

Steps: TypeAlias = "list[str]"
Names = set[str]


class Tags(list[str]):
    """A list by another name."""


@dataclass(frozen=True)
class SessionHistory:
    """The steps of a session's life (internal).

    Collected by the scheduler, written by the session repository.
    """

    steps: Steps  # WRONG DTO202@12: an alias in quotes
    names: Names | None  # WRONG DTO202@12: an alias in a union
    hosts: "list[str]"  # WRONG DTO202@12: quotes
    owners: Optional["t.Set[str]"]  # WRONG DTO202@13: quotes in Optional
    errors: Union[None, t.List[str], str]  # WRONG DTO202@13: typing's own name
    recent: collections.deque[str]  # WRONG DTO202@13: a deque by its module
    waiting: "t.Deque[str]"  # WRONG DTO202@14: typing's deque
    raw: bytearray  # WRONG DTO202@10: mutable bytes
    samples: "array[float]"  # WRONG DTO202@14: an array
    notes: Annotated[list[str], "newest last"]  # WRONG DTO202@12: Annotated
    # Only an outermost ClassVar keeps a name from being a field.
    known: Annotated[ClassVar[list[str]], ""]  # type: ignore[valid-type] # WRONG DTO202@12: a field
    plan: MutableSequence[str]  # WRONG DTO202@11: mutable by its name
    limits: MutableMapping[str, int]  # WRONG DTO202@13: not a dict, but as mutable
    seen: t.MutableSet[str]  # WRONG DTO202@11: typing's own name
    pairs: tuple[list[str], ...]  # WRONG DTO202@12: inside a tuple
    by_agent: Mapping[str, list[int]]  # WRONG DTO202@15: inside a mapping
    both: dict[str, set[list[str]]]  # WRONG DTO202@11: the set; once a field
    tags: Tags  # WRONG DTO202@11: derived from a list
    queue: (
        # The annotation is where the finding is.
        deque[str] | None  # WRONG DTO202@9: on a line of its own
    ) = None


@dataclass(frozen=True)
class Outer:
    """A DTO with another one inside it."""

    @dataclass(frozen=True)
    class Inner:
        """The inner DTO."""

        values: list[int]  # WRONG DTO202@17: nested


class Step(NamedTuple):
    """One step."""

    details: list[str]  # WRONG DTO202@14: a NamedTuple's fields as well
