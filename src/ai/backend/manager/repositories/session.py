"""Stored sessions, and the steps of their lifecycles."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from sqlalchemy import select

from ai.backend.manager.data.agent.status import AgentStatus
from ai.backend.manager.data.session.allocation import SessionResourceAllocation
from ai.backend.manager.data.session.lifecycle import SessionStatus, SessionTransition
from ai.backend.manager.data.session.metadata import SessionMetadata
from ai.backend.manager.errors import ConflictError, NotFoundError
from ai.backend.manager.models.agent import AgentResourceRow, AgentRow
from ai.backend.manager.models.session import SessionRow, SessionTransitionRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from ai.backend.manager.data.session.filter import SessionFilter
    from ai.backend.manager.models.database import Database


class SessionRepository:
    """Sessions by id.

    Args:
        database: Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, session: SessionMetadata) -> None:
        """Store a new session.

        Raises:
            ConflictError: There is a session with this id.
        """
        async with self._database.transaction() as transaction:
            transaction.add(
                SessionRow(
                    id=session.session_id,
                    project_id=session.project_id,
                    user_id=session.user_id,
                    status=session.status,
                    created_at=session.created_at,
                    priority=session.priority,
                )
            )

    async def get(self, session_id: str) -> SessionMetadata:
        """Return a session.

        Raises:
            NotFoundError: There is no such session.
        """
        async with self._database.transaction() as transaction:
            return _to_metadata(await _row(transaction, session_id))

    async def find(self, filter: SessionFilter) -> list[SessionMetadata]:
        """List the sessions that meet every condition, in the order of their ids.

        Args:
            filter: The conditions. Their values are bound, never part of the query's text.
        """
        query = select(SessionRow).order_by(SessionRow.id)
        if filter.project_id is not None:
            query = query.where(SessionRow.project_id == filter.project_id)
        if filter.user_id is not None:
            query = query.where(SessionRow.user_id == filter.user_id)
        async with self._database.transaction() as transaction:
            return [_to_metadata(row) for row in await transaction.scalars(query)]

    async def allocate(
        self, transition: SessionTransition, agent_id: str, resource_slots: Sequence[str]
    ) -> SessionResourceAllocation:
        """Occupy one unit of each slot on an agent, and record the step, in one transaction.

        Args:
            transition: The step that the session makes.
            agent_id: The agent that the session is to run on.
            resource_slots: Names of the slots.

        Returns:
            What the session was given. A unit's number on the agent is its device id.

        Raises:
            ConflictError: The agent is not alive or has no free unit of a slot, or the session
                is not in the state that the step starts from.
            NotFoundError: There is no such session.
        """
        async with self._database.transaction() as transaction:
            agent = await transaction.get(AgentRow, agent_id)
            if agent is None or agent.status != AgentStatus.ALIVE:
                raise ConflictError(f"{agent_id} is not alive")
            taken = await _taken_units(transaction, agent_id)
            units = list[int]()
            for slot_name in resource_slots:
                resource = await transaction.get(AgentResourceRow, (agent_id, slot_name))
                if resource is None or resource.occupied + 1 > resource.capacity:
                    raise ConflictError(f"{agent_id} has no free {slot_name}")
                unit = next(n for n in itertools.count() if (slot_name, n) not in taken)
                taken.add((slot_name, unit))
                units.append(unit)
                resource.occupied += 1
            session = await _record(transaction, transition)
            session.agent_id = agent_id
            session.resource_slots = list(resource_slots)
            session.device_ids = units
            return _to_allocation(session)

    async def get_allocation(self, session_id: str) -> SessionResourceAllocation:
        """Return the resources of a session; none before it was scheduled.

        Raises:
            NotFoundError: There is no such session.
        """
        async with self._database.transaction() as transaction:
            return _to_allocation(await _row(transaction, session_id))

    async def record(self, transition: SessionTransition) -> None:
        """Store a step of a session's lifecycle, and the session's new status.

        A session that ends releases its resources.

        Raises:
            ConflictError: The session is not in the state that the step starts from.
            NotFoundError: There is no such session.
        """
        async with self._database.transaction() as transaction:
            await _record(transaction, transition)

    async def history(self, session_id: str) -> list[SessionTransition]:
        """List the steps of a session's lifecycle, oldest first."""
        query = (
            select(SessionTransitionRow)
            .filter_by(session_id=session_id)
            .order_by(SessionTransitionRow.id)
        )
        async with self._database.transaction() as transaction:
            return [_to_transition(row) for row in await transaction.scalars(query)]


async def _row(transaction: AsyncSession, session_id: str) -> SessionRow:
    row = await transaction.get(SessionRow, session_id)
    if row is None:
        raise NotFoundError(f"there is no session {session_id}")
    return row


async def _record(transaction: AsyncSession, transition: SessionTransition) -> SessionRow:
    row = await _row(transaction, transition.session_id)
    if row.status != transition.from_status:
        raise ConflictError(f"session {row.id} is {row.status} by now")
    row.status = transition.to_status
    if transition.to_status is SessionStatus.TERMINATED and row.agent_id is not None:
        for slot_name in row.resource_slots:
            resource = await transaction.get_one(AgentResourceRow, (row.agent_id, slot_name))
            resource.occupied -= 1
    transaction.add(
        SessionTransitionRow(
            session_id=transition.session_id,
            from_status=transition.from_status,
            to_status=transition.to_status,
            reason=transition.reason,
            occurred_at=transition.occurred_at,
        )
    )
    return row


async def _taken_units(transaction: AsyncSession, agent_id: str) -> set[tuple[str, int]]:
    query = select(SessionRow).where(
        SessionRow.agent_id == agent_id, SessionRow.status != SessionStatus.TERMINATED
    )
    return {
        unit
        for row in await transaction.scalars(query)
        for unit in zip(row.resource_slots, row.device_ids, strict=True)
    }


def _to_metadata(row: SessionRow) -> SessionMetadata:
    return SessionMetadata(
        session_id=row.id,
        project_id=row.project_id,
        user_id=row.user_id,
        status=SessionStatus(row.status),
        created_at=row.created_at,
        priority=row.priority,
    )


def _to_allocation(row: SessionRow) -> SessionResourceAllocation:
    return SessionResourceAllocation(
        session_id=row.id,
        resource_slots=tuple(row.resource_slots),
        device_ids=tuple(row.device_ids),
    )


def _to_transition(row: SessionTransitionRow) -> SessionTransition:
    return SessionTransition(
        session_id=row.session_id,
        from_status=SessionStatus(row.from_status),
        to_status=SessionStatus(row.to_status),
        reason=row.reason,
        occurred_at=row.occurred_at,
    )
