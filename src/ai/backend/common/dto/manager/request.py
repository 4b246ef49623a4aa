"""Requests to the Manager's APIs."""

from pydantic import BaseModel, ConfigDict, Field


class ScaleDeploymentRequest(BaseModel):
    """How many replicas a deployment should have."""

    model_config = ConfigDict(extra="forbid")

    replicas: int = Field(ge=0)


class SessionSearchRequest(BaseModel):
    """Which sessions a client requests; a missing field sets no condition."""

    model_config = ConfigDict(extra="forbid")  # Reject a misspelt condition

    project_id: str | None = None
    user_id: str | None = None
