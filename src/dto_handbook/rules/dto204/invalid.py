# src/ai/backend/manager/data/session/allocation.py
"""What a session was given to run on."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SessionResourceAllocation:
    """Resource allocation for a session (internal).

    Returned by the scheduler's repository, used by the session service.
    """

    session_id: str
    resource_slots: tuple[str, ...]
    device_ids: Sequence[int] = field(default_factory=list)  # WRONG DTO204@55: makes a list
