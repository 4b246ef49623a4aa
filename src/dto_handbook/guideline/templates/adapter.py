# src/ai/backend/manager/api/adapters/session_summary.py
"""Conversion of the session domain's summaries."""

from ai.backend.common.dto.manager.session_summary import SessionSummaryResponse
from ai.backend.manager.data.session.summary import SessionSummary


def to_session_summary_response(summary: SessionSummary) -> SessionSummaryResponse:
    """Convert a summary to an API response.

    Every field is named, so that a new internal field stays inside until a developer adds it here.

    Args:
        summary: The summary as the service layer knows it.

    Returns:
        The summary without its note.
    """
    return SessionSummaryResponse(
        session_id=summary.session_id,
        name=summary.name,
        labels=summary.labels,
    )
