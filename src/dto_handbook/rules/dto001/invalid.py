# src/ai/backend/manager/data/deployment/response.py
"""A deployment's status for the API, in the wrong place."""

from pydantic import BaseModel


class DeploymentStatusResponse(BaseModel):  # WRONG DTO001@1: a schema
    """Deployment status for GraphQL API."""

    deployment_id: str
    state: str
    replicas: int
