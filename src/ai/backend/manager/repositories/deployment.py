"""Stored deployments."""

from __future__ import annotations

from ai.backend.manager.data.deployment.status import InternalDeploymentStatus


class DeploymentRepository:
    """Deployments by id, kept in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, InternalDeploymentStatus] = {}

    def save(self, status: InternalDeploymentStatus) -> None:
        """Keep a status, in place of an older one of the same deployment.

        Args:
            status: The status to keep.
        """
        self._by_id[status.deployment_id] = status

    def get_status(self, deployment_id: str) -> InternalDeploymentStatus | None:
        """Look a deployment's status up.

        Args:
            deployment_id: The deployment asked for.

        Returns:
            Its status; None where there is no such deployment.
        """
        return self._by_id.get(deployment_id)
