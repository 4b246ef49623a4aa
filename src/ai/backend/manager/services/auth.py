"""Business logic of authentication: issue an access token, and verify one."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ai.backend.manager.data.auth.identity import AuthenticatedUser
from ai.backend.manager.data.auth.token import AccessTokenClaims, IssuedAccessToken
from ai.backend.manager.errors import UnauthenticatedError
from ai.backend.manager.services.clock import Clock, utc_now

if TYPE_CHECKING:
    from ai.backend.manager.data.auth.keypair import Keypair
    from ai.backend.manager.repositories.auth import AuthRepository
    from ai.backend.manager.repositories.user import UserRepository

_REFUSED = "the token is not valid"


class AuthService:
    """Authentication of users.

    A token names an access key and its claims, and is signed with the secret key. Every
    invalid token gets the same error, so that an attacker learns nothing by trying.

    Args:
        keypairs: Where keypairs are stored.
        users: Where users are stored.
        clock: Returns the time.
    """

    def __init__(
        self, keypairs: AuthRepository, users: UserRepository, clock: Clock = utc_now
    ) -> None:
        self._keypairs = keypairs
        self._users = users
        self._clock = clock

    async def issue(self, access_key: str, lifetime: timedelta) -> IssuedAccessToken:
        """Issue an access token.

        Args:
            access_key: The access key of the token's user.
            lifetime: How long it is valid.

        Returns:
            The token and its claims.

        Raises:
            UnauthenticatedError: No active user has this access key.
        """
        keypair = await self._active_keypair(access_key)
        if not (await self._users.get(keypair.user_id)).is_active:
            raise UnauthenticatedError(_REFUSED)
        now = self._clock().replace(microsecond=0)
        claims = AccessTokenClaims(
            token_id=secrets.token_hex(8),
            user_id=keypair.user_id,
            issued_at=now,
            expires_at=now + lifetime,
        )
        return IssuedAccessToken(claims=claims, text=_signed(keypair, claims))

    async def verify(self, text: str) -> AuthenticatedUser:
        """Return the user who presents a token.

        Args:
            text: The token.

        Returns:
            The user behind it, with the projects that grants name.

        Raises:
            UnauthenticatedError: The token is malformed, forged or not valid now, or its user
                is not active.
        """
        try:
            shown = text.encode()  # A string that cannot be encoded is not a token
            access_key, token_id, issued, expires, _ = text.split(".")
            issued_at = datetime.fromtimestamp(int(issued), UTC)
            expires_at = datetime.fromtimestamp(int(expires), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise UnauthenticatedError(_REFUSED) from error
        keypair = await self._active_keypair(access_key)
        claims = AccessTokenClaims(token_id, keypair.user_id, issued_at, expires_at)
        genuine = hmac.compare_digest(shown, _signed(keypair, claims).encode())
        user = await self._users.get(keypair.user_id)
        if not (genuine and claims.is_valid_at(self._clock()) and user.is_active):
            raise UnauthenticatedError(_REFUSED)
        grants = await self._users.grants(user.user_id)
        return AuthenticatedUser(
            user_id=user.user_id,
            access_key=access_key,
            role=user.role,
            project_ids=tuple(sorted({grant.project_id for grant in grants})),
        )

    async def _active_keypair(self, access_key: str) -> Keypair:
        keypair = await self._keypairs.find(access_key)
        if keypair is None or not keypair.is_active:
            raise UnauthenticatedError(_REFUSED)
        return keypair


def _signed(keypair: Keypair, claims: AccessTokenClaims) -> str:
    moments = (int(claims.issued_at.timestamp()), int(claims.expires_at.timestamp()))
    content = f"{keypair.access_key}.{claims.token_id}.{moments[0]}.{moments[1]}"
    return f"{content}.{hmac.digest(keypair.secret_key.encode(), content.encode(), 'sha256').hex()}"
