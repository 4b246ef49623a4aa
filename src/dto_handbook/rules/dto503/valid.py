# src/ai/backend/manager/data/deployment/owner.py
"""Names for type checkers only, which no evaluated annotation uses."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai.backend.manager.repositories.deployment import DeploymentRepository

try:
    from datetime import datetime
except ImportError:
    if TYPE_CHECKING:
        from datetime import datetime


@dataclass(frozen=True)
class DeploymentOwner:
    """Who owns a deployment (internal)."""

    user_id: str
    repository: "DeploymentRepository"
    others: Optional["DeploymentRepository"] = None
    former: "DeploymentRepository | None" = None
    since: datetime | None = None


def count(owners: "Sequence[DeploymentOwner]") -> int:
    """Count owners; the annotation of a local variable is never evaluated."""
    kept: Sequence[DeploymentOwner] = owners
    return len(kept)
