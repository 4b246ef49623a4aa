"""What agents report to the Manager."""

from pydantic import BaseModel


class AgentHeartbeat(BaseModel):
    """An agent's report that it is alive, sent over RPC."""

    agent_id: str
    running_sessions: int
