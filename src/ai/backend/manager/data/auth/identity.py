"""The authenticated user of a request."""

from __future__ import annotations

from dataclasses import dataclass

from ai.backend.manager.data.user.account import UserRole


@dataclass(frozen=True)
class AuthenticatedUser:
    """The user behind a request, once the auth service has checked its signature.

    Services use it for their decisions, and never see the keypair.
    """

    user_id: str
    access_key: str
    role: UserRole
    project_ids: tuple[str, ...]
