"""A user's settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UserPreferences:
    """A user's settings, for the session and notification services.

    Stored and returned by the user repository.
    """

    user_id: str
    locale: str  # BCP 47 tag, such as "ko-KR"
    notify_by_email: bool
    idle_timeout: int | None = None  # Seconds; 0: never idle; None: the project's default
