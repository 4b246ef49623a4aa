"""The Manager's APIs in one web application."""

from aiohttp import web

from ai.backend.manager.api.context import SERVICES, authenticate
from ai.backend.manager.api.gql.schema import schema
from ai.backend.manager.api.gql.view import ManagerGraphQLView
from ai.backend.manager.api.rest.problems import problems
from ai.backend.manager.api.rest.routes import routes
from ai.backend.manager.services.registry import Services


def create_app(services: Services) -> web.Application:
    """Make the application.

    Args:
        services: The services that handlers and resolvers call.

    Returns:
        An application that serves REST and, below `/graphql`, GraphQL.
    """
    app = web.Application(middlewares=[problems, authenticate])
    app[SERVICES] = services
    app.add_routes(routes)
    app.router.add_route("*", "/graphql", ManagerGraphQLView(schema, graphql_ide=None))
    return app
