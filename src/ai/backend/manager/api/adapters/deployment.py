"""Conversion of the deployment domain's responses."""

from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus


def to_deployment_status_response(status: InternalDeploymentStatus) -> DeploymentStatusResponse:
    """Convert the status to an API response.

    Every field is named, so that a new internal field stays inside until a developer adds it here.

    Args:
        status: The status as the service layer knows it.

    Returns:
        The status without `internal_notes`.
    """
    return DeploymentStatusResponse(
        deployment_id=status.deployment_id,
        state=status.state,
        replicas=status.replicas,
    )
