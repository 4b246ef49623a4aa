"""An agent's host has no Manager, so it cannot import a message from the Manager's package."""

import sys
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from dto_handbook.rules.dto004 import invalid

place = Path(invalid.__file__).read_text().partition("\n")[0].removeprefix("# src/")
legacy = place.removesuffix(".py").replace("/", ".")
with patch.dict(sys.modules, {"ai.backend.manager": None}):  # A host without the Manager
    for home in (legacy, "ai.backend.common.dto.manager.agent"):
        try:
            print(f"{home}: {import_module(home).AgentHeartbeat.__name__}")
            assert home != legacy
        except ModuleNotFoundError as error:
            print(f"{home}: {type(error).__name__}")
            assert home == legacy
