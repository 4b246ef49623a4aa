# src/ai/backend/manager/data/session/allocation.py
"""What a session was given to run on."""

from dataclasses import dataclass


@dataclass  # WRONG DTO201@2: no frozen=True
class SessionResourceAllocation:
    """Resource allocation for a session (internal).

    Returned by the scheduler's repository, used by the session service.
    """

    session_id: str
    resource_slots: tuple[str, ...]
    device_ids: tuple[int, ...] = ()


def describe_devices(allocation: SessionResourceAllocation) -> str:
    """Write an allocation's devices for a log.

    Args:
        allocation: The allocation to describe.

    Returns:
        The device ids in ascending order, with commas between them.
    """
    # Meant for this function only, but every holder of the DTO sees it.
    allocation.device_ids = tuple(sorted(allocation.device_ids))
    return ", ".join(str(device_id) for device_id in allocation.device_ids)
