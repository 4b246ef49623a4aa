# src/ai/backend/manager/data/session/decision.py
"""What the session service decides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionDecision:
    """Whether a request goes on, and why (internal).

    Made and used by the session service alone.
    """

    session_id: str
    is_allowed: bool
    reason: str  # For operators, such as "quota exceeded"
