"""Table of the notification domain."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from ai.backend.manager.models.base import Base


class NotificationRow(Base):
    """The state of a notification's delivery."""

    __tablename__ = "notifications"

    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime | None]
