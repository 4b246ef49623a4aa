# src/ai/backend/agent/report.py
"""A component that sends shared DTOs to the Manager, not those of `ai.backend.manager.data`."""

from ai.backend.common.dto.manager.agent import AgentHeartbeat


def heartbeat(agent_id: str) -> AgentHeartbeat:
    """Make the report for the Manager, which converts it to its own AgentData."""
    return AgentHeartbeat(agent_id=agent_id, running_sessions=0)
