"""Work on several sessions' allocations at once."""

from collections.abc import Sequence

from ai.backend.manager.data.session.allocation import SessionResourceAllocation


def process_sessions(sessions: Sequence[SessionResourceAllocation]) -> list[str]:
    """Process multiple session allocations.

    Args:
        sessions: Sequence of session allocations (accepts a list, a tuple or another)

    Returns:
        List of session IDs (concrete type for clarity)
    """
    return [s.session_id for s in sessions]
