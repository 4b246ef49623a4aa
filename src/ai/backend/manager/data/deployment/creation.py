"""What the creation of a deployment needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig

if TYPE_CHECKING:
    from ai.backend.manager.repositories.deployment import DeploymentRepository


@dataclass(frozen=True)
class DeploymentCreationContext:
    """Context for creating a deployment (internal).

    Aggregates all information needed for the creation process.
    """

    deployment_id: str
    owner_id: str
    project_id: str
    config: DeploymentScaleConfig
    # Repository reference for internal operations
    repository: DeploymentRepository
