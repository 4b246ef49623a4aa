# src/ai/backend/agent/heartbeat.py
"""An agent's report that it is alive."""

from ai.backend.manager.data.agent.status import AgentData  # WRONG DTO003@1: the Manager's own


def describe(agent: AgentData) -> str:
    """Write an agent's id for its own log.

    Args:
        agent: The agent that is running.

    Returns:
        Its id, with a label.
    """
    return f"agent {agent.agent_id}"
