"""Business logic of notifications: send one, and try again later after a failure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from ai.backend.manager.data.notification.dispatch import NotificationChannel
from ai.backend.manager.data.notification.payload import EmailPayload, WebhookPayload
from ai.backend.manager.data.notification.state import DeliveryStatus, NotificationState
from ai.backend.manager.errors import InvalidInputError, NotFoundError
from ai.backend.manager.services.clock import Clock, utc_now

if TYPE_CHECKING:
    from ai.backend.manager.data.notification.dispatch import NotificationDispatchContext
    from ai.backend.manager.repositories.notification import NotificationRepository

RETRY_AFTER = timedelta(minutes=5)
"""How long to wait after a failure."""


class Sender(Protocol):
    """The two channels out of the Manager, as the notification service uses them."""

    async def send_email(self, payload: EmailPayload) -> None:
        """Send an email; an `OSError` says that it could not be sent."""

    async def call_webhook(self, payload: WebhookPayload) -> None:
        """Call a web hook; an `OSError` says that it could not be called."""


class NotificationService:
    """Delivery of notifications.

    Args:
        repository: Where notifications' states are stored.
        sender: Sends emails and calls web hooks.
        clock: Returns the time.
    """

    def __init__(
        self, repository: NotificationRepository, sender: Sender, clock: Clock = utc_now
    ) -> None:
        self._repository = repository
        self._sender = sender
        self._clock = clock

    async def dispatch(self, context: NotificationDispatchContext) -> NotificationState:
        """Send a notification over its channel, and record the outcome.

        Args:
            context: The notification, with a payload that fits its channel.

        Returns:
            The notification's new state. A failure is a state, not an error.

        Raises:
            InvalidInputError: The payload is for another channel.
        """
        attempts = await self._attempts(context.notification_id) + 1
        status, next_attempt_at = DeliveryStatus.SENT, None
        try:
            match context.channel, context.payload:
                case NotificationChannel.EMAIL, EmailPayload() as email:
                    await self._sender.send_email(email)
                case NotificationChannel.WEBHOOK, WebhookPayload() as webhook:
                    await self._sender.call_webhook(webhook)
                case channel, payload:
                    raise InvalidInputError(f"{channel} cannot carry {type(payload).__name__}")
        except OSError:
            status, next_attempt_at = DeliveryStatus.FAILED, self._clock() + RETRY_AFTER
        state = NotificationState(
            notification_id=context.notification_id,
            status=status,
            attempts=attempts,
            next_attempt_at=next_attempt_at,
        )
        await self._repository.save(state)
        return state

    async def _attempts(self, notification_id: str) -> int:
        try:
            return (await self._repository.get(notification_id)).attempts
        except NotFoundError:
            return 0
