"""An agent as the Manager sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AgentStatus(StrEnum):
    """State of an agent from the Manager's point of view."""

    ALIVE = "alive"
    LOST = "lost"
    TERMINATED = "terminated"


@dataclass(frozen=True)
class AgentData:
    """An agent as the agent repository returns one.

    What an agent itself sends over RPC is a shared DTO, not this one.
    """

    agent_id: str
    scaling_group: str
    status: AgentStatus
    last_seen: datetime | None = None  # In UTC; None: registered, not heard from yet
