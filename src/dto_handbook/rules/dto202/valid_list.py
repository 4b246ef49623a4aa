# src/ai/backend/manager/data/session/chain.py
"""A class named `list` in this module, and one imported by that name."""

from dataclasses import dataclass

from ai.backend.manager.data.session.allocation import SessionResourceAllocation as set


@dataclass(frozen=True)
class list:
    """Two values in a row."""

    first: str
    last: str


@dataclass(frozen=True)
class SessionChain:
    """Two sessions, one after the other."""

    ends: list
    allocation: set
