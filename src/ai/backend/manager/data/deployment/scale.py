"""How far a deployment may scale, and one scaling operation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeploymentScaleConfig:
    """Internal configuration for deployment scaling.

    Used by the service layer to coordinate with the sokovan layer.
    """

    min_replicas: int
    max_replicas: int
    target_cpu_utilization: float  # Share of one core, from 0.0 to 1.0
    cooldown_period: int  # Seconds between two scaling operations


@dataclass(frozen=True)
class ScaleOperationContext:
    """Internal context for scaling operations.

    Used by the deployment service to coordinate scaling
    between the service layer and sokovan layer.
    """

    deployment_id: str
    current_replicas: int
    desired_replicas: int
    scaling_policy: str  # Name of the policy that requested the change
    initiated_by: str  # user_id or "system"
