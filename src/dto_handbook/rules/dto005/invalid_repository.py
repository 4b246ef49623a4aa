# src/ai/backend/manager/repositories/deployment.py
"""Stored deployments, for the sample beside this one."""

from dto_handbook.rules.dto005.invalid import DeploymentCreationContext


class DeploymentRepository:
    """Deployments by id, kept in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, DeploymentCreationContext] = {}

    def save(self, context: DeploymentCreationContext) -> None:
        """Keep a new deployment.

        Args:
            context: The deployment to keep.
        """
        self._by_id[context.deployment_id] = context
