"""The routes of the REST API: shared DTOs in, shared DTOs out."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel

from ai.backend.common.dto.manager.agent import AgentHeartbeat
from ai.backend.common.dto.manager.request import ScaleDeploymentRequest, SessionSearchRequest
from ai.backend.manager.api.adapters.deployment import to_deployment_status_response
from ai.backend.manager.api.adapters.session import to_session_filter, to_session_list_response
from ai.backend.manager.api.context import SERVICES, USER

routes = web.RouteTableDef()


@routes.get("/deployments/{id}")
async def get_deployment(request: web.Request) -> web.Response:
    """Return a deployment's status."""
    status = await request.app[SERVICES].deployments.status(request.match_info["id"])
    return _json(to_deployment_status_response(status))


@routes.post("/deployments/{id}/scale")
async def scale_deployment(request: web.Request) -> web.Response:
    """Scale a deployment, and return its new status."""
    wanted = ScaleDeploymentRequest.model_validate_json(await request.read())
    status = await request.app[SERVICES].deployments.scale(
        request.match_info["id"], wanted.replicas, request[USER].user_id
    )
    return _json(to_deployment_status_response(status))


@routes.get("/sessions")
async def find_sessions(request: web.Request) -> web.Response:
    """Return the sessions that a search finds."""
    search = SessionSearchRequest.model_validate(dict(request.query))
    sessions = await request.app[SERVICES].sessions.find(to_session_filter(search), request[USER])
    return _json(to_session_list_response(sessions))


@routes.post("/agents/heartbeat")
async def hear_agent(request: web.Request) -> web.Response:
    """Receive an agent's heartbeat; in the real Manager it comes over RPC."""
    heartbeat = AgentHeartbeat.model_validate_json(await request.read())
    await request.app[SERVICES].agents.heard_from(heartbeat.agent_id)
    return web.Response(status=204)


def _json(model: BaseModel) -> web.Response:
    return web.Response(text=model.model_dump_json(), content_type="application/json")
