"""What a session was given to run on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionResourceAllocation:
    """Resource allocation for a session (internal).

    Returned by the scheduler's repository, used by the session service.
    """

    session_id: str
    resource_slots: tuple[str, ...]  # Use tuple, not list
    device_ids: tuple[int, ...] = ()
