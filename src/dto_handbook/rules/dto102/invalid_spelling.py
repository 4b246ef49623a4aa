# src/ai/backend/manager/data/session/retry.py
"""Decisions in other spellings, an error for a client, and a call that waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ai.backend.manager.errors import NotFoundError


@dataclass(frozen=True)
class SessionRetry:
    """How a session's start is tried again (internal).

    Used by the session service.
    """

    delays: tuple[timedelta, ...]
    stops: tuple[str, ...]
    default: timedelta | None = None

    def is_due(self, failed_at: datetime, now: datetime) -> bool:
        """Compare what was computed from an argument."""
        elapsed = now - failed_at
        return any(elapsed > delay for delay in self.delays)  # WRONG DTO102@20: compares

    def without(self, states: tuple[str, ...]) -> SessionRetry:
        """Compare each item of an argument."""
        kept = (state for state in states if state not in self.stops)  # WRONG DTO102@46: compares
        return SessionRetry(self.delays, tuple(kept), self.default)

    def merged(self, other: SessionRetry) -> SessionRetry:
        """Choose between an argument's value and its own."""
        default = other.default if other.default is not None else self.default  # WRONG DTO102@36
        return SessionRetry(self.delays, self.stops, default)

    def next_step(self, state: str) -> str:
        """Distinguish the values of an argument."""
        match state:  # WRONG DTO102@15: distinguishes
            case "failed":
                return "retry"
        return state

    def required_default(self) -> timedelta:
        """Raise an error of the Manager."""
        if self.default is None:
            raise NotFoundError("retry")  # WRONG DTO102@13: raises
        return self.default

    async def wait(self, sleep: Callable[[timedelta], Awaitable[None]]) -> None:
        """Wait for something."""
        for delay in self.delays:
            await sleep(delay)  # WRONG DTO102@13: waits
