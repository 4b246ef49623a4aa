# src/ai/backend/common/dto/manager/quota_kinds.py
"""What the deprecated package may still contain: a re-export, and classes that are not DTOs."""

from enum import Enum

from ai.backend.common.dto.manager.agent import AgentHeartbeat

__all__ = ["AgentHeartbeat", "QuotaKind"]


class QuotaKind(Enum):
    """An enumeration is not a DTO."""

    STORAGE = "storage"
