"""What clients read about sessions."""

from pydantic import BaseModel


class SessionResponse(BaseModel):
    """A session as its owner may see it."""

    session_id: str
    project_id: str
    status: str
    priority: int | None  # 0 is the lowest priority; None: the project's default


class SessionListResponse(BaseModel):
    """The sessions that a search found."""

    sessions: tuple[SessionResponse, ...]
