# tests/manager/make_agents.py
"""A script beside the components; it is no component."""

from ai.backend.manager.data.agent.status import AgentData, AgentStatus

LOST = AgentData("i-1", "default", AgentStatus.LOST)
