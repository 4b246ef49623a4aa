# src/ai/backend/manager/repositories/session_query.py
"""Conditions of queries, and checks of identity."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ai.backend.manager.data.session.filter import SessionFilter
from ai.backend.manager.models.session import SessionRow

WAITING = SessionRow.agent_id == None
TABLE = sa.table("sessions", sa.column("agent_id"))
PLACED = TABLE.c.agent_id != None
NAMED = sa.column("name") != None


def waiting(filter: SessionFilter) -> sa.Select[SessionRow]:
    """Select the sessions that no agent has.

    Args:
        filter: Whose sessions.
    """
    query = sa.select(SessionRow).where(SessionRow.agent_id == None)
    other = aliased(SessionRow)
    query = query.join(other, sa.and_(other.id == SessionRow.id, other.priority != None))
    if filter.project_id is not None:
        query = query.where(SessionRow.project_id == filter.project_id)
    return query if filter.user_id is None else query.filter(other.user_id == filter.user_id)


def same(text: str | None) -> bool:
    """Compare with a string that contains the operator."""
    return text == "None" or text in (None, "")
