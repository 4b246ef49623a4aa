# src/ai/backend/manager/services/deployment_options.py
"""Changes by another name, and of fields whose names are values."""

from collections.abc import Mapping

from ai.backend.manager.data.deployment.revision import ModelRevisionConfig


def options_with_port(config: ModelRevisionConfig) -> Mapping[str, str]:
    """Complete the options of a revision."""
    options = config.runtime_config
    options["port"] = "8000"  # WRONG DTO205@5: the same dict by another name
    return options


def change_options(config: ModelRevisionConfig, changes: Mapping[str, str]) -> None:
    """Change several options of a revision."""
    update = config.runtime_config.update  # WRONG DTO205@14: the method is for a later call
    update(changes)


def change(config: ModelRevisionConfig, changes: Mapping[str, object]) -> None:
    """Change several fields of a revision."""
    vars(config)["model_path"] = "/models/other"  # WRONG DTO205@5: bypasses frozen=True
    for name, value in changes.items():
        object.__setattr__(config, name, value)  # WRONG DTO205@9: a field of any name
