# src/ai/backend/manager/data/deployment/scale.py
"""How far a deployment may scale."""


class DeploymentScaleConfig:  # No equality, no repr, not frozen
    """Internal configuration for deployment scaling.

    Used by the service layer to coordinate with the sokovan layer.
    """

    def __init__(
        self,
        min_replicas: int,
        max_replicas: int,
        target_cpu_utilization: float,
        cooldown_period: int,
    ) -> None:
        self.min_replicas = min_replicas
        self.max_replicas = max_replicas
        self.target_cpu_utilization = target_cpu_utilization
        self.cooldown_period = cooldown_period
