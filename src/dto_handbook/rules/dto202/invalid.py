# src/ai/backend/manager/data/session/allocation.py
"""What a session was given to run on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionResourceAllocation:
    """Resource allocation for a session (internal).

    Returned by the scheduler's repository, used by the session service.
    """

    session_id: str
    resource_slots: list[str]  # WRONG DTO202@21: frozen, but it can grow
    device_ids: tuple[int, ...] = ()
