"""One notification on its way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ai.backend.manager.data.notification.payload import EmailPayload, WebhookPayload


class NotificationChannel(StrEnum):
    """Channel of a notification."""

    EMAIL = "email"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class NotificationDispatchContext:
    """What the notification service needs to send one notification."""

    notification_id: str
    channel: NotificationChannel
    payload: EmailPayload | WebhookPayload
    triggered_by: str  # user_id or "system"
