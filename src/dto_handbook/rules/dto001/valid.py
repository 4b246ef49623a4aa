# src/ai/backend/manager/data/deployment/probe.py
"""Classes that look like schema models, and are not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel as WireModel


@dataclass(frozen=True)
class BaseModel:
    """A record that shares only its name with Pydantic's class."""

    deployment_id: str


@dataclass(frozen=True)
class ProbeResponse(BaseModel):
    """The result of a probe (internal), although its name sounds like an API's."""

    status_code: int


class ProbeKind(Enum):
    """An enumeration is not a model."""

    HTTP = "http"


def answered_fields(model: type[WireModel]) -> tuple[str, ...]:
    """An annotation with Pydantic's class does not make a schema model."""
    return tuple(model.model_fields)
