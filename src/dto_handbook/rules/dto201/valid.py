# src/ai/backend/manager/data/session/draft.py
"""Classes that look as if they had to be frozen, and are or need not be."""

from dataclasses import dataclass
from enum import Enum
from functools import partial

OPTIONS = {"frozen": True, "slots": True}
frozen = partial(dataclass, frozen=True)


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session while it is described."""

    name: str


@dataclass(**OPTIONS)
class SessionLabel:
    """A mapping says that it is frozen."""

    text: str


@frozen(slots=True)
class SessionColour:
    """An alias freezes it."""

    text: str


class SessionTint(SessionColour):
    """A class that declares no field needs no decorator."""

    __slots__ = ()


class SessionKind(Enum):
    """An enumeration is not a DTO."""

    BATCH = "batch"


class SessionError(Exception):
    """An exception is not a DTO."""
