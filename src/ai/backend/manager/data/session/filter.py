"""Which sessions a query selects."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionFilter:
    """Conditions on sessions, as the service layer passes them to the repository.

    A field that is None sets no condition.
    """

    project_id: str | None = None
    user_id: str | None = None


def apply_filter(filter: SessionFilter) -> str:
    """Write the filter's conditions as text, for people to read.

    Not for a database: the values are not escaped. A repository binds them.

    Args:
        filter: The conditions to write.

    Returns:
        The conditions joined by `AND`; an empty string if there are none.
    """
    conditions = []

    # CORRECT: Use explicit None checks
    if filter.project_id is not None:
        conditions.append(f"project_id = {filter.project_id}")

    if filter.user_id is not None:
        conditions.append(f"user_id = {filter.user_id}")

    return " AND ".join(conditions)
