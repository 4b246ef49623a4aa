# src/ai/backend/manager/data/deployment/probe.py
"""What looks like a wire model, and is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel as WireModel


@dataclass(frozen=True)
class BaseModel:
    """A record that shares no more than its name with Pydantic's class."""

    deployment_id: str


@dataclass(frozen=True)
class ProbeResponse(BaseModel):
    """What a probe answered (internal), though its name sounds like an API's."""

    status_code: int


class ProbeKind(Enum):
    """An enumeration is no model."""

    HTTP = "http"


def answered_fields(model: type[WireModel]) -> tuple[str, ...]:
    """Naming Pydantic's class in an annotation makes no model."""
    return tuple(model.model_fields)
