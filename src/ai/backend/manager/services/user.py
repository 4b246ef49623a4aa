"""Business logic of users: what a user may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.backend.manager.data.user.permission import UserPermissions
from ai.backend.manager.errors import UnauthenticatedError

if TYPE_CHECKING:
    from ai.backend.manager.repositories.user import UserRepository


class UserService:
    """Operations on users.

    Args:
        repository: Where users are stored.
    """

    def __init__(self, repository: UserRepository) -> None:
        self._repository = repository

    async def permissions(self, user_id: str) -> UserPermissions:
        """Combine everything that a user may do, from all sources.

        Raises:
            NotFoundError: There is no such user.
            UnauthenticatedError: The user is not active.
        """
        user = await self._repository.get(user_id)
        if not user.is_active:
            raise UnauthenticatedError(f"{user_id} is not active")
        grants = await self._repository.grants(user_id)
        return UserPermissions(user_id=user_id, grants=tuple(grants))
