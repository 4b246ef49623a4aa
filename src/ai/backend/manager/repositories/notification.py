"""Stored states of notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.backend.manager.data.notification.state import DeliveryStatus, NotificationState
from ai.backend.manager.errors import NotFoundError
from ai.backend.manager.models.notification import NotificationRow

if TYPE_CHECKING:
    from ai.backend.manager.models.database import Database


class NotificationRepository:
    """Notifications' states by id.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, state: NotificationState) -> None:
        """Store a notification's state, replacing an older one."""
        async with self._database.transaction() as session:
            await session.merge(
                NotificationRow(
                    id=state.notification_id,
                    status=state.status,
                    attempts=state.attempts,
                    next_attempt_at=state.next_attempt_at,
                )
            )

    async def get(self, notification_id: str) -> NotificationState:
        """Return a notification's state.

        Raises:
            NotFoundError: There is no such notification.
        """
        async with self._database.transaction() as session:
            row = await session.get(NotificationRow, notification_id)
            if row is None:
                raise NotFoundError(f"there is no notification {notification_id}")
            return _to_state(row)


def _to_state(row: NotificationRow) -> NotificationState:
    return NotificationState(
        notification_id=row.id,
        status=DeliveryStatus(row.status),
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
    )
