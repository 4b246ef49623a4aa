"""Stored agents, and their resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ai.backend.manager.data.agent.resource import AgentResource
from ai.backend.manager.data.agent.status import AgentData, AgentStatus
from ai.backend.manager.errors import NotFoundError
from ai.backend.manager.models.agent import AgentResourceRow, AgentRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai.backend.manager.models.database import Database


class AgentRepository:
    """Agents by id.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def register(self, agent: AgentData, resources: Sequence[AgentResource]) -> None:
        """Store a new agent with its resources, in one transaction.

        Raises:
            ConflictError: The agent is there already, or a resource is another agent's.
        """
        async with self._database.transaction() as session:
            session.add(
                AgentRow(
                    id=agent.agent_id,
                    scaling_group=agent.scaling_group,
                    status=agent.status,
                    last_seen=agent.last_seen,
                )
            )
            await session.flush()
            session.add_all(_from_resource(resource) for resource in resources)

    async def update(self, agent: AgentData) -> None:
        """Store an agent's new state.

        Raises:
            NotFoundError: There is no such agent.
        """
        async with self._database.transaction() as session:
            row = await session.get(AgentRow, agent.agent_id)
            if row is None:
                raise NotFoundError(f"there is no agent {agent.agent_id}")
            row.status = agent.status
            row.last_seen = agent.last_seen

    async def get(self, agent_id: str) -> AgentData:
        """Return an agent.

        Raises:
            NotFoundError: There is no such agent.
        """
        async with self._database.transaction() as session:
            row = await session.get(AgentRow, agent_id)
            if row is None:
                raise NotFoundError(f"there is no agent {agent_id}")
            return _to_agent(row)

    async def resources(self, agent_id: str) -> list[AgentResource]:
        """List the resources of an agent, by slot name."""
        query = (
            select(AgentResourceRow)
            .filter_by(agent_id=agent_id)
            .order_by(AgentResourceRow.slot_name)
        )
        async with self._database.transaction() as session:
            return [_to_resource(row) for row in await session.scalars(query)]


def _to_agent(row: AgentRow) -> AgentData:
    return AgentData(
        agent_id=row.id,
        scaling_group=row.scaling_group,
        status=AgentStatus(row.status),
        last_seen=row.last_seen,
    )


def _to_resource(row: AgentResourceRow) -> AgentResource:
    return AgentResource(
        agent_id=row.agent_id,
        slot_name=row.slot_name,
        capacity=row.capacity,
        occupied=row.occupied,
    )


def _from_resource(resource: AgentResource) -> AgentResourceRow:
    return AgentResourceRow(
        agent_id=resource.agent_id,
        slot_name=resource.slot_name,
        capacity=resource.capacity,
        occupied=resource.occupied,
    )
