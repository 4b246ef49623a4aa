"""The resources of an agent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class AgentResource:
    """One kind of resource of an agent, used by the scheduler.

    Amounts are decimals: a fraction of an accelerator may be allocated.
    """

    agent_id: str
    slot_name: str  # Such as "cpu" or "cuda.shares"
    capacity: Decimal
    occupied: Decimal

    @property
    def available(self) -> Decimal:
        """Amount that may still be allocated."""
        return self.capacity - self.occupied
