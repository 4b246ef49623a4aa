"""What is sent over each channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EmailPayload:
    """An email, as the notification service passes it to the mail channel."""

    recipients: tuple[str, ...]  # Email addresses
    subject: str
    body: str


@dataclass(frozen=True)
class WebhookPayload:
    """A web hook call, as the notification service passes it to the HTTP channel."""

    url: str
    body: str  # JSON text
    timeout: float  # Seconds
