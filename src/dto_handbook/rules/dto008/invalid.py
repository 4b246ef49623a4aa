# src/ai/backend/common/dto/manager/quota.py
"""A quota for clients, in the deprecated package."""

from pydantic import BaseModel


class QuotaResponse(BaseModel):  # WRONG DTO008@1: outside v2
    """A project's quota for storage, as clients see it."""

    project_id: str
    limit_bytes: int
