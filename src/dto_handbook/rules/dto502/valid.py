# src/ai/backend/manager/data/session/labels.py
"""Fields that look vague, and say what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal


@dataclass(frozen=True)
class SessionLabels:
    """A session's labels (internal)."""

    registry: ClassVar[dict] = {}
    anything: ClassVar[Any] = None
    labels: Mapping[str, Any]
    kind: Literal["list", "tuple"]
    shape: Annotated[tuple[int, ...], "not a list", list]
    convert: Callable[[str], int]
    payload: object = None


class LabelReader:
    """A class that is not a DTO."""

    cache: dict
