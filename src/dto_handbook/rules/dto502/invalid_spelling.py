# src/ai/backend/manager/data/session/environment.py
"""Vague types under other names, in quotes, and inside other types."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Settings = dict


@dataclass(frozen=True)
class SessionEnvironment:
    """What a session starts with (internal)."""

    variables: Mapping  # WRONG DTO502@16: abstract, and bare
    settings: Settings  # WRONG DTO502@15: an alias of a bare dict
    mounts: tuple[dict, ...]  # WRONG DTO502@13: bare inside
    prepare: t.Optional["Callable"]  # WRONG DTO502@14: in quotes
    image: t.Annotated[t.Any, "resolved later"]  # WRONG DTO502@12: with a note on it
    owner: t.Optional[t.Any] = None  # WRONG DTO502@12: or None
