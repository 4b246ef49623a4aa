# src/ai/backend/manager/data/user/quota.py
"""A DTO in the directory of its domain."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QuotaUsage:
    """How much of a quota is used (internal)."""

    user_id: str
    limit: int
    used: int
