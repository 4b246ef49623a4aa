# src/ai/backend/manager/data/deployment/range.py
"""A NamedTuple from a call, and one from a base class."""

from collections import namedtuple

ReplicaRange = namedtuple("ReplicaRange", ["low", "high"])  # WRONG DTO101@1: no types either


class NamedRange(ReplicaRange):  # WRONG DTO101@1: through its base class
    """A range with a name of its own."""

    __slots__ = ()
