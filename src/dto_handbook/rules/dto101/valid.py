# src/ai/backend/manager/data/deployment/window.py
"""Classes that look as if they broke the rule, and do not."""

import dataclasses as dc
from typing import NewType, Protocol

DeploymentId = NewType("DeploymentId", str)


@dc.dataclass(frozen=True)
class ScaleWindow:
    """When a deployment may scale (internal); the decorator has another name."""

    start_hour: int
    end_hour: int


class NightWindow(ScaleWindow):
    """A class that is derived from a dataclass is a dataclass."""


class Scalable(Protocol):
    """A protocol is not a DTO."""

    replicas: int


class ScaleCounter:
    """A class with behaviour of its own is not a record."""

    def __init__(self) -> None:
        self._count = 0

    def count(self) -> int:
        """Count one more."""
        self._count += 1
        return self._count
