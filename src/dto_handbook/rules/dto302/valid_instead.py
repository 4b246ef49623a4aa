# src/ai/backend/manager/services/session/selection.py
"""Some of several allocations, always in a list of their own."""

from collections.abc import Sequence

from ai.backend.manager.data.session.allocation import SessionResourceAllocation


def with_device(
    allocations: Sequence[SessionResourceAllocation], device_id: int | None = None
) -> list[SessionResourceAllocation]:
    """Choose the allocations that have a device.

    Args:
        allocations: The allocations to choose from.
        device_id: The device; None chooses all.

    Returns:
        The allocations that have it.
    """
    if device_id is None:
        return list(allocations)
    return [allocation for allocation in allocations if device_id in allocation.device_ids]
