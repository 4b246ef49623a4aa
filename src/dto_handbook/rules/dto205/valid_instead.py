# src/ai/backend/manager/services/deployment_launch.py
"""The command from a dict of its own, and a changed copy of a revision."""

from dataclasses import replace

from ai.backend.manager.data.deployment.revision import ModelRevisionConfig


def launch_command(config: ModelRevisionConfig) -> str:
    """Write the command for a revision.

    Args:
        config: The revision.

    Returns:
        The command, with every parameter; "port" is given where the revision names none.
    """
    parameters = {"port": "8000", **config.runtime_config}
    options = " ".join(f"--{key}={value}" for key, value in parameters.items())
    return f"serve {config.model_path} {options}"


def rename_model(config: ModelRevisionConfig, model_path: str) -> ModelRevisionConfig:
    """Return a revision with another model.

    Args:
        config: The revision.
        model_path: The other model's path.
    """
    return replace(config, model_path=model_path)
