# src/ai/backend/common/dto/manager/session_usage.py
"""What the web UI reads; `api/gql` makes its schema type from this model."""

from pydantic import BaseModel


class SessionUsageResponse(BaseModel):
    """How much of its quota one session uses."""

    session_id: str
    used_bytes: int
    quota_bytes: int | None  # 0: nothing may be stored; None: unlimited
