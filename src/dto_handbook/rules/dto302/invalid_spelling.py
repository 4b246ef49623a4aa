# src/ai/backend/manager/services/session/summary.py
"""Abstract results, in every spelling."""

from __future__ import annotations

import typing as t
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Iterable, Mapping

from ai.backend.manager.data.session.metadata import SessionMetadata

Found = t.Optional["t.Iterable[SessionMetadata]"]


def slots(session: SessionMetadata) -> t.Mapping[str, int]:  # WRONG DTO302@40: takes a DTO
    """Count the slots of a session."""
    return {session.session_id: 1}


def find(name: str) -> Found:  # WRONG DTO302@24: an alias
    """Find what has this name."""
    return [] if name else None


def owners(*sessions: SessionMetadata) -> t.AbstractSet[str] | None:  # WRONG DTO302@43: a set
    """Collect the owners."""
    return {session.user_id for session in sessions} or None


def both(name: str) -> tuple[int, Iterable[SessionMetadata]]:  # WRONG DTO302@24: inside a tuple
    """Count, and return the sessions as well."""
    return len(name), []


class Summary(ABC):
    """The interface of a summary."""

    @abstractmethod
    def later(
        self, name: str
    ) -> Awaitable[Mapping[str, SessionMetadata]]:  # WRONG DTO302@10: when it is awaited
        """Look them up."""

    async def now(self, name: str) -> "Mapping[str, SessionMetadata]":  # WRONG DTO302@39: quotes
        """Look them up."""
        return await self.later(name)
