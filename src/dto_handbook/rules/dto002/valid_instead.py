# src/ai/backend/manager/api/rest/deployment.py
"""The REST response, with a field for each value that clients need."""

from pydantic import BaseModel

from ai.backend.manager.data.deployment.status import InternalDeploymentStatus


class DeploymentAnswer(BaseModel):
    """A deployment for the web UI."""

    name: str
    state: str

    @classmethod
    def from_data(cls, name: str, status: InternalDeploymentStatus) -> "DeploymentAnswer":
        """Convert what the service returns; a new internal field stays inside.

        Args:
            name: The deployment's name.
            status: The status as the service layer knows it.
        """
        return cls(name=name, state=status.state)
