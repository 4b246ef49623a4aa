"""The settings of one model revision of a deployment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelRevisionConfig:
    """Configuration for a model deployment revision.

    Used internally by the deployment service to track
    revision-specific settings before creating database records.
    """

    deployment_id: str
    revision_number: int
    model_path: str
    runtime_config: dict[str, str]  # Framework-specific parameters
    created_by: str  # User ID who created this revision
