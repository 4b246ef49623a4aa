# src/ai/backend/manager/data/deployment/creation.py
"""What the creation of a deployment needs."""

from __future__ import annotations

from dataclasses import dataclass

from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig
from dto_handbook.rules.dto005.invalid_repository import DeploymentRepository  # WRONG DTO005@1


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
