# src/ai/backend/manager/data/deployment/scale.py
"""How far a deployment may scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class DeploymentScaleConfig:
    """Internal configuration for deployment scaling.

    Used by the service layer to coordinate with the sokovan layer.
    """

    min_replicas: int
    max_replicas: int
    target_cpu_utilization: float  # Share of one core, from 0.0 to 1.0
    cooldown_period = 300  # WRONG DTO403@5: seconds, but not a field


@dataclass(frozen=True)
class EagerScaleConfig(DeploymentScaleConfig):
    """Scales up at once."""

    target_cpu_utilization = 0.2  # WRONG DTO403@5: the constructor does not know of it
    low, high = 1, 8  # WRONG DTO403@5: two at once


class ScaleStep(NamedTuple):
    """One step of scaling."""

    replicas: int
    reason = "load"  # type: ignore[misc] # WRONG DTO403@5: not a member of the tuple
