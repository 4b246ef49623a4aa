# src/ai/backend/manager/api/gql/deployment_view.py
"""The API layer converts: it takes internal DTOs, and no schema names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import strawberry
from pydantic import BaseModel, PrivateAttr

from ai.backend.manager.data.deployment.state import DeploymentState
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus


class DeploymentView(BaseModel):
    """A shared model that is made from an internal DTO."""

    unknown: ClassVar[InternalDeploymentStatus | None] = None
    state: DeploymentState
    _source: InternalDeploymentStatus | None = PrivateAttr(default=None)

    @classmethod
    def from_data(cls, data: InternalDeploymentStatus) -> DeploymentView:
        """Convert from the internal DTO."""
        return cls(state=DeploymentState(data.state))


@strawberry.type
class DeploymentNode:
    """A schema type that keeps its source to itself."""

    name: str
    source: strawberry.Private[InternalDeploymentStatus]

    @classmethod
    def from_data(cls, data: InternalDeploymentStatus) -> DeploymentNode:
        """Convert from the internal DTO."""
        return cls(name=data.deployment_id, source=data)

    @strawberry.field
    def replicas(self) -> int:
        """Read from the source when it is asked for."""
        return _replicas(self.source)


@dataclass(frozen=True)
class LoadedPage:
    """What the API layer holds while it answers; no schema."""

    statuses: tuple[InternalDeploymentStatus, ...]


def _replicas(status: InternalDeploymentStatus) -> int:
    return status.replicas
