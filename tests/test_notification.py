"""What the notification service promises: sent, tried again, or refused."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TypeAlias

import pytest
from running_manager import NOW, Manager, running_manager

from ai.backend.manager.data.notification.dispatch import (
    NotificationChannel,
    NotificationDispatchContext,
)
from ai.backend.manager.data.notification.payload import EmailPayload, WebhookPayload
from ai.backend.manager.data.notification.state import DeliveryStatus, NotificationState
from ai.backend.manager.errors import InvalidInputError, NotFoundError
from ai.backend.manager.services.notification import RETRY_AFTER, NotificationService

Payload: TypeAlias = EmailPayload | WebhookPayload

EMAIL = EmailPayload(("u-1@example.com",), subject="Done", body="It is done.")
WEBHOOK = WebhookPayload("https://example.com/hook", body="{}", timeout=5.0)


@pytest.fixture
async def manager() -> AsyncIterator[Manager]:
    async with running_manager() as manager:
        yield manager


@dataclass
class Outbox:
    """A sender that keeps what it is given, or fails."""

    failure: Exception | None = None
    sent: list[Payload] = field(default_factory=list)

    async def send_email(self, payload: EmailPayload) -> None:
        self._send(payload)

    async def call_webhook(self, payload: WebhookPayload) -> None:
        self._send(payload)

    def _send(self, payload: Payload) -> None:
        if self.failure is not None:
            raise self.failure
        self.sent.append(payload)


@pytest.mark.parametrize("failure", [ConnectionRefusedError(), TimeoutError()])
@pytest.mark.parametrize(
    ("channel", "payload"),
    [(NotificationChannel.EMAIL, EMAIL), (NotificationChannel.WEBHOOK, WEBHOOK)],
)
async def test_a_notification_is_tried_again_until_its_channel_takes_it(
    channel: NotificationChannel, payload: Payload, failure: Exception, manager: Manager
) -> None:
    outbox = Outbox(failure)
    service = NotificationService(manager.notifications, outbox, manager.clock)
    context = NotificationDispatchContext("n-1", channel, payload, triggered_by="system")
    for attempts in (1, 2):
        failed = await service.dispatch(context)
        expected = NotificationState("n-1", DeliveryStatus.FAILED, attempts, NOW + RETRY_AFTER)
        assert failed == expected
        assert await manager.notifications.get("n-1") == failed
    outbox.failure = None
    sent = await service.dispatch(context)
    assert sent == NotificationState("n-1", DeliveryStatus.SENT, 3, next_attempt_at=None)
    assert await manager.notifications.get("n-1") == sent
    assert outbox.sent == [payload]


@pytest.mark.parametrize(
    ("channel", "payload", "failure", "error"),
    [
        (NotificationChannel.EMAIL, WEBHOOK, None, InvalidInputError),
        (NotificationChannel.WEBHOOK, EMAIL, None, InvalidInputError),
        (NotificationChannel.EMAIL, EMAIL, RuntimeError(), RuntimeError),
    ],
)
async def test_a_notification_that_cannot_be_sent_at_all_leaves_no_state(
    channel: NotificationChannel,
    payload: Payload,
    failure: Exception | None,
    error: type[Exception],
    manager: Manager,
) -> None:
    outbox = Outbox(failure)
    service = NotificationService(manager.notifications, outbox, manager.clock)
    with pytest.raises(error):
        await service.dispatch(NotificationDispatchContext("n-1", channel, payload, "system"))
    assert outbox.sent == []
    with pytest.raises(NotFoundError):
        await manager.notifications.get("n-1")
