# src/ai/backend/manager/dto/agent.py
"""What agents report to the Manager, in the legacy package."""

from pydantic import BaseModel


class AgentHeartbeat(BaseModel):  # WRONG DTO004@1: an agent must import the Manager
    """An agent's report that it is alive, sent over RPC."""

    agent_id: str
    running_sessions: int
