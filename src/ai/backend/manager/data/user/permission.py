"""What a user may do, combined from every grant."""

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

    Returned by the user repository, one for each row.
    """

    project_id: str
    operation: Operation
    granted_by: str  # Name of the role or policy that allows it


@dataclass(frozen=True)
class UserPermissions:
    """Everything that a user may do, as the user service aggregates it."""

    user_id: str
    grants: tuple[PermissionGrant, ...]

    def allows(self, project_id: str, operation: Operation) -> bool:
        """Return whether one of the grants covers an operation.

        Args:
            project_id: The project that the operation concerns.
            operation: The operation.

        Returns:
            True if at least one grant allows it.
        """
        return any(g.project_id == project_id and g.operation is operation for g in self.grants)
