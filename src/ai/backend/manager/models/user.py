"""Tables of the user domain."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ai.backend.manager.models.base import Base


class UserRow(Base):
    """A user, with their settings."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    is_active: Mapped[bool]
    full_name: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en-US")
    notify_by_email: Mapped[bool] = mapped_column(default=True)
    idle_timeout: Mapped[int | None]


class GrantRow(Base):
    """One operation on one project that a user may do."""

    __tablename__ = "permission_grants"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    project_id: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    granted_by: Mapped[str] = mapped_column(primary_key=True)
