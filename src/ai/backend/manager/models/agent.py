"""Tables of the agent domain."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Dialect, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from ai.backend.manager.models.base import Base


class Amount(TypeDecorator[Decimal]):
    """A decimal stored as a string: SQLite would convert it to a float."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write an amount."""
        return str(value) if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read an amount."""
        return Decimal(value) if value is not None else None


class AgentRow(Base):
    """An agent."""

    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(primary_key=True)
    scaling_group: Mapped[str]
    status: Mapped[str]
    last_seen: Mapped[datetime | None]


class AgentResourceRow(Base):
    """One kind of resource of an agent."""

    __tablename__ = "agent_resources"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    slot_name: Mapped[str] = mapped_column(primary_key=True)
    capacity: Mapped[Decimal] = mapped_column(Amount)
    occupied: Mapped[Decimal] = mapped_column(Amount)
