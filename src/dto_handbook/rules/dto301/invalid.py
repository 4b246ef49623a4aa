# src/ai/backend/manager/services/session/processing.py
"""Work on several sessions' allocations at once."""

from ai.backend.manager.data.session.allocation import SessionResourceAllocation


def process_sessions(sessions: list[SessionResourceAllocation]) -> list[str]:  # WRONG DTO301@22
    """Process multiple session allocations.

    Args:
        sessions: List of session allocations (a list, and nothing else).

    Returns:
        List of session IDs (concrete type for clarity)
    """
    remaining = sessions.copy()  # Only a list has copy()
    return [s.session_id for s in remaining]
