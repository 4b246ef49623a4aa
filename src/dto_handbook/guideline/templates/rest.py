# src/ai/backend/common/dto/manager/session_summary.py
"""What clients send and read about the session domain."""

from pydantic import BaseModel, ConfigDict, Field


class SessionSearchRequest(BaseModel):
    """What a client looks for; a field that is None sets no condition."""

    model_config = ConfigDict(extra="forbid")  # Reject a misspelt condition

    name: str | None = None
    limit: int = Field(default=20, ge=1)


class SessionSummaryResponse(BaseModel):
    """One item of the list, as a client may see it."""

    session_id: str
    name: str
    labels: tuple[str, ...]
