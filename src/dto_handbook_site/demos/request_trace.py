"""The trace of one request through the Manager's layers."""

from __future__ import annotations

import asyncio
import functools
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from ai.backend.client.manager import ManagerClient
from ai.backend.common.dto.manager.response import DeploymentStatusResponse
from ai.backend.manager.api.app import create_app
from ai.backend.manager.api.gql import schema
from ai.backend.manager.data.auth.keypair import Keypair
from ai.backend.manager.data.deployment.creation import DeploymentCreationContext
from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig, ScaleOperationContext
from ai.backend.manager.data.deployment.status import InternalDeploymentStatus
from ai.backend.manager.data.user.account import UserData, UserRole
from ai.backend.manager.models.database import Database
from ai.backend.manager.models.deployment import DeploymentRow
from ai.backend.manager.repositories import deployment as repository
from ai.backend.manager.repositories.auth import AuthRepository
from ai.backend.manager.repositories.user import UserRepository
from ai.backend.manager.services.registry import Services, build_services

_NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class RequestTrace:
    """The value at each layer while a deployment was scaled over GraphQL and read over REST."""

    graphql_request: str
    operation: ScaleOperationContext
    row: tuple[tuple[str, object], ...]  # Column names and values
    status: InternalDeploymentStatus
    response: DeploymentStatusResponse
    graphql_answer: str
    rest_answer: str


def trace_request() -> RequestTrace:
    """Start the Manager on a database in memory, scale a deployment and read it back.

    Returns:
        The values that were seen on the way.
    """
    return asyncio.run(_trace_request())


async def _trace_request() -> RequestTrace:
    database = Database("sqlite+aiosqlite://")
    await database.create_tables()
    services = build_services(database, clock=lambda: _NOW)
    token = await _prepare(database, services)
    seen: dict[str, Any] = {}

    def see_operation(_: object, __: object, operation: ScaleOperationContext, now: object) -> None:
        seen["operation"] = operation

    def see_row(status: InternalDeploymentStatus, row: DeploymentRow) -> None:
        columns = row.__table__.columns.keys()
        seen.update(status=status, row=tuple((name, getattr(row, name)) for name in columns))

    def see_response(response: DeploymentStatusResponse, _: object) -> None:
        seen["response"] = response

    with (
        _recorded(repository.DeploymentRepository, "apply_scale", see_operation),
        _recorded(repository, "_to_status", see_row),
        _recorded(schema, "to_deployment_status_response", see_response),
    ):
        async with _talking(create_app(services), token) as (client, bodies):
            await client.scale_deployment("d-1", 3)
            await client.get_deployment("d-1")
    await database.close()
    return RequestTrace(
        graphql_request=bodies["sent"][0],
        graphql_answer=bodies["received"][0],
        rest_answer=bodies["received"][1],
        **seen,
    )


async def _prepare(database: Database, services: Services) -> str:
    """Store a user and a deployment; return an access token of the user."""
    await UserRepository(database).add(UserData("u-7", "u@example.org", UserRole.USER, True))
    await AuthRepository(database).add(Keypair("AKIA7", "not a real secret", "u-7", True))
    context = DeploymentCreationContext(
        deployment_id="d-1",
        owner_id="u-7",
        project_id="p-1",
        config=DeploymentScaleConfig(1, 8, 0.7, 300),
        repository=repository.DeploymentRepository(database),
    )
    await services.deployments.create(context, "/models/vision")
    return (await services.auth.issue("AKIA7", timedelta(hours=1))).text


@contextmanager
def _recorded(owner: object, name: str, note: Callable[..., None]) -> Iterator[None]:
    """Run a function unchanged, and record its arguments and result each time."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def recorded(*args: object, **kwargs: object) -> object:
        result = original(*args, **kwargs)
        note(result, *args, **kwargs)
        return result

    setattr(owner, name, recorded)
    try:
        yield
    finally:
        setattr(owner, name, original)


@asynccontextmanager
async def _talking(
    app: web.Application, token: str
) -> AsyncIterator[tuple[ManagerClient, dict[str, list[str]]]]:
    """Serve an application on loopback, and record what a client of it sends and receives."""
    bodies: dict[str, list[str]] = defaultdict(list)
    trace = aiohttp.TraceConfig()

    async def sent(
        _: aiohttp.ClientSession, __: SimpleNamespace, part: aiohttp.TraceRequestChunkSentParams
    ) -> None:
        bodies["sent"].append(part.chunk.decode())

    async def received(
        _: aiohttp.ClientSession,
        __: SimpleNamespace,
        part: aiohttp.TraceResponseChunkReceivedParams,
    ) -> None:
        bodies["received"].append(part.chunk.decode())

    trace.on_request_chunk_sent.append(sent)
    trace.on_response_chunk_received.append(received)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        TestServer(app) as server,
        aiohttp.ClientSession(server.make_url("/"), headers=headers, trace_configs=[trace]) as http,
    ):
        yield ManagerClient(http), bodies
