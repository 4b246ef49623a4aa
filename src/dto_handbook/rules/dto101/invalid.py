# src/ai/backend/manager/data/deployment/scale.py
"""How far a deployment may scale."""

from typing import NamedTuple


class DeploymentScaleConfig(NamedTuple):  # WRONG DTO101@1: a tuple as well
    """Internal configuration for deployment scaling.

    Used by the service layer to coordinate with the sokovan layer.
    """

    min_replicas: int
    max_replicas: int
    target_cpu_utilization: float
    cooldown_period: int
