# src/ai/backend/manager/data/session/progress.py
"""How far sessions have come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass  # dto: ignore[DTO201]  # WRONG DTO901@13: why may it change?
class SessionProgress:
    """The progress of a session's start; the scheduler updates it."""

    session_id: str
    steps: list[str]  # dto: ignore the scheduler adds to it  # WRONG DTO901@23: which rule?
    tags: set[str]  # dto: ignore[DTO299] read from a set  # WRONG DTO901@21: no such rule
    owners: set[str]  # DTO: ignore[DTO202] old  # WRONG DTO901@23: not in capital letters


def label(progress: SessionProgress) -> str:
    """Write the progress for a log, its tags in order."""
    # dto: ignore[DTO901] we know better  # WRONG DTO901@5: this rule is not suppressed
    return f"{progress.session_id}: {', '.join(sorted(progress.tags))}"
