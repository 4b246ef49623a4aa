"""Stored keypairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.backend.manager.data.auth.keypair import Keypair
from ai.backend.manager.models.auth import KeypairRow

if TYPE_CHECKING:
    from ai.backend.manager.models.database import Database


class AuthRepository:
    """Keypairs by access key.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, keypair: Keypair) -> None:
        """Store a new keypair.

        Raises:
            ConflictError: There is no such user, or the access key is taken.
        """
        async with self._database.transaction() as session:
            session.add(
                KeypairRow(
                    access_key=keypair.access_key,
                    secret_key=keypair.secret_key,
                    user_id=keypair.user_id,
                    is_active=keypair.is_active,
                    rate_limit=keypair.rate_limit,
                )
            )

    async def find(self, access_key: str) -> Keypair | None:
        """Return a keypair.

        Returns:
            The keypair; None if no user has this access key.
        """
        async with self._database.transaction() as session:
            row = await session.get(KeypairRow, access_key)
            return _to_keypair(row) if row is not None else None


def _to_keypair(row: KeypairRow) -> Keypair:
    return Keypair(
        access_key=row.access_key,
        secret_key=row.secret_key,
        user_id=row.user_id,
        is_active=row.is_active,
        rate_limit=row.rate_limit,
    )
