# src/ai/backend/manager/services/deployment_launch.py
"""The command that starts a model's server."""

from ai.backend.manager.data.deployment.revision import ModelRevisionConfig


def launch_command(config: ModelRevisionConfig) -> str:
    """Write the command for a revision.

    Args:
        config: The revision.

    Returns:
        The command, with every parameter; "port" is given where the revision names none.
    """
    config.runtime_config.setdefault("port", "8000")  # WRONG DTO205@5: the caller's dict
    options = " ".join(f"--{key}={value}" for key, value in config.runtime_config.items())
    return f"serve {config.model_path} {options}"


def rename_model(config: ModelRevisionConfig, model_path: str) -> None:
    """Point a revision to another model.

    Args:
        config: The revision.
        model_path: The other model's path.
    """
    object.__setattr__(config, "model_path", model_path)  # WRONG DTO205@5: bypasses frozen=True
