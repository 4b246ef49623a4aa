"""Stored virtual folders, and the users with whom they are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.backend.manager.data.vfolder.access import VFolderInvitation, VFolderPermission
from ai.backend.manager.data.vfolder.folder import VFolderData, VFolderOwnership
from ai.backend.manager.errors import NotFoundError
from ai.backend.manager.models.vfolder import InvitationRow, VFolderRow

if TYPE_CHECKING:
    from ai.backend.manager.models.database import Database


class VFolderRepository:
    """Virtual folders by id.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, folder: VFolderData) -> None:
        """Store a new folder.

        Raises:
            ConflictError: There is a folder with this id.
        """
        async with self._database.transaction() as session:
            session.add(
                VFolderRow(
                    id=folder.vfolder_id,
                    name=folder.name,
                    host=folder.host,
                    ownership=folder.ownership,
                    owner_id=folder.owner_id,
                    quota=folder.quota,
                )
            )

    async def get(self, vfolder_id: str) -> VFolderData:
        """Return a folder.

        Raises:
            NotFoundError: There is no such folder.
        """
        async with self._database.transaction() as session:
            row = await session.get(VFolderRow, vfolder_id)
            if row is None:
                raise NotFoundError(f"there is no virtual folder {vfolder_id}")
            return _to_folder(row)

    async def invite(self, invitation: VFolderInvitation) -> None:
        """Store an owner's permission for another user.

        Raises:
            ConflictError: There is no such folder, or the user was invited already.
        """
        async with self._database.transaction() as session:
            session.add(
                InvitationRow(
                    vfolder_id=invitation.vfolder_id,
                    user_id=invitation.user_id,
                    permission=invitation.permission,
                )
            )

    async def find_invitation(self, vfolder_id: str, user_id: str) -> VFolderInvitation | None:
        """Return a user's invitation to a folder.

        Returns:
            The invitation; None if there is none.
        """
        async with self._database.transaction() as session:
            row = await session.get(InvitationRow, (vfolder_id, user_id))
            return _to_invitation(row) if row is not None else None


def _to_folder(row: VFolderRow) -> VFolderData:
    return VFolderData(
        vfolder_id=row.id,
        name=row.name,
        host=row.host,
        ownership=VFolderOwnership(row.ownership),
        owner_id=row.owner_id,
        quota=row.quota,
    )


def _to_invitation(row: InvitationRow) -> VFolderInvitation:
    return VFolderInvitation(
        vfolder_id=row.vfolder_id,
        user_id=row.user_id,
        permission=VFolderPermission(row.permission),
    )
