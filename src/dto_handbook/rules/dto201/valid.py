# src/ai/backend/manager/data/session/draft.py
"""What looks as if it were not frozen, and is."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session that is being described."""

    name: str


class SessionKind(Enum):
    """An enumeration is no DTO."""

    BATCH = "batch"


class SessionError(Exception):
    """An exception is no DTO."""
