# src/ai/backend/manager/api/gql/deployment_view.py
"""The API layer converts internal DTOs, and no schema names them."""

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
    """A schema type with a private source."""

    name: str
    source: strawberry.Private[InternalDeploymentStatus]

    @classmethod
    def from_data(cls, data: InternalDeploymentStatus) -> DeploymentNode:
        """Convert from the internal DTO."""
        return cls(name=data.deployment_id, source=data)

    @strawberry.field
    def replicas(self) -> int:
        """Read the source when a client requests the field."""
        return _replicas(self.source)


@dataclass(frozen=True)
class LoadedPage:
    """What the API layer holds during a request; not a schema."""

    statuses: tuple[InternalDeploymentStatus, ...]


def _replicas(status: InternalDeploymentStatus) -> int:
    return status.replicas
