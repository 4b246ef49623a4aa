# src/ai/backend/manager/data/session/timing.py
"""Dataclasses that are made by another name, with options, or by a decorator of one's own."""

import json
import os
from dataclasses import dataclass
from functools import partial
from typing import dataclass_transform

OPTIONS = {"slots": True, "order": True}
ordered = partial(dataclass, order=True)


@dataclass_transform()
def dto(class_: type) -> type:
    """Make a dataclass."""
    return dataclass(frozen=True)(class_)


@dataclass(**OPTIONS)  # WRONG DTO201@2: not among the options
class SessionEnd:
    """When a session ended (internal)."""

    seconds: int


@ordered  # WRONG DTO201@2: an alias that does not freeze
class SessionPause:
    """When a session was paused (internal)."""

    seconds: int


@(dataclass(frozen=True) if "STRICT" in os.environ else dataclass)  # WRONG DTO201@3: one branch
class SessionRetry:
    """When a session is tried again (internal)."""

    seconds: int


@dataclass(**json.loads(os.environ.get("OPTIONS", "{}")))  # WRONG DTO201@2: nobody knows whether
class SessionTimeout:
    """When a session is stopped (internal)."""

    seconds: int


@dto  # WRONG DTO201@2: dataclass_transform does not say frozen_default=True
class SessionDelay:
    """How long a session waited (internal)."""

    seconds: int
