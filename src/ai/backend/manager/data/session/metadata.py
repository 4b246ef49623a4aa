"""What the Manager stores about a session besides its resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ai.backend.manager.data.session.lifecycle import SessionStatus


@dataclass(frozen=True)
class SessionMetadata:
    """Facts about a session that scheduling and billing need.

    Returned by the session repository as a query result.
    """

    session_id: str
    project_id: str
    user_id: str
    status: SessionStatus
    created_at: datetime  # In UTC
    priority: int | None = None  # 0 is the lowest priority; None: the project's default
