"""A deployment's status as the service layer sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InternalDeploymentStatus:
    """Status of a deployment with what only operators may read.

    Returned by the deployment repository, used by the deployment service. The API responds with
    `DeploymentStatusResponse`.
    """

    deployment_id: str
    state: str  # Value of a DeploymentState
    replicas: int
    internal_notes: str  # Internal field
