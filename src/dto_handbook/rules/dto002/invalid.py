# src/ai/backend/manager/api/rest/deployment.py
"""The REST response with a deployment's status."""

import json
from dataclasses import asdict

from pydantic import BaseModel

from ai.backend.manager.data.deployment.status import InternalDeploymentStatus


class DeploymentAnswer(BaseModel):
    """A deployment for the web UI."""

    name: str
    status: InternalDeploymentStatus  # WRONG DTO002@13: every internal field leaves with it


def get_status(status: InternalDeploymentStatus) -> str:
    """Answer a request for a deployment's status.

    Args:
        status: The status as the service layer knows it.

    Returns:
        The response's body as JSON text.
    """
    return json.dumps(asdict(status))  # The same by hand, and not visible in any schema
