"""Tables of the deployment domain."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ai.backend.manager.models.base import Base


class DeploymentRow(Base):
    """A deployment, with the limits of its scaling."""

    __tablename__ = "deployments"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str]
    project_id: Mapped[str]
    state: Mapped[str]
    replicas: Mapped[int]
    internal_notes: Mapped[str]
    min_replicas: Mapped[int]
    max_replicas: Mapped[int]
    target_cpu_utilization: Mapped[float]
    cooldown_period: Mapped[int]
    scaled_at: Mapped[datetime | None]


class RevisionRow(Base):
    """A model revision of a deployment."""

    __tablename__ = "deployment_revisions"

    deployment_id: Mapped[str] = mapped_column(ForeignKey("deployments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    model_path: Mapped[str]
    runtime_config: Mapped[dict[str, str]] = mapped_column(JSON)
    created_by: Mapped[str]


class AccessTokenRow(Base):
    """An access token of a deployment's endpoint, by its digest."""

    __tablename__ = "deployment_access_tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    deployment_id: Mapped[str] = mapped_column(ForeignKey("deployments.id"))
    digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime | None]
