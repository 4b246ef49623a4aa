"""The content of an access token."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class AccessTokenClaims:
    """Claims of an access token, after the auth service has verified it."""

    token_id: str
    user_id: str
    issued_at: datetime  # In UTC
    expires_at: datetime  # In UTC

    def is_valid_at(self, moment: datetime) -> bool:
        """Return whether the token may be used at a moment.

        Args:
            moment: The moment of use, in UTC.

        Returns:
            True from `issued_at` on, False from `expires_at` on.
        """
        return self.issued_at <= moment < self.expires_at


@dataclass(frozen=True)
class IssuedAccessToken:
    """An access token on its way to the user who requested it.

    Made by the auth service. Nothing stores it: the token is shown once.
    """

    claims: AccessTokenClaims
    text: str = field(repr=False)  # The token itself; never in a log
