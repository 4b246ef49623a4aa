"""An agent's host has no Manager, so the agent does not start."""

import sys
from unittest.mock import patch

from ai.backend.common.dto.manager.agent import AgentHeartbeat

with patch.dict(sys.modules, {"ai.backend.manager": None}):  # A host without the Manager
    try:
        from dto_handbook.rules.dto003 import invalid

        raise AssertionError(f"{invalid.__name__} was imported")
    except ModuleNotFoundError as error:
        print(f"internal DTO: {type(error).__name__}: {error}")
    print("shared DTO:  ", AgentHeartbeat(agent_id="i-1", running_sessions=2))
