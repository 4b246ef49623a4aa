# src/ai/backend/manager/services/session/search.py
"""Truthiness tests that lose no value."""

from typing import NoReturn

from ai.backend.manager.data.session.filter import SessionFilter
from ai.backend.manager.data.session.metadata import SessionMetadata
from ai.backend.manager.data.user.account import UserData


def names(filter: SessionFilter, users: list[UserData]) -> list[str]:
    """Test a value that is no longer None, and one that never is."""
    if filter.user_id is None:
        return []
    if filter.user_id:  # None is excluded: this tests for the empty string
        return [filter.user_id]
    if filter.project_id is not None and filter.project_id:
        return [filter.project_id]
    active = [user for user in users if user.is_active]  # A plain bool
    return [user.full_name for user in active if user.full_name is not None]


def lowest(session: SessionMetadata) -> int:
    """Test after an isinstance and a match."""
    if isinstance(session.priority, int) and session.priority:
        return session.priority
    match session.priority:
        case None:
            return 0
        case _:
            return 1 if session.priority else 0


def fail(reason: str) -> NoReturn:
    """Stop."""
    raise LookupError(reason)


def owner(filter: SessionFilter) -> str:
    """Test after a call that does not return."""
    if filter.user_id is None:
        fail("no user is named")
    user_id = filter.user_id
    return user_id or "anybody"
