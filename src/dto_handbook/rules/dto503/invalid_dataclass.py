# src/ai/backend/manager/data/deployment/limit.py
"""What a dataclass looks up by name has to exist, although annotations are postponed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import ClassVar


@dataclass(frozen=True)
class DeploymentLimit:
    """How far a deployment may grow (internal)."""

    replicas: int
    unit: ClassVar[str] = "replica"  # WRONG DTO503@11: a field, and a parameter of the constructor
