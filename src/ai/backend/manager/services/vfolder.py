"""Business logic of virtual folders: the access of each user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.backend.manager.data.vfolder.access import VFolderAccess, VFolderPermission
from ai.backend.manager.data.vfolder.folder import VFolderOwnership

if TYPE_CHECKING:
    from ai.backend.manager.repositories.vfolder import VFolderRepository


class VFolderService:
    """Operations on virtual folders.

    Args:
        repository: Where virtual folders are stored.
    """

    def __init__(self, repository: VFolderRepository) -> None:
        self._repository = repository

    async def resolve_access(self, vfolder_id: str, user_id: str) -> VFolderAccess:
        """Return what a user may do in a folder.

        An owner may write; another user may do what an invitation says.

        Raises:
            NotFoundError: There is no such folder.
        """
        folder = await self._repository.get(vfolder_id)
        is_owner = folder.ownership is VFolderOwnership.USER and folder.owner_id == user_id
        permission = VFolderPermission.READ_WRITE if is_owner else None
        if not is_owner:
            invitation = await self._repository.find_invitation(vfolder_id, user_id)
            permission = invitation.permission if invitation is not None else None
        if folder.quota == 0 and permission is not None:
            permission = VFolderPermission.READ_ONLY
        return VFolderAccess(
            vfolder_id=vfolder_id, user_id=user_id, permission=permission, is_owner=is_owner
        )
