# src/ai/backend/manager/data/session/worker.py
"""A class that is derived from a frozen dataclass, without a decorator of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionOwner:
    """Who owns a session (internal)."""

    user_id: str


class SessionWorker(SessionOwner):  # WRONG DTO201@1: retries is no field, and can be assigned
    """Who runs a session (internal)."""

    retries: int = 0
