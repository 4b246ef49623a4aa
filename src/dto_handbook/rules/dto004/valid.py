# src/ai/backend/manager/dto/session.py
"""What the legacy package may hold: a re-export, and what is no DTO."""

from enum import Enum

from ai.backend.common.dto.manager.agent import AgentHeartbeat

__all__ = ["AgentHeartbeat", "LegacyError", "SessionKind"]


class SessionKind(Enum):
    """An enumeration is no DTO."""

    BATCH = "batch"


class LegacyError(Exception):
    """An exception is no DTO."""
