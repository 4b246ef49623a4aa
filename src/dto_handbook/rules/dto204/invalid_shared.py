# src/ai/backend/manager/data/session/request.py
"""A user's request, with every kind of mutable default."""

import dataclasses as dc
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field

DEFAULTS = ["cpu"]


def no_names() -> list[str]:
    """Make a list."""
    return []


class SessionRequest(NamedTuple):
    """A user's request: a NamedTuple accepts any default, and shares it."""

    user_id: str
    resource_slots: Sequence[str] = []  # WRONG DTO204@37: one list for all instances
    labels: Mapping[str, str] = {}  # WRONG DTO204@33: one dict for all instances
    hosts: Collection[str] = set()  # WRONG DTO204@30: one set for all instances
    names: Sequence[str] = sorted(DEFAULTS)  # WRONG DTO204@28: still a list


@dataclass(frozen=True)
class SessionOptions:
    """Everything else that a user may request."""

    a: Sequence[str] = field(default_factory=lambda: ["cpu"])  # WRONG DTO204@46: a lambda
    b: Mapping[str, str] = dc.field(default_factory=dict)  # WRONG DTO204@53: by its module
    c: Collection[str] = field(default_factory=set[str])  # WRONG DTO204@48: with its argument
    d: Collection[str] = field(default_factory=deque)  # WRONG DTO204@48: a deque
    e: bytes | bytearray = field(default_factory=bytearray)  # WRONG DTO204@50: a bytearray
    f: Mapping[str, int] = field(
        default_factory=lambda: defaultdict(int),  # WRONG DTO204@25: on this line
        compare=False,
    )
    g: Sequence[str] = field(default_factory=no_names)  # WRONG DTO204@46: declared to return one
    h: Sequence[str] = field(default_factory=partial(list, "ab"))  # WRONG DTO204@46: with partial
    i: tuple[object, ...] = (["cpu"],)  # WRONG DTO204@29: one list for all instances
    j: tuple[object, ...] = field(default=(("cpu", []),))  # WRONG DTO204@43: a list further inside
    k: Iterable[int] = (count for count in (1, 2))  # WRONG DTO204@24: empty after one iteration


class SessionLimits(BaseModel):
    """The most that a session may use."""

    slots: Sequence[str] = Field([])  # WRONG DTO204@34: Pydantic's own
    hosts: Annotated[Sequence[str], Field(default_factory=list)]  # WRONG DTO204@59: in Annotated


class SessionNames(BaseModel):
    """The names of sessions: Pydantic copies the default for each instance."""

    names: Sequence[str] = []  # WRONG DTO204@28: a list of its own, which can be changed
