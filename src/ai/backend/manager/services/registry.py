"""All services that the APIs use, made in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai.backend.manager.repositories.agent import AgentRepository
from ai.backend.manager.repositories.auth import AuthRepository
from ai.backend.manager.repositories.deployment import DeploymentRepository
from ai.backend.manager.repositories.session import SessionRepository
from ai.backend.manager.repositories.user import UserRepository
from ai.backend.manager.services.agent import AgentService
from ai.backend.manager.services.auth import AuthService
from ai.backend.manager.services.clock import Clock, utc_now
from ai.backend.manager.services.deployment import DeploymentService
from ai.backend.manager.services.session.lifecycle import SessionService

if TYPE_CHECKING:
    from ai.backend.manager.models.database import Database


@dataclass(frozen=True)
class Services:
    """The services that the APIs call."""

    agents: AgentService
    auth: AuthService
    deployments: DeploymentService
    sessions: SessionService


def build_services(database: Database, clock: Clock = utc_now) -> Services:
    """Make all services on one database.

    Args:
        database: Where everything is stored.
        clock: Returns the time.

    Returns:
        The services.
    """
    return Services(
        agents=AgentService(AgentRepository(database), clock),
        auth=AuthService(AuthRepository(database), UserRepository(database), clock),
        deployments=DeploymentService(DeploymentRepository(database), clock),
        sessions=SessionService(SessionRepository(database), clock),
    )
