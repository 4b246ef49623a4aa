"""A wrong guess: the options of a framework become environment variables."""

from dto_handbook.rules.dto402.invalid import ModelRevisionConfig, launch_command

config = ModelRevisionConfig("d-1", 3, "/models/vision", {"dtype": "float16"}, "u-7")
print("guessed:", launch_command(config))

options = " ".join(f"--{key}={value}" for key, value in config.runtime_config.items())
print("meant:", f"serve {config.model_path} {options}")
assert launch_command(config) == f"dtype=float16 serve {config.model_path}"
