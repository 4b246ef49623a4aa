"""A user's settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UserPreferences:
    """Settings that services apply for the user.

    Stored by the user repository, used by the session and notification services.
    """

    user_id: str
    locale: str  # BCP 47 tag, such as "ko-KR"
    notify_by_email: bool
    idle_timeout: int | None = None  # Seconds; 0: never idle; None: the project's default
