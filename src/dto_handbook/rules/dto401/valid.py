# src/ai/backend/manager/data/session/documented.py
"""Classes with a docstring, and classes that are not DTOs."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True)
class SessionName:
    "What a session is called (internal)."

    text: str


@dataclass(frozen=True)
class SessionNote:
    # A comment before the docstring is allowed.
    """A user's note on a session."""

    text: str


class SessionKind(Enum):
    BATCH = "batch"


class SessionNameTaken(Exception):
    name: str


class HasName(Protocol):
    name: str


class Helper:
    names: str


def make() -> type[object]:
    """Make a class inside a function, which no module exports."""

    @dataclass(frozen=True)
    class Local:
        name: str

    return Local
