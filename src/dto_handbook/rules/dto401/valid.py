# src/ai/backend/manager/data/session/documented.py
"""Classes with a docstring, and classes that are no DTO."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


@dataclass(frozen=True)
class SessionName:
    "What a session is called (internal)."

    text: str


@dataclass(frozen=True)
class SessionNote:
    # A comment before the docstring does no harm.
    """What somebody wrote about a session."""

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
    """Make a class inside of a function, which no module offers."""

    @dataclass(frozen=True)
    class Local:
        name: str

    return Local
