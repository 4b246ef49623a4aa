# src/ai/backend/manager/data/deployment/parent.py
"""A union of which only a part is in quotes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DeploymentParent:
    """A deployment with the one that it was copied from (internal)."""

    deployment_id: str
    parent: "DeploymentParent" | None = None  # WRONG DTO503@13: a string and None have no |
