# src/ai/backend/manager/data/session/metadata.py
"""What the Manager stores about a session besides its resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ai.backend.manager.data.session.lifecycle import SessionStatus


@dataclass(frozen=True)
class SessionMetadata:  # WRONG DTO401@1: what makes it, and what for?
    session_id: str
    project_id: str
    user_id: str
    status: SessionStatus
    created_at: datetime  # In UTC
    priority: int | None = None  # 0 is the lowest priority; None: the project's default


@dataclass(frozen=True)
class SessionSummary:
    """How many sessions there are, and where.

    Made by the session service for the overview.
    """

    count: int

    class Place(NamedTuple):  # WRONG DTO401@5: nested, and a NamedTuple
        agent_id: str

    @dataclass(frozen=True)
    class Empty:  # WRONG DTO401@5: nothing between the quotes
        """"""


@dataclass(frozen=True)
class DetailedSummary(SessionSummary):  # WRONG DTO401@1: a base class's docstring does not count
    # A comment is not a docstring: help() does not show it.
    details: str
