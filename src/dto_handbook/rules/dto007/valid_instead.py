# src/ai/backend/manager/data/deployment/endpoint.py
"""Where a deployment answers, as a string that an adapter has validated."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeploymentEndpoint:
    """Where clients reach a deployment (internal).

    Made by the deployment service.
    """

    deployment_id: str
    url: str
