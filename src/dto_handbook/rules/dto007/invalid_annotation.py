# src/ai/backend/manager/data/deployment/filter.py
"""Imports for annotations only, and one in a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa  # WRONG DTO007@5: a framework

    from ai.backend.manager.models.deployment import DeploymentRow  # WRONG DTO007@5: a layer


@dataclass(frozen=True)
class DeploymentFilter:
    """Which deployments a query selects (internal).

    Used by the deployment repository.
    """

    condition: sa.ColumnElement[bool]
    example: DeploymentRow | None = None


def matches_name(name: str) -> DeploymentFilter:
    """Make the filter for a name."""
    from sqlalchemy import literal  # WRONG DTO007@5: a framework

    return DeploymentFilter(literal(name) == literal(name))
