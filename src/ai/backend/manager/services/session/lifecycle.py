"""Business logic of a session's lifecycle: enqueue, schedule, run, terminate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai.backend.manager.data.session.lifecycle import SessionStatus, SessionTransition
from ai.backend.manager.data.user.account import UserRole
from ai.backend.manager.errors import ConflictError, InvalidInputError
from ai.backend.manager.services.clock import Clock, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ai.backend.manager.data.auth.identity import AuthenticatedUser
    from ai.backend.manager.data.session.allocation import SessionResourceAllocation
    from ai.backend.manager.data.session.filter import SessionFilter
    from ai.backend.manager.data.session.metadata import SessionMetadata
    from ai.backend.manager.repositories.session import SessionRepository

NEXT: Mapping[SessionStatus, AbstractSet[SessionStatus]] = {
    SessionStatus.PENDING: {SessionStatus.SCHEDULED, SessionStatus.TERMINATED},
    SessionStatus.SCHEDULED: {SessionStatus.RUNNING, SessionStatus.TERMINATED},
    SessionStatus.RUNNING: {SessionStatus.TERMINATED},
    SessionStatus.TERMINATED: set(),
}
"""Which states a session may go to from each."""


class SessionService:
    """Operations on sessions.

    Args:
        repository: Where sessions are stored.
        clock: Returns the time.
    """

    def __init__(self, repository: SessionRepository, clock: Clock = utc_now) -> None:
        self._repository = repository
        self._clock = clock

    async def enqueue(self, session: SessionMetadata) -> None:
        """Store a new session.

        Raises:
            ConflictError: There is a session with this id.
        """
        await self._repository.add(session)

    async def find(self, filter: SessionFilter, asker: AuthenticatedUser) -> list[SessionMetadata]:
        """List the sessions that meet every condition and that the user may see.

        Args:
            filter: The conditions.
            asker: The user, who sees the sessions of their projects; a superadmin sees all.
        """
        sessions = await self._repository.find(filter)
        if asker.role is UserRole.SUPERADMIN:
            return sessions
        return [session for session in sessions if session.project_id in asker.project_ids]

    async def schedule(
        self, session_id: str, agent_id: str, resource_slots: Sequence[str]
    ) -> SessionResourceAllocation:
        """Allocate resources to a pending session, and record that it is scheduled.

        Args:
            session_id: The session.
            agent_id: The agent that it is to run on.
            resource_slots: Names of the slots; the session gets one unit of each.

        Returns:
            The resources that it was given.

        Raises:
            ConflictError: The session is not pending, or the agent is lost or short of a slot.
            NotFoundError: There is no such session.
        """
        transition = await self._step(session_id, SessionStatus.SCHEDULED, "resources allocated")
        return await self._repository.allocate(transition, agent_id, resource_slots)

    async def move(
        self, session_id: str, to_status: SessionStatus, reason: str
    ) -> SessionTransition:
        """Move a session to another state.

        Args:
            session_id: The session.
            to_status: The state to move to.
            reason: Why, for operators.

        Returns:
            The step that was made.

        Raises:
            ConflictError: The session's present state does not allow this step.
            InvalidInputError: Only `schedule` moves a session to this state.
            NotFoundError: There is no such session.
        """
        if to_status is SessionStatus.SCHEDULED:
            raise InvalidInputError("a session is scheduled with its resources, by schedule()")
        transition = await self._step(session_id, to_status, reason)
        await self._repository.record(transition)
        return transition

    async def _step(
        self, session_id: str, to_status: SessionStatus, reason: str
    ) -> SessionTransition:
        session = await self._repository.get(session_id)
        if to_status not in NEXT[session.status]:
            raise ConflictError(f"a {session.status} session cannot become {to_status}")
        return SessionTransition(
            session_id=session_id,
            from_status=session.status,
            to_status=to_status,
            reason=reason,
            occurred_at=self._clock(),
        )
