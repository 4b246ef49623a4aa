"""What a user may do, gathered from every grant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Operation(StrEnum):
    """Something that a permission allows."""

    READ = "read"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True)
class PermissionGrant:
    """One operation on one project, allowed by one source.

    Returned by the user repository, a row a grant.
    """

    project_id: str
    operation: Operation
    granted_by: str  # Name of the role or policy that allows it


@dataclass(frozen=True)
class UserPermissions:
    """All that a user may do, as the user service aggregates it."""

    user_id: str
    grants: tuple[PermissionGrant, ...]

    def allows(self, project_id: str, operation: Operation) -> bool:
        """Tell whether one of the grants covers an operation.

        Args:
            project_id: The project that would be touched.
            operation: What would be done to it.

        Returns:
            True if at least one grant allows it.
        """
        return any(g.project_id == project_id and g.operation is operation for g in self.grants)
