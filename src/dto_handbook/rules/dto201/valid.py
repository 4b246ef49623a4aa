# src/ai/backend/manager/data/session/draft.py
"""Classes that look as if they had to be frozen, and are or need not be."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session while it is described."""

    name: str


class SessionKind(Enum):
    """An enumeration is not a DTO."""

    BATCH = "batch"


class SessionError(Exception):
    """An exception is not a DTO."""
