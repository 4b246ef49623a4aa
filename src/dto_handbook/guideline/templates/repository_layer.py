# src/ai/backend/manager/data/session/query.py
"""A query of the session repository."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionQuery:
    """Conditions that the session repository binds to its query (internal).

    A field that is None sets no condition.
    """

    project_id: str | None = None
    states: tuple[str, ...] | None = None
    limit: int | None = None  # 0: no row at all
