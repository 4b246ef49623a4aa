"""A function that writes a command changes the revision."""

from ai.backend.manager.data.deployment.revision import ModelRevisionConfig
from dto_handbook.rules.dto205.invalid import launch_command, rename_model

config = ModelRevisionConfig("d-1", 1, "/models/vision", {"dtype": "float16"}, "u-7")
stored = {config.revision_number: config}
launch_command(config)
rename_model(config, "/models/other")
print("stored revision:", stored[1].model_path, stored[1].runtime_config)
assert stored[1].model_path == "/models/other"
