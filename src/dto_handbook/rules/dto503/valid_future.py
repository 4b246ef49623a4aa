# src/ai/backend/manager/data/deployment/member.py
"""With the future import, no annotation is evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ai.backend.manager.repositories.deployment import DeploymentRepository


@dataclass(frozen=True)
class DeploymentMember:
    """Who may see a deployment (internal)."""

    user_id: str
    repository: DeploymentRepository
