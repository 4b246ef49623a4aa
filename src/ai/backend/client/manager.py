"""Calls to the Manager's APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ai.backend.common.dto.manager.request import ScaleDeploymentRequest, SessionSearchRequest
from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.common.dto.manager.session import SessionListResponse

if TYPE_CHECKING:
    import aiohttp

_SCALE = """
mutation ($id: String!, $input: ScaleDeploymentInput!) {
  scaleDeployment(deploymentId: $id, input: $input) { deploymentId state replicas }
}
"""


class ManagerClientError(Exception):
    """The Manager refused a request.

    Args:
        code: The failure's code.
        detail: What a person may read about it.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class ManagerClient:
    """Calls a Manager's APIs.

    Args:
        http: A session with the Manager's address as base and a token in its headers.
    """

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def get_deployment(self, deployment_id: str) -> DeploymentStatusResponse:
        """Read a deployment's status, over REST.

        Raises:
            ManagerClientError: The Manager refused.
        """
        return DeploymentStatusResponse.model_validate_json(
            await self._get(f"/deployments/{quote(deployment_id, safe='')}", {})
        )

    async def find_sessions(self, search: SessionSearchRequest) -> SessionListResponse:
        """Search sessions, over REST.

        Raises:
            ManagerClientError: The Manager refused.
        """
        query = search.model_dump(exclude_none=True)
        return SessionListResponse.model_validate_json(await self._get("/sessions", query))

    async def scale_deployment(self, deployment_id: str, replicas: int) -> DeploymentStatusResponse:
        """Scale a deployment, over GraphQL.

        Raises:
            ManagerClientError: The Manager refused.
        """
        wanted = ScaleDeploymentRequest(replicas=replicas)
        variables = {"id": deployment_id, "input": wanted.model_dump()}
        body = {"query": _SCALE, "variables": variables}
        async with self._http.post("/graphql", json=body) as response:
            answer = await response.json(content_type=None)
        if not response.ok:
            raise ManagerClientError(answer["title"], answer["detail"])
        for error in answer.get("errors", []):
            raise ManagerClientError(error["extensions"]["code"], error["message"])
        status = answer["data"]["scaleDeployment"]
        return DeploymentStatusResponse(
            deployment_id=status["deploymentId"],
            state=status["state"],
            replicas=status["replicas"],
        )

    async def _get(self, path: str, query: dict[str, str]) -> bytes:
        async with self._http.get(path, params=query) as response:
            if not response.ok:
                problem = await response.json(content_type=None)
                raise ManagerClientError(problem["title"], problem["detail"])
            return await response.read()
