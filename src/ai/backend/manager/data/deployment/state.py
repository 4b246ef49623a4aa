"""The states that a deployment goes through."""

from enum import StrEnum


class DeploymentState(StrEnum):
    """State of a deployment inside the Manager."""

    PENDING = "pending"
    RUNNING = "running"
    SCALING = "scaling"
    STOPPED = "stopped"
