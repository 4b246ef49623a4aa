"""Business logic of deployments: create, scale, grant access."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from ai.backend.manager.data.deployment.access_token import DeploymentAccessToken
from ai.backend.manager.data.deployment.revision import ModelRevisionConfig
from ai.backend.manager.data.deployment.scale import ScaleOperationContext
from ai.backend.manager.errors import ConflictError, InvalidInputError
from ai.backend.manager.services.clock import Clock, utc_now

if TYPE_CHECKING:
    from ai.backend.manager.data.deployment.creation import DeploymentCreationContext
    from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
    from ai.backend.manager.repositories.deployment import DeploymentRepository


class DeploymentService:
    """Operations on deployments.

    Args:
        repository: Where deployments are stored.
        clock: Returns the time.
    """

    def __init__(self, repository: DeploymentRepository, clock: Clock = utc_now) -> None:
        self._repository = repository
        self._clock = clock

    async def create(
        self, context: DeploymentCreationContext, model_path: str
    ) -> InternalDeploymentStatus:
        """Create a deployment with its first revision.

        Args:
            context: The data of the deployment, with the repository to store it in.
            model_path: The model that the first revision serves.

        Returns:
            The new deployment's status.

        Raises:
            ConflictError: There is a deployment with this id.
            InvalidInputError: The limits of its scaling contradict each other.
        """
        if not 0 <= context.config.min_replicas <= context.config.max_replicas:
            raise InvalidInputError("min_replicas must be from 0 to max_replicas")
        revision = ModelRevisionConfig(
            deployment_id=context.deployment_id,
            revision_number=1,
            model_path=model_path,
            runtime_config={},
            created_by=context.owner_id,
        )
        return await context.repository.create(context, revision)

    async def status(self, deployment_id: str) -> InternalDeploymentStatus:
        """Return a deployment's status.

        Raises:
            NotFoundError: There is no such deployment.
        """
        return await self._repository.get_status(deployment_id)

    async def scale(
        self, deployment_id: str, desired_replicas: int, initiated_by: str
    ) -> InternalDeploymentStatus:
        """Scale a deployment within its limits.

        Args:
            deployment_id: The deployment.
            desired_replicas: How many replicas it should have.
            initiated_by: A user's id, or "system".

        Returns:
            The deployment's new status.

        Raises:
            ConflictError: The last operation is not long enough ago.
            InvalidInputError: The limits do not allow that number.
            NotFoundError: There is no such deployment.
        """
        config, scaled_at = await self._repository.get_scaling(deployment_id)
        if not config.min_replicas <= desired_replicas <= config.max_replicas:
            limits = f"{config.min_replicas} to {config.max_replicas}"
            raise InvalidInputError(f"replicas must be {limits}, not {desired_replicas}")
        now = self._clock()
        cooldown = timedelta(seconds=config.cooldown_period)
        if scaled_at is not None and now < scaled_at + cooldown:
            raise ConflictError(f"{deployment_id} cools down until {scaled_at + cooldown:%H:%M:%S}")
        status = await self._repository.get_status(deployment_id)
        operation = ScaleOperationContext(
            deployment_id=deployment_id,
            current_replicas=status.replicas,
            desired_replicas=desired_replicas,
            scaling_policy="manual",
            initiated_by=initiated_by,
        )
        return await self._repository.apply_scale(operation, now)

    async def issue_token(self, deployment_id: str, lifetime: timedelta | None = None) -> str:
        """Issue an access token for a deployment's endpoint.

        Args:
            deployment_id: The deployment.
            lifetime: How long the token is valid; None: until it is revoked.

        Returns:
            The token. Only its digest is stored, so it can never be shown again.
        """
        token = secrets.token_urlsafe(32)
        expires_at = self._clock() + lifetime if lifetime is not None else None
        await self._repository.save_token(
            DeploymentAccessToken(
                token_id=secrets.token_hex(8),
                deployment_id=deployment_id,
                digest=_digest(token),
                expires_at=expires_at,
            )
        )
        return token

    async def may_access(self, deployment_id: str, token: str) -> bool:
        """Return whether a token opens a deployment's endpoint now."""
        stored = await self._repository.find_token(_digest(token))
        if stored is None or stored.deployment_id != deployment_id:
            return False
        return stored.expires_at is None or self._clock() < stored.expires_at


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
