# src/ai/backend/common/dto/manager/session_usage.py
"""What the web UI reads; `api/gql` makes its schema type from this model."""

from decimal import Decimal

from pydantic import BaseModel


class SessionUsageResponse(BaseModel):
    """How much of its quota one session uses."""

    session_id: str
    used_bytes: Decimal  # An int of GraphQL ends below 2 GiB
    quota_bytes: Decimal | None  # 0: nothing may be stored; None: unlimited
