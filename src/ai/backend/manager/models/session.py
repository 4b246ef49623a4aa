"""Tables of the session domain."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ai.backend.manager.models.base import Base


class SessionRow(Base):
    """A session, with the resources that it was given."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    user_id: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    priority: Mapped[int | None]
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("agents.id"))
    resource_slots: Mapped[list[str]] = mapped_column(JSON, default=list)
    device_ids: Mapped[list[int]] = mapped_column(JSON, default=list)


class SessionTransitionRow(Base):
    """One step of a session's lifecycle."""

    __tablename__ = "session_transitions"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id"))
    from_status: Mapped[str]
    to_status: Mapped[str]
    reason: Mapped[str]
    occurred_at: Mapped[datetime]
