"""Conversion of the session domain's requests and responses."""

from collections.abc import Sequence

from ai.backend.common.dto.manager.request import SessionSearchRequest
from ai.backend.common.dto.manager.session import SessionListResponse, SessionResponse
from ai.backend.manager.data.session.filter import SessionFilter
from ai.backend.manager.data.session.metadata import SessionMetadata


def to_session_filter(request: SessionSearchRequest) -> SessionFilter:
    """Convert a client's search to the service layer's conditions."""
    return SessionFilter(project_id=request.project_id, user_id=request.user_id)


def to_session_list_response(sessions: Sequence[SessionMetadata]) -> SessionListResponse:
    """Convert sessions to a client's view, without their user and their time of creation."""
    return SessionListResponse(
        sessions=tuple(
            SessionResponse(
                session_id=session.session_id,
                project_id=session.project_id,
                status=session.status,
                priority=session.priority,
            )
            for session in sessions
        )
    )
