# tests/manager/make_agents.py
"""A script outside the components."""

from ai.backend.manager.data.agent.status import AgentData, AgentStatus

LOST = AgentData("i-1", "default", AgentStatus.LOST)
