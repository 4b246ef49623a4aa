# src/ai/backend/manager/data/deployment/request.py
"""The request for the creation of a deployment, with postponed annotations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ai.backend.manager.repositories.deployment import DeploymentRepository


@dataclass(frozen=True)
class DeploymentRequest:
    """A request for a deployment (internal).

    Made by the API layer, used by the deployment service.
    """

    deployment_id: str
    repository: DeploymentRepository


def is_same(one: DeploymentRequest, repository: DeploymentRepository | None) -> bool:
    """Return whether a request is for a repository.

    Args:
        one: The request.
        repository: Where it may be stored.

    Returns:
        True if it is.
    """
    return one.repository is repository
