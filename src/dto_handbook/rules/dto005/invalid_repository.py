# src/ai/backend/manager/repositories/deployment.py
"""Stored deployments, for the sample beside this one."""

from dto_handbook.rules.dto005.invalid import DeploymentCreationContext


class DeploymentRepository:
    """Deployments by id, stored in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, DeploymentCreationContext] = {}

    def save(self, context: DeploymentCreationContext) -> None:
        """Store a new deployment.

        Args:
            context: The deployment to store.
        """
        self._by_id[context.deployment_id] = context
