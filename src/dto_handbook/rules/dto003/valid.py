# src/ai/backend/agent/report.py
"""A component that talks to the Manager in shared DTOs; `ai.backend.manager.data` is not for it."""

from ai.backend.common.dto.manager.agent import AgentHeartbeat


def heartbeat(agent_id: str) -> AgentHeartbeat:
    """Make what an agent sends to the Manager, which makes its own AgentData of it."""
    return AgentHeartbeat(agent_id=agent_id, running_sessions=0)
