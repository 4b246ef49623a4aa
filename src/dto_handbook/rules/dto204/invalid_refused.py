# src/ai/backend/manager/data/session/quota.py
"""Defaults that type checkers accept, and that a dataclass refuses when it is imported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SessionQuota:
    """How many sessions a user may have."""

    names: Sequence[str] = []  # WRONG DTO204@28: a list
    limits: Mapping[str, int] = {}  # WRONG DTO204@33: a dict
    hosts: Collection[str] = set()  # WRONG DTO204@30: a set
    slots: Sequence[str] = list("ab")  # WRONG DTO204@28: a list, made by a call
    counts: Sequence[int] = [count * 2 for count in range(3)]  # WRONG DTO204@29: a comprehension
    users: Sequence[str] = field(default=["u-1"])  # WRONG DTO204@42: with field()
    none: Sequence[None] = [None] * 3  # WRONG DTO204@28: a list, multiplied
