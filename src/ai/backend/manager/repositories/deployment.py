"""Stored deployments, their revisions and their access tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ai.backend.manager.data.deployment.access_token import DeploymentAccessToken
from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig
from ai.backend.manager.data.deployment.state import DeploymentState
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from ai.backend.manager.errors import ConflictError, NotFoundError
from ai.backend.manager.models.deployment import AccessTokenRow, DeploymentRow, RevisionRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from ai.backend.manager.data.deployment.creation import DeploymentCreationContext
    from ai.backend.manager.data.deployment.revision import ModelRevisionConfig
    from ai.backend.manager.data.deployment.scale import ScaleOperationContext
    from ai.backend.manager.models.database import Database


class DeploymentRepository:
    """Deployments by id.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self, context: DeploymentCreationContext, revision: ModelRevisionConfig
    ) -> InternalDeploymentStatus:
        """Store a new deployment and its first revision, both or neither.

        Args:
            context: The deployment.
            revision: Its first revision.

        Returns:
            The new deployment's status.

        Raises:
            ConflictError: There is a deployment with this id.
        """
        deployment = DeploymentRow(
            id=context.deployment_id,
            owner_id=context.owner_id,
            project_id=context.project_id,
            state=DeploymentState.PENDING.value,
            replicas=context.config.min_replicas,
            internal_notes="",
            min_replicas=context.config.min_replicas,
            max_replicas=context.config.max_replicas,
            target_cpu_utilization=context.config.target_cpu_utilization,
            cooldown_period=context.config.cooldown_period,
        )
        async with self._database.transaction() as session:
            session.add(deployment)
            await session.flush()
            session.add(_from_revision(revision))
            return _to_status(deployment)

    async def add_revision(self, revision: ModelRevisionConfig) -> None:
        """Store a revision of an existing deployment.

        Raises:
            ConflictError: There is no such deployment, or it has this revision already.
        """
        async with self._database.transaction() as session:
            session.add(_from_revision(revision))

    async def get_status(self, deployment_id: str) -> InternalDeploymentStatus:
        """Return a deployment's status.

        Raises:
            NotFoundError: There is no such deployment.
        """
        async with self._database.transaction() as session:
            return _to_status(await _row(session, deployment_id))

    async def get_scaling(
        self, deployment_id: str
    ) -> tuple[DeploymentScaleConfig, datetime | None]:
        """Return the limits of scaling, and the time of the last operation.

        Returns:
            The limits, and the moment of the last operation; None if there was none.

        Raises:
            NotFoundError: There is no such deployment.
        """
        async with self._database.transaction() as session:
            row = await _row(session, deployment_id)
            return _to_scale_config(row), row.scaled_at

    async def apply_scale(
        self, operation: ScaleOperationContext, now: datetime
    ) -> InternalDeploymentStatus:
        """Store the outcome of a scaling operation.

        Args:
            operation: What is to change.
            now: The moment of the change, in UTC.

        Returns:
            The deployment's new status.

        Raises:
            ConflictError: Another operation has scaled it meanwhile.
            NotFoundError: There is no such deployment.
        """
        async with self._database.transaction() as session:
            row = await _row(session, operation.deployment_id)
            if row.replicas != operation.current_replicas:
                raise ConflictError(f"{row.id} has {row.replicas} replicas by now")
            row.replicas = operation.desired_replicas
            state = DeploymentState.RUNNING if row.replicas > 0 else DeploymentState.STOPPED
            row.state = state.value
            row.scaled_at = now
            row.internal_notes = f"{operation.scaling_policy}, by {operation.initiated_by}"
            return _to_status(row)

    async def save_token(self, token: DeploymentAccessToken) -> None:
        """Store an access token.

        Raises:
            ConflictError: There is no such deployment, or the token is there already.
        """
        async with self._database.transaction() as session:
            session.add(
                AccessTokenRow(
                    id=token.token_id,
                    deployment_id=token.deployment_id,
                    digest=token.digest,
                    expires_at=token.expires_at,
                )
            )

    async def find_token(self, digest: str) -> DeploymentAccessToken | None:
        """Return an access token by its digest.

        Returns:
            The token; None if none with this digest was issued.
        """
        async with self._database.transaction() as session:
            row = await session.scalar(select(AccessTokenRow).filter_by(digest=digest))
            return _to_token(row) if row is not None else None


async def _row(session: AsyncSession, deployment_id: str) -> DeploymentRow:
    row = await session.get(DeploymentRow, deployment_id)
    if row is None:
        raise NotFoundError(f"there is no deployment {deployment_id}")
    return row


def _to_status(row: DeploymentRow) -> InternalDeploymentStatus:
    return InternalDeploymentStatus(
        deployment_id=row.id,
        state=row.state,
        replicas=row.replicas,
        internal_notes=row.internal_notes,
    )


def _to_scale_config(row: DeploymentRow) -> DeploymentScaleConfig:
    return DeploymentScaleConfig(
        min_replicas=row.min_replicas,
        max_replicas=row.max_replicas,
        target_cpu_utilization=row.target_cpu_utilization,
        cooldown_period=row.cooldown_period,
    )


def _to_token(row: AccessTokenRow) -> DeploymentAccessToken:
    return DeploymentAccessToken(
        token_id=row.id,
        deployment_id=row.deployment_id,
        digest=row.digest,
        expires_at=row.expires_at,
    )


def _from_revision(revision: ModelRevisionConfig) -> RevisionRow:
    return RevisionRow(
        deployment_id=revision.deployment_id,
        number=revision.revision_number,
        model_path=revision.model_path,
        runtime_config=revision.runtime_config,
        created_by=revision.created_by,
    )
