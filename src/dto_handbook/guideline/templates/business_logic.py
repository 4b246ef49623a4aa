# src/ai/backend/manager/data/session/handover.py
"""A change of owner in the session domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SessionHandoverContext:
    """What one step of a handover passes to the next (internal).

    Made by the session service, carried out by the session repository.
    """

    session_id: str
    old_owner_id: str
    new_owner_id: str
    initiated_by: str  # user_id or "system"
    requested_at: datetime  # In UTC
