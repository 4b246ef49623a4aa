# src/ai/backend/manager/data/session/filter.py
"""Which sessions a query selects."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionFilter:
    """Conditions on sessions; a field that is None sets none."""

    project_id: str | None = None
    user_id: str | None = None
    priority: int | None = None  # 0 is the lowest


def apply_filter(filter: SessionFilter) -> str:
    """Write the conditions for people to read, joined by `AND`."""
    conditions = []

    if filter.project_id:  # WRONG DTO601@8: "" is a condition, too
        conditions.append(f"project_id = {filter.project_id!r}")

    if filter.user_id:  # WRONG DTO601@8: so is this one
        conditions.append(f"user_id = {filter.user_id!r}")

    if filter.priority:  # WRONG DTO601@8: so is 0
        conditions.append(f"priority = {filter.priority}")

    return " AND ".join(conditions)
