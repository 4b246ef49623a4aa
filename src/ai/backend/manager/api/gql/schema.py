"""The GraphQL schema: shared DTOs in, shared DTOs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import strawberry
from strawberry.experimental.pydantic import input as pydantic_input
from strawberry.experimental.pydantic import type as pydantic_type

from ai.backend.common.dto.manager.request import ScaleDeploymentRequest
from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.manager.api.adapters.deployment import to_deployment_status_response
from ai.backend.manager.api.gql.failures import CodedSchema
from ai.backend.manager.services.registry import Services


@dataclass(frozen=True)
class Context:
    """What every resolver can access."""

    services: Services
    user_id: str  # Of the user who sent the request


Info: TypeAlias = strawberry.Info[Context, None]


@pydantic_type(model=DeploymentStatusResponse, all_fields=True)
class DeploymentStatus:
    """A deployment's status."""


@pydantic_input(model=ScaleDeploymentRequest, all_fields=True)
class ScaleDeploymentInput:
    """How many replicas a deployment should have."""


@strawberry.type
class Query:
    """The queries."""

    @strawberry.field
    async def deployment(self, info: Info, deployment_id: str) -> DeploymentStatus:
        """A deployment's status."""
        status = await info.context.services.deployments.status(deployment_id)
        return DeploymentStatus.from_pydantic(to_deployment_status_response(status))


@strawberry.type
class Mutation:
    """The mutations."""

    @strawberry.mutation
    async def scale_deployment(
        self, info: Info, deployment_id: str, input: ScaleDeploymentInput
    ) -> DeploymentStatus:
        """Scale a deployment, and return its new status."""
        status = await info.context.services.deployments.scale(
            deployment_id, input.to_pydantic().replicas, info.context.user_id
        )
        return DeploymentStatus.from_pydantic(to_deployment_status_response(status))


schema = CodedSchema(query=Query, mutation=Mutation)
