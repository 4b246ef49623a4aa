# src/ai/backend/manager/data/user/quota.py
"""The DTO in the directory of its domain."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QuotaUsage:
    """How much of a quota is used (internal).

    Returned by the user repository, used by the user service.
    """

    user_id: str
    limit: int
    used: int
