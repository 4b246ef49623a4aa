# src/ai/backend/manager/data/session/placement.py
"""Where a session runs, with the types of what it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionPlacement:
    """Where a session runs, and on which devices (internal).

    Returned by the scheduler's repository, used by the session service.
    """

    session_id: str
    device_ids: tuple[int, ...]
    priority: int | None = None


def describe_devices(placement: SessionPlacement) -> str:
    """Write a placement's devices for a log.

    Args:
        placement: The placement to describe.

    Returns:
        The ids with commas between them.
    """
    return ", ".join(map(str, placement.device_ids))
