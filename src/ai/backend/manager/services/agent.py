"""Business logic of agents: register, record heartbeats, find lost ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ai.backend.manager.data.agent.status import AgentData, AgentStatus
from ai.backend.manager.services.clock import Clock, utc_now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai.backend.manager.data.agent.resource import AgentResource
    from ai.backend.manager.repositories.agent import AgentRepository

PATIENCE = timedelta(minutes=1)
"""How long an agent may be silent before it counts as lost."""


class AgentService:
    """Operations on agents.

    Args:
        repository: Where agents are stored.
        clock: Returns the time.
    """

    def __init__(self, repository: AgentRepository, clock: Clock = utc_now) -> None:
        self._repository = repository
        self._clock = clock

    async def register(self, agent: AgentData, resources: Sequence[AgentResource]) -> None:
        """Register a new agent with its resources.

        Raises:
            ConflictError: The agent is there already.
        """
        await self._repository.register(agent, resources)

    async def heard_from(self, agent_id: str) -> AgentData:
        """Record that an agent is alive.

        Returns:
            The agent's new state.

        Raises:
            NotFoundError: There is no such agent.
        """
        agent = await self._repository.get(agent_id)
        alive = replace(agent, status=AgentStatus.ALIVE, last_seen=self._clock())
        await self._repository.update(alive)
        return alive

    async def check(self, agent_id: str) -> AgentData:
        """Check whether an agent has been silent for too long, and record the result.

        Returns:
            The agent's state; one that never reported, or is terminated, does not become lost.

        Raises:
            NotFoundError: There is no such agent.
        """
        agent = await self._repository.get(agent_id)
        silence = self._clock() - agent.last_seen if agent.last_seen is not None else None
        if agent.status is not AgentStatus.ALIVE or silence is None or silence <= PATIENCE:
            return agent
        lost = replace(agent, status=AgentStatus.LOST)
        await self._repository.update(lost)
        return lost
