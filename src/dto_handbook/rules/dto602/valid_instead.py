# src/ai/backend/manager/data/session/search.py
"""Whose sessions a search finds, with checks of identity."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionSearch:
    """Which sessions a search finds; None sets no condition."""

    user_name: UserName | None = None
    project_id: str | None = None


def conditions(search: SessionSearch) -> list[str]:
    """Write the conditions of a search for a log."""
    lines = []
    if search.user_name is not None:
        lines.append(f"user {search.user_name}")
    if search.project_id is None:
        lines.append("any project")
    return lines


class UserName(str):
    """A user's name; upper and lower case are the same."""

    def __eq__(self, other: object) -> bool:
        return self.casefold() == str(other).casefold()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.casefold())
