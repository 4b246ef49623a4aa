"""Requests to the Manager's APIs."""

from pydantic import BaseModel, Field


class ScaleDeploymentRequest(BaseModel):
    """How many replicas a deployment shall have."""

    replicas: int = Field(ge=0)


class SessionSearchRequest(BaseModel):
    """Which sessions a client asks for; without a field, it sets no condition."""

    project_id: str | None = None
    user_id: str | None = None
