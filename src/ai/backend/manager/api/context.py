"""What every request carries: the services, and the user."""

from aiohttp import web
from aiohttp.typedefs import Handler

from ai.backend.manager.data.auth.identity import AuthenticatedUser
from ai.backend.manager.services.registry import Services

SERVICES = web.AppKey("services", Services)
USER = web.RequestKey("user", AuthenticatedUser)


@web.middleware
async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Authenticate the user, and refuse a request of an unknown one."""
    _, _, token = request.headers.get("Authorization", "").partition("Bearer ")
    request[USER] = await request.app[SERVICES].auth.verify(token)
    return await handler(request)
