# src/ai/backend/manager/data/deployment/attributes.py
"""Attributes of a DTO that need no annotation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partialmethod
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


def describe(config: object) -> str:
    """Describe anything."""
    return repr(config)


@dataclass(frozen=True)
class ScaleLimits:
    """Between which numbers of replicas a deployment stays (internal)."""

    __slots__ = ("high", "low")
    __match_args__ = ("low", "high")
    _cache = None

    limit: ClassVar[int] = 8
    low: int
    high: int

    class Unit(Enum):
        """The members of an enumeration."""

        REPLICA = "replica"

    def width(self, more: int = 0) -> int:
        """Return how many numbers there are."""
        extra = more  # A local name
        return self.high - self.low + extra

    size = width
    wider = partialmethod(width, 1)
    span = property(width)
    text = describe
    is_empty = lambda self: self.low > self.high  # noqa: E731 # a method, written as a lambda


class ScaleSchema(BaseModel):
    """A request for replicas."""

    model_config = ConfigDict(frozen=True)
    low: int


class Scaler:
    """Not a DTO."""

    step = 1
