# src/ai/backend/common/dto/manager/quota.py
"""How much a project may use, for all components that count it."""

from pydantic import BaseModel


class ProjectQuota(BaseModel):
    """A limit that the Manager sets, and Storage enforces."""

    project_id: str
    limit_bytes: int  # 0: nothing may be stored
