# src/ai/backend/common/dto/manager/deployment.py
"""The same schema where other components import it from."""

from pydantic import BaseModel


class DeploymentStatusResponse(BaseModel):
    """Deployment status for GraphQL API."""

    deployment_id: str
    state: str
    replicas: int
