# src/ai/backend/manager/data/quota.py
"""How much of each resource a user may have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QuotaUsage:  # WRONG DTO006@1: in which domain?
    """How much of a quota is used (internal).

    Returned by the user repository, used by the user service.
    """

    user_id: str
    limit: int
    used: int


@dataclass(frozen=True)
class QuotaChange:
    """A change of a quota that an administrator requested (internal)."""

    user_id: str
    limit: int
