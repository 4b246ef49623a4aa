# src/ai/backend/manager/dto/session.py
"""What the legacy package may contain: a re-export, and classes that are not DTOs."""

from enum import Enum

from ai.backend.common.dto.manager.agent import AgentHeartbeat

__all__ = ["AgentHeartbeat", "LegacyError", "SessionKind"]


class SessionKind(Enum):
    """An enumeration is not a DTO."""

    BATCH = "batch"


class LegacyError(Exception):
    """An exception is not a DTO."""
