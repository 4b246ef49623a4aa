"""GraphQL over HTTP."""

from contextlib import suppress

from aiohttp import web
from strawberry.aiohttp.views import GraphQLView

from ai.backend.manager.api.context import SERVICES, USER
from ai.backend.manager.api.gql.schema import Context


class ManagerGraphQLView(GraphQLView[Context, None]):
    """Responds to GraphQL requests with the app's services."""

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Respond to a request; if it is not GraphQL, refuse it in the same way as REST."""
        with suppress(ValueError):  # The view itself rejects a body that is not JSON
            if request.can_read_body and not isinstance(await request.json(), dict | list):
                raise web.HTTPBadRequest(reason="The request must be a JSON object")
        response = await super().__call__(request)
        if isinstance(response, web.Response) and response.content_type == "text/plain":
            raise web.HTTPBadRequest(reason=response.text)
        return response

    async def get_context(
        self, request: web.Request, response: web.Response | web.WebSocketResponse
    ) -> Context:
        """Give resolvers the services and the user."""
        return Context(request.app[SERVICES], request[USER].user_id)
