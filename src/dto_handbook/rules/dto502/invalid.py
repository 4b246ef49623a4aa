# src/ai/backend/manager/data/session/placement.py
"""Where a session runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SessionPlacement:
    """Where a session runs, and on which devices (internal).

    Returned by the scheduler's repository, used by the session service.
    """

    session_id: str
    device_ids: tuple  # WRONG DTO502@17: of what?
    priority: Any | None = None  # WRONG DTO502@15: what is it compared with?


def describe_devices(placement: SessionPlacement) -> str:
    """Write a placement's devices for a log.

    Args:
        placement: The placement to describe.

    Returns:
        The ids with commas between them.
    """
    return ", ".join(placement.device_ids)
