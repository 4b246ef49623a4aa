# src/ai/backend/manager/data/deployment/revision.py
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
    runtime_config: dict[str, str]  # WRONG DTO402@5: of what? Nothing explains it
    created_by: str


def launch_command(config: ModelRevisionConfig) -> str:
    """Write the shell command that starts the model's server.

    Args:
        config: The revision to start.

    Returns:
        The command, with the environment variables that it needs before it.
    """
    # A guess: these look like environment variables.
    environment = "".join(f"{key}={value} " for key, value in config.runtime_config.items())
    return f"{environment}serve {config.model_path}"
