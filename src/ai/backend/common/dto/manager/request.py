"""Requests to the Manager's APIs."""

from pydantic import BaseModel, ConfigDict, Field


class ScaleDeploymentRequest(BaseModel):
    """How many replicas a deployment shall have."""

    model_config = ConfigDict(extra="forbid")

    replicas: int = Field(ge=0)


class SessionSearchRequest(BaseModel):
    """Which sessions a client asks for; without a field, it sets no condition."""

    model_config = ConfigDict(extra="forbid")  # A mistyped condition is no condition

    project_id: str | None = None
    user_id: str | None = None
