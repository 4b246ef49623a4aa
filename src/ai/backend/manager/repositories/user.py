"""Stored users, their settings and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ai.backend.manager.data.user.account import UserData, UserRole
from ai.backend.manager.data.user.permission import Operation, PermissionGrant
from ai.backend.manager.data.user.preferences import UserPreferences
from ai.backend.manager.errors import NotFoundError
from ai.backend.manager.models.user import GrantRow, UserRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from ai.backend.manager.models.database import Database


class UserRepository:
    """Users by id.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user: UserData) -> None:
        """Store a new user.

        Raises:
            ConflictError: There is a user with this id or email.
        """
        async with self._database.transaction() as session:
            session.add(
                UserRow(
                    id=user.user_id,
                    email=user.email,
                    role=user.role,
                    is_active=user.is_active,
                    full_name=user.full_name,
                )
            )

    async def get(self, user_id: str) -> UserData:
        """Return a user.

        Raises:
            NotFoundError: There is no such user.
        """
        async with self._database.transaction() as session:
            return _to_user(await _row(session, user_id))

    async def get_preferences(self, user_id: str) -> UserPreferences:
        """Return a user's settings.

        Raises:
            NotFoundError: There is no such user.
        """
        async with self._database.transaction() as session:
            return _to_preferences(await _row(session, user_id))

    async def save_preferences(self, preferences: UserPreferences) -> None:
        """Store a user's settings, replacing older ones.

        Raises:
            NotFoundError: There is no such user.
        """
        async with self._database.transaction() as session:
            row = await _row(session, preferences.user_id)
            row.locale = preferences.locale
            row.notify_by_email = preferences.notify_by_email
            row.idle_timeout = preferences.idle_timeout

    async def grant(self, user_id: str, grant: PermissionGrant) -> None:
        """Allow a user an operation.

        Raises:
            ConflictError: There is no such user, or this source has allowed it already.
        """
        async with self._database.transaction() as session:
            session.add(
                GrantRow(
                    user_id=user_id,
                    project_id=grant.project_id,
                    operation=grant.operation,
                    granted_by=grant.granted_by,
                )
            )

    async def grants(self, user_id: str) -> list[PermissionGrant]:
        """List what a user may do, by project and operation."""
        query = (
            select(GrantRow)
            .filter_by(user_id=user_id)
            .order_by(GrantRow.project_id, GrantRow.operation, GrantRow.granted_by)
        )
        async with self._database.transaction() as session:
            return [_to_grant(row) for row in await session.scalars(query)]


async def _row(session: AsyncSession, user_id: str) -> UserRow:
    row = await session.get(UserRow, user_id)
    if row is None:
        raise NotFoundError(f"there is no user {user_id}")
    return row


def _to_user(row: UserRow) -> UserData:
    return UserData(
        user_id=row.id,
        email=row.email,
        role=UserRole(row.role),
        is_active=row.is_active,
        full_name=row.full_name,
    )


def _to_preferences(row: UserRow) -> UserPreferences:
    return UserPreferences(
        user_id=row.id,
        locale=row.locale,
        notify_by_email=row.notify_by_email,
        idle_timeout=row.idle_timeout,
    )


def _to_grant(row: GrantRow) -> PermissionGrant:
    return PermissionGrant(
        project_id=row.project_id,
        operation=Operation(row.operation),
        granted_by=row.granted_by,
    )
