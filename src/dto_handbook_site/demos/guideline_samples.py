"""The guideline's own samples, word for word, and what the checker reports in them.

Source: the Python blocks of the guideline; `tests/conformance/test_guideline.py` compares them
where the guideline is beside the project. The miniature's versions add what a module needs to run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dto_handbook.linter.config import PRESETS, Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.rules.registry import rules
from dto_handbook.workspace import Workspace

SAMPLES: Mapping[str, str] = {
    "manager/data/deployment/scale.py": '''\
from __future__ import annotations

from dataclasses import dataclass

@dataclass(frozen=True)
class DeploymentScaleConfig:
    """Internal configuration for deployment scaling.

    Used by the service layer to coordinate with the sokovan layer.
    """

    min_replicas: int
    max_replicas: int
    target_cpu_utilization: float
    cooldown_period: int
''',
    "manager/data/session/allocation.py": '''\
from dataclasses import dataclass

@dataclass(frozen=True)
class SessionResourceAllocation:
    """Resource allocation for a session (internal)."""

    session_id: str
    resource_slots: tuple[str, ...]  # Use tuple, not list
    device_ids: tuple[int, ...] = ()
''',
    "manager/services/session/processing.py": '''\
from collections.abc import Sequence

# Accept abstract types
def process_sessions(sessions: Sequence[SessionResourceAllocation]) -> list[str]:
    """Process multiple session allocations.

    Args:
        sessions: Sequence of session allocations (accepts list, tuple, etc.)

    Returns:
        List of session IDs (concrete type for clarity)
    """
    return [s.session_id for s in sessions]
''',
    "manager/data/deployment/revision.py": '''\
from dataclasses import dataclass

@dataclass(frozen=True)
class ModelRevisionConfig:
    """Configuration for a model deployment revision.

    Used internally by the deployment service to track
    revision-specific settings before creating database records.
    """

    deployment_id: str
    revision_number: int
    model_path: str
    runtime_config: dict[str, str]  # Framework-specific parameters
    created_by: str  # User ID who created this revision
''',
    "manager/data/deployment/creation.py": '''\
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ai.backend.manager.repositories.deployment import DeploymentRepository

@dataclass(frozen=True)
class DeploymentCreationContext:
    """Context for creating a deployment (internal).

    Aggregates all information needed for the creation process.
    """

    deployment_id: str
    owner_id: str
    project_id: str
    config: DeploymentScaleConfig
    # Repository reference for internal operations
    repository: DeploymentRepository
''',
    "manager/data/session/filter.py": """\
from dataclasses import dataclass

@dataclass(frozen=True)
class SessionFilter:
    project_id: str | None = None
    user_id: str | None = None

def apply_filter(filter: SessionFilter) -> str:
    conditions = []

    # CORRECT: Use explicit None checks
    if filter.project_id is not None:
        conditions.append(f"project_id = {filter.project_id}")

    if filter.user_id is not None:
        conditions.append(f"user_id = {filter.user_id}")

    return " AND ".join(conditions)
""",
    "manager/data/deployment/operation.py": '''\
# src/ai/backend/manager/data/deployment/scale.py
from __future__ import annotations

from dataclasses import dataclass

@dataclass(frozen=True)
class ScaleOperationContext:
    """Internal context for scaling operations.

    Used by the deployment service to coordinate scaling
    between the service layer and sokovan layer.
    """

    deployment_id: str
    current_replicas: int
    desired_replicas: int
    scaling_policy: str
    initiated_by: str  # user_id or "system"
''',
    "manager/data/deployment/response.py": '''\
# ❌ WRONG: This is exposed through GraphQL API
# Should be in ai.backend.common.dto/manager/response.py

from pydantic import BaseModel

class DeploymentStatusResponse(BaseModel):
    """Deployment status for GraphQL API."""  # This is external!

    deployment_id: str
    state: str
    replicas: int
''',
    "manager/data/deployment/status.py": """\
# Before: In manager/data/deployment/status.py
@dataclass(frozen=True)
class InternalDeploymentStatus:
    deployment_id: str
    state: str
    replicas: int
    internal_notes: str  # Internal field
""",
    "common/dto/manager/response.py": '''\
# After: In common/dto/manager/response.py
class DeploymentStatusResponse(BaseModel):
    """Deployment status exposed through API."""

    deployment_id: str
    state: str
    replicas: int
    # internal_notes removed - not exposed externally

# The internal DTO can remain for service layer use
''',
}
"""The samples by their paths below `src/ai/backend`. Where the guideline names no path, it is the
one to which its rules lead."""

IMPORTS: Mapping[str, str] = {
    "manager/services/session/processing.py": (
        "from ai.backend.manager.data.session.allocation import SessionResourceAllocation"
    ),
    "manager/data/deployment/creation.py": (
        "from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig"
    ),
    "manager/data/deployment/status.py": "from dataclasses import dataclass",
    "common/dto/manager/response.py": "from pydantic import BaseModel",
}
"""What the guideline leaves out of a sample, and the sample needs."""


def findings() -> Sequence[Finding]:
    """Check the samples, each with its missing import, with every rule of the guideline.

    Rules that a preset adds are newer than the guideline.

    Returns:
        The findings, by path and line.
    """
    texts = {
        f"src/ai/backend/{path}": "\n".join(filter(None, (text, IMPORTS.get(path)))).encode()
        for path, text in SAMPLES.items()
    }
    newer = {rule for preset in PRESETS.values() for rule in preset.extend_select}
    every = [rule for rule in rules() if rule.id not in newer]
    return Workspace(None, Settings(), every).check(list(texts), texts).findings
