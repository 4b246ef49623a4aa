# src/ai/backend/manager/data/session/limit.py
"""Code that needs no annotation: `self`, `cls`, a lambda, the result of `__init__`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self


class SessionLimit:
    """A limit with behaviour of its own; not a DTO."""

    def __init__(self, limit: int):  # noqa: ANN204 # type checkers know that it returns None
        self._limit = limit

    @classmethod
    def of(cls, *limits: int) -> Self:
        """Make one from the lowest of several."""
        return cls(min(limits))

    @staticmethod
    def key() -> Callable[[SessionLimit], int]:
        """Return what to sort limits by."""
        return lambda limit: limit._limit
