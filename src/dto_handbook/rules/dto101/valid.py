# src/ai/backend/manager/data/deployment/window.py
"""What looks as if it were no dataclass, or no DTO."""

import dataclasses as dc
from typing import NewType, Protocol, TypedDict

DeploymentId = NewType("DeploymentId", str)


@dc.dataclass(frozen=True)
class ScaleWindow:
    """When a deployment may scale (internal); the decorator goes by another name."""

    start_hour: int
    end_hour: int


class NightWindow(ScaleWindow):
    """A class that is derived from a dataclass is one."""


class Scalable(Protocol):
    """A protocol is no DTO."""

    replicas: int


class ScaleOptions(TypedDict):
    """A dict with known keys is no class of its own."""

    force: bool


class ScaleCounter:
    """A class with behaviour of its own is no record."""

    def __init__(self) -> None:
        self._count = 0

    def count(self) -> int:
        """Count one more."""
        self._count += 1
        return self._count
