# src/ai/backend/agent/heartbeat.py
"""The agent's report with a shared DTO, which the Manager converts to its own."""

from ai.backend.common.dto.manager.agent import AgentHeartbeat


def describe(agent: AgentHeartbeat) -> str:
    """Write an agent's id for its own log.

    Args:
        agent: The agent that is running.

    Returns:
        Its id, with a label.
    """
    return f"agent {agent.agent_id}"
