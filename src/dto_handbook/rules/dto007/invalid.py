# src/ai/backend/manager/data/deployment/endpoint.py
"""Where a deployment answers, with a type of Pydantic."""

from dataclasses import dataclass

from pydantic import HttpUrl  # WRONG DTO007@1: a framework


@dataclass(frozen=True)
class DeploymentEndpoint:
    """Where clients reach a deployment (internal).

    Made by the deployment service.
    """

    deployment_id: str
    url: HttpUrl
