# src/ai/backend/common/dto/manager/session_quota.py
"""How much one session may store, for all components that count it."""

from pydantic import BaseModel


class SessionQuota(BaseModel):
    """A limit that the Manager sets, and Storage enforces."""

    session_id: str
    limit_bytes: int  # 0: nothing may be stored
