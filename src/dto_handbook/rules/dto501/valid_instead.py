# src/ai/backend/manager/data/session/quota.py
"""How many sessions a user may have, with every type written down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionQuota:
    """How many sessions a user may have (internal).

    Returned by the user repository, used by the session service.
    """

    limit: int

    def doubled(self) -> int:
        """Return the limit in the weeks before a deadline."""
        return self.limit * 2


def quota_from_setting(value: str) -> SessionQuota:
    """Make a quota from an administrator's setting.

    Args:
        value: How many sessions.

    Returns:
        The quota.
    """
    return SessionQuota(int(value))
