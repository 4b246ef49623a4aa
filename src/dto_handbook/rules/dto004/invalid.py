# src/ai/backend/manager/dto/agent.py
"""What agents tell the Manager, in the legacy package."""

from pydantic import BaseModel


class AgentHeartbeat(BaseModel):  # WRONG DTO004@1: an agent must import the Manager
    """An agent's word that it is alive, sent over RPC."""

    agent_id: str
    running_sessions: int
