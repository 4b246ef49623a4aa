# src/ai/backend/manager/data/session/counter.py
"""Suppressions that are needed, and a string that looks like one."""

from __future__ import annotations

from dataclasses import dataclass, field

HOW_TO = "write # dto: ignore[DTO201] and why"


@dataclass  # dto: ignore[DTO201] the scheduler counts it up, in one thread
class SessionCounter:
    """How often a session was tried.

    To ignore a finding here, write # dto: ignore[DTO201] and why.
    """

    session_id: str
    # dto: ignore[DTO202] the scheduler adds to it, and hands out copies
    attempts: list[str]
    warnings: list[str] = field(
        default_factory=list,  # dto: ignore[DTO202, DTO204] BA-1234: a tuple, once it is read only
    )
