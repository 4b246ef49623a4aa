# src/ai/backend/manager/data/session/summary.py
"""What lists and overviews show of the session domain."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionSummary:
    """Query result of the session repository (internal).

    Returned instead of a row, used by the session service.
    """

    session_id: str
    name: str
    labels: tuple[str, ...] = ()
    note: str | None = None  # None: never written; "" is a note that was cleared
