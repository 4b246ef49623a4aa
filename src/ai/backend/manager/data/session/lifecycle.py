"""The states of a session, and the steps between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SessionStatus(StrEnum):
    """State of a session inside the Manager."""

    PENDING = "pending"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    TERMINATED = "terminated"


@dataclass(frozen=True)
class SessionTransition:
    """One step of a session's lifecycle.

    Made by the session service, recorded by the session repository.
    """

    session_id: str
    from_status: SessionStatus
    to_status: SessionStatus
    reason: str  # For operators, such as "user-requested"
    occurred_at: datetime  # In UTC
