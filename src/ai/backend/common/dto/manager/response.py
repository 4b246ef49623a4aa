"""Responses of the Manager's deployment API."""

from pydantic import BaseModel


class DeploymentStatusResponse(BaseModel):
    """Deployment status exposed through API."""

    deployment_id: str
    state: str
    replicas: int
    # internal_notes removed - not exposed externally
