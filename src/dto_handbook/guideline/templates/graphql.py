# src/ai/backend/common/dto/manager/usage.py
"""What the web UI reads about projects; `api/gql` makes its schema type from this model."""

from decimal import Decimal

from pydantic import BaseModel


class ProjectUsageResponse(BaseModel):
    """How much of its quota a project uses."""

    project_id: str
    used_bytes: Decimal  # An int of GraphQL ends below 2 GiB
    quota_bytes: Decimal | None  # 0: nothing may be stored; None: unlimited
