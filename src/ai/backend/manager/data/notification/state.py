"""The state of a notification's delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeliveryStatus(StrEnum):
    """Outcome of a notification's delivery so far."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class NotificationState:
    """State of one notification, stored for another attempt after a failure."""

    notification_id: str
    status: DeliveryStatus
    attempts: int
    next_attempt_at: datetime | None = None  # In UTC; None: no further attempt
