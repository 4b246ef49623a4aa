# src/ai/backend/common/dto/manager/project.py
"""What clients send and read about projects."""

from pydantic import BaseModel, ConfigDict, Field


class ProjectSearchRequest(BaseModel):
    """Which projects a client requests; without a name, there is no condition."""

    model_config = ConfigDict(extra="forbid")  # Reject a misspelt condition

    name: str | None = None
    limit: int = Field(default=20, ge=1)


class ProjectResponse(BaseModel):
    """A project as its members may see it."""

    project_id: str
    name: str
    description: str | None  # None: never set
