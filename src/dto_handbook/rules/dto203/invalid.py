# src/ai/backend/manager/data/deployment/revision.py
"""The settings of one model revision of a deployment."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class ModelRevisionConfig:
    """Configuration for a model deployment revision.

    Used internally by the deployment service to track
    revision-specific settings before creating database records.
    """

    deployment_id: str
    revision_number: int
    model_path: str
    runtime_config: dict[str, str]  # WRONG DTO203@21: frozen, but it can change
    created_by: str  # User ID who created this revision


@dataclass(frozen=True)
class ModelRevisionStatistics:
    """How a revision was used, in every spelling of a dict.

    Collected by the deployment service from the proxy's log.
    """

    calls: defaultdict[str, int]  # WRONG DTO203@12: a dict with a default
    errors: Optional["OrderedDict[str, int]"]  # WRONG DTO203@13: in quotes
    hosts: tuple[dict[str, int], ...]  # WRONG DTO203@12: inside a tuple
