# src/ai/backend/common/dto/manager/v2/quota.py
"""The same quota where the models of the current API are."""

from pydantic import BaseModel


class QuotaResponse(BaseModel):
    """A project's quota for storage, as clients see it."""

    project_id: str
    limit_bytes: int
