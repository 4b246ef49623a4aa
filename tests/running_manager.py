"""A Manager for tests: real repositories and services on a real database, and a real server."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import aiohttp
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection, Row, select

from ai.backend.manager.api.app import create_app
from ai.backend.manager.data.agent.resource import AgentResource
from ai.backend.manager.data.agent.status import AgentData, AgentStatus
from ai.backend.manager.data.auth.keypair import Keypair
from ai.backend.manager.data.deployment.creation import DeploymentCreationContext
from ai.backend.manager.data.deployment.revision import ModelRevisionConfig
from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig, ScaleOperationContext
from ai.backend.manager.data.session.lifecycle import SessionStatus, SessionTransition
from ai.backend.manager.data.session.metadata import SessionMetadata
from ai.backend.manager.data.user.account import UserData, UserRole
from ai.backend.manager.data.user.permission import Operation, PermissionGrant
from ai.backend.manager.data.vfolder.folder import VFolderData, VFolderOwnership
from ai.backend.manager.models.base import Base
from ai.backend.manager.models.database import Database
from ai.backend.manager.repositories.agent import AgentRepository
from ai.backend.manager.repositories.auth import AuthRepository
from ai.backend.manager.repositories.deployment import DeploymentRepository
from ai.backend.manager.repositories.notification import NotificationRepository
from ai.backend.manager.repositories.session import SessionRepository
from ai.backend.manager.repositories.user import UserRepository
from ai.backend.manager.repositories.vfolder import VFolderRepository
from ai.backend.manager.services.registry import Services, build_services

Contents: TypeAlias = Mapping[str, Sequence[Row[tuple[object, ...]]]]

MEMORY = "sqlite+aiosqlite://"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)

AGENT = AgentData("a-1", "default", AgentStatus.ALIVE)
RESOURCE = AgentResource("a-1", "cuda", capacity=Decimal(1), occupied=Decimal(0))
CONFIG = DeploymentScaleConfig(1, 4, target_cpu_utilization=0.8, cooldown_period=60)
REVISION = ModelRevisionConfig("d-1", 1, "/models/m", {}, created_by="u-1")
FOLDER = VFolderData("f-1", "data", "local:volume1", VFolderOwnership.USER, owner_id="u-1")
GRANT = PermissionGrant("p-1", Operation.READ, granted_by="member")
KEYPAIR = Keypair("ak-1", "hunter2-hunter2", user_id="u-1", is_active=True)
SCALING = ScaleOperationContext("d-1", 1, 2, scaling_policy="manual", initiated_by="u-1")
SESSION = SessionMetadata("s-1", "p-1", "u-1", SessionStatus.PENDING, created_at=NOW)
STEP = SessionTransition("s-1", SessionStatus.PENDING, SessionStatus.SCHEDULED, "r", NOW)
USER = UserData("u-1", "u-1@example.com", UserRole.USER, is_active=True)


def in_file(path: Path) -> str:
    """Write a file's path as a database's address."""
    return f"sqlite+aiosqlite:///{path}"


@dataclass
class Manager:
    """Repositories and services on one database, with a clock that a test sets."""

    database: Database
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.agents = AgentRepository(self.database)
        self.auth = AuthRepository(self.database)
        self.deployments = DeploymentRepository(self.database)
        self.notifications = NotificationRepository(self.database)
        self.sessions = SessionRepository(self.database)
        self.users = UserRepository(self.database)
        self.vfolders = VFolderRepository(self.database)
        self.services = build_services(self.database, self.clock)

    def clock(self) -> datetime:
        """Return the time that the test has set."""
        return self.now

    def creation(
        self, deployment_id: str = "d-1", config: DeploymentScaleConfig = CONFIG
    ) -> DeploymentCreationContext:
        """Make what the creation of a deployment needs."""
        return DeploymentCreationContext(deployment_id, "u-1", "p-1", config, self.deployments)

    async def reset(self) -> None:
        """Forget everything, which takes less time than a new database."""
        self.now = NOW
        async with self.database.transaction() as session:
            await (await session.connection()).run_sync(_delete_rows)

    async def contents(self) -> Contents:
        """Read every row of every table, to see whether anything has changed."""
        async with self.database.transaction() as session:
            return await (await session.connection()).run_sync(_read_rows)


def _delete_rows(connection: Connection) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        connection.execute(table.delete())


def _read_rows(connection: Connection) -> Contents:
    return {
        table.name: connection.execute(select(table)).all() for table in Base.metadata.sorted_tables
    }


@asynccontextmanager
async def running_manager(
    url: str = MEMORY, *, lock_timeout: float = 5.0
) -> AsyncIterator[Manager]:
    """Run a Manager on a new database."""
    database = Database(url, lock_timeout=lock_timeout)
    await database.create_tables()
    try:
        yield Manager(database)
    finally:
        await database.close()


@asynccontextmanager
async def http_session(
    services: Services, bodies: list[bytes], token: str | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve the APIs on loopback, and open a session with them.

    Args:
        services: The services that the APIs call.
        bodies: Receives the body of every answer as it came over the wire.
        token: What the session shows; None: nothing.
    """

    async def keep(_: object, __: object, end: aiohttp.TraceRequestEndParams) -> None:
        bodies.append(await end.response.read())

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(keep)
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    async with (
        TestServer(create_app(services)) as server,
        aiohttp.ClientSession(
            server.make_url("/"), headers=headers, trace_configs=[trace]
        ) as session,
    ):
        yield session
