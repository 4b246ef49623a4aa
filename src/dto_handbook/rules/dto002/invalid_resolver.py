# src/ai/backend/manager/api/gql/status.py
"""A GraphQL field that returns an internal DTO, and one that takes it."""

import strawberry

from ai.backend.manager.data.deployment.status import InternalDeploymentStatus


def load_status(
    previous: list[InternalDeploymentStatus] | None,  # WRONG DTO002@15: the client has to send it
) -> str:
    """Return the state of a deployment."""
    return previous[-1].state if previous else "unknown"


@strawberry.type
class StatusQuery:
    """The fields of a status for clients."""

    state: str = strawberry.field(resolver=load_status)

    @strawberry.field
    def status(self, deployment_id: str) -> InternalDeploymentStatus:  # WRONG DTO002@45: sent
        """A deployment's status."""
        return InternalDeploymentStatus(deployment_id, "running", 1, internal_notes="")
