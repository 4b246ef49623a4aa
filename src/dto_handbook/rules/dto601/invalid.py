# src/ai/backend/manager/data/session/filter.py
"""Which sessions a query selects."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionFilter:
    """Conditions on sessions, as the service layer passes them to the repository.

    A field that is None sets no condition.
    """

    project_id: str | None = None
    user_id: str | None = None
    priority: int | None = None  # 0 is the lowest


def apply_filter(filter: SessionFilter) -> str:
    """Write the filter's conditions as text, for people to read.

    Args:
        filter: The conditions to write.

    Returns:
        The conditions joined by `AND`; an empty string if there are none.
    """
    conditions = []

    if filter.project_id:  # WRONG DTO601@8: "" is a condition, too
        conditions.append(f"project_id = {filter.project_id!r}")

    if filter.user_id:  # WRONG DTO601@8: so is this one
        conditions.append(f"user_id = {filter.user_id!r}")

    if filter.priority:  # WRONG DTO601@8: so is 0
        conditions.append(f"priority = {filter.priority}")

    return " AND ".join(conditions)
