"""GraphQL over HTTP."""

from contextlib import suppress

from aiohttp import web
from strawberry.aiohttp.views import GraphQLView

from ai.backend.manager.api.context import SERVICES, USER
from ai.backend.manager.api.gql.schema import Context


class ManagerGraphQLView(GraphQLView[Context, None]):
    """Answers GraphQL requests with the app's services."""

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer a request; one that is no GraphQL request is refused as REST refuses it."""
        with suppress(ValueError):  # Of a body that is no JSON, the view itself complains
            if request.can_read_body and not isinstance(await request.json(), dict | list):
                raise web.HTTPBadRequest(reason="The request must be a JSON object")
        response = await super().__call__(request)
        if isinstance(response, web.Response) and response.content_type == "text/plain":
            raise web.HTTPBadRequest(reason=response.text)
        return response

    async def get_context(
        self, request: web.Request, response: web.Response | web.WebSocketResponse
    ) -> Context:
        """Give resolvers the services, and who is asking."""
        return Context(request.app[SERVICES], request[USER].user_id)
