# src/ai/backend/manager/data/deployment/references.py
"""Imports for type checkers only, in every spelling, and one from outside the layers."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import TYPE_CHECKING as CHECKS_TYPES

from ai.backend.manager.errors import NotFoundError

if TYPE_CHECKING:
    from ai.backend.manager.repositories.deployment import DeploymentRepository

if t.TYPE_CHECKING:
    from ai.backend.manager.services.deployment import DeploymentService

if not CHECKS_TYPES:
    DeploymentRow = object
else:
    from ai.backend.manager.models.deployment import DeploymentRow


@dataclass(frozen=True)
class DeploymentReferences:
    """Where a deployment comes from (internal), and what to raise where it is missing.

    Used by the deployment service.
    """

    repository: DeploymentRepository
    service: DeploymentService
    row: DeploymentRow | None = None
    missing: type[NotFoundError] = NotFoundError
