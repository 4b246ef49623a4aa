# src/ai/backend/manager/data/session/progress.py
"""How far sessions have come, with the reason why they change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass  # dto: ignore[DTO201] the scheduler updates it, see BA-1201
class SessionProgress:
    """The progress of a session's start; the scheduler updates it."""

    session_id: str
    steps: list[str]  # dto: ignore[DTO202] the scheduler adds to it
    tags: frozenset[str]
    owners: frozenset[str]


def label(progress: SessionProgress) -> str:
    """Write the progress for a log, its tags in order."""
    return f"{progress.session_id}: {', '.join(sorted(progress.tags))}"
